//! Operands of a condition: the paths whose values it compares. And its conjuncts, which all must hold.

use cel::common::ast::{EntryExpr, Expr, IdedExpr, LiteralValue, operators};
use serde_json::Value;

use super::program::Expression;
use super::scope::Scope;
use super::segment::Segment;

/// So many elements of a list are shown.
const MOST_ELEMENTS: usize = 3;
/// So many values of one condition are shown.
const MOST_VALUES: usize = 8;

/// A path that a condition names, with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Operand {
    /// Name at which the path begins.
    pub root: String,
    /// Rest of the path.
    pub segments: Vec<Segment>,
    /// Number of segments that the condition names itself; those after them lead to one of several elements.
    pub certain: usize,
    /// True if the condition only compares its length.
    pub size: bool,
    /// The value that stands there, if one does; its length, if only that is compared.
    pub value: Option<Value>,
}

impl Operand {
    /// The path as an expression writes it.
    pub fn text(&self) -> String {
        let mut text = self.root.clone();
        for segment in &self.segments {
            match segment {
                Segment::Property(name) if is_identifier(name) => {
                    text.push('.');
                    text.push_str(name);
                }
                Segment::Property(name) => text.push_str(&format!("[{}]", Value::from(name.as_str()))),
                Segment::Index(index) => text.push_str(&format!("[{index}]")),
            }
        }
        if self.size {
            text.push_str(".size()");
        }
        text
    }
}

impl Expression {
    /// The conditions that must all hold for this one to hold: itself, if it is no `a && b`.
    pub fn conjuncts(&self) -> Vec<Self> {
        let parts = split(self.source());
        // Each part of a condition that compiles does so too, unless it was split in the wrong place.
        let compiled: Result<Vec<Self>, _> = parts.into_iter().map(Self::compile).collect();
        compiled.unwrap_or_else(|_| vec![self.clone()])
    }

    /// The paths that the condition names, in their order, with their values; of long lists the first few elements.
    pub fn operands(&self, scope: &dyn Scope) -> Vec<Operand> {
        let mut named = Vec::new();
        match (self.path(), self.ast()) {
            (Some((root, segments)), _) => named.push(NamedPath {
                root: root.to_string(),
                links: segments.iter().cloned().map(Link::Segment).collect(),
                size: false,
            }),
            (None, Some(ast)) => collect(ast, &mut Vec::new(), &mut named),
            (None, None) => {}
        }
        let mut found: Vec<Operand> = Vec::new();
        for path in &named {
            for operand in path.seen(scope) {
                if !found.contains(&operand) && found.len() < MOST_VALUES {
                    found.push(operand);
                }
            }
        }
        found
    }
}

/// A path, some of whose links may stand for every element of a list.
#[derive(Clone, Debug, PartialEq)]
struct NamedPath {
    root: String,
    links: Vec<Link>,
    size: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Link {
    Segment(Segment),
    Each,
}

impl NamedPath {
    fn seen(&self, scope: &dyn Scope) -> Vec<Operand> {
        let mut begun: Vec<Vec<Segment>> = vec![Vec::new()];
        let mut lists = Vec::new();
        let certain = self.links.iter().take_while(|link| matches!(link, Link::Segment(_)));
        let certain = certain.count();
        for link in &self.links {
            let mut longer = Vec::new();
            for path in begun {
                match link {
                    Link::Segment(segment) => longer.push([path, vec![segment.clone()]].concat()),
                    Link::Each => match scope.path(&self.root, &path) {
                        Some(Value::Array(items)) if !items.is_empty() => {
                            let most = items.len().min(MOST_ELEMENTS);
                            longer.extend((0..most).map(|index| [path.clone(), vec![Segment::Index(index)]].concat()));
                            if items.len() > most {
                                lists.push(Operand {
                                    root: self.root.clone(),
                                    segments: path,
                                    certain,
                                    size: true,
                                    value: Some(Value::from(items.len())),
                                });
                            }
                        }
                        value => lists.push(Operand {
                            root: self.root.clone(),
                            segments: path,
                            certain,
                            size: false,
                            value,
                        }),
                    },
                }
            }
            begun = longer;
        }
        let whole = begun.into_iter().map(|segments| {
            let value = scope.path(&self.root, &segments);
            let value = if self.size {
                value.as_ref().and_then(length)
            } else {
                value
            };
            Operand {
                root: self.root.clone(),
                certain: certain.min(segments.len()),
                size: self.size && value.is_some(),
                segments,
                value,
            }
        });
        lists.into_iter().chain(whole).collect()
    }
}

fn length(value: &Value) -> Option<Value> {
    Some(Value::from(match value {
        Value::Array(items) => items.len(),
        Value::Object(entries) => entries.len(),
        Value::String(text) => text.chars().count(),
        Value::Null | Value::Bool(_) | Value::Number(_) => return None,
    }))
}

/// A name that an expression binds, and the path that it stands for, if it is one.
type Bound<'a> = (&'a str, Option<NamedPath>);

/// Adds every path of an expression that no longer path contains.
fn collect<'a>(node: &'a IdedExpr, bound: &mut Vec<Bound<'a>>, found: &mut Vec<NamedPath>) {
    if let Some(path) = plain(node, bound) {
        found.extend(path);
        return;
    }
    match &node.expr {
        Expr::Call(call) => {
            let of = call.target.as_deref().or(call.args.first());
            if call.func_name == "size"
                && let Some(Some(mut path)) = of.and_then(|of| plain(of, bound))
            {
                path.size = true;
                found.push(path);
                return;
            }
            let parts = call.target.iter().map(|target| &**target).chain(&call.args);
            parts.for_each(|part| collect(part, bound, found));
        }
        Expr::Select(select) => collect(&select.operand, bound, found),
        Expr::List(list) => list.elements.iter().for_each(|part| collect(part, bound, found)),
        Expr::Map(map) => map.entries.iter().for_each(|entry| match &entry.expr {
            EntryExpr::MapEntry(pair) => {
                collect(&pair.key, bound, found);
                collect(&pair.value, bound, found);
            }
            EntryExpr::StructField(field) => collect(&field.value, bound, found),
        }),
        Expr::Comprehension(inner) => {
            let over = plain(&inner.iter_range, bound);
            if over.is_none() {
                collect(&inner.iter_range, bound, found);
            }
            let element = over.flatten().map(|mut path| {
                path.links.push(Link::Each);
                path
            });
            let before = (bound.len(), found.len());
            bound.push((&inner.iter_var, element.clone()));
            bound.extend(inner.iter_var2.as_deref().map(|name| (name, None)));
            bound.push((&inner.accu_var, None));
            collect(&inner.loop_step, bound, found);
            bound.truncate(before.0);
            // What is said of an element says more than the element itself, which `filter` hands on.
            if let Some(element) = element {
                let mut own = found.split_off(before.1);
                let goes_on =
                    |path: &NamedPath| path.links.len() > element.links.len() && path.links.starts_with(&element.links);
                if own.iter().any(goes_on) {
                    own.retain(|path| *path != element);
                }
                // A condition that says nothing of the elements still speaks of them.
                if own.is_empty() {
                    own.push(element);
                }
                found.extend(own);
            }
        }
        _ => {}
    }
}

/// The path that a node is; `Some(None)` if it begins at a name that stands for none.
#[expect(clippy::option_option, reason = "no path, and a path to nothing that can be shown")]
fn plain(node: &IdedExpr, bound: &[Bound<'_>]) -> Option<Option<NamedPath>> {
    let longer = |operand: &IdedExpr, segment: Segment| {
        let path = plain(operand, bound)?;
        Some(path.map(|mut path| {
            path.links.push(Link::Segment(segment));
            path
        }))
    };
    match &node.expr {
        Expr::Ident(name) => {
            let inner = bound.iter().rev().find(|(own, _)| own == name);
            Some(match inner {
                Some((_, path)) => path.clone(),
                None if name.starts_with('@') => None,
                None => Some(NamedPath {
                    root: name.clone(),
                    links: Vec::new(),
                    size: false,
                }),
            })
        }
        Expr::Select(select) => longer(&select.operand, Segment::Property(select.field.clone())),
        Expr::Call(call) if call.func_name == operators::INDEX => match call.args.as_slice() {
            [operand, key] => match &key.expr {
                Expr::Literal(LiteralValue::String(name)) => {
                    longer(operand, Segment::Property(name.inner().to_string()))
                }
                Expr::Literal(LiteralValue::Int(index)) => {
                    longer(operand, Segment::Index(usize::try_from(*index.inner()).ok()?))
                }
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

fn is_identifier(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The operands of the outermost `&&`, without the parentheses around the whole; the text itself, if there is none.
fn split(text: &str) -> Vec<&str> {
    let text = text.trim();
    let mut found = Vec::new();
    let mut begin = 0;
    let mut depth = 0_usize;
    let mut quote = None;
    let mut closed_at = None;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match (quote, byte) {
            (Some(_), b'\\') => {
                bytes.next();
            }
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    closed_at.get_or_insert(at);
                }
            }
            // What binds less than `&&` makes the whole something else.
            (None, b'?') if depth == 0 => return vec![text],
            (None, b'|') if depth == 0 => return vec![text],
            (None, b'&') if depth == 0 && text[at..].starts_with("&&") => {
                found.push(&text[begin..at]);
                begin = at + 2;
                bytes.next();
            }
            (Some(_) | None, _) => {}
        }
    }
    found.push(&text[begin..]);
    if let [whole] = found[..] {
        let inner = whole.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
        return match inner {
            Some(inner) if closed_at == Some(text.len() - 1) => split(inner),
            Some(_) | None => vec![whole],
        };
    }
    found.into_iter().flat_map(split).collect()
}

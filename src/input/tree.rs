//! A file as a tree of values, each with the place where it is written.

use std::ops::Range;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use serde_saphyr::{Location, Spanned};

/// A value of a file and where it stands, as byte ranges of the text.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The range of the key, for a value of a map.
    pub key: Option<Range<usize>>,
    /// The range of the value.
    pub span: Range<usize>,
    /// Content of the value.
    pub node: Node,
}

/// Content of a [`Tree`].
#[derive(Clone, Debug)]
pub enum Node {
    /// Null, boolean, number or string.
    Scalar(Value),
    /// A list.
    List(Vec<Tree>),
    /// A map, in the order in which it is written.
    Map(Vec<(String, Tree)>),
}

/// An error of syntax, with its place in the text.
#[derive(Clone, Debug)]
pub struct SyntaxError {
    /// The offending bytes.
    pub span: Range<usize>,
    /// Message of the parser.
    pub message: String,
}

impl Tree {
    /// The value without its positions.
    pub fn value(&self) -> Value {
        match &self.node {
            Node::Scalar(value) => value.clone(),
            Node::List(items) => Value::Array(items.iter().map(Self::value).collect()),
            Node::Map(entries) => Value::Object(
                entries
                    .iter()
                    .map(|(key, tree)| (key.clone(), tree.value()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }

    /// The deepest value on the way along a JSON Pointer, and whether it is the end of that way.
    pub fn nearest(&self, pointer: &str) -> (&Self, bool) {
        let mut here = self;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            let next = match &here.node {
                Node::Map(entries) => entries.iter().find(|(key, _)| *key == token).map(|(_, tree)| tree),
                Node::List(items) => token.parse::<usize>().ok().and_then(|index| items.get(index)),
                Node::Scalar(_) => None,
            };
            match next {
                Some(next) => here = next,
                None => return (here, false),
            }
        }
        (here, true)
    }
}

/// Reads YAML (and so JSON, which is YAML) with positions.
///
/// # Errors
/// The first fault of the syntax.
pub fn yaml(text: &str) -> Result<Tree, SyntaxError> {
    let lines = Lines::of(text);
    let raw: Spanned<Raw> =
        serde_saphyr::from_str_with_options(text, yaml_options()).map_err(|error| yaml_error(text, &error))?;
    Ok(raw_tree(raw, None, &lines))
}

/// Reads JSON with positions.
///
/// # Errors
/// The first fault of the syntax, in the words of a reader of JSON.
pub fn json(text: &str) -> Result<Tree, SyntaxError> {
    serde_json::from_str::<de::IgnoredAny>(text).map_err(|error| json_error(text, &error))?;
    yaml(text)
}

/// The options under which scenario and contract files are read: strict booleans, no duplicate keys.
pub fn yaml_options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        strict_booleans: true,
        with_snippet: false,
        // The limits against hostile files are meant for settings; a matrix may have 100,000 rows.
        budget: serde_saphyr::budget! {
            max_events: 20_000_000,
            max_nodes: 10_000_000,
        },
        // Aliases multiply: what a few lines stand for must stay small.
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: 100_000 },
        duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::Error,
    }
}

/// The error of YAML that cannot be read, with its place.
pub fn yaml_error(text: &str, error: &serde_saphyr::Error) -> SyntaxError {
    SyntaxError {
        span: error.location().map_or(0..0, |at| Lines::of(text).range(&at)),
        message: yaml_message(error),
    }
}

/// The text of a YAML error, without its position and in the words of a writer of files.
fn yaml_message(error: &serde_saphyr::Error) -> String {
    use serde_saphyr::Error;

    let error = error.without_snippet();
    match error {
        Error::DuplicateMappingKey { key: Some(key), .. } => return format!("the key `{key}` stands here twice"),
        Error::DuplicateMappingKey { key: None, .. } => return "a key stands here twice".to_string(),
        _ => {}
    }
    let text = error.to_string();
    let said = text.find(" at line ").map_or(text.as_str(), |at| &text[..at]);
    match said {
        budget if budget.starts_with("budget breached") || budget.starts_with("alias replay limit") => {
            "the file holds more values than can be read; aliases multiply what they stand for".to_string()
        }
        number if number.starts_with("invalid u") || number.starts_with("invalid i") => {
            "expected a whole number".to_string()
        }
        "recursion limit exceeded" => "values are nested too deeply".to_string(),
        tabs if tabs.starts_with("tabs disallowed") => "YAML is indented with spaces, not with tabs".to_string(),
        other => other.to_string(),
    }
}

/// The error of JSON that cannot be read, with its place.
pub fn json_error(text: &str, error: &serde_json::Error) -> SyntaxError {
    let start = Lines::of(text).at(error.line(), error.column());
    let said = if text.trim().is_empty() {
        "the file is empty".to_string()
    } else if error.is_eof() {
        "the file ends in the middle of a value".to_string()
    } else {
        error.to_string()
    };
    SyntaxError {
        span: start..start + text[start..].chars().next().map_or(0, char::len_utf8),
        message: said
            .rfind(" at line ")
            .map_or(said.as_str(), |at| &said[..at])
            .to_string(),
    }
}

/// Reads TOML with positions.
///
/// # Errors
/// The first fault of the syntax.
pub fn toml(text: &str) -> Result<Tree, SyntaxError> {
    let table = toml::de::DeTable::parse(text).map_err(|error| SyntaxError {
        span: error.span().unwrap_or(0..0),
        message: match error.message() {
            "duplicate key" => "this key stands here twice".to_string(),
            other => other.to_string(),
        },
    })?;
    let span = table.span();
    Ok(Tree {
        key: None,
        span,
        node: toml_map(table.get_ref()),
    })
}

fn toml_map(table: &toml::de::DeTable<'_>) -> Node {
    let mut entries: Vec<(String, Tree)> = table
        .iter()
        .map(|(key, value)| {
            let tree = toml_tree(value, Some(key.span()));
            (key.get_ref().to_string(), tree)
        })
        .collect();
    entries.sort_by_key(|(_, tree)| tree.key.as_ref().map_or(0, |key| key.start));
    Node::Map(entries)
}

fn toml_tree(value: &toml::Spanned<toml::de::DeValue<'_>>, key: Option<Range<usize>>) -> Tree {
    use toml::de::DeValue;
    let node = match value.get_ref() {
        DeValue::String(text) => Node::Scalar(Value::from(text.to_string())),
        DeValue::Integer(number) => {
            Node::Scalar(i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Null, Value::from))
        }
        DeValue::Float(number) => Node::Scalar(number.as_str().parse::<f64>().map_or(Value::Null, Value::from)),
        DeValue::Boolean(flag) => Node::Scalar(Value::from(*flag)),
        DeValue::Datetime(time) => Node::Scalar(Value::from(time.to_string())),
        DeValue::Array(items) => Node::List(items.iter().map(|item| toml_tree(item, None)).collect()),
        DeValue::Table(table) => toml_map(table),
    };
    Tree {
        key,
        span: value.span(),
        node,
    }
}

/// The start of each line, to turn line and column into a byte offset.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self { text, starts }
    }

    /// The byte at a line and a column, both from 1.
    fn at(&self, line: usize, column: usize) -> usize {
        match self.starts.get(line.max(1) - 1) {
            Some(&start) => start + offset(&self.text[start..], column.max(1) - 1),
            None => self.text.len(),
        }
    }

    fn range(&self, at: &Location) -> Range<usize> {
        let start = self.at(
            usize::try_from(at.line()).unwrap_or(1),
            usize::try_from(at.column()).unwrap_or(1),
        );
        let length = usize::try_from(at.span().len()).unwrap_or(0);
        start..start + offset(&self.text[start..], length)
    }
}

fn offset(text: &str, chars: usize) -> usize {
    text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at)
}

/// A YAML value as the parser hands it out, before its positions become byte ranges.
enum Raw {
    Scalar(Value),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

fn raw_tree(raw: Spanned<Raw>, key: Option<Range<usize>>, lines: &Lines<'_>) -> Tree {
    let mut span = lines.range(&raw.referenced);
    let node = match raw.value {
        Raw::Scalar(value) => Node::Scalar(value),
        Raw::List(items) => Node::List(items.into_iter().map(|item| raw_tree(item, None, lines)).collect()),
        Raw::Map(entries) => Node::Map(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let at = lines.range(&key.referenced);
                    (key.value, raw_tree(value, Some(at), lines))
                })
                .collect(),
        ),
    };
    let last = match &node {
        Node::Scalar(_) => None,
        Node::List(items) => Some(items.last().map(|item| item.span.end)),
        Node::Map(entries) => Some(entries.last().map(|(_, entry)| entry.span.end)),
    };
    if let Some(last) = last {
        span.end = closed(lines.text, &span, last).unwrap_or(span.end);
    }
    Tree { key, span, node }
}

/// The end of a list or map in brackets: the parser gives the place of the opening one only.
fn closed(text: &str, span: &Range<usize>, last: Option<usize>) -> Option<usize> {
    let close = match text.as_bytes().get(span.start)? {
        b'[' => ']',
        b'{' => '}',
        _ => return None,
    };
    let from = last.unwrap_or(span.start + 1);
    let rest = text.get(from..)?;
    let blank = rest.find(|c: char| !matches!(c, ' ' | ','))?;
    rest[blank..].starts_with(close).then_some(from + blank + 1)
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Null))
    }

    fn visit_none<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::from(value)))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::from(value)))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::from(value)))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::from(value)))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::from(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

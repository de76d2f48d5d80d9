//! Remarks about a message that its schema lets pass: names that are not known, not wanted any more,
//! or spelled in the way that only an example of the documentation does.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::rule::Weight;
use super::schema::Message;
use super::shape::{Node, NodeId, NoteKind, Shape};
use crate::input::pointer::escape;
use crate::input::suggest;

/// The largest number of kinds of remark on one message.
pub const MOST_REMARKS: usize = 20;

/// The longest unknown name that is shown, as a part of a pointer.
const LONGEST_NAME: usize = 64;

/// Remark on a message, once for all places in which it is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// JSON Pointer of the first value of which it is true.
    pub pointer: String,
    /// Kind of the remark.
    pub kind: RemarkKind,
    /// Weight of the remark.
    pub level: Weight,
    /// Number of values of which it is true.
    pub count: usize,
    /// The page of the documentation that describes the place.
    pub page: Option<String>,
}

/// Kind of a [`Remark`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemarkKind {
    /// The contract does not know the property.
    Unknown {
        /// The known name that may have been meant.
        suggestion: Option<String>,
    },
    /// The property still passes, and should not be sent any more.
    Deprecated {
        /// Property to send instead.
        replacement: Option<String>,
        /// The day of the announcement.
        since: Option<String>,
    },
    /// The property is not read any more.
    Discontinued {
        /// Property that is read instead.
        replacement: Option<String>,
        /// Day on which it ended.
        since: Option<String>,
    },
    /// The value passes, and is better written otherwise.
    Alternate {
        /// Better form of the value.
        expected: String,
    },
    /// A property is described as required, but may be missing.
    Missing {
        /// Its name.
        property: String,
    },
}

/// All remarks on a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    /// The first of each kind.
    pub made: Vec<Remark>,
    /// Number of further remarks, after [`MOST_REMARKS`] kinds.
    pub omitted: usize,
}

impl Shape {
    /// Makes all remarks on a message.
    pub fn remarks(&self, message: Message, body: &Value) -> Remarks {
        let mut walker = Walker {
            shape: self,
            unknown: match message {
                Message::Request => Weight::Warning,
                // Additions to an answer break nobody.
                Message::Response => Weight::Note,
            },
            path: Vec::new(),
            known: HashMap::new(),
            remarks: Remarks::default(),
        };
        walker.value(body, &[0], None);
        walker.remarks
    }
}

/// A step from a value into one of its parts.
#[derive(Clone, Copy)]
enum Segment<'v> {
    Key(&'v str),
    Index(usize),
}

/// Identity of a remark: the node, with one of its notes or a name.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Identity<'v> {
    Note(NodeId, usize),
    Whole(NodeId),
    Unknown(NodeId, &'v str),
    Missing(NodeId, usize),
}

struct Walker<'s, 'v> {
    shape: &'s Shape,
    /// Weight of an unknown property.
    unknown: Weight,
    path: Vec<Segment<'v>>,
    /// The position in `remarks` of those made before.
    known: HashMap<Identity<'v>, usize>,
    remarks: Remarks,
}

impl<'s, 'v> Walker<'s, 'v> {
    fn value(&mut self, value: &'v Value, nodes: &[NodeId], page: Option<&'s str>) {
        let shape = self.shape;
        match nodes {
            [] => {}
            [id] => match shape.nodes.get(*id) {
                Some(node) if node.branches.is_empty() => self.single(value, *id, node, page),
                Some(_) => self.branching(value, nodes, page),
                None => {}
            },
            [_, _, ..] => self.branching(value, nodes, page),
        }
    }

    /// A value of which one node says everything, as of most: nothing has to be put together.
    fn single(&mut self, value: &'v Value, id: NodeId, node: &'s Node, page: Option<&'s str>) {
        let own = node.page.as_deref().or(page);
        // A value of null is as good as none.
        if !value.is_null() && (node.whole || !node.notes.is_empty()) {
            let scalar = !matches!(value, Value::Object(_) | Value::Array(_));
            self.notes(&[id], value, if scalar { page } else { own });
        }
        let page = own;
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            Value::Array(items) => {
                if let Some(of_items) = node.items {
                    self.items(items, &[of_items], page);
                }
            }
            Value::Object(entries) => {
                let closed = !node.properties.is_empty() && !node.open;
                let mut next = 0;
                for (name, value) in entries {
                    let Some((after, child)) = node.properties.find(name, next) else {
                        if closed {
                            self.unknown(&[id], name, page);
                        }
                        continue;
                    };
                    next = after;
                    if !self.is_plain(child) {
                        self.below(Segment::Key(name), value, &[child], page);
                    }
                }
                if !node.expected.is_empty() {
                    self.missed(&[id], entries, page);
                }
            }
        }
    }

    /// A value of which several nodes speak, or of which more is said by what it is.
    fn branching(&mut self, value: &'v Value, nodes: &[NodeId], page: Option<&'s str>) {
        let scalar = !matches!(value, Value::Object(_) | Value::Array(_));
        if scalar && self.nodes(nodes).all(|node| node.branches.is_empty()) {
            if !value.is_null() {
                self.notes(nodes, value, page);
            }
            return;
        }
        // What holds without condition comes first; each branch adds a node that may branch again.
        let mut active: Vec<NodeId> = nodes.to_vec();
        let mut next = 0;
        while let Some(id) = active.get(next) {
            next += 1;
            let Some(node) = self.shape.nodes.get(*id) else {
                continue;
            };
            for branch in &node.branches {
                let taken = if branch.condition.holds(value) {
                    branch.then
                } else {
                    branch.otherwise
                };
                active.extend(taken.filter(|taken| !active.contains(taken)));
            }
        }
        let own = active.iter().find_map(|id| self.shape.nodes.get(*id)?.page.as_deref());
        let page = own.or(page);
        if !value.is_null() {
            self.notes(&active, value, page);
        }
        match value {
            Value::Object(entries) => self.object(entries, &active, page),
            Value::Array(items) => {
                let of_items: Vec<NodeId> = self.nodes(&active).filter_map(|node| node.items).collect();
                self.items(items, &of_items, page);
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn nodes(&self, ids: &[NodeId]) -> impl Iterator<Item = &'s Node> {
        let shape = self.shape;
        ids.iter().filter_map(|id| shape.nodes.get(*id))
    }

    fn is_plain(&self, id: NodeId) -> bool {
        self.shape.nodes.get(id).is_none_or(|node| node.plain)
    }

    fn below(&mut self, segment: Segment<'v>, value: &'v Value, nodes: &[NodeId], page: Option<&'s str>) {
        self.path.push(segment);
        self.value(value, nodes, page);
        self.path.pop();
    }

    fn items(&mut self, items: &'v [Value], nodes: &[NodeId], page: Option<&'s str>) {
        if nodes.iter().all(|id| self.is_plain(*id)) {
            return;
        }
        for (index, item) in items.iter().enumerate() {
            self.below(Segment::Index(index), item, nodes, page);
        }
    }

    fn object(&mut self, entries: &'v Map<String, Value>, active: &[NodeId], page: Option<&'s str>) {
        let closed =
            self.nodes(active).any(|node| !node.properties.is_empty()) && !self.nodes(active).any(|node| node.open);
        let mut children: Vec<NodeId> = Vec::new();
        for (name, value) in entries {
            children.clear();
            let found = self.nodes(active).filter_map(|node| node.properties.find(name, 0));
            children.extend(found.map(|(_, id)| id));
            if children.is_empty() {
                if closed {
                    self.unknown(active, name, page);
                }
            } else if !children.iter().all(|id| self.is_plain(*id)) {
                self.below(Segment::Key(name), value, &children, page);
            }
        }
        self.missed(active, entries, page);
    }

    fn missed(&mut self, active: &[NodeId], entries: &'v Map<String, Value>, page: Option<&'s str>) {
        for id in active {
            let Some(node) = self.shape.nodes.get(*id) else {
                continue;
            };
            for (index, property) in node.expected.iter().enumerate() {
                if entries.get(property).is_none_or(Value::is_null) {
                    self.remark(Identity::Missing(*id, index), Weight::Warning, page, |_| {
                        RemarkKind::Missing {
                            property: property.clone(),
                        }
                    });
                }
            }
        }
    }

    fn unknown(&mut self, active: &[NodeId], name: &'v str, page: Option<&'s str>) {
        let Some(first) = active.first() else { return };
        let level = self.unknown;
        if name.len() > LONGEST_NAME {
            let kind = RemarkKind::Unknown { suggestion: None };
            return self.remark(Identity::Unknown(*first, ""), level, page, |_| kind);
        }
        self.path.push(Segment::Key(name));
        let candidates: Vec<NodeId> = active.to_vec();
        self.remark(Identity::Unknown(*first, name), level, page, |walker| {
            RemarkKind::Unknown {
                suggestion: walker.suggestion(name, &candidates),
            }
        });
        self.path.pop();
    }

    fn suggestion(&self, name: &str, active: &[NodeId]) -> Option<String> {
        let wanted = |id: &NodeId| {
            let notes = self.shape.nodes.get(*id).map(|node| node.notes.as_slice());
            !notes.unwrap_or_default().iter().any(|note| match note.kind {
                NoteKind::Deprecated { .. } | NoteKind::Discontinued { .. } | NoteKind::Renamed { .. } => true,
                NoteKind::Form { .. } => false,
            })
        };
        let mut candidates: Vec<&str> = self
            .nodes(active)
            .flat_map(|node| node.properties.iter())
            .filter(|(_, id)| wanted(id))
            .map(|(name, _)| name)
            .collect();
        candidates.sort_unstable();
        suggest::nearest(name, candidates).map(str::to_string)
    }

    fn notes(&mut self, ids: &[NodeId], value: &Value, page: Option<&'s str>) {
        let whole = |id: &&NodeId| self.shape.nodes.get(**id).is_some_and(|node| node.whole);
        if value.is_f64()
            && value.as_f64().is_some_and(|number| number.fract() == 0.0)
            && let Some(id) = ids.iter().find(whole)
        {
            self.remark(Identity::Whole(*id), Weight::Warning, page, |_| RemarkKind::Alternate {
                expected: "a whole number without a fraction".to_string(),
            });
        }
        ids.iter().for_each(|id| self.annotations(*id, value, page));
    }

    fn annotations(&mut self, id: NodeId, value: &Value, page: Option<&'s str>) {
        let Some(node) = self.shape.nodes.get(id) else { return };
        for (index, note) in node.notes.iter().enumerate() {
            let kind = match &note.kind {
                NoteKind::Deprecated { replacement, since } => RemarkKind::Deprecated {
                    replacement: replacement.clone(),
                    since: since.clone(),
                },
                NoteKind::Discontinued { replacement, since } => RemarkKind::Discontinued {
                    replacement: replacement.clone(),
                    since: since.clone(),
                },
                NoteKind::Renamed { name } => RemarkKind::Alternate {
                    expected: format!("the name {name}"),
                },
                NoteKind::Form { preferred, .. } if preferred.holds(value) => continue,
                NoteKind::Form { form, .. } => RemarkKind::Alternate { expected: form.clone() },
            };
            self.remark(Identity::Note(id, index), note.level, page, |_| kind);
        }
    }

    fn remark(
        &mut self,
        identity: Identity<'v>,
        level: Weight,
        page: Option<&'s str>,
        kind: impl FnOnce(&Self) -> RemarkKind,
    ) {
        if let Some(known) = self.known.get(&identity) {
            if let Some(remark) = self.remarks.made.get_mut(*known) {
                remark.count = remark.count.saturating_add(1);
            }
            return;
        }
        if self.remarks.made.len() == MOST_REMARKS {
            self.remarks.omitted = self.remarks.omitted.saturating_add(1);
            return;
        }
        let kind = kind(self);
        self.known.insert(identity, self.remarks.made.len());
        self.remarks.made.push(Remark {
            pointer: self.pointer(),
            kind,
            level,
            count: 1,
            page: page.map(str::to_string),
        });
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for segment in &self.path {
            pointer.push('/');
            match segment {
                Segment::Key(key) => pointer.push_str(&escape(key)),
                Segment::Index(index) => pointer.push_str(&index.to_string()),
            }
        }
        pointer
    }
}

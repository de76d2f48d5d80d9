//! The names of a schema: the properties that are known at each place, and the remarks on them.
//!
//! A schema is turned into a table once, in which references are followed and merged, so that
//! walking a long message looks each property up in one place. Conditions are kept as branches.

use std::collections::HashMap;
use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::condition::{Condition, texts};
use super::definitions::{self, Definitions};
use super::files::Files;
use super::rule::Weight;
use crate::input::pointer::escape;
use crate::input::problem::Problem;

/// Place of the definitions in a file.
const DEFINITIONS: &str = "/$defs/";

/// Position of a [`Node`] in its [`Shape`].
pub(super) type NodeId = usize;

/// The table made of one schema.
#[derive(Debug)]
pub struct Shape {
    pub(super) nodes: Vec<Node>,
}

/// Everything that holds for a value without any condition.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The known properties.
    pub(super) properties: Properties,
    /// True if other properties are no matter of the contract.
    pub(super) open: bool,
    /// Node of each element of a list.
    pub(super) items: Option<NodeId>,
    /// Further nodes that hold, depending on the value.
    pub(super) branches: Vec<Branch>,
    /// Remarks on any value that is there.
    pub(super) notes: Vec<Note>,
    /// Properties that are missed when they are not there.
    pub(super) expected: Vec<String>,
    /// True if only whole numbers are meant.
    pub(super) whole: bool,
    /// The page that describes it.
    pub(super) page: Option<String>,
    /// True if no remark is possible on a value, nor below it.
    pub(super) plain: bool,
}

impl Node {
    fn is_without_remarks(&self) -> bool {
        self.properties.is_empty()
            && self.items.is_none()
            && self.branches.is_empty()
            && self.notes.is_empty()
            && self.expected.is_empty()
            && !self.whole
    }
}

/// Properties by their names, in the order of the schema.
///
/// There are a few, and objects mostly keep to one order: looking on from the last one that was found
/// is faster than a table.
#[derive(Debug, Default)]
pub(super) struct Properties(Vec<(String, NodeId)>);

impl Properties {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, NodeId)> {
        self.0.iter().map(|(name, id)| (name.as_str(), *id))
    }

    /// The property of that name, looked for from a position on; with the position after it.
    pub(super) fn find(&self, name: &str, from: usize) -> Option<(usize, NodeId)> {
        let (before, after) = self.0.split_at_checked(from).unwrap_or((&self.0, &[]));
        let position = |known: &[(String, NodeId)]| known.iter().position(|(known, _)| known == name);
        let position = position(after)
            .map(|found| before.len() + found)
            .or_else(|| position(before))?;
        let (_, id) = self.0.get(position)?;
        Some((position + 1, *id))
    }
}

/// One `if` with what follows from it.
#[derive(Debug)]
pub(super) struct Branch {
    pub(super) condition: Condition,
    pub(super) then: Option<NodeId>,
    pub(super) otherwise: Option<NodeId>,
}

/// Remark on a value.
#[derive(Clone, Debug)]
pub(super) struct Note {
    pub(super) kind: NoteKind,
    pub(super) level: Weight,
}

/// The ways in which a value that passes is not as it should be.
#[derive(Clone, Debug)]
pub(super) enum NoteKind {
    Deprecated {
        replacement: Option<String>,
        since: Option<String>,
    },
    Discontinued {
        replacement: Option<String>,
        since: Option<String>,
    },
    /// The property has this name elsewhere.
    Renamed { name: String },
    /// The value has another form elsewhere.
    Form { preferred: Condition, form: String },
}

/// A place in a file of the contract.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Location {
    file: String,
    pointer: String,
}

impl Location {
    fn new(file: &str, pointer: String) -> Self {
        Self {
            file: file.to_string(),
            pointer,
        }
    }

    fn below(&self, key: &str) -> Self {
        let key = escape(key);
        Self::new(&self.file, format!("{}/{key}", self.pointer))
    }

    /// The definition that it lies in, or else the file, and the rest of the way.
    fn part(&self) -> (Self, &str) {
        let length = self
            .pointer
            .strip_prefix(DEFINITIONS)
            .map_or(0, |name| DEFINITIONS.len() + name.find('/').unwrap_or(name.len()));
        let (part, rest) = self.pointer.split_at(length);
        (Self::new(&self.file, part.to_string()), rest)
    }

    /// The location that a `$ref` at this location names.
    fn resolve(&self, reference: &str) -> Self {
        let (path, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        if path.is_empty() {
            return Self::new(&self.file, pointer.to_string());
        }
        let mut folders: Vec<&str> = self.file.split('/').collect();
        folders.pop();
        for part in path.split('/') {
            if part == ".." {
                folders.pop();
            } else {
                folders.push(part);
            }
        }
        Self::new(&folders.join("/"), pointer.to_string())
    }
}

impl Shape {
    /// Returns true if the message itself may have a property of that name.
    pub fn knows(&self, property: &str) -> bool {
        self.nodes
            .first()
            .is_some_and(|node| node.properties.find(property, 0).is_some())
    }

    /// Reads the schema at that path below `schemas/`, and those that it refers to.
    ///
    /// # Errors
    /// A file is missing or is not JSON.
    pub fn compile(files: &Files, path: &str) -> Result<Self, Problem> {
        let mut compiler = Compiler {
            files,
            read: HashMap::new(),
            parts: HashMap::new(),
            nodes: Vec::new(),
            known: HashMap::new(),
            problem: None,
        };
        let (file, pointer) = path.split_once('#').unwrap_or((path, ""));
        compiler.node(vec![Location::new(file, pointer.to_string())]);
        match compiler.problem {
            Some(problem) => Err(problem),
            None => {
                let mut nodes = compiler.nodes;
                nodes.iter_mut().for_each(|node| node.plain = node.is_without_remarks());
                Ok(Self { nodes })
            }
        }
    }
}

struct Compiler<'f> {
    files: &'f Files,
    read: HashMap<String, Definitions>,
    /// Definitions, and whole files, by where they stand.
    parts: HashMap<Location, Rc<Value>>,
    nodes: Vec<Node>,
    /// Schemas that were merged before, by where they stand.
    known: HashMap<Vec<Location>, NodeId>,
    problem: Option<Problem>,
}

impl Compiler<'_> {
    /// The definition or the file that a place lies in, and the rest of the way to it.
    fn look_up<'p>(&mut self, place: &'p Location) -> Option<(Rc<Value>, &'p str)> {
        let (part, rest) = place.part();
        if !self.parts.contains_key(&part) {
            match self.read(&part) {
                Ok(value) => self.parts.insert(part.clone(), Rc::new(value?)),
                Err(problem) => {
                    self.problem.get_or_insert(problem);
                    return None;
                }
            };
        }
        Some((Rc::clone(self.parts.get(&part)?), rest))
    }

    fn read(&mut self, part: &Location) -> Result<Option<Value>, Problem> {
        let Some(name) = part.pointer.strip_prefix(DEFINITIONS) else {
            let source = self.files.read(&part.file)?;
            return definitions::value(&source, source.text()).map(Some);
        };
        let name = name.replace("~1", "/").replace("~0", "~");
        if let Some(file) = self.read.get(&part.file) {
            return file.get(&name);
        }
        let file = Definitions::read(self.files, &part.file)?;
        self.read.entry(part.file.clone()).or_insert(file).get(&name)
    }

    /// The node of all those schemas together.
    fn node(&mut self, mut places: Vec<Location>) -> NodeId {
        places.sort();
        places.dedup();
        if let Some(known) = self.known.get(&places) {
            return *known;
        }
        let id = self.nodes.len();
        self.nodes.push(Node::default());
        self.known.insert(places.clone(), id);
        let mut merged = Merged::default();
        for place in places {
            self.merge(place, &mut merged);
        }
        let properties = merged.properties.into_iter();
        let properties = properties.map(|(name, places)| (name, self.node(places))).collect();
        let items = (!merged.items.is_empty()).then(|| self.node(merged.items));
        let branches = merged
            .branches
            .into_iter()
            .map(|(condition, then, otherwise)| Branch {
                condition,
                then: then.map(|place| self.node(vec![place])),
                otherwise: otherwise.map(|place| self.node(vec![place])),
            })
            .collect();
        self.nodes[id] = Node {
            properties: Properties(properties),
            items,
            branches,
            ..merged.node
        };
        id
    }

    /// Adds what one schema says by itself.
    fn merge(&mut self, place: Location, merged: &mut Merged) {
        if merged.seen.contains(&place) {
            return;
        }
        let Some((part, rest)) = self.look_up(&place) else {
            return;
        };
        let Some(keywords) = part.pointer(rest).and_then(Value::as_object) else {
            return;
        };
        merged.seen.push(place.clone());
        note(keywords, self, &place, &mut merged.node);
        for (name, _) in keywords
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let at = place.below("properties").below(name);
            merged.properties.entry(name.clone()).or_default().push(at);
        }
        if keywords.contains_key("items") {
            merged.items.push(place.below("items"));
        }
        if let Some(reference) = keywords.get("$ref").and_then(Value::as_str) {
            self.merge(place.resolve(reference), merged);
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let parts = keywords.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
            for part in 0..parts {
                self.merge(place.below(keyword).below(&part.to_string()), merged);
            }
        }
        let Some(condition) = keywords.get("if") else { return };
        let branch = |keyword: &str| keywords.contains_key(keyword).then(|| place.below(keyword));
        match (branch("then"), branch("else")) {
            // Properties and elements ask for the type by themselves.
            (Some(then), None) if is_type_only(condition) => self.merge(then, merged),
            (then, otherwise) => {
                let condition = self.condition(condition, &place);
                merged.branches.push((condition, then, otherwise));
            }
        }
    }

    fn condition(&mut self, schema: &Value, place: &Location) -> Condition {
        Condition::of(schema, &mut |reference| {
            let place = place.resolve(reference);
            let (part, rest) = self.look_up(&place)?;
            part.pointer(rest).cloned()
        })
    }
}

/// Contents of schemas that hold together.
#[derive(Default)]
struct Merged {
    node: Node,
    properties: IndexMap<String, Vec<Location>>,
    items: Vec<Location>,
    branches: Vec<(Condition, Option<Location>, Option<Location>)>,
    seen: Vec<Location>,
}

fn is_type_only(condition: &Value) -> bool {
    condition
        .as_object()
        .is_some_and(|keywords| keywords.keys().all(|keyword| keyword == "type"))
}

/// Reads the annotations of a schema.
fn note(keywords: &Map<String, Value>, compiler: &mut Compiler<'_>, place: &Location, node: &mut Node) {
    let text = |keyword: &str| keywords.get(keyword).and_then(Value::as_str).map(str::to_string);
    let flag = |keyword: &str| keywords.get(keyword) == Some(&Value::Bool(true));
    node.open |= ["additionalProperties", "patternProperties", "unevaluatedProperties"]
        .iter()
        .any(|keyword| keywords.contains_key(*keyword));
    // The page that stands nearest to the value is the first one that is read.
    if node.page.is_none() {
        node.page = text("x-source");
    }
    let kinds = keywords.get("type").map(texts).unwrap_or_default();
    node.whole |= kinds.iter().any(|kind| kind == "integer");
    node.expected
        .extend(keywords.get("x-expected").map(texts).unwrap_or_default());
    let level = match text("x-level").as_deref() {
        Some("note") => Weight::Note,
        Some("error") => Weight::Error,
        _ => Weight::Warning,
    };
    let mut add = |kind| node.notes.push(Note { kind, level });
    // A rule reports it, and says more.
    if keywords.contains_key("x-rule") {
        return;
    }
    let (replacement, since) = (text("x-replacement"), text("x-since"));
    if flag("x-discontinued") {
        add(NoteKind::Discontinued { replacement, since });
    } else if flag("deprecated") {
        add(NoteKind::Deprecated { replacement, since });
    }
    if let Some(name) = text("x-alternate-of") {
        add(NoteKind::Renamed { name });
    }
    if let (Some(preferred), Some(form)) = (keywords.get("x-preferred"), text("x-form")) {
        let preferred = compiler.condition(preferred, place);
        add(NoteKind::Form { preferred, form });
    }
}

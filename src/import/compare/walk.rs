//! Goes through both contracts side by side, from the messages of each operation inwards.
//!
//! Two definitions are compared because the same place leads to them, and not because they are
//! called alike: what a definition is called does not go over the wire. Each pair is compared once,
//! and knows the messages that lead to it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Value, json};

use super::change::{Aspect, Part, Place, Reach, Subject};
use super::expressiveness::Expressiveness;
use super::view::{Definitions, LocatedSchema, View};
use crate::contract::entry::ConnectorEntry;
use crate::contract::schema::definition_name;

/// Two definitions that stand at the same place of both contracts.
pub(super) struct Pair {
    pub(super) resource: String,
    pub(super) subject: Subject,
    children: BTreeSet<usize>,
    pub(super) found: Vec<Difference>,
    pub(super) reaches: BTreeSet<Reach>,
}

/// A difference within a pair.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Difference {
    pub(super) property: String,
    pub(super) aspect: Aspect,
    pub(super) old: Option<Value>,
    pub(super) new: Option<Value>,
    pub(super) renamed: Option<String>,
    /// True if it breaks nobody, whatever it is.
    pub(super) harmless: bool,
}

impl Difference {
    pub(super) fn place(&self, pair: &Pair) -> Place {
        Place {
            resource: pair.resource.clone(),
            subject: pair.subject.clone(),
            property: self.property.clone(),
        }
    }
}

/// Both contracts, and the pairs found so far.
pub(super) struct Walk<'f> {
    pub(super) old: Definitions<'f>,
    pub(super) new: Definitions<'f>,
    pub(super) expressiveness: Expressiveness,
    pub(super) pairs: Vec<Pair>,
    known: HashMap<(String, String), usize>,
    waiting: Vec<(usize, View<'f>, View<'f>)>,
    seen: HashSet<String>,
}

/// Position of the walk within a pair.
#[derive(Clone, Debug)]
pub(super) struct Position {
    pub(super) pair: usize,
    pub(super) property: String,
}

impl Position {
    pub(super) fn below(&self, name: &str) -> Self {
        let dot = if self.property.is_empty() { "" } else { "." };
        Self {
            pair: self.pair,
            property: format!("{}{dot}{name}", self.property),
        }
    }

    pub(super) fn with(&self, suffix: &str) -> Self {
        Self {
            pair: self.pair,
            property: format!("{}{suffix}", self.property),
        }
    }
}

impl<'f> Walk<'f> {
    pub(super) fn new(old: Definitions<'f>, new: Definitions<'f>, expressiveness: Expressiveness) -> Self {
        Self {
            old,
            new,
            expressiveness,
            pairs: Vec::new(),
            known: HashMap::new(),
            waiting: Vec::new(),
            seen: HashSet::new(),
        }
    }

    /// Compares the messages of an operation that both have.
    pub(super) fn operation(&mut self, old: &ConnectorEntry, new: &ConnectorEntry) {
        for (part, name) in [(Part::Request, "request"), (Part::Response, "response")] {
            let name = definition_name(&old.id, name);
            let empty = LocatedSchema {
                file: "",
                location: String::new(),
                value: &Value::Null,
            };
            let before = self.old.definition(&old.file, &name).unwrap_or_else(|| empty.clone());
            let after = self.new.definition(&new.file, &name).unwrap_or(empty);
            let subject = Subject::Operation {
                id: old.id.clone(),
                part,
            };
            let pair = self.pair(old.file.clone().min(new.file.clone()), subject, &before, &after);
            if let Some(pair) = self.pairs.get_mut(pair) {
                pair.reaches.insert(Reach {
                    operation: old.id.clone(),
                    part,
                });
            }
            self.go_on();
        }
    }

    /// Notes every definition that a message leads to: it has been reported by its operation, or by its place there.
    fn note_reached(&mut self) {
        for definitions in [self.old, self.new] {
            for entry in &definitions.files.operations {
                for part in ["request", "response"] {
                    let name = definition_name(&entry.id, part);
                    let mut waiting: Vec<LocatedSchema<'f>> =
                        definitions.definition(&entry.file, &name).into_iter().collect();
                    let mut visited = HashSet::new();
                    while let Some(located) = waiting.pop() {
                        if visited.insert(located.location.clone()) {
                            references(definitions, &located, located.value, &mut waiting);
                            self.seen.insert(located.location);
                        }
                    }
                }
            }
        }
    }

    /// Compares the definitions that no message leads to, such as those of events.
    pub(super) fn definitions(&mut self) {
        self.note_reached();
        let (old, new) = (self.old.definitions(), self.new.definitions());
        let names: BTreeSet<(&str, &str)> = old.keys().chain(new.keys()).copied().collect();
        for (file, name) in names {
            let location = format!("{file}#{name}");
            if self.seen.contains(&location) {
                continue;
            }
            let subject = Subject::Object {
                name: name.to_string(),
                counterpart: None,
            };
            match (old.get(&(file, name)), new.get(&(file, name))) {
                (Some(before), Some(after)) => {
                    self.pair(file.to_string(), subject, before, after);
                    self.go_on();
                }
                (before, after) if !self.expressiveness.differs() => {
                    let says = |located: Option<&LocatedSchema<'f>>| located.map(|_| json!(true));
                    self.pairs.push(Pair {
                        resource: file.to_string(),
                        subject,
                        children: BTreeSet::new(),
                        found: vec![Difference {
                            property: String::new(),
                            aspect: Aspect::Object,
                            old: says(before),
                            new: says(after),
                            renamed: None,
                            harmless: true,
                        }],
                        reaches: BTreeSet::new(),
                    });
                }
                (_, _) => {}
            }
        }
    }

    /// Lets each pair know all messages that lead to it.
    pub(super) fn spread(&mut self) {
        let mut roots: BTreeMap<usize, BTreeSet<Reach>> = BTreeMap::new();
        for (index, pair) in self.pairs.iter().enumerate() {
            if !pair.reaches.is_empty() {
                roots.insert(index, pair.reaches.clone());
            }
        }
        for (root, reaches) in roots {
            let mut waiting = vec![root];
            let mut visited = HashSet::new();
            while let Some(index) = waiting.pop() {
                let Some(pair) = self.pairs.get_mut(index).filter(|_| visited.insert(index)) else {
                    continue;
                };
                pair.reaches.extend(reaches.iter().cloned());
                waiting.extend(pair.children.iter().copied());
            }
        }
    }

    fn go_on(&mut self) {
        while let Some((pair, old, new)) = self.waiting.pop() {
            let at = Position {
                pair,
                property: String::new(),
            };
            self.form(&at, &old, &new);
        }
    }

    /// The number of a pair; a new one waits to be compared.
    fn pair(&mut self, resource: String, subject: Subject, old: &LocatedSchema<'f>, new: &LocatedSchema<'f>) -> usize {
        let key = (old.location.clone(), new.location.clone());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let index = self.pairs.len();
        self.pairs.push(Pair {
            resource,
            subject,
            children: BTreeSet::new(),
            found: Vec::new(),
            reaches: BTreeSet::new(),
        });
        self.seen.insert(old.location.clone());
        self.seen.insert(new.location.clone());
        self.known.insert(key, index);
        let (old, new) = (self.old.view(old), self.new.view(new));
        self.waiting.push((index, old, new));
        index
    }

    /// Leaves two forms to a pair of their own, if one of them is a definition.
    pub(super) fn shared(&mut self, at: &Position, old: &View<'f>, new: &View<'f>) -> bool {
        let label = |view: &View<'f>| {
            let name = view.named.filter(|_| view.is_shared())?;
            Some((name.to_string(), view.located.file.to_string()))
        };
        // Both directions of a comparison have to call it the same.
        let mut labels: Vec<(String, String)> = [label(old), label(new)].into_iter().flatten().collect();
        labels.sort();
        labels.dedup();
        let mut labels = labels.into_iter();
        let Some((name, resource)) = labels.next() else {
            return false;
        };
        let counterpart = labels.next().map(|(name, resource)| format!("{resource}#{name}"));
        let child = self.pair(
            resource,
            Subject::Object { name, counterpart },
            &old.located,
            &new.located,
        );
        if let Some(pair) = self.pairs.get_mut(at.pair) {
            pair.children.insert(child);
        }
        true
    }

    pub(super) fn report(&mut self, at: &Position, aspect: Aspect, old: Option<Value>, new: Option<Value>) {
        self.report_of(at, aspect, old, new, false);
    }

    pub(super) fn report_of(
        &mut self,
        at: &Position,
        aspect: Aspect,
        old: Option<Value>,
        new: Option<Value>,
        harmless: bool,
    ) {
        if old == new || self.expressiveness.explains(aspect, old.as_ref(), new.as_ref()) {
            return;
        }
        let found = Difference {
            property: at.property.clone(),
            aspect,
            old,
            new,
            renamed: None,
            harmless,
        };
        if let Some(pair) = self.pairs.get_mut(at.pair) {
            pair.found.push(found);
        }
    }
}

/// The definitions that a value refers to.
fn references<'f>(
    definitions: Definitions<'f>,
    holder: &LocatedSchema<'f>,
    value: &'f Value,
    found: &mut Vec<LocatedSchema<'f>>,
) {
    match value {
        Value::Object(map) => {
            if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                found.extend(
                    definitions
                        .reference(holder.file, reference)
                        .map(|(located, _)| located),
                );
            }
            map.values()
                .for_each(|value| references(definitions, holder, value, found));
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| references(definitions, holder, item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

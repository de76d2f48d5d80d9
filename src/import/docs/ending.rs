//! Deprecations brought to what they are about.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::deprecation::{Deprecated, Feature, PAGE, note_lost};
use super::index::{DefId, Index, OpId};
use super::model::{Described, Kind, Operation, Property, Type};
use super::note::{NoteKind, Notes};
use super::text::{Mark, Text};
use crate::import::files::Deprecation;

/// Where a property stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// In a definition.
    Definition(DefId),
    /// In the request of an operation.
    Request(OpId),
    /// In the response of an operation.
    Response(OpId),
}

/// Since when something is deprecated, until when it works and what replaces it.
#[derive(Clone, Debug, Default)]
pub struct Ending {
    /// The day since which it is deprecated.
    pub since: Option<String>,
    /// The day on which it ends.
    pub ends: Option<String>,
    /// The names of what replaces it.
    pub replacement: Option<String>,
}

impl Ending {
    /// Adds what is known to a schema.
    pub fn annotate(&self, schema: &mut Map<String, Value>) {
        for (key, value) in [
            ("x-replacement", &self.replacement),
            ("x-since", &self.since),
            ("x-ends", &self.ends),
        ] {
            if let Some(value) = value {
                schema.insert(key.to_string(), Value::from(value.as_str()));
            }
        }
    }
}

/// All deprecations by what they are about.
#[derive(Debug, Default)]
pub struct Endings {
    operations: HashMap<OpId, Deprecation>,
    properties: HashMap<(Owner, String), Ending>,
    values: HashMap<(DefId, String), Ending>,
}

impl Endings {
    /// That of an operation.
    pub fn operation(&self, id: OpId) -> Option<&Deprecation> {
        self.operations.get(&id)
    }

    /// That of a property.
    pub fn property(&self, owner: Owner, name: &str) -> Option<&Ending> {
        self.properties.get(&(owner, name.to_string()))
    }

    /// That of a value.
    pub fn value(&self, id: DefId, name: &str) -> Option<&Ending> {
        self.values.get(&(id, name.to_string()))
    }
}

/// Finds what each deprecation is about.
pub fn resolve(
    all: &[Deprecated],
    described: &[Described],
    index: &Index<'_>,
    ids: &HashMap<OpId, String>,
    notes: &mut Notes,
) -> Endings {
    let mut resolver = Resolver {
        described,
        index,
        ids,
        notes,
        endings: Endings::default(),
    };
    for deprecated in all {
        for link in deprecated.places.iter().chain(&deprecated.comment.links()) {
            note_lost(index, PAGE, deprecated.line, link, resolver.notes);
        }
        match deprecated.feature {
            Feature::Operation => resolver.operation(deprecated),
            Feature::Property => resolver.property(deprecated),
            Feature::Value => resolver.value(deprecated),
            Feature::Function => resolver.unknown(deprecated, &deprecated.title, "it has no place in a contract"),
        }
    }
    resolver.endings
}

/// The names of what replaces something: code, and links by what they lead to.
pub fn replacement(text: &Text, page: &str, index: &Index<'_>, ids: &HashMap<OpId, String>) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    let (plain, marks) = text.with_marks();
    // What follows only says how to use it.
    let end = plain.find(" with ").unwrap_or(plain.len());
    for (_, mark) in marks.into_iter().filter(|(at, _)| *at < end) {
        let name = match mark {
            Mark::Code(code) => code,
            Mark::Link(link) => match index.operation(page, &link).and_then(|id| ids.get(&id)) {
                Some(id) => id.clone(),
                // A guide replaces nothing; one word is a name, whether its link is right or not.
                None if link.text.contains(' ') && index.definitions(page, &link).is_empty() => continue,
                None => link.text.replace('`', ""),
            },
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

struct Resolver<'r> {
    described: &'r [Described],
    index: &'r Index<'r>,
    ids: &'r HashMap<OpId, String>,
    notes: &'r mut Notes,
    endings: Endings,
}

impl Resolver<'_> {
    fn unknown(&mut self, deprecated: &Deprecated, name: &str, why: &str) {
        let what = format!("`{}` is deprecated, but {why}", name.replace('`', ""));
        self.notes
            .add(PAGE, deprecated.line, NoteKind::UnknownDeprecation, what);
    }

    fn ending(&self, deprecated: &Deprecated) -> Ending {
        Ending {
            since: deprecated.since.clone(),
            ends: deprecated.ends.clone(),
            replacement: replacement(&deprecated.comment, PAGE, self.index, self.ids),
        }
    }

    fn operation(&mut self, deprecated: &Deprecated) {
        let replacing = deprecated.replacing_operations(self.index);
        let names: Vec<&str> = replacing
            .iter()
            .filter_map(|id| self.ids.get(id))
            .map(String::as_str)
            .collect();
        let deprecation = Deprecation {
            since: deprecated.since.clone(),
            ends: deprecated.ends.clone(),
            replacement: (!names.is_empty()).then(|| names.join(", ")),
        };
        let mut found: Vec<OpId> = deprecated.operations(self.index).collect();
        if deprecated.places.is_empty() {
            found.extend(self.titled(&deprecated.title.replace('`', "")));
        }
        if found.is_empty() {
            self.unknown(deprecated, &deprecated.title, "no page describes such an operation");
        }
        for id in found {
            self.endings.operations.entry(id).or_insert_with(|| deprecation.clone());
        }
    }

    /// The only operation with that heading.
    fn titled(&self, title: &str) -> Option<OpId> {
        let mut all = self.described.iter().enumerate().flat_map(|(page, described)| {
            let operations = described.operations.iter().enumerate();
            let same = operations.filter(|(_, each)| each.title.eq_ignore_ascii_case(title));
            same.map(move |(operation, _)| OpId { page, operation })
        });
        all.next().filter(|_| all.next().is_none())
    }

    fn value(&mut self, deprecated: &Deprecated) {
        let ending = self.ending(deprecated);
        for name in &deprecated.names {
            let enums = deprecated.places(self.index).filter(|id| match self.index.kind(*id) {
                Some(Kind::Enum(values)) => values.values.iter().any(|value| value.name == *name),
                Some(Kind::Object(_) | Kind::Dictionary(_) | Kind::HybridIdentifier | Kind::Union(_)) | None => false,
            });
            let enums: Vec<DefId> = enums.collect();
            if enums.is_empty() {
                self.unknown(deprecated, name, "the list that is named has no such value");
            }
            for id in enums {
                let key = (id, name.clone());
                self.endings.values.entry(key).or_insert_with(|| ending.clone());
            }
        }
    }

    fn property(&mut self, deprecated: &Deprecated) {
        let ending = self.ending(deprecated);
        for name in &deprecated.names {
            let found = self.owners(deprecated, name);
            if found.is_empty() {
                self.unknown(deprecated, name, "it does not stand where the row says");
            }
            let struck = found.iter().any(|(_, struck)| *struck);
            if !struck && !found.is_empty() {
                self.unknown(deprecated, name, "its own table does not strike it out");
            }
            for (owner, is_struck) in found {
                if is_struck || !struck {
                    let key = (owner, name.clone());
                    self.endings.properties.entry(key).or_insert_with(|| ending.clone());
                }
            }
        }
    }

    /// Where a property of that name stands in the named places, and whether it is struck out there.
    fn owners(&self, deprecated: &Deprecated, name: &str) -> Vec<(Owner, bool)> {
        let mut owners = Vec::new();
        let mut add = |owner: Owner, properties: &[Property]| {
            let named = properties.iter().find(|property| property.name == name);
            owners.extend(named.map(|property| (owner, property.deprecated)));
        };
        for id in deprecated.places(self.index) {
            if let Some(Kind::Object(properties)) = self.index.kind(id) {
                add(Owner::Definition(id), properties);
            }
        }
        for id in deprecated.operations(self.index) {
            let Some(operation) = self.operation_of(id) else {
                continue;
            };
            let mut layer = BTreeSet::new();
            for variant in &operation.request {
                if !deprecated.is_extent {
                    add(Owner::Request(id), &variant.properties);
                }
                let extents = |property: &&Property| !deprecated.is_extent || property.name == "Extent";
                layer.extend(self.types(id, None, variant.properties.iter().filter(extents)));
            }
            if !deprecated.is_extent {
                add(Owner::Response(id), &operation.response);
                layer.extend(self.types(id, None, operation.response.iter()));
            }
            for (owner, properties) in self.nearest(id, layer, name) {
                add(owner, properties);
            }
        }
        owners
    }

    fn operation_of(&self, id: OpId) -> Option<&Operation> {
        self.described.get(id.page)?.operations.get(id.operation)
    }

    fn types<'p>(
        &self,
        id: OpId,
        user: Option<DefId>,
        properties: impl Iterator<Item = &'p Property>,
    ) -> BTreeSet<DefId> {
        let page = user.map_or(id.page, |user| user.page);
        let Some(described) = self.described.get(page) else {
            return BTreeSet::new();
        };
        let links = properties.filter_map(|property| link_of(&property.kind));
        let found = links.filter_map(|link| self.index.of_type(&described.path, link, user, Some(id)));
        found.map(|found| found.id).collect()
    }

    /// The objects nearest to the messages of an operation that strike a property of that name out.
    fn nearest(&self, id: OpId, mut layer: BTreeSet<DefId>, name: &str) -> Vec<(Owner, &[Property])> {
        let mut seen: BTreeSet<DefId> = BTreeSet::new();
        while !layer.is_empty() {
            let mut found: Vec<(Owner, &[Property])> = Vec::new();
            let mut next = BTreeSet::new();
            for definition in &layer {
                let Some(Kind::Object(properties)) = self.index.kind(*definition) else {
                    continue;
                };
                if properties
                    .iter()
                    .any(|property| property.name == name && property.deprecated)
                {
                    found.push((Owner::Definition(*definition), properties));
                }
                next.extend(self.types(id, Some(*definition), properties.iter()));
            }
            if !found.is_empty() {
                return found;
            }
            seen.append(&mut layer);
            layer = next.difference(&seen).copied().collect();
        }
        Vec::new()
    }
}

/// The link of a type, whether it is the type of a list or not.
pub fn link_of(kind: &Type) -> Option<&super::text::Link> {
    match kind {
        Type::Ref(link) => Some(link),
        Type::Array(items) => link_of(items),
        Type::String | Type::Boolean | Type::Integer | Type::Number | Type::Object | Type::Any | Type::Const(_) => None,
    }
}

//! Deprecations by the operations, properties and values that they are about.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::deprecation_page::{Deprecated, Feature, PAGE, note_broken_link};
use super::index::{DefId, Index, OpId};
use super::model::{DefinitionKind, Operation, PageContent, Property};
use super::note::{NoteKind, Notes};
use super::text::{Mark, Text};
use crate::contract::connector::Deprecation;

/// Message or definition that has a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// A definition.
    Definition(DefId),
    /// The request of an operation.
    Request(OpId),
    /// The response of an operation.
    Response(OpId),
}

/// Writes a deprecation into the schema that it is about.
pub fn annotate(deprecation: &Deprecation, schema: &mut Map<String, Value>) {
    for (key, value) in [
        ("x-replacement", &deprecation.replacement),
        ("x-since", &deprecation.since),
        ("x-ends", &deprecation.ends),
    ] {
        if let Some(value) = value {
            schema.insert(key.to_string(), Value::from(value.as_str()));
        }
    }
}

/// All deprecations by their subjects.
#[derive(Debug, Default)]
pub struct Deprecations {
    operations: HashMap<OpId, Deprecation>,
    properties: HashMap<(Owner, String), Deprecation>,
    values: HashMap<(DefId, String), Deprecation>,
}

impl Deprecations {
    /// The deprecation of an operation.
    pub fn operation(&self, id: OpId) -> Option<&Deprecation> {
        self.operations.get(&id)
    }

    /// The deprecation of a property.
    pub fn property(&self, owner: Owner, name: &str) -> Option<&Deprecation> {
        self.properties.get(&(owner, name.to_string()))
    }

    /// The deprecation of a value.
    pub fn value(&self, id: DefId, name: &str) -> Option<&Deprecation> {
        self.values.get(&(id, name.to_string()))
    }
}

/// Finds the subject of each deprecation.
pub fn resolve(
    all: &[Deprecated],
    described: &[PageContent],
    index: &Index<'_>,
    ids: &HashMap<OpId, String>,
    notes: &mut Notes,
) -> Deprecations {
    let mut resolver = Resolver {
        described,
        index,
        ids,
        notes,
        deprecations: Deprecations::default(),
    };
    for deprecated in all {
        for link in deprecated.places.iter().chain(&deprecated.comment.links()) {
            note_broken_link(index, PAGE, deprecated.line, link, resolver.notes);
        }
        match deprecated.feature {
            Feature::Operation => resolver.operation(deprecated),
            Feature::Property => resolver.property(deprecated),
            Feature::Value => resolver.value(deprecated),
            Feature::Function => resolver.unknown(deprecated, &deprecated.title, "it has no place in a contract"),
        }
    }
    resolver.deprecations
}

/// The names of the replacement: code, and links by their targets.
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
    described: &'r [PageContent],
    index: &'r Index<'r>,
    ids: &'r HashMap<OpId, String>,
    notes: &'r mut Notes,
    deprecations: Deprecations,
}

impl Resolver<'_> {
    fn unknown(&mut self, deprecated: &Deprecated, name: &str, why: &str) {
        let what = format!("`{}` is deprecated, but {why}", name.replace('`', ""));
        self.notes
            .add(PAGE, deprecated.line, NoteKind::UnknownDeprecation, what);
    }

    fn deprecation(&self, deprecated: &Deprecated) -> Deprecation {
        Deprecation {
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
            self.deprecations
                .operations
                .entry(id)
                .or_insert_with(|| deprecation.clone());
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
        let deprecation = self.deprecation(deprecated);
        for name in &deprecated.names {
            let enums = deprecated.places(self.index).filter(|id| match self.index.kind(*id) {
                Some(DefinitionKind::Enum(values)) => values.values.iter().any(|value| value.name == *name),
                Some(
                    DefinitionKind::Object(_)
                    | DefinitionKind::Dictionary(_)
                    | DefinitionKind::HybridIdentifier
                    | DefinitionKind::Union(_),
                )
                | None => false,
            });
            let enums: Vec<DefId> = enums.collect();
            if enums.is_empty() {
                self.unknown(deprecated, name, "the list that is named has no such value");
            }
            for id in enums {
                let key = (id, name.clone());
                self.deprecations
                    .values
                    .entry(key)
                    .or_insert_with(|| deprecation.clone());
            }
        }
    }

    fn property(&mut self, deprecated: &Deprecated) {
        let deprecation = self.deprecation(deprecated);
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
                    self.deprecations
                        .properties
                        .entry(key)
                        .or_insert_with(|| deprecation.clone());
                }
            }
        }
    }

    /// The owners of a property of that name in the named places; true if the property is struck out there.
    fn owners(&self, deprecated: &Deprecated, name: &str) -> Vec<(Owner, bool)> {
        let mut owners = Vec::new();
        let mut add = |owner: Owner, properties: &[Property]| {
            let named = properties.iter().find(|property| property.name == name);
            owners.extend(named.map(|property| (owner, property.deprecated)));
        };
        for id in deprecated.places(self.index) {
            if let Some(DefinitionKind::Object(properties)) = self.index.kind(id) {
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
        let links = properties.filter_map(|property| property.kind.element_link());
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
                let Some(DefinitionKind::Object(properties)) = self.index.kind(*definition) else {
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

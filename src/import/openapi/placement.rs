//! Placement of the components: the file of each, and the name of its definition there.
//!
//! A component lives in the file of the operations that use it. One that several files use lives
//! with the resource that its heading begins with ("Order item data": `orderitems`), and otherwise
//! in `objects`; `Limitation` is on the page about pagination, and objects that only failures answer
//! with are on that about responses. Components that read alike under the same heading are one definition.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::description::{COMPONENTS, Description};
use super::names;
use super::operations::FoundOperation;

/// The file of the objects that only failures answer with.
pub(super) const ERROR_FILE: &str = "responses";

/// The place where a component is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placement {
    pub(super) file: String,
    pub(super) def: String,
    pub(super) heading: String,
}

/// Assigns a place to each component that anything refers to.
pub(super) fn assign(document: &Description<'_>, operations: &[FoundOperation<'_>]) -> HashMap<String, Placement> {
    let users = users(document, operations);
    let resources = resources(operations);
    let mut placements: HashMap<String, Placement> = HashMap::new();
    let mut taken: HashMap<(String, String), Vec<(Value, String)>> = HashMap::new();
    for (name, schema) in document.schemas() {
        let Some(users) = users.get(name) else { continue };
        let heading = names::heading(name, schema);
        let anchor = match names::slug(&heading) {
            anchor if anchor.is_empty() => "schema".to_string(),
            anchor => anchor,
        };
        let file = file(&anchor, users, &resources);
        let meaning = meaning(schema);
        let namesakes = taken.entry((file.clone(), anchor.clone())).or_default();
        let def = match namesakes.iter().find(|(other, _)| *other == meaning) {
            Some((_, def)) => def.clone(),
            None => {
                let def = numbered(&anchor, namesakes.len());
                namesakes.push((meaning, def.clone()));
                def
            }
        };
        placements.insert(name.to_string(), Placement { file, def, heading });
    }
    placements
}

/// `name`, `name-2`, `name-3` and so on.
pub(super) fn numbered(name: &str, before: usize) -> String {
    match before {
        0 => name.to_string(),
        before => format!("{name}-{}", before + 1),
    }
}

/// The components that a value refers to.
pub(super) fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(name) = map.get("$ref").and_then(Value::as_str).and_then(component) {
                found.insert(name.to_string());
            }
            for (key, value) in map {
                // An example may hold anything.
                if key != "example" && key != "examples" && key != "default" {
                    references(value, found);
                }
            }
            let mapping = map
                .get("discriminator")
                .and_then(|it| it.get("mapping"))
                .and_then(Value::as_object);
            for reference in mapping.into_iter().flatten().filter_map(|(_, value)| value.as_str()) {
                found.insert(component(reference).unwrap_or(reference).to_string());
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The component that a reference names, or names a part of.
pub(super) fn component(reference: &str) -> Option<&str> {
    reference.strip_prefix(COMPONENTS)?.split('/').next()
}

/// The files whose operations reach each component; none for components that only failures answer with.
fn users(document: &Description<'_>, operations: &[FoundOperation<'_>]) -> BTreeMap<String, BTreeSet<String>> {
    let mut edges: HashMap<&str, BTreeSet<String>> = document
        .schemas()
        .map(|(name, schema)| {
            let mut found = BTreeSet::new();
            references(schema, &mut found);
            (name, found)
        })
        .collect();
    // A base stands for every schema that includes it, if it has a discriminator.
    let with_discriminator = document
        .schemas()
        .filter(|(_, schema)| schema.get("discriminator").is_some());
    let with_discriminator: BTreeSet<&str> = with_discriminator.map(|(name, _)| name).collect();
    for (name, schema) in document.schemas() {
        let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        for base in parts.filter_map(|part| component(part.get("$ref")?.as_str()?)) {
            if let Some(known) = edges.get_mut(base).filter(|_| with_discriminator.contains(base)) {
                known.insert(name.to_string());
            }
        }
    }
    let mut users: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut reach = |pointers: &mut dyn Iterator<Item = &String>, file: Option<&str>| {
        let mut waiting = BTreeSet::new();
        for pointer in pointers {
            if let Some(schema) = document.at(pointer) {
                references(schema, &mut waiting);
            }
        }
        let mut seen = BTreeSet::new();
        while let Some(name) = waiting.pop_first() {
            let Some(next) = edges.get(name.as_str()).filter(|_| seen.insert(name.clone())) else {
                continue;
            };
            waiting.extend(next.iter().cloned());
            users.entry(name).or_default().extend(file.map(str::to_string));
        }
    };
    for operation in operations {
        let both = operation.request.iter().chain(&operation.response);
        reach(&mut { both }, Some(&operation.file));
        reach(&mut operation.others.iter(), None);
    }
    users
}

/// Each file with the anchor of one of its things: `orderitems` with `order-item`.
fn resources(operations: &[FoundOperation<'_>]) -> BTreeSet<(String, String)> {
    let anchor = |operation: &FoundOperation<'_>| {
        let tag = operation.value.pointer("/tags/0").and_then(Value::as_str);
        let name = operation.id.split('/').next().unwrap_or_default();
        names::singular(&names::slug(&tag.map_or_else(|| names::sentence(name), str::to_string)))
    };
    operations
        .iter()
        .map(|operation| (operation.file.clone(), anchor(operation)))
        .collect()
}

fn file(anchor: &str, users: &BTreeSet<String>, resources: &BTreeSet<(String, String)>) -> String {
    let mut those = users.iter();
    match (those.next(), those.next()) {
        (None, _) => ERROR_FILE.to_string(),
        (Some(_), _) if anchor == "limitation" => "pagination".to_string(),
        (Some(only), None) => only.clone(),
        (Some(_), Some(_)) => resources
            .iter()
            .filter(|(_, thing)| {
                anchor
                    .strip_prefix(thing.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            })
            .max_by_key(|(_, thing)| thing.len())
            .map_or_else(|| "objects".to_string(), |(file, _)| file.clone()),
    }
}

/// A schema without the keywords that are for readers only.
fn meaning(schema: &Value) -> Value {
    match schema {
        Value::Object(map) => Value::Object(
            map.iter()
                .filter(|(key, value)| {
                    let text = matches!(key.as_str(), "title" | "description" | "example") && !value.is_object();
                    let names = matches!(key.as_str(), "x-schema-id" | "x-enumNames" | "x-enumDescriptions");
                    !text && !names
                })
                .map(|(key, value)| (key.clone(), meaning(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(meaning).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => schema.clone(),
    }
}

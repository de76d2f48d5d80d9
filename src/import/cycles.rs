//! Cycles in answers: objects that require one another, so that no finite value satisfies them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::body::problem::BodyProblem;
use super::files::ContractFiles;
use crate::contract::schema::definition_name;

/// A definition: its file and its name.
type Name<'s> = (&'s str, &'s str);

/// The operations whose answer no finite value satisfies, with the definitions of the cycle.
pub fn responses(files: &ContractFiles) -> Vec<(String, BodyProblem)> {
    let all = Definitions::of(files);
    let mut problems = Vec::new();
    for operation in &files.operations {
        let name = definition_name(&operation.id, "response");
        if let Some((start, _)) = all.definitions.get_key_value(&(operation.file.as_str(), name.as_str()))
            && !all.finite.contains(start)
        {
            problems.push((operation.id.clone(), BodyProblem::Cycle(all.way(*start))));
        }
    }
    problems
}

struct Definitions<'s> {
    definitions: BTreeMap<Name<'s>, &'s Value>,
    /// Definitions that have a finite value.
    finite: BTreeSet<Name<'s>>,
}

impl<'s> Definitions<'s> {
    fn of(files: &'s ContractFiles) -> Self {
        let mut definitions = BTreeMap::new();
        for (file, schema) in &files.schemas {
            for (name, definition) in schema.get("$defs").and_then(Value::as_object).into_iter().flatten() {
                definitions.insert((file.as_str(), name.as_str()), definition);
            }
        }
        let mut all = Self {
            definitions,
            finite: BTreeSet::new(),
        };
        // Each round adds what is built of what the round before it found.
        loop {
            let more: Vec<Name<'s>> = all
                .definitions
                .iter()
                .filter(|(name, schema)| !all.finite.contains(*name) && all.ends(name.0, schema))
                .map(|(name, _)| *name)
                .collect();
            if more.is_empty() {
                return all;
            }
            all.finite.extend(more);
        }
    }

    /// Returns true if a schema is known to have a finite value.
    fn ends(&self, file: &'s str, schema: &'s Value) -> bool {
        let Some(map) = schema.as_object() else { return true };
        if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
            // A reference that leads nowhere is reported elsewhere.
            let target = target(file, reference);
            return target.is_none_or(|name| self.finite.contains(&name) || !self.definitions.contains_key(&name));
        }
        if let Some(options) = options(map) {
            return options.iter().any(|option| self.ends(file, option));
        }
        self.blocker(file, map).is_none()
    }

    /// The first required property without a finite value, or the items of a list that cannot be empty.
    fn blocker(&self, file: &'s str, map: &'s Map<String, Value>) -> Option<&'s Value> {
        if may_be(map, "null") {
            return None;
        }
        if may_be(map, "object") {
            let properties = map.get("properties");
            let required = map.get("required").and_then(Value::as_array).into_iter().flatten();
            return required
                .filter_map(|name| properties?.get(name.as_str()?))
                .find(|schema| !self.ends(file, schema));
        }
        let items = map.get("items").filter(|_| may_be(map, "array"))?;
        let some = map
            .get("minItems")
            .and_then(Value::as_f64)
            .is_some_and(|least| least >= 1.0);
        (some && !self.ends(file, items)).then_some(items)
    }

    /// The definitions from that one on, until one comes a second time.
    fn way(&self, start: Name<'s>) -> Vec<String> {
        let mut way = vec![start];
        let mut here = self.definitions.get(&start).map(|schema| (start.0, *schema));
        while let Some((file, schema)) = here {
            let Some(map) = schema.as_object() else { break };
            if let Some(name) = map
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|reference| target(file, reference))
            {
                let again = way.contains(&name);
                way.push(name);
                if again {
                    break;
                }
                here = self.definitions.get(&name).map(|schema| (name.0, *schema));
            } else {
                let option = options(map).and_then(|options| options.first());
                here = option.or_else(|| self.blocker(file, map)).map(|schema| (file, schema));
            }
        }
        way.iter().map(|(file, name)| format!("{file}#{name}")).collect()
    }
}

fn options(map: &Map<String, Value>) -> Option<&Vec<Value>> {
    map.get("anyOf").or_else(|| map.get("oneOf"))?.as_array()
}

fn may_be(map: &Map<String, Value>, kind: &str) -> bool {
    match map.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(|one| one == kind),
        one => one.is_some_and(|one| one == kind),
    }
}

/// The definition that a reference within a file names.
fn target<'s>(file: &'s str, reference: &'s str) -> Option<Name<'s>> {
    let (other, name) = reference.split_once("#/$defs/")?;
    Some((other.strip_suffix(".json").unwrap_or(file), name))
}

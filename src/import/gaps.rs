//! Gaps of contract files: a comparison would take a missing part for one that was removed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::files::{ContractFiles, OPERATIONS};
use crate::contract::schema::definition_name;

/// The error object, which every contract needs although no operation names it.
const ERROR_OBJECT: (&str, &str) = ("responses", "error-response-details");

/// Part that contract files should have and do not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The file that is missing or incomplete, with its suffix.
    pub file: String,
    /// Problem of the file, as the end of a sentence that begins with the file.
    pub what: String,
}

/// Everything that is missing, by file.
pub fn gaps(files: &ContractFiles) -> Vec<Gap> {
    let mut wanted: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut want = |file: &str, name: &str, user: String| {
        wanted.entry((file.to_string(), name.to_string())).or_insert(user);
    };
    for operation in &files.operations {
        for part in ["request", "response"] {
            let name = definition_name(&operation.id, part);
            want(&operation.file, &name, operation.id.clone());
        }
    }
    want(ERROR_OBJECT.0, ERROR_OBJECT.1, "every failure".to_string());
    for (file, schema) in &files.schemas {
        for (name, definition) in schema.get("$defs").and_then(Value::as_object).into_iter().flatten() {
            let mut references = BTreeSet::new();
            collect(definition, &mut references);
            for reference in references {
                let Some((other, wanted)) = reference.split_once("#/$defs/") else {
                    continue;
                };
                let other = other.strip_suffix(".json").unwrap_or(file);
                want(other, wanted, format!("`{name}` of {file}.json"));
            }
        }
    }
    let mut found: BTreeSet<Gap> = BTreeSet::new();
    for ((file, name), user) in wanted {
        let definitions = files.schemas.get(&file).map(|schema| schema.get("$defs"));
        let what = match definitions {
            None if found.iter().any(|known| known.file == format!("{file}.json")) => continue,
            None => format!("does not exist, and {user} needs its definition `{name}`"),
            Some(Some(Value::Object(all))) if !all.contains_key(&name) => {
                format!("has no definition `{name}`, which {user} needs")
            }
            Some(_) => continue,
        };
        let file = format!("{file}.json");
        found.insert(Gap { file, what });
    }
    for (file, schema) in &files.schemas {
        let Some(definitions) = schema.get("$defs").and_then(Value::as_object) else {
            let what = "has no definitions under `$defs`".to_string();
            let file = format!("{file}.json");
            found.insert(Gap { file, what });
            continue;
        };
        for name in definitions.keys() {
            let message = name.strip_suffix(".request").or_else(|| name.strip_suffix(".response"));
            let Some(id) = message.map(|id| id.replace('.', "/")) else {
                continue;
            };
            if !files.operations.iter().any(|operation| operation.id == id) {
                found.insert(Gap {
                    file: OPERATIONS.to_string(),
                    what: format!("does not list {id}, whose messages {file}.json describes"),
                });
            }
        }
    }
    found.into_iter().collect()
}

/// The references of a schema.
fn collect<'s>(schema: &'s Value, found: &mut BTreeSet<&'s str>) {
    match schema {
        Value::Object(map) => {
            found.extend(map.get("$ref").and_then(Value::as_str));
            for (keyword, value) in map {
                // Values of messages may be anything.
                if !matches!(keyword.as_str(), "const" | "default" | "enum" | "x-values") {
                    collect(value, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

//! Answers that are described by the request once more, its credentials included.

use serde_json::{Map, Value};

use super::description::UnplacedNote;
use super::operations::FoundOperation;
use crate::contract::schema::definition_name;
use crate::import::conventions::COMMON;
use crate::import::files::ContractFiles;

/// Leaves credentials out of answers, and requires of these no property that only the request is known to have.
pub(super) fn without_credentials(
    files: &mut ContractFiles,
    operations: &[FoundOperation<'_>],
    remarks: &mut Vec<UnplacedNote>,
) {
    for found in operations {
        let definitions = files
            .schemas
            .get_mut(&found.file)
            .and_then(|file| file.get_mut("$defs")?.as_object_mut());
        let Some(definitions) = definitions else { continue };
        let asked = properties(definitions.get(&definition_name(&found.id, "request")));
        let tokens: Vec<&str> = COMMON.into_iter().filter(|name| asked.contains_key(*name)).collect();
        let Some(response) = definitions.get_mut(&definition_name(&found.id, "response")) else {
            continue;
        };
        let answered = properties(Some(response));
        if !tokens.contains(&"ClientToken") || !tokens.iter().all(|name| answered.contains_key(*name)) {
            continue;
        }
        if let Some(properties) = response.get_mut("properties").and_then(Value::as_object_mut) {
            properties.retain(|name, _| !tokens.contains(&name.as_str()));
        }
        let required = response.get_mut("required").and_then(Value::as_array_mut);
        let nothing = required.is_some_and(|required| {
            required.retain(|name| !name.as_str().is_some_and(|name| asked.contains_key(name)));
            required.is_empty()
        });
        if let Some(response) = response.as_object_mut().filter(|_| nothing) {
            response.shift_remove("required");
        }
        let names: Vec<String> = tokens.iter().map(|name| format!("`{name}`")).collect();
        remarks.push(UnplacedNote {
            pointer: found.response.clone().unwrap_or_else(|| found.pointer.clone()),
            text: format!(
                "the response of {} lists the credentials of the request: {}",
                found.id,
                names.join(", ")
            ),
            suggestion: Some("they are left out, and nothing that the request has too is required".to_string()),
        });
    }
}

fn properties(definition: Option<&Value>) -> Map<String, Value> {
    let properties = definition.and_then(|schema| schema.get("properties")?.as_object());
    properties.cloned().unwrap_or_default()
}

//! Scope: no token ever sees what belongs to a property that it was not given for.

use std::collections::HashMap;

use serde_json::Value;

use super::data_answer::DataAnswer;
use crate::contract::schema::Message;
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("S27", foreign)];

/// S27: nothing is told of what the target's `foreign` names: ids of another property.
fn foreign(material: Material<'_>, breaches: &mut Breaches) {
    let known = material
        .transcript
        .facts
        .target
        .get("foreign")
        .and_then(Value::as_object);
    let foreign: HashMap<&str, &str> = known
        .into_iter()
        .flatten()
        .filter_map(|(entity, id)| Some((id.as_str()?, entity.as_str())))
        .collect();
    if foreign.is_empty() {
        return;
    }
    for answer in DataAnswer::all(material) {
        let mut found = Vec::new();
        for (name, value) in answer.body {
            search(&format!("/{name}"), value, &foreign, &mut found);
        }
        for (pointer, entity) in found {
            let actual = format!("an id of another property's {entity}");
            let expected = "only what belongs to the property of the token";
            breaches.push(Breach::new(answer.entry, Message::Response, pointer, expected, actual));
        }
    }
}

fn search<'f>(pointer: &str, value: &Value, foreign: &HashMap<&str, &'f str>, found: &mut Vec<(String, &'f str)>) {
    match value {
        Value::String(text) => {
            if let Some(entity) = foreign.get(text.as_str()) {
                found.push((pointer.to_string(), *entity));
            }
        }
        Value::Array(items) => {
            for (position, item) in items.iter().enumerate() {
                search(&format!("{pointer}/{position}"), item, foreign, found);
            }
        }
        Value::Object(entries) => {
            for (name, value) in entries {
                search(&format!("{pointer}/{name}"), value, foreign, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

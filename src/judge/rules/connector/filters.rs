//! Filters: what comes back is what was asked for.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::data_answer::DataAnswer;
use crate::contract::schema::Message;
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("S15", kept)];

/// S15: each item passes every filter of the request that it can be held against.
fn kept(material: Material<'_>, breaches: &mut Breaches) {
    for answer in DataAnswer::all(material) {
        let (Some((name, items)), Some(asked)) = (answer.items(), answer.request) else {
            continue;
        };
        // Of a property that the operation does not know, nothing can be expected.
        let Ok(shape) = material.contract.shape(answer.operation, Message::Request) else {
            continue;
        };
        for (filter, wanted) in asked.iter().filter(|(filter, _)| shape.knows(filter)) {
            for (position, item) in items.iter().enumerate() {
                let Some(item) = item.as_object() else { continue };
                if let Some((property, expected)) = broken(name, filter, wanted, item) {
                    breaches.push(Breach::new(
                        answer.entry,
                        Message::Response,
                        format!("/{name}/{position}/{property}"),
                        expected,
                        "an item that the filter leaves out",
                    ));
                }
            }
        }
    }
}

/// The property of an item that does not pass a filter, and what would.
fn broken(items: &str, filter: &str, wanted: &Value, item: &Map<String, Value>) -> Option<(String, String)> {
    match wanted {
        Value::Object(interval) => {
            let value = time(item.get(filter)?)?;
            let (start, end) = (time(interval.get("StartUtc")?)?, time(interval.get("EndUtc")?)?);
            // Two ends that are equal ask for that moment; otherwise the end does not belong to it.
            let within = if start == end {
                value == start
            } else {
                start <= value && value < end
            };
            (!within).then(|| (filter.to_string(), format!("{start} or later, and before {end}")))
        }
        Value::Array(values) if !values.is_empty() && values.iter().all(is_plain) => {
            let (property, value) = counterpart(items, filter, item)?;
            let passes = values.iter().any(|wanted| wanted.as_str() == Some(&value));
            (!passes).then(|| (property, format!("one of the {} values of {filter}", values.len())))
        }
        _ => None,
    }
}

/// The property of an item that a filter with a list speaks of, and its value as the filter writes it.
fn counterpart(items: &str, filter: &str, item: &Map<String, Value>) -> Option<(String, String)> {
    let text = |property: &str| Some((property.to_string(), item.get(property)?.as_str()?.to_string()));
    if let Some(entity) = filter.strip_suffix("Ids") {
        return if entity.is_empty() || entity == singular(items) {
            text("Id")
        } else {
            text(&format!("{entity}Id"))
        };
    }
    if filter == "ActivityStates" {
        let active = item.get("IsActive")?.as_bool()?;
        return Some((
            "IsActive".to_string(),
            if active { "Active" } else { "Deleted" }.to_string(),
        ));
    }
    matches!(filter, "States" | "Types")
        .then(|| text(&singular(filter)))
        .flatten()
}

/// A name of several things as that of one.
fn singular(name: &str) -> String {
    match name.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => name.strip_suffix('s').unwrap_or(name).to_string(),
    }
}

/// Text, and not an id of a foreign system, which items do not show.
fn is_plain(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.starts_with("eid:"))
}

fn time(value: &Value) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}

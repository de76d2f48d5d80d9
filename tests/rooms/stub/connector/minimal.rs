//! The smallest request of each operation: it succeeds, and its answer is as the contract says.

use std::collections::HashMap;
use std::sync::LazyLock;

use keycard::contract::schema::Message;
use serde::Deserialize;
use serde_json::Value;

use super::calls::{CONTRACT, call, honest, json_of, known, operations};

#[derive(Deserialize)]
struct Entry {
    id: String,
    body: Value,
}

/// The smallest body of each operation, without tokens, with ids that exist.
pub static BODIES: LazyLock<HashMap<String, Value>> = LazyLock::new(|| {
    let text = std::fs::read_to_string("schemas/connector/operations.json").unwrap();
    let entries: Vec<Entry> = serde_json::from_str(&text).unwrap();
    entries
        .into_iter()
        .map(|mut entry| {
            fill(&mut entry.body);
            mend(&entry.id, &mut entry.body);
            (entry.id, entry.body)
        })
        .collect()
});

/// Operations that need something in another state than what is known at first.
const IN_STATE: &[(&str, &str, &str)] = &[
    ("reservations/confirm", "/ReservationIds/0", "optionalReservations"),
    ("reservations/process", "/ReservationId", "startedReservations"),
];

fn mend(id: &str, body: &mut Value) {
    for (_, pointer, name) in IN_STATE.iter().filter(|(of, ..)| *of == id) {
        *body.pointer_mut(pointer).unwrap() = known(name);
    }
}

fn fill(value: &mut Value) {
    match value {
        Value::String(text) => {
            let name = text
                .strip_prefix("${target.known.")
                .and_then(|name| name.strip_suffix('}'));
            if let Some(name) = name {
                *value = known(name);
            } else if text == "${target.client}" {
                *value = "Keycard 1.0.0".into();
            } else if text.starts_with("${addDays(") {
                // A fortnight after the day on which the world is called.
                *value = "2026-06-15T00:00:00Z".into();
            }
        }
        Value::Array(values) => values.iter_mut().for_each(fill),
        Value::Object(values) => values.values_mut().for_each(fill),
        _ => {}
    }
}

#[test]
fn every_operation_answers_its_smallest_request_as_the_contract_says() {
    let mut faults = Vec::new();
    for operation in operations() {
        if operation.connector.as_ref().unwrap().discontinued {
            continue;
        }
        let body = &BODIES[&operation.id];
        let response = call(&mut honest(), &operation.id, body);
        let answer = json_of(&response);
        if response.status != 200 {
            faults.push(format!("{}: {} {}", operation.id, response.status, answer["Message"]));
            continue;
        }
        let schema = CONTRACT.schema(operation, Message::Response).unwrap();
        for violation in schema.violations(&answer).into_iter().take(3) {
            faults.push(format!("{}: {violation:?}", operation.id));
        }
    }
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}

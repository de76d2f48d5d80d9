//! The smallest request of each operation: it succeeds, and its answer is as the contract says.

use std::collections::HashMap;
use std::sync::LazyLock;

use keycard::contract::schema::Message;
use serde::Deserialize;
use serde_json::Value;

use crate::calls::{CONTRACT, call, honest, json_of, known, operations};

#[derive(Deserialize)]
struct Entry {
    id: String,
    body: Value,
}

/// The smallest body of each operation, without tokens, with ids that exist.
pub static BODIES: LazyLock<HashMap<String, Value>> = LazyLock::new(|| {
    let text = std::fs::read_to_string("schemas/connector/operations.yaml").unwrap();
    let entries: Vec<Entry> = serde_saphyr::from_str(&text).unwrap();
    entries
        .into_iter()
        .map(|mut entry| {
            fill(&mut entry.body);
            mend(&entry.id, &mut entry.body);
            (entry.id, entry.body)
        })
        .collect()
});

/// What the smallest bodies of the contract have in the place of an id or a date: the tables do not say that it is one.
const NO_IDS: &[(&str, &str, &str)] = &[
    ("accountNotes/add", "/AccountNotes/0/AccountId", "accounts"),
    ("commands/update", "/CommandId", "commands"),
    ("identityDocuments/add", "/IdentityDocuments/0/CustomerId", "customers"),
    ("orders/add", "/ServiceId", "services"),
    ("orders/add", "/AccountId", "accounts"),
    ("paymentRequests/cancel", "/PaymentRequestIds/0", "paymentrequests"),
    (
        "reservations/add",
        "/Reservations/0/RequestedCategoryId",
        "resourcecategories",
    ),
    ("reservations/add", "/Reservations/0/RateId", "rates"),
    (
        "reservations/price",
        "/Reservations/0/RequestedCategoryId",
        "resourcecategories",
    ),
    ("reservations/price", "/Reservations/0/RateId", "rates"),
];

/// Operations that need something in another state than what is known at first.
const IN_STATE: &[(&str, &str, &str)] = &[
    ("reservations/confirm", "/ReservationIds/0", "optionalReservations"),
    ("reservations/process", "/ReservationId", "startedReservations"),
];

fn mend(id: &str, body: &mut Value) {
    for (_, pointer, name) in IN_STATE.iter().filter(|(of, ..)| *of == id) {
        *body.pointer_mut(pointer).unwrap() = known(name);
    }
    for (_, pointer, name) in NO_IDS.iter().filter(|(of, ..)| *of == id) {
        if let Some(value) = body.pointer_mut(pointer).filter(|value| *value == "Keycard") {
            *value = known(name);
        }
    }
    for pointer in ["/Amount/TaxCodes/0", "/Bills/0/Items/0/UnitAmount/TaxCodes/0"] {
        if let Some(value) = body.pointer_mut(pointer).filter(|value| *value == "Keycard") {
            *value = known("taxCodes");
        }
    }
    for (pointer, day) in [("/Date/Start", "2026-03-01"), ("/Date/End", "2026-03-02")] {
        if let Some(value) = body.pointer_mut(pointer).filter(|value| *value == "Keycard") {
            *value = day.into();
        }
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

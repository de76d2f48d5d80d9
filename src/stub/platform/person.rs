//! People and companies in a message: customers, bookers, companions, sources.
//!
//! Implements `channel-manager-api/mews-operations/reservations#customer` and its neighbours.

use serde_json::{Map, Value, json};

use crate::stub::fields::{At, Fields};

/// Checks a person who must be there, and gives the name under which later messages know them.
pub(super) fn required(fields: &mut Fields, object: &Map<String, Value>, at: At<'_>, name: &str) -> Option<Value> {
    let person = fields.part(object, at, name)?;
    check(fields, person, At::Property(&at, name))
}

/// Checks a person who may be missing.
pub(super) fn optional(fields: &mut Fields, object: &Map<String, Value>, at: At<'_>, name: &str) -> Option<Value> {
    let person = fields.optional_part(object, at, name)?;
    check(fields, person, At::Property(&at, name))
}

/// Checks a list of people that may be missing.
pub(super) fn optional_list(fields: &mut Fields, object: &Map<String, Value>, at: At<'_>, name: &str) {
    for (index, person) in fields
        .optional_list(object, at, name)
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let at = At::Item(&at, name, index);
        if let Some(person) = fields.object(person, at) {
            check(fields, person, at);
        }
    }
}

fn check(fields: &mut Fields, person: &Map<String, Value>, at: At<'_>) -> Option<Value> {
    let last = fields.text(person, at, "lastName");
    let first = fields.optional_text(person, at, "firstName");
    if person.get("title").is_some_and(|title| !title.is_null()) {
        fields.word(person, at, "title", &["Mister", "Misses", "Miss"]);
    }
    let email = fields.optional_text(person, at, "email");
    if let Some(loyalty) = fields.optional_part(person, at, "loyaltyInfo") {
        fields.text(loyalty, At::Property(&at, "loyaltyInfo"), "membershipId");
    }
    let mut kept = Map::new();
    kept.insert("lastName".into(), json!(last?));
    for (name, value) in [("firstName", first), ("email", email)] {
        if let Some(value) = value {
            kept.insert(name.into(), json!(value));
        }
    }
    Some(Value::Object(kept))
}

/// Checks the sources of a booking; one that is not known yet has no code.
pub(super) fn sources(fields: &mut Fields, object: &Map<String, Value>, at: At<'_>) {
    for (index, source) in fields
        .optional_list(object, at, "sources")
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let at = At::Item(&at, "sources", index);
        let Some(source) = fields.object(source, at) else {
            continue;
        };
        if source.get("code").is_some_and(|code| !code.is_null()) {
            fields.integer(source, at, "code");
        }
        fields.text(source, at, "name");
        fields.number_of(source, at, "type", 0..=9);
        fields.flag(source, at, "isPrimary");
    }
}

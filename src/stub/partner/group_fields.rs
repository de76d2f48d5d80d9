//! Reading what messages about groups and blocks have in common: intervals, amounts, people, errors.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::dates::nights;
use crate::stub::fields::{At, Fields};

/// Two dates of which the second is exclusive, in the order of time.
pub(super) fn interval(
    fields: &mut Fields,
    object: &Map<String, Value>,
    at: At<'_>,
    [first, second]: [&str; 2],
) -> Option<(Date, Date)> {
    let (from, to) = (fields.date(object, at, first), fields.date(object, at, second));
    let interval = (from?, to?);
    if interval.0 >= interval.1 {
        fields.broken(At::Property(&at, first), "must be earlier than the date after it");
        return None;
    }
    Some(interval)
}

/// A required word of a list.
pub(super) fn word<'v>(
    fields: &mut Fields,
    object: &'v Map<String, Value>,
    at: At<'_>,
    name: &str,
    words: &[&str],
) -> Option<&'v str> {
    let value = object
        .get(name)
        .and_then(Value::as_str)
        .filter(|word| words.contains(word));
    if value.is_none() {
        fields.invalid(At::Property(&at, name), &format!("must be one of {}", words.join(", ")));
    }
    value
}

/// A text that may be missing, null or empty.
pub(super) fn optional_text<'v>(
    fields: &mut Fields,
    object: &'v Map<String, Value>,
    at: At<'_>,
    name: &str,
) -> Option<&'v str> {
    match object.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.as_str()).filter(|text| !text.trim().is_empty()),
        Some(_) => {
            fields.invalid(At::Property(&at, name), "must be a string");
            None
        }
    }
}

/// An amount: gross, net or both.
pub(super) fn amount(fields: &mut Fields, amount: &Value, at: At<'_>) {
    let Some(amount) = fields.object(amount, at) else {
        return;
    };
    if !["gross", "net"]
        .iter()
        .any(|kind| amount.get(*kind).is_some_and(Value::is_number))
    {
        fields.invalid(at, "must hold the number gross or net");
    }
}

/// One amount for each night, none below zero.
pub(super) fn amounts(fields: &mut Fields, object: &Map<String, Value>, at: At<'_>, stay: Option<(Date, Date)>) {
    let amounts = fields.list(object, at, "amounts");
    for (index, value) in amounts.iter().enumerate() {
        let at = At::Item(&at, "amounts", index);
        amount(fields, value, at);
        let negative = |kind: &str| value.get(kind).and_then(Value::as_f64).is_some_and(|sum| sum < 0.0);
        if negative("gross") || negative("net") {
            fields.broken(at, "must not be below zero");
        }
    }
    if stay.is_some_and(|stay| nights(stay) != amounts.len() as i64) {
        fields.broken(At::Property(&at, "amounts"), "must have one amount for each night");
    }
}

/// People have a last name; all else about them is optional.
pub(super) fn person(fields: &mut Fields, person: &Map<String, Value>, at: At<'_>) {
    fields.text(person, at, "lastName");
}

/// The truth that a JSON value stands for; a string is what the documentation's example has.
pub(super) fn truth(value: Option<&Value>) -> Option<bool> {
    match value {
        Some(Value::Bool(truth)) => Some(*truth),
        Some(Value::String(text)) => text.parse().ok(),
        None | Some(Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_)) => None,
    }
}

/// Reads the errors of a confirmation. Returns true if there are any.
///
/// The page has a singular `error`; the envelope's plural is understood as well.
pub(super) fn failures(fields: &mut Fields, body: &Map<String, Value>) -> bool {
    let failure = |fields: &mut Fields, error: &Value, at: At<'_>| {
        if let Some(error) = fields.object(error, at) {
            fields.integer(error, at, "code");
            fields.text(error, at, "message");
        }
    };
    let single = body.get("error").filter(|value| !value.is_null());
    if let Some(error) = single {
        failure(fields, error, At::Property(&At::Root, "error"));
    }
    let many = fields.optional_list(body, At::Root, "errors");
    for (index, error) in many.unwrap_or_default().iter().enumerate() {
        failure(fields, error, At::Item(&At::Root, "errors", index));
    }
    single.is_some() || many.is_some()
}

/// A required currency code.
pub(super) fn currency(fields: &mut Fields, object: &Map<String, Value>, at: At<'_>) {
    if let Some(code) = fields.text(object, at, "currencyCode")
        && (code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()))
    {
        fields.invalid(
            At::Property(&at, "currencyCode"),
            "must be a currency code of three capitals",
        );
    }
}

//! Reading what groups and blocks have in common: intervals, amounts and people.

use jiff::civil::Date;
use serde_json::{Map, Value};

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

/// How many nights lie between two dates.
pub(super) fn nights((from, to): (Date, Date)) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// The date so many days later.
pub(super) fn later(date: Date, days: i64) -> Option<Date> {
    date.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// A required object.
pub(super) fn section<'v>(
    fields: &mut Fields,
    object: &'v Map<String, Value>,
    at: At<'_>,
    name: &str,
) -> Option<&'v Map<String, Value>> {
    fields.object(object.get(name).unwrap_or(&Value::Null), At::Property(&at, name))
}

/// An object that may be missing or null.
pub(super) fn optional_section<'v>(
    fields: &mut Fields,
    object: &'v Map<String, Value>,
    at: At<'_>,
    name: &str,
) -> Option<&'v Map<String, Value>> {
    object.get(name).filter(|value| !value.is_null())?;
    section(fields, object, at, name)
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

/// Whether a JSON value says yes; a string is what the documentation's example has.
pub(super) fn truth(value: Option<&Value>) -> Option<bool> {
    match value {
        Some(Value::Bool(truth)) => Some(*truth),
        Some(Value::String(text)) => text.parse().ok(),
        None | Some(Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_)) => None,
    }
}

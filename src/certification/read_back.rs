//! Whether what the channel manager has stored is what was pushed, night by night.

use serde_json::Value;

use super::plan::Amounts;
use super::stored::{Kind, Pushed, rows};
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::finding::{Finding, Place};

/// Amounts that differ by less are the same.
const CENT: f64 = 0.005;

/// Compares what was read back with what was pushed; `entry` is the exchange by which it was read.
pub fn findings(pushed: &Pushed<'_>, stored: &Value, amounts: Amounts, entry: usize) -> Vec<Finding> {
    let kinds = pushed.kinds();
    kinds
        .into_iter()
        .filter_map(|kind| of_kind(pushed, stored, kind, amounts, entry))
        .collect()
}

fn of_kind(pushed: &Pushed<'_>, stored: &Value, kind: Kind, amounts: Amounts, entry: usize) -> Option<Finding> {
    let rows = rows(stored, kind);
    let mut first: Option<(String, String, String)> = None;
    let mut count = 0;
    let mut nights = 0;
    for (place, value) in pushed.of(kind) {
        nights += 1;
        let row = rows.get(place);
        let difference = match row {
            None => Some((shown(kind, value), "nothing".to_string())),
            Some((_, row)) => difference(kind, value, row, amounts),
        };
        let Some((expected, actual)) = difference else { continue };
        count += 1;
        if first.is_none() {
            let pointer = row.map_or_else(
                || format!("/{}", kind.list()),
                |(index, _)| format!("/{}/{index}", kind.list()),
            );
            first = Some((format!("{expected} for {place}, as pushed"), actual, pointer));
        }
    }
    let (expected, actual, pointer) = first?;
    Some(Finding {
        check: "read-back".to_string(),
        weight: Weight::Error,
        requirement: "What was pushed is stored, night by night.".to_string(),
        place: Some(Place {
            entry,
            message: Message::Response,
            pointer,
        }),
        expected,
        actual: format!("{actual} ({count} of {nights} nights differ)"),
        page: None,
        detail: None,
    })
}

/// What was expected and what is there, if the two differ.
fn difference(kind: Kind, pushed: &Value, stored: &Value, amounts: Amounts) -> Option<(String, String)> {
    match kind {
        Kind::Availability => {
            let (expected, actual) = (pushed.get("availability"), stored.get("availability"));
            (number(expected) != number(actual)).then(|| (text(expected), text(actual)))
        }
        Kind::Prices => {
            let prices = pushed.get("prices").and_then(Value::as_array);
            prices
                .into_iter()
                .flatten()
                .find_map(|price| of_guests(price, stored, amounts))
        }
        Kind::Restrictions => {
            if states(pushed) != states(stored) {
                return Some((
                    format!("the states {:?}", states(pushed)),
                    format!("the states {:?}", states(stored)),
                ));
            }
            ["minLos", "maxLos"].into_iter().find_map(|name| {
                let (expected, actual) = (pushed.get(name), stored.get(name));
                (number(expected) != number(actual))
                    .then(|| (format!("{name} {}", text(expected)), format!("{name} {}", text(actual))))
            })
        }
    }
}

/// The price for one number of guests.
fn of_guests(price: &Value, stored: &Value, amounts: Amounts) -> Option<(String, String)> {
    let guests = price.get("guestCount");
    let rows = stored.get("prices").and_then(Value::as_array);
    let row = rows
        .into_iter()
        .flatten()
        .find(|row| number(row.get("guestCount")) == number(guests));
    let for_guests = format!("for {} guests", text(guests));
    let names: &[&str] = match amounts {
        Amounts::Gross => &["grossAmount"],
        Amounts::Net => &["netAmount"],
        Amounts::Stored => &["grossAmount", "netAmount"],
    };
    let is_there = |name: &str| row.is_some_and(|row| row.get(name).is_some_and(Value::is_number));
    if !names.iter().any(|name| is_there(name)) {
        return Some((
            format!("{} {for_guests}", names.join(" or ")),
            "no such amount".to_string(),
        ));
    }
    names.iter().find_map(|name| {
        let (expected, actual) = (number(price.get(*name))?, number(row?.get(*name))?);
        ((expected - actual).abs() >= CENT)
            .then(|| (format!("{name} {expected} {for_guests}"), format!("{name} {actual}")))
    })
}

fn shown(kind: Kind, pushed: &Value) -> String {
    match kind {
        Kind::Availability => text(pushed.get("availability")),
        Kind::Prices => "prices".to_string(),
        Kind::Restrictions => format!("the states {:?}", states(pushed)),
    }
}

/// The codes of a restriction, in order.
fn states(value: &Value) -> Vec<u64> {
    let states = value.get("state").and_then(Value::as_array);
    let mut states: Vec<u64> = states.into_iter().flatten().filter_map(Value::as_u64).collect();
    states.sort_unstable();
    states
}

fn number(value: Option<&Value>) -> Option<f64> {
    value?.as_f64()
}

fn text(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_string(), Value::to_string)
}

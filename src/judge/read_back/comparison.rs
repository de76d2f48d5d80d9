//! In what a stored value differs from one that was pushed.

use serde_json::Value;

use crate::contract::push::InventoryKind;

/// Amounts that differ by less are the same.
pub const CENT: f64 = 0.005;

/// Amounts of a price that are compared with those that were pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparedAmounts {
    /// Those that are stored: one of the two at least.
    Stored,
    /// The amount with tax.
    Gross,
    /// The amount without tax.
    Net,
}

/// The expected and the actual value, if the two differ.
pub fn compare(
    kind: InventoryKind,
    pushed: &Value,
    stored: &Value,
    amounts: ComparedAmounts,
) -> Option<(String, String)> {
    match kind {
        InventoryKind::Availability => {
            let (expected, actual) = (pushed.get("availability"), stored.get("availability"));
            (number(expected) != number(actual)).then(|| (text(expected), text(actual)))
        }
        InventoryKind::Prices => {
            let prices = pushed.get("prices").and_then(Value::as_array);
            prices
                .into_iter()
                .flatten()
                .find_map(|price| of_guests(price, stored, amounts))
        }
        InventoryKind::Restrictions => {
            if states(pushed) != states(stored) {
                return Some((
                    format!("the states {:?}", states(pushed)),
                    format!("the states {:?}", states(stored)),
                ));
            }
            ["minLos", "maxLos"].into_iter().find_map(|name| {
                let (expected, actual) = (pushed.get(name), stored.get(name));
                (length(pushed, name) != length(stored, name))
                    .then(|| (format!("{name} {}", text(expected)), format!("{name} {}", text(actual))))
            })
        }
    }
}

/// Returns true if an entry leaves its nights without any limit: then no row has to say so.
pub fn is_open(kind: InventoryKind, pushed: &Value) -> bool {
    kind == InventoryKind::Restrictions
        && states(pushed).iter().all(|state| *state == OPEN)
        && ["minLos", "maxLos"].iter().all(|name| length(pushed, name).is_none())
}

/// The state of a night without a restriction.
pub const OPEN: u64 = 1;

/// A length of stay that limits anything: a stay of one night at least is any stay.
fn length(value: &Value, name: &str) -> Option<f64> {
    number(value.get(name)).filter(|nights| name != "minLos" || *nights > 1.0)
}

/// The amounts of a price that are compared.
pub const fn names(amounts: ComparedAmounts) -> &'static [&'static str] {
    match amounts {
        ComparedAmounts::Gross => &["grossAmount"],
        ComparedAmounts::Net => &["netAmount"],
        ComparedAmounts::Stored => &["grossAmount", "netAmount"],
    }
}

/// The price for one number of guests.
fn of_guests(price: &Value, stored: &Value, amounts: ComparedAmounts) -> Option<(String, String)> {
    let guests = price.get("guestCount");
    let rows = stored.get("prices").and_then(Value::as_array);
    let row = rows
        .into_iter()
        .flatten()
        .find(|row| number(row.get("guestCount")) == number(guests));
    let for_guests = format!("for {} guests", text(guests));
    let names = names(amounts);
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

/// The pushed value, in short.
pub fn brief(kind: InventoryKind, pushed: &Value) -> String {
    match kind {
        InventoryKind::Availability => text(pushed.get("availability")),
        InventoryKind::Prices => "prices".to_string(),
        InventoryKind::Restrictions => format!("the states {:?}", states(pushed)),
    }
}

/// The codes of a restriction, in order.
pub fn states(value: &Value) -> Vec<u64> {
    let states = value.get("state").and_then(Value::as_array);
    let mut states: Vec<u64> = states.into_iter().flatten().filter_map(Value::as_u64).collect();
    states.sort_unstable();
    states
}

/// A number, if it is one.
pub fn number(value: Option<&Value>) -> Option<f64> {
    value?.as_f64()
}

/// A value in words.
pub fn text(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_string(), Value::to_string)
}

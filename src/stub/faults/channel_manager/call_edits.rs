//! Changes of the calls that a side owes.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::contract::operation::Side;
use crate::stub::faults::json::{Object, each, part, set};
use crate::stub::owed::Callback;
use crate::stub::seed;

/// Returns true for a call that tells the outcome of an earlier push.
pub(super) fn is_confirmation(callback: &Callback) -> bool {
    let operation = callback.operation;
    operation.ends_with("Confirmation") || matches!(operation, "confirmGroup" | "confirmAvailabilityBlock")
}

/// Drops the confirmations, or those of some operations.
pub(super) fn forget(callbacks: &mut Vec<Callback>, meant: fn(&str) -> bool) {
    callbacks.retain(|callback| !is_confirmation(callback) || !meant(callback.operation));
}

/// Makes each confirmation a second time.
pub(super) fn repeat(callbacks: &mut Vec<Callback>) {
    let twice = callbacks.iter().flat_map(|callback| {
        let count = 1 + usize::from(is_confirmation(callback));
        std::iter::repeat_n(callback.clone(), count)
    });
    *callbacks = twice.collect();
}

/// Gives the last part of an address another name.
pub(super) fn rename(url: &str, name: &str) -> String {
    url.rsplit_once('/')
        .map_or_else(|| url.to_owned(), |(base, _)| format!("{base}/{name}"))
}

/// Changes each entry of a push of availability, prices or restrictions.
pub(super) fn entries(body: &mut Object, change: fn(&mut Object)) {
    for list in ["availabilities", "ratePrices", "restrictions"] {
        each(body, list, change);
    }
}

/// Changes each price of a push of prices.
pub(super) fn prices(body: &mut Object, change: fn(&mut Object)) {
    each(body, "ratePrices", |entry| each(entry, "prices", change));
}

/// Changes each reservation of a group.
pub(super) fn reservations(callback: &Callback, body: &mut Object, change: fn(&mut Object)) {
    if callback.operation == "processGroup" {
        each(body, "reservations", change);
    }
}

/// Changes each extra of a group.
pub(super) fn extras(callback: &Callback, body: &mut Object, change: fn(&mut Object)) {
    if callback.operation == "processGroup" {
        each(body, "reservations", |reservation| each(reservation, "extras", change));
    }
}

/// Returns true if a group of the channel manager's says what it costs, as one does that is booked or changed.
pub(super) fn books(callback: &Callback, body: &Object) -> bool {
    callback.caller == Side::ChannelManager
        && callback.operation == "processGroup"
        && body.get("totalAmount").is_some_and(Value::is_object)
}

/// Returns true if a group has no reservation that is not cancelled.
pub(super) fn cancels(callback: &Callback, body: &Object) -> bool {
    let listed = body.get("reservations").and_then(Value::as_array);
    let mut listed = listed.into_iter().flatten();
    callback.operation == "processGroup" && listed.all(|reservation| reservation["state"] == 3)
}

/// Adds cancelled reservations to a group until it has so many.
pub(super) fn pad_with_cancelled(body: &mut Object, count: usize) {
    if let Some(listed) = body.get_mut("reservations").and_then(Value::as_array_mut) {
        for position in listed.len()..count {
            let guests = json!([{ "code": seed::AGES[0], "count": 1 }]);
            listed.push(json!({ "code": format!("KC-{position}"), "guestCounts": guests, "state": 3 }));
        }
    }
}

/// Makes the total of each reservation with an extra negative by the first of them; the sums stay right.
pub(super) fn take_more_off_than_it_costs(body: &mut Object) {
    let mut off = 0.0;
    each(body, "reservations", |reservation| {
        let total = ["gross", "net"]
            .into_iter()
            .find_map(|kind| reservation.get("totalAmount")?.get(kind)?.as_f64());
        let extras = reservation.get_mut("extras").and_then(Value::as_array_mut);
        let extra = extras.and_then(|extras| extras.first_mut()?.as_object_mut());
        if let (Some(total), Some(extra)) = (total, extra) {
            let more = -20.0 - total;
            add(extra, "amount", more);
            add(reservation, "totalAmount", more);
            off += more;
        }
    });
    add(body, "totalAmount", off);
}

/// Changes an availability block.
pub(super) fn block(body: &mut Object, change: impl FnOnce(&mut Object)) {
    if let Some(block) = body.get_mut("availabilityBlock").and_then(Value::as_object_mut) {
        change(block);
    }
}

/// Changes each space category of an availability block.
pub(super) fn categories(body: &mut Object, change: fn(&mut Object)) {
    block(body, |block| each(block, "spaceCategories", change));
}

/// Adds to each sum of money in an amount.
pub(super) fn add(object: &mut Object, name: &str, more: f64) {
    part(object, name, |amount| {
        for kind in ["gross", "net"] {
            if let Some(value) = amount.get(kind).and_then(Value::as_f64) {
                amount.insert(kind.into(), json!(value + more));
            }
        }
    });
}

/// Takes gross for net and net for gross.
pub(super) fn exchange(amount: &mut Object) {
    let kinds = ["gross", "net"].map(|kind| amount.shift_remove(kind));
    for (kind, value) in ["net", "gross"].into_iter().zip(kinds) {
        if let Some(value) = value {
            amount.insert(kind.into(), value);
        }
    }
}

/// Takes gross for net and net for gross in an amount of an object.
pub(super) fn other_kind(object: &mut Object, name: &str) {
    part(object, name, exchange);
}

/// Returns true if a group of the channel manager's has a reservation that is changed.
pub(super) fn is_changed(callback: &Callback, body: &Object) -> bool {
    let listed = body.get("reservations").and_then(Value::as_array);
    let mut listed = listed.into_iter().flatten();
    callback.caller == Side::ChannelManager
        && callback.operation == "processGroup"
        && listed.any(|reservation| reservation["state"] == 2)
}

/// Moves the ends of the periods of a push by so many days; what would have no night left is left out.
pub(super) fn stretch(body: &mut Object, list: &str, days: i64) {
    let Some(entries) = body.get_mut(list).and_then(Value::as_array_mut) else {
        return;
    };
    entries.retain_mut(|entry| {
        let date = |name: &str| entry.get(name)?.as_str()?.parse::<Date>().ok();
        // What is no period is judged as it came.
        let (Some(from), Some(to)) = (date("from"), date("to")) else {
            return true;
        };
        let Ok(moved) = to.checked_add(days.days()) else {
            return true;
        };
        if from > to {
            return true;
        }
        entry["to"] = json!(moved.to_string());
        from <= moved
    });
}

/// Calls for a connection that nobody has.
pub(super) fn stray(body: &mut Object) {
    set(body, "connectionToken", seed::CONNECTION_B);
}

//! Requests that the platform was seen to accept although its documentation forbids them, if that behaviour is played.
//!
//! Each such request is brought into the documented form before any other check, and the deviation is noted.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::super::behaviour::ConnectorMode;
use super::answer::{Object, Refusal};
use super::library::Endpoint;
use super::node::{Node, Pair, Record};
use super::parameter::join;

/// An operation, a property of its request, and the value that it has where it is absent.
type Absent = (&'static str, &'static str, fn() -> Value);

/// Properties that were seen to be absent.
const ABSENT: &[Absent] = &[
    ("reservations/getAll", "ServiceIds", || json!([])),
    ("availabilityBlocks/getAll", "Extent", || json!({})),
    ("rules/getAll", "Extent", || json!({})),
    (
        "companies/add",
        "Options",
        || json!({ "Invoiceable": true, "AddFeesToInvoices": true, "AddTaxDeductedPaymentToInvoices": true }),
    ),
];

/// Operations that were seen to take the older names of the ends of a span.
const RENAMED: &[&str] = &[
    "rates/getPricing",
    "services/getAvailability",
    "services/getAvailability/2024-01-22",
];

/// Accepts a request; returns its body in the documented form.
pub(super) fn accept<'b>(
    endpoint: &Endpoint,
    body: &'b Object,
    mode: ConnectorMode,
    deviations: &mut Vec<String>,
) -> Result<Cow<'b, Object>, Refusal> {
    match mode {
        ConnectorMode::Documented => return Ok(Cow::Borrowed(body)),
        ConnectorMode::Observed => {}
    }
    let id = endpoint.operation.id.as_str();
    let lacks = |body: &Object, name: &str| body.get(name).is_none_or(Value::is_null);
    if id == "reservations/cancel" && lacks(body, "Notes") {
        return Err(Refusal::forbidden("Say why the reservation is canceled."));
    }
    let mut accepted = Cow::Borrowed(body);
    for (_, name, value) in ABSENT.iter().filter(|(of, ..)| *of == id) {
        if lacks(&accepted, name) {
            accepted.to_mut().insert((*name).to_owned(), value());
            deviations.push(format!("no {name}"));
        }
    }
    if RENAMED.contains(&id) {
        for (new, old) in [
            ("FirstTimeUnitStartUtc", "StartUtc"),
            ("LastTimeUnitStartUtc", "EndUtc"),
        ] {
            if let Some(value) = body.get(old).filter(|_| lacks(body, new)) {
                accepted.to_mut().insert(new.to_owned(), value.clone());
                deviations.push(format!("{old} in place of {new}"));
            }
        }
    }
    unknown(&endpoint.shape().request, &accepted, "", deviations);
    Ok(accepted)
}

/// Notes the properties that the contract does not know.
fn unknown(record: &Record, object: &Object, path: &str, deviations: &mut Vec<String>) {
    for (name, value) in object {
        let path = join(path, name);
        match record.field(name) {
            Some(field) => within(&field.node, value, &path, deviations),
            None if matches!(name.as_str(), "LanguageCode" | "CultureCode") => {}
            None => deviations.push(format!("the unknown property {path}")),
        }
    }
}

fn within(node: &Node, value: &Value, path: &str, deviations: &mut Vec<String>) {
    match node.pair(value) {
        Pair::Object(record, object) if !record.fields.is_empty() => unknown(record, object, path, deviations),
        Pair::List(items, values) => {
            values.iter().for_each(|value| within(items, value, path, deviations));
        }
        Pair::Object(..) | Pair::Dictionary(..) | Pair::Other => {}
    }
}

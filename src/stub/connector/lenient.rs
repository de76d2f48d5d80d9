//! What the platform was seen to take although its documentation forbids it, if that is what is to be played.
//!
//! Each such thing is brought into the documented form before anything looks at the request, and told.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::super::behaviour::ConnectorMode;
use super::answer::{Object, Refusal};
use super::library::Known;
use super::node::{Kind, Node, Record};

/// An operation, a property of its request, and what that is taken to be.
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

/// The body of a request as it is taken.
pub(super) fn taken<'b>(
    known: &Known,
    body: &'b Object,
    mode: ConnectorMode,
    deviations: &mut Vec<String>,
) -> Result<Cow<'b, Object>, Refusal> {
    match mode {
        ConnectorMode::Documented => return Ok(Cow::Borrowed(body)),
        ConnectorMode::Observed => {}
    }
    let id = known.operation.id.as_str();
    let lacks = |body: &Object, name: &str| body.get(name).is_none_or(Value::is_null);
    if id == "reservations/cancel" && lacks(body, "Notes") {
        return Err(Refusal::forbidden("Say why the reservation is canceled."));
    }
    let mut taken = Cow::Borrowed(body);
    for (_, name, value) in ABSENT.iter().filter(|(of, ..)| *of == id) {
        if lacks(&taken, name) {
            taken.to_mut().insert((*name).to_owned(), value());
            deviations.push(format!("no {name}"));
        }
    }
    if RENAMED.contains(&id) {
        for (new, old) in [
            ("FirstTimeUnitStartUtc", "StartUtc"),
            ("LastTimeUnitStartUtc", "EndUtc"),
        ] {
            if let Some(value) = body.get(old).filter(|_| lacks(body, new)) {
                taken.to_mut().insert(new.to_owned(), value.clone());
                deviations.push(format!("{old} in place of {new}"));
            }
        }
    }
    unknown(&known.shape().request, &taken, "", deviations);
    Ok(taken)
}

/// Tells the properties that the contract does not know.
fn unknown(record: &Record, object: &Object, path: &str, deviations: &mut Vec<String>) {
    for (name, value) in object {
        let path = super::check::join(path, name);
        match record.field(name) {
            Some(field) => within(&field.node, value, &path, deviations),
            None if matches!(name.as_str(), "LanguageCode" | "CultureCode") => {}
            None => deviations.push(format!("the unknown property {path}")),
        }
    }
}

fn within(node: &Node, value: &Value, path: &str, deviations: &mut Vec<String>) {
    match (&node.kind, value) {
        (Kind::Record(record), Value::Object(object)) if !record.fields.is_empty() => {
            unknown(record, object, path, deviations);
        }
        (Kind::List(items), Value::Array(values)) => {
            values.iter().for_each(|value| within(items, value, path, deviations));
        }
        (
            Kind::Any
            | Kind::Boolean
            | Kind::Integer
            | Kind::Number
            | Kind::Text { .. }
            | Kind::Choice(_)
            | Kind::List(_)
            | Kind::Record(_)
            | Kind::Dictionary(_),
            _,
        ) => {}
    }
}

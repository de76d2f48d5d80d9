//! Changes of requests of the Channel Manager API.

use serde_json::{Value, json};

use crate::contract::operation::Side;
use crate::exchange::message::Request;
use crate::stub::faults::json::Object;
use crate::stub::{secrets, seed};

/// Properties that hold tokens.
pub(super) const TOKENS: [&str; 2] = ["clientToken", "connectionToken"];
/// Properties that list entries with mapping codes.
pub(super) const LISTS: [&str; 4] = ["availabilities", "ratePrices", "restrictions", "inventoryMappings"];

/// Every documented property at the top of a request that the stub answers.
pub(super) const PROPERTIES: [&str; 39] = [
    "clientToken",
    "connectionToken",
    "email",
    "extent",
    "inventoryMappings",
    "from",
    "to",
    "ariType",
    "spaceTypeCodes",
    "ratePlanCodes",
    "messageId",
    "responseUrl",
    "availabilities",
    "ratePrices",
    "dependentRates",
    "restrictions",
    "relatedMessageId",
    "channelManagerId",
    "reservations",
    "error",
    "type",
    "success",
    "errors",
    "code",
    "confirmationNumber",
    "availabilityBlock",
    "channelId",
    "availabilityBlockCode",
    "availabilityBlockConfirmationNumber",
    "currencyCode",
    "totalAmount",
    "paymentType",
    "customer",
    "booker",
    "paymentCard",
    "sources",
    "company",
    "travelAgency",
    "comments",
];

/// Text of a property, or nothing.
pub(super) fn text<'r>(request: &'r Request, name: &str) -> &'r str {
    request
        .body
        .json()
        .ok()
        .and_then(|body| body[name].as_str())
        .unwrap_or_default()
}

/// Takes a credential in that condition for the valid one.
pub(super) fn take(side: Side, body: &mut Object, name: &str, condition: &str) {
    replace(side, body, name, |token| {
        token.is_string() && token.as_str() == seed::credential(side, name, condition)
    });
}

/// Takes a credential that resembles the valid one for it.
pub(super) fn resemble(side: Side, body: &mut Object, alike: fn(&str, &str) -> bool) {
    for name in TOKENS {
        replace(side, body, name, |token| {
            token
                .as_str()
                .zip(seed::credential(side, name, "valid"))
                .is_some_and(|(sent, valid)| alike(sent, valid))
        });
    }
}

/// Takes a credential that is mistaken for the valid one for it.
pub(super) fn replace(side: Side, body: &mut Object, name: &str, mistaken: impl Fn(&Value) -> bool) {
    if let (Some(token), Some(valid)) = (body.get_mut(name), seed::credential(side, name, "valid"))
        && mistaken(token)
    {
        *token = json!(valid);
    }
}

/// Returns true for a token that nobody has.
pub(super) fn is_unknown(token: &Value) -> bool {
    token
        .as_str()
        .is_some_and(|token| !token.trim().is_empty() && secrets::all().all(|known| known != token))
}

/// Leaves out the entries whose code is none of those.
pub(super) fn skip(body: &mut Object, property: &str, known: &[&str]) {
    for name in LISTS {
        if let Some(entries) = body.get_mut(name).and_then(Value::as_array_mut) {
            entries.retain(|entry| entry[property].as_str().is_none_or(|code| known.contains(&code)));
        }
    }
}

/// Exchanges the ends of a period that ends before it begins.
pub(super) fn order_dates(entry: &mut Object) {
    let date = |name| entry.get(name).and_then(Value::as_str).map(str::to_owned);
    // Dates written yyyy-MM-dd sort like text.
    if let (Some(from), Some(to)) = (date("from"), date("to"))
        && from > to
    {
        entry.insert("from".into(), json!(to));
        entry.insert("to".into(), json!(from));
    }
}

/// Asks for sections of the configuration.
pub(super) fn extend(body: &mut Object, flags: &[&str]) {
    let extent = body.entry("extent").or_insert_with(|| json!({}));
    if extent.is_null() {
        *extent = json!({});
    }
    for flag in flags {
        if let Some(extent) = extent.as_object_mut() {
            extent.insert((*flag).into(), json!(true));
        }
    }
}

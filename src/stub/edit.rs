//! Editing the JSON of requests and replies, as the faults need it.

use serde_json::{Map, Value, json};

use super::reply::Reply;
use super::secrets;
use super::seed;
use crate::contract::operation::Side;
use crate::exchange::body::Body;
use crate::exchange::message::Request;

pub(super) type Object = Map<String, Value>;

pub(super) const TOKENS: [&str; 2] = ["clientToken", "connectionToken"];
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

pub(super) fn edit(reply: &mut Reply, spoil: impl FnOnce(&mut Object)) {
    let Ok(mut body) = reply.response.body.json().cloned() else {
        return;
    };
    if let Some(object) = body.as_object_mut() {
        spoil(object);
        reply.response.body = Body::of(&body);
    }
}

pub(super) fn bytes(reply: &mut Reply, spoil: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = reply.response.body.bytes().to_vec();
    spoil(&mut bytes);
    reply.response.body = Body::from(bytes);
}

pub(super) fn each(object: &mut Object, list: &str, spoil: fn(&mut Object)) {
    each_with(object, list, spoil);
}

pub(super) fn each_with(object: &mut Object, list: &str, spoil: impl FnMut(&mut Object)) {
    let items = object.get_mut(list).and_then(Value::as_array_mut);
    items
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
        .for_each(spoil);
}

pub(super) fn status_for(reply: &mut Reply, code: u8, status: u16) {
    // An answer that already is no 200 keeps its own status.
    if reply.response.status == 200
        && reply
            .response
            .body
            .json()
            .is_ok_and(|body| body["errors"][0]["code"] == code)
    {
        reply.response.status = status;
    }
}

pub(super) fn has_succeeded(reply: &Reply) -> bool {
    reply.response.body.json().is_ok_and(|body| body["success"] == true)
}

pub(super) fn refuse(reply: &mut Reply, message: &str) {
    if has_succeeded(reply) {
        reply.response.body = Body::of(&json!({ "success": false, "errors": [{ "code": 6, "message": message }] }));
    }
}

pub(super) fn text<'r>(request: &'r Request, name: &str) -> &'r str {
    request
        .body
        .json()
        .ok()
        .and_then(|body| body[name].as_str())
        .unwrap_or_default()
}

/// Sets a property that is there already.
pub(super) fn set(object: &mut Object, name: &str, value: &str) {
    if let Some(property) = object.get_mut(name) {
        *property = json!(value);
    }
}

pub(super) fn stringify(object: &mut Object, name: &str) {
    if let Some(property) = object.get_mut(name) {
        *property = json!(property.to_string());
    }
}

/// Changes an error's code if it is one of `from`, or in any case if that is empty.
pub(super) fn recode(error: &mut Object, from: &[u8], to: u8) {
    if from.is_empty() || from.iter().any(|code| error["code"] == *code) {
        error.insert("code".into(), json!(to));
    }
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

pub(super) fn replace(side: Side, body: &mut Object, name: &str, mistaken: impl Fn(&Value) -> bool) {
    if let (Some(token), Some(valid)) = (body.get_mut(name), seed::credential(side, name, "valid"))
        && mistaken(token)
    {
        *token = json!(valid);
    }
}

pub(super) fn is_unknown(token: &Value) -> bool {
    token
        .as_str()
        .is_some_and(|token| !token.trim().is_empty() && secrets::all().all(|known| known != token))
}

pub(super) fn skip(body: &mut Object, property: &str, known: &[&str]) {
    for name in LISTS {
        if let Some(entries) = body.get_mut(name).and_then(Value::as_array_mut) {
            entries.retain(|entry| entry[property].as_str().is_none_or(|code| known.contains(&code)));
        }
    }
}

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

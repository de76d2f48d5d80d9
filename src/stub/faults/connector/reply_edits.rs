//! Changes of replies of the Connector API.

use serde_json::{Value, json};

use super::request_edits::operation;
use crate::exchange::message::{Request, Response};
use crate::stub::connector::route;
use crate::stub::faults::json::Object;
use crate::stub::faults::reply_edits::edit_json;
use crate::stub::reply::Reply;

/// Returns true if the operation did what it was asked.
pub(super) fn has_succeeded(reply: &Reply) -> bool {
    matches!(reply.response.status, 200 | 204)
}

/// Changes the items of a successful answer.
pub(super) fn items(request: &Request, reply: &mut Reply, change: impl FnOnce(&mut Vec<Value>)) {
    if reply.response.status != 200 {
        return;
    }
    let Some(list) = route::listed(request.path()) else {
        return;
    };
    edit_json(reply, |body| {
        if let Some(items) = body.get_mut(list).and_then(Value::as_array_mut) {
            change(items);
        }
    });
}

/// Changes each object of a successful answer, those within others first.
pub(super) fn objects(reply: &mut Reply, change: fn(&mut Object)) {
    fn within(value: &mut Value, change: fn(&mut Object)) {
        match value {
            Value::Object(object) => {
                object.values_mut().for_each(|value| within(value, change));
                change(object);
            }
            Value::Array(values) => values.iter_mut().for_each(|value| within(value, change)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    if reply.response.status == 200 {
        edit_json(reply, |body| {
            body.values_mut().for_each(|value| within(value, change));
        });
    }
}

/// Succeeds with that answer where an operation was refused with that status.
pub(super) fn pretend(request: &Request, reply: &mut Reply, operations: &[&str], status: u16, answer: &Value) {
    if operations.contains(&operation(request)) && reply.response.status == status {
        let mut response = Response::json(200, answer);
        for (name, value) in reply.response.headers.iter() {
            if name.eq_ignore_ascii_case("request-id") {
                response.headers.push(name, value);
            }
        }
        reply.response = response;
    }
}

/// Changes the message of a refusal.
pub(super) fn message(reply: &mut Reply, say: impl FnOnce(&str) -> String) {
    if reply.response.status >= 400 {
        edit_json(reply, |body| {
            let said = body.get("Message").and_then(Value::as_str).unwrap_or_default();
            let new = say(said);
            body.insert("Message".into(), json!(new));
        });
    }
}

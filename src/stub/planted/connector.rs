//! Editing requests and answers of the Connector API, as its faults need it.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::exchange::body::Body;
use crate::exchange::message::{Request, Response};
use crate::stub::connector::{route, seed};
use crate::stub::edit::Object;
use crate::stub::reply::Reply;
use crate::stub::world::World;

pub(super) const TOKENS: [&str; 2] = ["ClientToken", "AccessToken"];

/// The name of the operation that a request is for.
pub(super) fn operation(request: &Request) -> &str {
    request.path().split("/v1/").nth(1).unwrap_or_default()
}

/// Takes a token in that condition for the valid one.
pub(super) fn take(body: &mut Object, condition: &str) {
    for name in TOKENS {
        let meant = seed::credential(name, condition);
        if meant.is_some() && body.get(name).and_then(Value::as_str) == meant {
            let valid = seed::credential(name, "valid");
            body.insert(name.into(), json!(valid));
        }
    }
}

/// Takes a token that is mistaken for the valid one for it.
pub(super) fn replace(body: &mut Object, name: &str, mistaken: impl Fn(Option<&Value>, &str) -> bool) {
    if let Some(valid) = seed::credential(name, "valid")
        && mistaken(body.get(name), valid)
    {
        body.insert(name.into(), json!(valid));
    }
}

/// Whether a token is none that anybody has.
pub(super) fn is_unknown(token: Option<&Value>) -> bool {
    let token = token.and_then(Value::as_str).unwrap_or_default();
    token.len() > 60 && seed::secrets().all(|known| known != token)
}

/// The JSON of a reply, changed.
pub(super) fn edit(reply: &mut Reply, spoil: impl FnOnce(&mut Object)) {
    if let Ok(Value::Object(body)) = reply.response.body.json() {
        let mut body = body.clone();
        spoil(&mut body);
        reply.response.body = Body::of(&Value::Object(body));
    }
}

/// Whether the operation did what it was asked.
pub(super) fn has_succeeded(reply: &Reply) -> bool {
    matches!(reply.response.status, 200 | 204)
}

/// Changes the items of a successful answer.
pub(super) fn items(request: &Request, reply: &mut Reply, spoil: impl FnOnce(&mut Vec<Value>)) {
    if reply.response.status != 200 {
        return;
    }
    let Some(list) = route::listed(request.path()) else {
        return;
    };
    edit(reply, |body| {
        if let Some(items) = body.get_mut(list).and_then(Value::as_array_mut) {
            spoil(items);
        }
    });
}

/// Changes each object of a successful answer, those within others first.
pub(super) fn objects(reply: &mut Reply, spoil: fn(&mut Object)) {
    fn within(value: &mut Value, spoil: fn(&mut Object)) {
        match value {
            Value::Object(object) => {
                object.values_mut().for_each(|value| within(value, spoil));
                spoil(object);
            }
            Value::Array(values) => values.iter_mut().for_each(|value| within(value, spoil)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    if reply.response.status == 200 {
        edit(reply, |body| {
            body.values_mut().for_each(|value| within(value, spoil));
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

/// Changes the `Limitation` of a request.
pub(super) fn limitation(body: &mut Object, change: impl FnOnce(&mut Object)) {
    if let Some(Value::Object(limitation)) = body.get_mut("Limitation") {
        change(limitation);
    }
}

/// The same request with its parameters changed.
pub(super) fn with(request: &Request, change: impl FnOnce(&mut Object)) -> Request {
    let mut body = request.body.json().cloned().unwrap_or_default();
    if let Some(parameters) = body.as_object_mut() {
        change(parameters);
    }
    Request {
        body: Body::of(&body),
        ..request.clone()
    }
}

/// The page that begins so many places beside where the cursor says.
pub(super) fn page_beside(world: &mut World, request: &Request, now: Timestamp, beside: isize) -> Reply {
    let mut reply = world.reply(request, now);
    let parameters = request.body.json().ok().and_then(Value::as_object);
    let limitation = parameters.and_then(|body| body.get("Limitation"));
    let cursor = limitation.and_then(|limitation| limitation.get("Cursor")?.as_str());
    let count = limitation.and_then(|limitation| limitation.get("Count")?.as_u64());
    let (Some(list), Some(cursor), Some(count)) = (route::listed(request.path()), cursor, count) else {
        return reply;
    };
    let whole = with(request, |body| {
        limitation_of_all(body);
    });
    let whole = world.reply(&whole, now).response;
    let all = whole.body.json().ok().and_then(|body| body.get(list)?.as_array());
    let all = all.cloned().unwrap_or_default();
    let at = all
        .iter()
        .position(|item| item.get("Id").and_then(Value::as_str) == Some(cursor));
    let Some(start) = at.and_then(|at| at.checked_add_signed(1 + beside)) else {
        return reply;
    };
    let count = usize::try_from(count).unwrap_or_default();
    let shown: Vec<Value> = all.into_iter().skip(start).take(count).collect();
    if reply.response.status == 200 && !shown.is_empty() {
        edit(&mut reply, |body| {
            let last = shown.last().and_then(|item| item.get("Id")).cloned();
            body.insert("Cursor".into(), last.unwrap_or_default());
            body.insert(list.into(), Value::Array(shown));
        });
    }
    reply
}

fn limitation_of_all(body: &mut Object) {
    body.insert("Limitation".into(), json!({ "Count": 500 }));
}

/// Changes the message of a refusal.
pub(super) fn message(reply: &mut Reply, say: impl FnOnce(&str) -> String) {
    if reply.response.status >= 400 {
        edit(reply, |body| {
            let said = body.get("Message").and_then(Value::as_str).unwrap_or_default();
            let new = say(said);
            body.insert("Message".into(), json!(new));
        });
    }
}

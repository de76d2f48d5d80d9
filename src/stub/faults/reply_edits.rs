//! Changes of replies and bodies of either API.

use serde_json::Value;

use super::json::Object;
use crate::exchange::body::Body;
use crate::stub::reply::Reply;

/// Changes the JSON object that a reply holds.
pub(super) fn edit_json(reply: &mut Reply, change: impl FnOnce(&mut Object)) {
    edit_body(&mut reply.response.body, change);
}

/// Changes the JSON object that a body is; nothing changes if it is none.
pub(super) fn edit_body(body: &mut Body, change: impl FnOnce(&mut Object)) {
    if let Ok(Value::Object(object)) = body.json() {
        let mut object = object.clone();
        change(&mut object);
        *body = Body::of(&Value::Object(object));
    }
}

/// Changes the bytes of a reply.
pub(super) fn edit_bytes(reply: &mut Reply, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = reply.response.body.bytes().to_vec();
    change(&mut bytes);
    reply.response.body = Body::from(bytes);
}

/// The body with its first property a second time, in front of the others and without a value.
pub(super) fn with_doubled_property(body: &Body) -> Body {
    let name = body
        .json()
        .ok()
        .and_then(Value::as_object)
        .and_then(|object| object.keys().next());
    match name {
        Some(name) => {
            let text = body.text();
            let rest = text.trim_start().trim_start_matches('{');
            Body::from(format!("{{{}:null,{rest}", Value::from(name.as_str())).into_bytes())
        }
        None => body.clone(),
    }
}

//! Changes of replies of either API.

use serde_json::Value;

use super::json::Object;
use crate::exchange::body::Body;
use crate::stub::reply::Reply;

/// Changes the JSON object that a reply holds.
pub(super) fn edit_json(reply: &mut Reply, change: impl FnOnce(&mut Object)) {
    if let Ok(Value::Object(body)) = reply.response.body.json() {
        let mut body = body.clone();
        change(&mut body);
        reply.response.body = Body::of(&Value::Object(body));
    }
}

/// Changes the bytes of a reply.
pub(super) fn edit_bytes(reply: &mut Reply, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = reply.response.body.bytes().to_vec();
    change(&mut bytes);
    reply.response.body = Body::from(bytes);
}

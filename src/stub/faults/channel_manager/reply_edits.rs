//! Changes of replies of the Channel Manager API.

use serde_json::json;

use crate::exchange::body::Body;
use crate::stub::faults::json::Object;
use crate::stub::reply::Reply;

/// Gives a reply whose first error has that code another status.
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

/// Returns true if the operation did what it was asked.
pub(super) fn has_succeeded(reply: &Reply) -> bool {
    reply.response.body.json().is_ok_and(|body| body["success"] == true)
}

/// Refuses with that message what has succeeded.
pub(super) fn refuse(reply: &mut Reply, message: &str) {
    if has_succeeded(reply) {
        reply.response.body = Body::of(&json!({ "success": false, "errors": [{ "code": 6, "message": message }] }));
    }
}

/// Changes an error's code if it is one of `from`, or in any case if that is empty.
pub(super) fn recode(error: &mut Object, from: &[u8], to: u8) {
    if from.is_empty() || from.iter().any(|code| error["code"] == *code) {
        error.insert("code".into(), json!(to));
    }
}

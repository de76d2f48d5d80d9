//! The short answers of the Channel Manager API: success, or an error.

use serde_json::json;

use crate::exchange::message::Response;

/// A success that says nothing else.
pub fn accepted() -> Response {
    Response::json(200, &json!({ "success": true }))
}

/// A refusal, with the code and the message of its error.
pub fn refused(code: u64, message: &str) -> Response {
    Response::json(
        200,
        &json!({ "success": false, "errors": [{ "code": code, "message": message }] }),
    )
}

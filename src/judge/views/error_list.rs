//! The errors that a message names.

use serde_json::{Map, Value};

/// The errors of one message beyond this are not judged one by one: a hostile list is long.
pub const MOST_ERRORS: usize = 5_000;

/// Every error object of a message with its JSON Pointer: those of `errors`, then the single `error`.
pub fn errors(body: &Map<String, Value>) -> Vec<(String, &Value)> {
    let mut errors: Vec<(String, &Value)> = Vec::new();
    if let Some(Value::Array(items)) = body.get("errors") {
        errors.extend(
            items
                .iter()
                .take(MOST_ERRORS)
                .enumerate()
                .map(|(index, item)| (format!("/errors/{index}"), item)),
        );
    }
    if let Some(error @ Value::Object(_)) = body.get("error") {
        errors.push(("/error".to_string(), error));
    }
    errors
}

//! Numbers that are likely to be right for a property of a given name.

use serde_json::{Value, json};

/// A number for a property of that name, within its limits.
pub(super) fn number(schema: &Value, name: &str) -> Value {
    let limit = |key: &str| schema.get(key).and_then(Value::as_f64);
    let most = limit("maximum").unwrap_or(f64::INFINITY);
    // A page of one item is small, but no client asks for it.
    if name == "Count" && most.is_finite() && most >= 10.0 {
        return json!(10);
    }
    let least = limit("minimum").or_else(|| limit("exclusiveMinimum").map(|bound| bound.floor() + 1.0));
    let number = least.unwrap_or(1.0).max(1.0).min(most);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it was looked that there is nothing to truncate"
    )]
    if number.fract() == 0.0 && number.abs() < 1e15 {
        json!(number as i64)
    } else {
        json!(number)
    }
}

//! A value in little memory: what is kept of each row of a matrix.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A value as compact JSON text.
///
/// A [`Value`] of five properties takes more than a kilobyte; its text takes a tenth of that, and
/// a matrix may have 100,000 of them.
///
/// ```
/// use keycard::scenario::compact_value::CompactValue;
/// use serde_json::json;
///
/// let row = json!({ "name": "unknown", "error": [3, 8] });
/// assert_eq!(CompactValue::from(&row).value(), row);
/// ```
#[derive(Clone, Debug)]
pub struct CompactValue(Box<str>);

impl CompactValue {
    /// The value.
    pub fn value(&self) -> Value {
        // The text was made from a value.
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    /// Returns true if the value may hold an expression.
    pub fn may_hold_expressions(&self) -> bool {
        self.0.contains("${")
    }
}

impl From<&Value> for CompactValue {
    fn from(value: &Value) -> Self {
        Self(value.to_string().into())
    }
}

impl<'de> Deserialize<'de> for CompactValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| Self::from(&value))
    }
}

//! The two slips of the documentation's own examples that are forgiven, unless one judges strictly: a flag
//! and the code of an error, each written as text.

use serde_json::Value;

use crate::contract::rule::Weight;
use crate::exchange::transcript::Strictness;

impl Strictness {
    /// The weight of a forgivable slip.
    pub(super) const fn weight(self) -> Weight {
        match self {
            Self::Strict => Weight::Error,
            Self::Lenient => Weight::Warning,
        }
    }

    /// The value of a flag.
    pub(super) fn flag(self, value: Option<&Value>) -> Option<bool> {
        match (self, value?) {
            (_, Value::Bool(flag)) => Some(*flag),
            (Self::Lenient, Value::String(text)) => text_flag(text),
            _ => None,
        }
    }

    /// The code of an error.
    pub(super) fn code(self, error: &Value) -> Option<u64> {
        match (self, error.get("code")?) {
            (Self::Lenient, Value::String(text)) => text_code(text),
            (_, code) => code.as_u64(),
        }
    }
}

/// The weight of a value of the wrong type at that place of a message.
pub(super) fn weight_of_wrong_type(strictness: Strictness, pointer: &str, value: Option<&Value>) -> Weight {
    let Some(Value::String(text)) = value else {
        return Weight::Error;
    };
    let forgivable = match pointer.split('/').collect::<Vec<_>>()[..] {
        ["", "success"] => text_flag(text).is_some(),
        // The last is the error that stands alone where the documentation speaks of nothing else.
        ["", "errors", _, "code"] | ["", "error", "code"] | ["", "code"] => text_code(text).is_some(),
        _ => false,
    };
    if forgivable { strictness.weight() } else { Weight::Error }
}

fn text_flag(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        return Some(true);
    }
    text.eq_ignore_ascii_case("false").then_some(false)
}

fn text_code(text: &str) -> Option<u64> {
    text.parse::<u8>()
        .ok()
        .filter(|code| (1..=14).contains(code))
        .map(u64::from)
}

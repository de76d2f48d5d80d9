//! Constraints that no value could meet, such as a negative length: they are left out with a note.

use serde_json::{Value, json};

/// The problem of a keyword's value; `None` if the value is right, or the keyword is not checked.
pub(super) fn fault(keyword: &str, value: &Value) -> Option<String> {
    let expected = match keyword {
        "maxLength" | "minLength" | "maxItems" | "minItems" | "x-max-interval-in-months" if !is_count(value) => {
            "a whole number from 0 up"
        }
        "minimum" | "maximum" if !value.is_number() => "a number",
        // A flag in OpenAPI 3.0, a bound in 3.1.
        "exclusiveMinimum" | "exclusiveMaximum" if !value.is_number() && !value.is_boolean() => "a number",
        "multipleOf" if value.as_f64().is_none_or(|step| step <= 0.0) => "a number above 0",
        "uniqueItems" | "nullable" | "deprecated" if !value.is_boolean() => "true or false",
        "format" if !value.is_string() => "the name of a format",
        "pattern" if !is_pattern(value) => "a regular expression",
        "enum" if value.as_array().is_none_or(Vec::is_empty) => "a list of at least one value",
        _ => return None,
    };
    Some(format!(
        "`{keyword}` is left out: it should be {expected}, and is {value}"
    ))
}

fn is_count(value: &Value) -> bool {
    value.as_f64().is_some_and(|count| count >= 0.0 && count.fract() == 0.0)
}

/// Returns true if the validator that runs use can compile it.
fn is_pattern(value: &Value) -> bool {
    value.is_string() && jsonschema::options().build(&json!({ "pattern": value })).is_ok()
}

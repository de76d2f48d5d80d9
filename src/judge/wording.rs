//! Words for what is there in place of what was expected, which give no secret away.

use serde_json::Value;

/// The kind of a value. Text is not quoted: it may be a token, or hold one.
pub fn value_kind(value: Option<&Value>) -> &'static str {
    match value {
        None => "it is missing",
        Some(Value::Null) => "null",
        Some(Value::Bool(true)) => "true",
        Some(Value::Bool(false)) => "false",
        Some(Value::Number(_)) => "a number",
        Some(Value::String(text)) if text.trim().is_empty() => "blank text",
        Some(Value::String(_)) => "text",
        Some(Value::Array(items)) if items.is_empty() => "an empty list",
        Some(Value::Array(_)) => "a list",
        Some(Value::Object(_)) => "an object",
    }
}

/// A mapping code or booking number in quotation marks, cut where it gets too long to read.
pub fn quoted(code: &str) -> String {
    const LONGEST: usize = 60;
    match code.char_indices().nth(LONGEST) {
        None => Value::from(code).to_string(),
        Some((end, _)) => format!("{}…", Value::from(&code[..end])),
    }
}

/// The beginning of a text, with a mark where the rest is left out after so many characters.
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_string(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// The property to send in place of another one.
pub fn instead(replacement: Option<&str>) -> String {
    replacement.map_or_else(|| "no such property".to_string(), |name| format!("`{name}` instead"))
}

/// A fact with the day since which it holds, if that is known.
pub fn since(fact: &str, day: Option<&str>) -> String {
    day.map_or_else(|| fact.to_string(), |day| format!("{fact} since {day}"))
}

//! Values as YAML that a person can read and that comes out the same each time.
//!
//! A value that fits into the line is written in flow style, every other in block style; the
//! serialiser of `serde-saphyr` has one style for a type and cannot choose by width.

use serde_json::Value;

/// The widest line in flow style.
const WIDTH: usize = 130;

/// Appends the value as one item of a list at the top of a file, with an empty line before it.
pub fn list_item(value: &Value, out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str("- ");
    block(value, 2, out);
    out.push('\n');
}

/// Appends the value in block style; the cursor stands at column `indent`.
fn block(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (index, (key, value)) in map.iter().enumerate() {
                if index > 0 {
                    new_line(indent, out);
                }
                let key = scalar(key);
                out.push_str(&key);
                out.push(':');
                let flow = flow(value);
                if !is_branch(value) || indent + key.len() + 2 + flow.len() <= WIDTH {
                    out.push(' ');
                    out.push_str(&flow);
                } else {
                    new_line(indent + 2, out);
                    block(value, indent + 2, out);
                }
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    new_line(indent, out);
                }
                out.push_str("- ");
                let flow = flow(item);
                if !is_branch(item) || indent + 2 + flow.len() <= WIDTH {
                    out.push_str(&flow);
                } else {
                    block(item, indent + 2, out);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) | Value::Array(_) => {
            out.push_str(&flow(value));
        }
    }
}

fn new_line(indent: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

fn is_branch(value: &Value) -> bool {
    match value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The value on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => scalar(text),
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(map) if map.is_empty() => "{}".to_string(),
        Value::Object(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{}: {}", scalar(key), flow(value)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// Text without quotes where no reader of YAML could take it for anything else; otherwise as JSON, which is YAML.
fn scalar(text: &str) -> String {
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let plain = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | ' ' | '(' | ')' | '#'))
        && !text.ends_with(' ')
        && !text.contains(" #")
        && !words.contains(&text.to_ascii_lowercase().as_str());
    if plain {
        text.to_string()
    } else {
        Value::from(text).to_string()
    }
}

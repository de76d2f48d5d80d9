//! The part of JSON Schema that contract files use to distinguish cases: the `if` of a branch, and `x-preferred`.

use std::collections::HashSet;

use regex::Regex;
use serde_json::{Map, Value};

/// Condition that a value meets or not.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    /// All of these hold.
    All(Vec<Condition>),
    /// One of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
    /// The value is of one of these types.
    Type(Vec<String>),
    /// The value is one of these.
    Enum(Vec<Value>),
    /// An object has these properties.
    Required(Vec<String>),
    /// The properties that an object has meet these conditions.
    Properties(Vec<(String, Condition)>),
    /// An element of the list meets this condition.
    Contains(Box<Condition>),
    /// The list has at least this number of elements.
    MinItems(u64),
    /// The text matches.
    Pattern(Regex),
}

/// Finds the schema that a `$ref` names.
pub(super) type Follow<'f> = dyn FnMut(&str) -> Option<Value> + 'f;

impl Condition {
    /// Reads the condition that a schema expresses. `follow` finds the schema of each `$ref`; keywords that are
    /// not listed above are no conditions.
    pub(super) fn of(schema: &Value, follow: &mut Follow<'_>) -> Self {
        Self::within(schema, follow, &mut HashSet::new())
    }

    fn within(schema: &Value, follow: &mut Follow<'_>, followed: &mut HashSet<String>) -> Self {
        let Some(keywords) = schema.as_object() else {
            return match schema {
                Value::Bool(false) => Self::Any(Vec::new()),
                _ => Self::All(Vec::new()),
            };
        };
        let mut all = Vec::new();
        for (keyword, value) in keywords {
            let condition = match keyword.as_str() {
                "$ref" => {
                    let Some(name) = value.as_str() else { continue };
                    // A schema that is defined by itself asks nothing more the second time.
                    if !followed.insert(name.to_string()) {
                        continue;
                    }
                    let Some(target) = follow(name) else { continue };
                    let condition = Self::within(&target, follow, followed);
                    followed.remove(name);
                    condition
                }
                "type" => Self::Type(texts(value)),
                "enum" => Self::Enum(value.as_array().cloned().unwrap_or_default()),
                "const" => Self::Enum(vec![value.clone()]),
                "required" => Self::Required(texts(value)),
                "properties" => Self::Properties(
                    value
                        .as_object()
                        .into_iter()
                        .flatten()
                        .map(|(name, schema)| (name.clone(), Self::within(schema, follow, followed)))
                        .collect(),
                ),
                "contains" => Self::Contains(Box::new(Self::within(value, follow, followed))),
                "minItems" => Self::MinItems(value.as_u64().unwrap_or_default()),
                "not" => Self::Not(Box::new(Self::within(value, follow, followed))),
                "allOf" | "anyOf" => {
                    let parts = value.as_array().into_iter().flatten();
                    let parts = parts.map(|part| Self::within(part, follow, followed)).collect();
                    if keyword == "allOf" {
                        Self::All(parts)
                    } else {
                        Self::Any(parts)
                    }
                }
                "pattern" => match value.as_str().map(Regex::new) {
                    Some(Ok(pattern)) => Self::Pattern(pattern),
                    _ => continue,
                },
                _ => continue,
            };
            all.push(condition);
        }
        Self::All(all)
    }

    /// Returns true if it holds for a value. As in any schema, a keyword for another type holds.
    pub(super) fn holds(&self, value: &Value) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(value)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(value)),
            Self::Not(part) => !part.holds(value),
            Self::Type(kinds) => kinds.iter().any(|kind| is_of(value, kind)),
            Self::Enum(values) => values.contains(value),
            Self::Required(names) => of_object(value, |entries| names.iter().all(|name| entries.contains_key(name))),
            Self::Properties(parts) => of_object(value, |entries| {
                parts
                    .iter()
                    .all(|(name, part)| entries.get(name).is_none_or(|value| part.holds(value)))
            }),
            Self::Contains(part) => match value {
                Value::Array(items) => items.iter().any(|item| part.holds(item)),
                _ => true,
            },
            Self::MinItems(least) => match value {
                Value::Array(items) => u64::try_from(items.len()).is_ok_and(|length| length >= *least),
                _ => true,
            },
            Self::Pattern(pattern) => value.as_str().is_none_or(|text| pattern.is_match(text)),
        }
    }
}

fn of_object(value: &Value, holds: impl FnOnce(&Map<String, Value>) -> bool) -> bool {
    value.as_object().is_none_or(holds)
}

/// Returns true if a value is of that type of JSON Schema.
fn is_of(value: &Value, kind: &str) -> bool {
    match value {
        Value::Null => kind == "null",
        Value::Bool(_) => kind == "boolean",
        Value::Number(number) => {
            let whole = || number.as_f64().is_some_and(|number| number.fract() == 0.0);
            kind == "number" || (kind == "integer" && whole())
        }
        Value::String(_) => kind == "string",
        Value::Array(_) => kind == "array",
        Value::Object(_) => kind == "object",
    }
}

/// One text, or a list of them.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items
            .iter()
            .filter_map(|item| item.as_str().map(str::to_string))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Condition;

    fn holds(schema: &Value, value: &Value) -> bool {
        Condition::of(schema, &mut |_| Some(json!({ "type": "object" }))).holds(value)
    }

    #[test]
    fn the_conditions_of_the_contract_are_understood() {
        let active = json!({
            "required": ["list"],
            "properties": { "list": { "type": "array", "contains": { "not": { "required": ["state"], "properties": { "state": { "const": 3 } } } } } },
        });
        for (value, expected) in [
            (json!({ "list": [{ "state": 3 }, {}] }), true),
            (json!({ "list": [{ "state": 3 }] }), false),
            (json!({ "list": [] }), false),
            (json!({ "list": null }), false),
            (json!({}), false),
        ] {
            assert_eq!(holds(&active, &value), expected, "{value}");
        }
        assert!(holds(&json!({ "$ref": "#/a" }), &json!({})));
        assert!(!holds(&json!({ "$ref": "#/a" }), &json!(1)));
        assert!(holds(
            &json!({ "pattern": "^a", "not": { "enum": ["ab"] } }),
            &json!("ac")
        ));
        assert!(!holds(
            &json!({ "pattern": "^a", "not": { "enum": ["ab"] } }),
            &json!("ab")
        ));
        assert!(holds(
            &json!({ "anyOf": [{ "type": "null" }, { "minItems": 1 }] }),
            &json!([1])
        ));
        assert!(!holds(&json!({ "type": "integer" }), &json!(1.5)));
    }
}

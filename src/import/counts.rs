//! Counts of the contents of a contract.

use serde::Serialize;
use serde_json::Value;

use super::files::ContractFiles;

/// Keywords that bound a value.
const CONSTRAINTS: &[&str] = &[
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxLength",
    "minLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "const",
    "format",
    "x-format",
    "x-max-interval",
];

/// Counts of the contents of a contract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Operations.
    pub operations: usize,
    /// Definitions of objects, messages left out.
    pub objects: usize,
    /// Definitions of enums.
    pub enums: usize,
    /// Limits, formats and rules of properties.
    pub constraints: usize,
}

impl Counts {
    /// Counts the contents of contract files.
    pub fn of(files: &ContractFiles) -> Self {
        let mut counts = Self {
            operations: files.operations.len(),
            ..Self::default()
        };
        let message = |name: &str| name.contains(".request") || name.contains(".response");
        for schema in files.schemas.values() {
            for (name, definition) in schema.get("$defs").and_then(Value::as_object).into_iter().flatten() {
                if definition.get("enum").is_some() || definition.get("x-values").is_some() {
                    counts.enums += 1;
                } else if !message(name) {
                    counts.objects += 1;
                }
                counts.constraints += constraints(definition);
            }
        }
        counts
    }
}

fn constraints(schema: &Value) -> usize {
    let mut count = 0;
    let Some(map) = schema.as_object() else {
        return schema.as_array().map_or(0, |items| items.iter().map(constraints).sum());
    };
    for (key, value) in map {
        count += match (key.as_str(), value) {
            ("x-rules", Value::Array(rules)) => rules.len(),
            // Below these stand names, which may be those of keywords.
            ("properties", Value::Object(properties)) => properties.values().map(constraints).sum(),
            ("allOf" | "x-coproduct" | "enum" | "x-values" | "default" | "x-deprecated-values", _) => 0,
            (name, _) if CONSTRAINTS.contains(&name) => 1,
            (_, Value::Object(_) | Value::Array(_)) => constraints(value),
            (_, _) => 0,
        };
    }
    count
}

//! The keywords of a schema: which are taken over, under which name, and which are not.

use serde_json::{Map, Value, json};

use super::deprecation;
use super::limits;

/// The types there are.
pub(super) const TYPES: &[&str] = &["array", "boolean", "integer", "null", "number", "object", "string"];

/// Keywords that the reader looks at, or that say nothing of the form of a value.
const KNOWN: &[&str] = &[
    "$comment",
    "$ref",
    "$schema",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "nullable",
    "oneOf",
    "pattern",
    "properties",
    "readOnly",
    "required",
    "title",
    "type",
    "uniqueItems",
    "writeOnly",
    "xml",
];

/// Keywords of JSON Schema that the contract files have no place for.
const LEFT_OUT: &[&str] = &[
    "$anchor",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "maxProperties",
    "minContains",
    "minProperties",
    "not",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Extensions that the reader looks at, or that say nothing of the form of a value.
const EXTENSIONS: &[&str] = &[
    "x-coproduct",
    "x-deprecatedMessage",
    "x-enumDescriptions",
    "x-enumNames",
    "x-max-interval-in-months",
    "x-schema-id",
    "x-showDescription",
];

/// Limits that are written in the contract files as they stand.
const LIMITS: &[&str] = &[
    "maxItems",
    "minItems",
    "maxLength",
    "minLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "uniqueItems",
    "pattern",
    "default",
    "const",
];

/// Treatment of a keyword by the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    /// It is read, or it is for readers only.
    Known,
    /// JSON Schema has it, the contract files do not.
    LeftOut,
    /// An extension that nobody here knows.
    Extension,
    /// A word that no version knows.
    Unknown,
}

/// The treatment of a keyword by the reader.
pub(super) fn keyword(name: &str) -> Keyword {
    if KNOWN.contains(&name) || EXTENSIONS.contains(&name) {
        Keyword::Known
    } else if LEFT_OUT.contains(&name) {
        Keyword::LeftOut
    } else if name.starts_with("x-") {
        Keyword::Extension
    } else {
        Keyword::Unknown
    }
}

/// Every keyword that could be meant by a mistyped one.
pub(super) fn known() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().chain(LEFT_OUT).copied()
}

/// Copies limits, the cap of an interval and the deprecation.
pub(super) fn annotate(from: &Map<String, Value>, siblings: &[String], into: &mut Map<String, Value>) {
    for name in LIMITS {
        if let Some(value) = from.get(*name)
            && !matches!(value, Value::Bool(false) | Value::Null)
            && limits::fault(name, value).is_none()
        {
            into.insert((*name).to_string(), value.clone());
        }
    }
    // OpenAPI 3.0 has a flag that turns the bound beside it into an exclusive one.
    for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if into.get(flag) == Some(&Value::Bool(true)) {
            match into.shift_remove(bound) {
                Some(value) => into.insert(flag.to_string(), value),
                None => into.shift_remove(flag),
            };
        }
    }
    if let Some(months) = from.get("x-max-interval-in-months").and_then(Value::as_u64) {
        into.insert("x-max-interval".to_string(), json!(format!("P{months}M")));
    }
    if from.get("deprecated") == Some(&Value::Bool(true)) {
        into.insert("deprecated".to_string(), Value::Bool(true));
        let message = from
            .get("x-deprecatedMessage")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if let Some(names) = deprecation::replacement(message, siblings) {
            into.insert("x-replacement".to_string(), Value::String(names));
        }
    }
}

/// The keyword and name by which the contract files write a format; `None` for a format of numbers in programs.
pub(super) fn format(name: &str) -> Option<(&'static str, String)> {
    match name {
        "date-time" | "date" | "duration" | "time" | "email" | "uri" => Some(("format", name.to_string())),
        "uuid" => Some(("x-format", "identifier".to_string())),
        "currency" => Some(("x-format", "iso-4217".to_string())),
        "byte" | "binary" => Some(("x-format", "base64".to_string())),
        "int32" | "int64" | "float" | "double" | "decimal" | "string" | "password" => None,
        other => Some(("x-format", other.to_string())),
    }
}

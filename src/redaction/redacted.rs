//! A value that went through the redactor.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

/// A value that holds no secret: the only kind of value that leaves the process.
///
/// Only the redactor makes one, but for two doors:
///
/// - [`literal`](Redacted::literal), for text that stands in the source;
/// - `Deserialize`, for text_kind a report back that was redacted when it was written. Whoever
///   reads anything else with it says, falsely, that it was redacted.
///
/// ```
/// use keycard::redaction::redacted::Redacted;
///
/// let reason = Redacted::literal("the target is unreachable");
/// assert_eq!(reason.to_string(), "the target is unreachable");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Redacted<T>(T);

impl<T> Redacted<T> {
    pub(super) fn new(value: T) -> Self {
        Self(value)
    }

    /// The value.
    pub fn get(&self) -> &T {
        &self.0
    }

    /// The value, without the proof that it was redacted.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl Redacted<String> {
    /// A constant text, which cannot hold a secret.
    pub fn literal(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// The text in another form. The change is a function without surroundings, so it has no secret
    /// to bring in.
    #[must_use]
    pub fn map(&self, change: fn(&str) -> String) -> Self {
        Self(change(&self.0))
    }

    /// Several texts as one, with a blank between each two.
    pub fn joined(parts: &[Self]) -> Self {
        let texts: Vec<&str> = parts.iter().map(Self::as_str).collect();
        Self(texts.join(" "))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T> AsRef<T> for Redacted<T> {
    fn as_ref(&self) -> &T {
        &self.0
    }
}

impl AsRef<str> for Redacted<String> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<T: std::fmt::Display> std::fmt::Display for Redacted<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// In a report's schema a redacted value looks like the value.
impl<T: JsonSchema> JsonSchema for Redacted<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

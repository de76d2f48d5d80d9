//! Values that vary from run to run, replaced by what they are, so that two runs compare equal.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

/// More than two passes are only needed for values made of pieces of placeholders.
const PASSES: usize = 4;

static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?-u:\b)https?://(?:127\.0\.0\.1(?-u:\b)|localhost(?-u:\b)|\[::1\])(?::[0-9]{1,5})?").ok()
});
static UUID: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?-u:\b)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?-u:\b)").ok()
});
static TIMESTAMP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})?").ok()
});
static DATE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?-u:\b)").ok());

/// Replaces values that vary: `[uuid]`, `[timestamp]`, `[date]`, `[address]`, and those it is told.
///
/// This is for comparing, not for hiding: secrets are the redactor's.
///
/// ```
/// use keycard::redaction::normalise::Normaliser;
///
/// let normaliser = Normaliser::default().with("m-1", "[fresh.messageId]");
/// assert_eq!(normaliser.text("m-1 of 2031-03-01"), "[fresh.messageId] of [date]");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Normaliser {
    /// The longest first.
    values: Vec<(String, String)>,
}

impl Normaliser {
    /// Registers a value, and what is to stand for it; the longest value is replaced first.
    ///
    /// An empty value is ignored, and so is one that is part of its own placeholder, or of another:
    /// replacing it would have no end.
    #[must_use]
    pub fn with(mut self, value: impl Into<String>, placeholder: impl Into<String>) -> Self {
        let (value, placeholder) = (value.into(), placeholder.into());
        if !value.is_empty() {
            let at = self.values.partition_point(|(other, _)| other.len() >= value.len());
            self.values.insert(at, (value, placeholder));
        }
        self
    }

    /// The text with placeholders.
    pub fn text(&self, text: &str) -> String {
        let mut text = self.normalised(text).into_owned();
        // A placeholder and what it stands beside may be a value again.
        for _ in 0..PASSES {
            match self.normalised(&text) {
                again if again == text => break,
                again => text = again.into_owned(),
            }
        }
        text
    }

    /// The value with placeholders in all its strings; numbers and names stay.
    pub fn json(&self, json: &Value) -> Value {
        match json {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.json(item)).collect(),
            Value::Object(fields) => Value::Object(
                fields
                    .iter()
                    .map(|(name, value)| (name.clone(), self.json(value)))
                    .collect(),
            ),
            Value::Null | Value::Bool(_) | Value::Number(_) => json.clone(),
        }
    }

    fn normalised<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        for (value, placeholder) in &self.values {
            let endless = || self.placeholders().any(|other| other.contains(value.as_str()));
            if text.contains(value.as_str()) && !endless() {
                text = Cow::Owned(text.replace(value.as_str(), placeholder));
            }
        }
        // No expression is compiled, or run, for a text that cannot match it.
        if text.contains("://") {
            text = replaced(text, &ADDRESS, "[address]");
        }
        if text.len() >= 10 && text.contains('-') && text.bytes().filter(u8::is_ascii_digit).nth(3).is_some() {
            if text.len() >= 36 {
                text = replaced(text, &UUID, "[uuid]");
            }
            if text.contains(':') {
                text = replaced(text, &TIMESTAMP, "[timestamp]");
            }
            text = replaced(text, &DATE, "[date]");
        }
        text
    }

    fn placeholders(&self) -> impl Iterator<Item = &str> {
        const OURS: [&str; 4] = ["[address]", "[uuid]", "[timestamp]", "[date]"];
        self.values
            .iter()
            .map(|(_, placeholder)| placeholder.as_str())
            .chain(OURS)
    }
}

fn replaced<'t>(text: Cow<'t, str>, pattern: &LazyLock<Option<Regex>>, placeholder: &str) -> Cow<'t, str> {
    let Some(pattern) = pattern.as_ref() else {
        return text;
    };
    match pattern.replace_all(&text, regex::NoExpand(placeholder)) {
        Cow::Borrowed(_) => text,
        Cow::Owned(replaced) => Cow::Owned(replaced),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_expression_compiles() {
        for pattern in [&ADDRESS, &UUID, &TIMESTAMP, &DATE] {
            assert!(pattern.is_some());
        }
    }
}

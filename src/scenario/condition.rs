//! One element of `check`: an expression, or one with a sentence that says what it is for.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use crate::expression::program::Expression;
use crate::input::text_or_map::{self, TextOrMap};

/// A condition of the scenario's own.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Expression that must be true.
    pub expression: Expression,
    /// Sentence that says what must hold, if the scenario has one.
    pub because: Option<String>,
    /// Its position in the list, from 0.
    pub position: usize,
}

/// A condition as it is written.
#[derive(Debug)]
pub enum WrittenCondition {
    /// The expression alone.
    Bare(String),
    /// The expression with a sentence.
    Explained(ExplainedCondition),
}

/// A condition with a sentence.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ExplainedCondition {
    /// The CEL expression that must be true.
    pub that: String,
    /// Sentence that says what must hold; a report shows it where the expression is not true.
    pub because: String,
}

impl Condition {
    /// JSON Pointer to the expression, within the list.
    pub fn pointer(&self) -> String {
        let below = if self.because.is_some() { "/that" } else { "" };
        format!("/{}{below}", self.position)
    }
}

impl<'de> Deserialize<'de> for WrittenCondition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_map::deserialize(
            deserializer,
            "an expression, or `{ that: EXPRESSION, because: SENTENCE }`",
        )
        .map(|written| match written {
            TextOrMap::Text(text) => Self::Bare(text),
            TextOrMap::Map(map) => Self::Explained(map),
        })
    }
}

impl JsonSchema for WrittenCondition {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Condition".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let explained = generator.subschema_for::<ExplainedCondition>();
        json_schema!({
            "description": "A CEL expression that must be true, or one with a sentence that says what it is for.",
            "anyOf": [{ "type": "string" }, explained],
        })
    }
}

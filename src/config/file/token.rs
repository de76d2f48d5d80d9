//! Tokens as they are written.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use crate::input::text_or_map::{self, TextOrMap};

/// A token: the name of an environment variable that holds it, or (not advised) the token itself.
#[derive(Clone, PartialEq, Eq)]
pub enum WrittenToken {
    /// `{ env = "NAME" }`.
    Environment(String),
    /// The token as a string.
    Literal(String),
}

/// Shows which kind it is, never the token.
impl std::fmt::Debug for WrittenToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Environment(name) => f.debug_tuple("Environment").field(name).finish(),
            Self::Literal(_) => f.write_str("Literal([secret])"),
        }
    }
}

/// The object form of a token.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reference {
    /// The name of the environment variable.
    env: String,
}

impl<'de> Deserialize<'de> for WrittenToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_map::deserialize(deserializer, "a token or { env = \"NAME\" }").map(|written| match written {
            TextOrMap::Text(text) => Self::Literal(text),
            TextOrMap::Map(Reference { env }) => Self::Environment(env),
        })
    }
}

impl JsonSchema for WrittenToken {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Token".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let reference = generator.subschema_for::<Reference>();
        json_schema!({
            "description": "`{ env = \"NAME\" }`: the environment variable that holds the token. A literal token works too and is warned of.",
            "anyOf": [reference, { "type": "string" }],
        })
    }
}

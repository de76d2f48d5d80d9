//! The configuration as it is written: the shape that the published JSON Schema describes.

use std::path::PathBuf;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A whole `keycard.toml`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Keycard configuration")]
pub struct Document {
    /// The environment that the addresses and tokens below belong to; the default is `demo`.
    #[serde(default)]
    pub environment: Option<Environment>,
    /// Directories of scenarios of one's own, relative to this file; run besides the built-in ones.
    #[serde(default)]
    pub scenarios: Vec<PathBuf>,
    /// The directory of accepted snapshots, relative to this file; without it none are compared.
    #[serde(default)]
    pub snapshots: Option<PathBuf>,
    /// The partner's endpoints: Keycard plays the platform.
    #[serde(default)]
    pub channel_manager: Option<SideDocument>,
    /// The platform's Channel Manager API: Keycard plays the channel manager.
    #[serde(default)]
    pub mews: Option<SideDocument>,
    /// Where Keycard is reachable for calls from the system under test.
    #[serde(default)]
    pub listen: Option<ListenDocument>,
    /// What makes the system under test act, by the names that scenarios use as `trigger`.
    #[serde(default)]
    pub hooks: IndexMap<String, HookDocument>,
    /// The address below which each hook that is not named above is reached by its name.
    #[serde(default)]
    pub hooks_url: Option<String>,
    /// How deviations are judged that the documentation's own examples make; the default is `strict`.
    #[serde(default)]
    pub strictness: Option<StrictnessDocument>,
}

/// How deviations are judged that the documentation's own examples make, such as `"true"` for `true`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StrictnessDocument {
    /// They are errors.
    Strict,
    /// They are warnings.
    Lenient,
}

/// One way to make the system under test act: a command or an address.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HookDocument {
    /// Program and arguments, run in the directory of this file; it gets JSON on its standard input.
    #[serde(default)]
    pub command: Option<Vec<String>>,
    /// The address that gets a POST with JSON.
    #[serde(default)]
    pub url: Option<String>,
}

/// One of the platform's environments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Environment {
    /// For tests.
    #[default]
    Demo,
    /// Real properties and guests.
    Production,
}

/// One hosting side of the Channel Manager API, and what is agreed with it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SideDocument {
    /// The base address, to which the path of each operation is added.
    pub url: String,
    /// Whole addresses of operations that have one of their own.
    #[serde(default)]
    pub endpoints: IndexMap<String, String>,
    /// The client token agreed for this side.
    #[serde(default)]
    pub client_token: Option<TokenDocument>,
    /// A client token that was valid once and is past its end.
    #[serde(default)]
    pub expired_client_token: Option<TokenDocument>,
    /// A client token that was replaced by another.
    #[serde(default)]
    pub revoked_client_token: Option<TokenDocument>,
    /// A client token of the other environment that may be shown to this one: a decoy, never one in force.
    #[serde(default)]
    pub other_environment_client_token: Option<TokenDocument>,
    /// The client token of another client.
    #[serde(default)]
    pub other_client_client_token: Option<TokenDocument>,
    /// The token of the enabled connection under test.
    #[serde(default)]
    pub connection_token: Option<TokenDocument>,
    /// The token of a connection that is switched off.
    #[serde(default)]
    pub disabled_connection_token: Option<TokenDocument>,
    /// The token of a connection that was deleted.
    #[serde(default)]
    pub deleted_connection_token: Option<TokenDocument>,
    /// A connection token of the other environment that may be shown to this one.
    #[serde(default)]
    pub other_environment_connection_token: Option<TokenDocument>,
    /// The token of another client's connection.
    #[serde(default)]
    pub other_client_connection_token: Option<TokenDocument>,
    /// The token of the same client's connection to another property.
    #[serde(default)]
    pub other_property_connection_token: Option<TokenDocument>,
    /// The address of an employee of the property, for getProperties.
    #[serde(default)]
    pub email: Option<String>,
    /// The address of an employee of another enterprise.
    #[serde(default)]
    pub other_client_email: Option<String>,
    /// Mapping codes of the mapped spaces, the one to test with first.
    #[serde(default)]
    pub spaces: Vec<String>,
    /// Mapping codes of the mapped rates, the one to test with first.
    #[serde(default)]
    pub rates: Vec<String>,
    /// The currency of the rates; the default is EUR.
    #[serde(default)]
    pub currency: Option<String>,
    /// A space code that is not mapped; the default is one that nobody uses.
    #[serde(default)]
    pub unmapped_space: Option<String>,
    /// A rate code that is not mapped; the default is one that nobody uses.
    #[serde(default)]
    pub unmapped_rate: Option<String>,
    /// A space and a rate that are both mapped, but not to each other.
    #[serde(default)]
    pub unmapped_pair: Option<PairDocument>,
    /// A booking that this side has sent and that may be confirmed again.
    #[serde(default)]
    pub known_booking: Option<BookingDocument>,
    /// Mapping codes of the mapped products.
    #[serde(default)]
    pub products: Vec<String>,
    /// Mapping codes of the age categories; the default is the five published words.
    #[serde(default)]
    pub ages: Vec<String>,
    /// What the platform has sent before, for tests of its confirmations.
    #[serde(default)]
    pub known: Option<KnownDocument>,
    /// The base address of the same side in the other environment.
    #[serde(default)]
    pub other_environment_url: Option<String>,
}

/// A space and a rate, by their mapping codes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PairDocument {
    /// The code of the space.
    pub space: String,
    /// The code of the rate.
    pub rate: String,
}

/// A booking that exists.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BookingDocument {
    /// The id of the group.
    pub channel_manager_id: String,
    /// The code of a reservation in it.
    pub reservation_code: String,
    /// The confirmation number of that reservation.
    pub confirmation_number: String,
}

/// Where Keycard is reachable.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ListenDocument {
    /// The address of this machine that is listened on; the default is `127.0.0.1:8400`.
    #[serde(default)]
    pub address: Option<String>,
    /// The address that the system under test calls, which leads to the one above; the default is that one.
    #[serde(default)]
    pub public_url: Option<String>,
    /// How long a call is waited for where a scenario does not say so; the default is `30s`.
    #[serde(default)]
    pub within: Option<String>,
    /// How long further calls are listened for at the end of a case with calls; the default is `1s`.
    #[serde(default)]
    pub quiet: Option<String>,
}

/// Messages, blocks and groups that the platform has sent and that may be confirmed again.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct KnownDocument {
    /// The `messageId` of a push that may be confirmed, by the operation that pushed it.
    #[serde(default)]
    pub pushes: IndexMap<String, String>,
    /// The confirmation number of an availability block.
    #[serde(default)]
    pub block: Option<String>,
    /// The confirmation number of a reservation that the platform pushed.
    #[serde(default)]
    pub group: Option<String>,
}

/// A token: the name of an environment variable that holds it, or (not advised) the token itself.
#[derive(Clone, PartialEq, Eq)]
pub enum TokenDocument {
    /// `{ env = "NAME" }`.
    Environment(String),
    /// The token as a string.
    Literal(String),
}

/// Shows which kind it is, never the token.
impl std::fmt::Debug for TokenDocument {
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

impl<'de> Deserialize<'de> for TokenDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = TokenDocument;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a token or { env = \"NAME\" }")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<TokenDocument, E> {
                Ok(TokenDocument::Literal(text.to_string()))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, access: A) -> Result<TokenDocument, A::Error> {
                let map = serde::de::value::MapAccessDeserializer::new(access);
                Reference::deserialize(map).map(|reference| TokenDocument::Environment(reference.env))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for TokenDocument {
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

/// The JSON Schema of the configuration, as published in `schemas/config.schema.json`.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Document).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".into(), "https://keycard.invalid/config.schema.json".into());
    }
    schema
}

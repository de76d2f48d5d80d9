//! The section of the Connector API.

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::token::WrittenToken;
use crate::input::text_or_map::{self, TextOrMap};
use crate::plan::credential::CredentialName;

section! {
    /// The platform's Connector API, and what is known of the property behind the tokens.
    #[derive(Debug, Default, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    pub struct ConnectorSection {
        /// The base address, to which the path of each operation is added.
        pub url: String,
        /// Name and version of the client, as sent in `Client`; the default is that of Keycard.
        #[serde(default)]
        pub client: Option<String>,
        /// Pace of requests, for each access token apart; the default is 180 within 30 seconds.
        #[serde(default)]
        pub pace: Option<WrittenPace>,
        /// True if cases may break that limit on purpose, to see requests turned away; others may use the same token.
        #[serde(default)]
        pub break_limits: bool,
        /// Ids of what exists at the property, by the page of the documentation that describes it: `services`, `rates`.
        #[serde(default)]
        pub known: IndexMap<String, String>,
        /// Ids of what exists at another property, which the tokens must not show.
        #[serde(default)]
        pub foreign: IndexMap<String, String>,
        /// The base address of the same API in the other environment; nothing is sent there.
        #[serde(default)]
        pub other_environment_url: Option<String>,
    }
    tokens {
        /// The token of the application.
        client_token: "ClientToken", Valid;
        /// A client token that was valid once and is past its end.
        expired_client_token: "ClientToken", Expired;
        /// A client token that was replaced by another.
        revoked_client_token: "ClientToken", Revoked;
        /// A client token of the other environment that may be shown to this one: a decoy, never one in force.
        other_environment_client_token: "ClientToken", OtherEnvironment;
        /// The token of another application.
        other_client_client_token: "ClientToken", OtherClient;
        /// The token of an application that is switched off.
        disabled_client_token: "ClientToken", Disabled;
        /// The token of an application that was deleted.
        deleted_client_token: "ClientToken", Deleted;
        /// The token of the application's connection to the property under test.
        access_token: "AccessToken", Valid;
        /// An access token that was valid once and is past its end.
        expired_access_token: "AccessToken", Expired;
        /// An access token that was replaced by another.
        revoked_access_token: "AccessToken", Revoked;
        /// An access token of the other environment that may be shown to this one: a decoy, never one in force.
        other_environment_access_token: "AccessToken", OtherEnvironment;
        /// An access token that was given to another application.
        other_client_access_token: "AccessToken", OtherClient;
        /// The same application's access token for another property.
        other_property_access_token: "AccessToken", OtherProperty;
        /// The access token of an integration that is switched off.
        disabled_access_token: "AccessToken", Disabled;
        /// The access token of an integration that was deleted.
        deleted_access_token: "AccessToken", Deleted;
        /// The access token for a property that is switched off.
        disabled_enterprise_access_token: "AccessToken", DisabledEnterprise;
        /// An access token that grants none of the operations that are called with it.
        not_granted_access_token: "AccessToken", NotGranted;
        /// An access token for several properties.
        portfolio_access_token: "AccessToken", Portfolio;
    }
}

/// Pace of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrittenPace {
    /// A word; there is one, `none`, for a target without a limit.
    Word(String),
    /// `{ requests = 180, within = "30s" }`.
    Limit(PaceLimit),
}

/// So many requests within a time.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PaceLimit {
    /// Number of requests of one access token.
    #[schemars(range(min = 1))]
    pub requests: u32,
    /// Within which time, as `30s`.
    pub within: String,
}

impl<'de> Deserialize<'de> for WrittenPace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_map::deserialize(deserializer, "\"none\" or { requests = 180, within = \"30s\" }").map(|written| {
            match written {
                TextOrMap::Text(text) => Self::Word(text),
                TextOrMap::Map(map) => Self::Limit(map),
            }
        })
    }
}

impl JsonSchema for WrittenPace {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Pace".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let limit = generator.subschema_for::<PaceLimit>();
        json_schema!({
            "description": "`{ requests = 180, within = \"30s\" }`, or `\"none\"` for a target without a limit.",
            "anyOf": [limit, { "type": "string" }],
        })
    }
}

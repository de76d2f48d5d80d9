//! The configuration as it is written: the shape that the published JSON Schema describes.

/// Declares a section with its tokens as a table: a line for each key, the property that it fills and
/// the condition of the token.
macro_rules! section {
    (
        $(#[$about:meta])*
        pub struct $name:ident {
            $($(#[$about_field:meta])* pub $field:ident: $type:ty,)*
        }
        tokens {
            $($(#[$about_token:meta])* $token:ident: $property:literal, $condition:ident;)*
        }
    ) => {
        $(#[$about])*
        pub struct $name {
            $($(#[$about_field])* pub $field: $type,)*
            $($(#[$about_token])* #[serde(default)] pub $token: Option<WrittenToken>,)*
        }

        impl $name {
            /// Every token that the section can hold: the property that it fills, and its condition.
            pub const TOKENS: &[(&'static str, CredentialName)] = &[$(($property, CredentialName::$condition),)*];

            /// Those that are written.
            pub fn tokens(&self) -> impl Iterator<Item = (&'static str, CredentialName, &WrittenToken)> {
                let written = [$(&self.$token,)*];
                std::iter::zip(Self::TOKENS, written)
                    .filter_map(|((property, name), token)| Some((*property, *name, token.as_ref()?)))
            }
        }
    };
}

pub mod channel_manager;
pub mod connector;
pub mod listen;
pub mod token;
pub mod waiver;

use std::path::PathBuf;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use channel_manager::ChannelManagerSection;
use connector::ConnectorSection;
use listen::{ListenSection, WrittenHook};
use waiver::WrittenWaiver;

use crate::exchange::transcript::Strictness;
use crate::runner::environment::Environment;

/// A whole `keycard.toml`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Keycard configuration")]
pub struct ConfigFile {
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
    pub channel_manager: Option<ChannelManagerSection>,
    /// The platform's Channel Manager API: Keycard plays the channel manager.
    #[serde(default)]
    pub mews: Option<ChannelManagerSection>,
    /// The platform's Connector API: Keycard plays the client.
    #[serde(default)]
    pub connector: Option<ConnectorSection>,
    /// Address at which Keycard is reachable for calls from the system under test.
    #[serde(default)]
    pub listen: Option<ListenSection>,
    /// Hooks that make the system under test act, by the names that scenarios use as `trigger`.
    #[serde(default)]
    pub hooks: IndexMap<String, WrittenHook>,
    /// The address below which each hook that is not named above is reached by its name.
    #[serde(default)]
    pub hooks_url: Option<String>,
    /// The certification plan that `keycard certify` follows: the name of a built-in one, or a file relative to this one.
    #[serde(default)]
    pub plan: Option<String>,
    /// Hook that gives `keycard certify` the stored values of a period: rows by night, of `availabilities`, `prices`
    /// and `restrictions`.
    #[serde(default)]
    pub read_back: Option<WrittenHook>,
    /// The list of system errors that the system under test can answer with, relative to this file: `situation`, `code`, `message`.
    #[serde(default)]
    pub system_errors: Option<PathBuf>,
    /// Judgement of deviations that the documentation's own examples make; the default is `strict`.
    #[serde(default)]
    pub strictness: Option<Strictness>,
    /// True if a run in which a case was not run ends with exit code 3, as a gate wants it.
    #[serde(default)]
    pub fail_on_not_run: bool,
    /// Known failures, each accepted by a named owner until a date.
    #[serde(default)]
    pub waivers: Vec<WrittenWaiver>,
}

/// The JSON Schema of the configuration, as published in `schemas/config.schema.json`.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(ConfigFile).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".into(), "https://keycard.invalid/config.schema.json".into());
    }
    schema
}

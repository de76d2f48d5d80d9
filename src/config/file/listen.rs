//! The sections about listening and hooks.

use schemars::JsonSchema;
use serde::Deserialize;

use super::token::WrittenToken;

/// Address at which Keycard is reachable, and its waiting times.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ListenSection {
    /// The address of this machine that is listened on; the default is `127.0.0.1:8400`.
    #[serde(default)]
    pub address: Option<String>,
    /// The address that the system under test calls, which leads to the one above; the default is that one.
    #[serde(default)]
    pub public_url: Option<String>,
    /// The client token by which a channel manager calls; the default is that of `[mews]`, and without either it is not compared.
    #[serde(default)]
    pub client_token: Option<WrittenToken>,
    /// Time for which a call is waited for where a scenario does not say so; the default is `30s`.
    #[serde(default)]
    pub within: Option<String>,
    /// Time for which a person is waited for who was asked to act; the default is `10m`.
    #[serde(default)]
    pub person: Option<String>,
    /// Time that Keycard waits between its answer to a call and its own next message, as the platform does, which
    /// confirms a booking a moment after it was taken; the default is `500ms`.
    #[serde(default)]
    pub settle: Option<String>,
    /// Time for which further calls are listened for at the end of a case with calls; the default is `1s`.
    #[serde(default)]
    pub quiet: Option<String>,
}

/// One way to make the system under test act: a command or an address.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WrittenHook {
    /// Program and arguments, run in the directory of this file; it gets JSON on its standard input.
    #[serde(default)]
    pub command: Option<Vec<String>>,
    /// The address that gets a POST with JSON.
    #[serde(default)]
    pub url: Option<String>,
}

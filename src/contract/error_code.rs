//! The catalogue of error codes: what each means depends on who sends it.

use serde::{Deserialize, Serialize};

use super::operation::Side;

/// Side that sends an error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sender {
    /// Either side, with the same meaning.
    Any,
    /// The platform.
    Mews,
    /// The partner.
    ChannelManager,
}

impl Sender {
    /// Returns true if it is that side.
    pub fn is(self, side: Side) -> bool {
        match self {
            Self::Any => true,
            Self::Mews => side == Side::Mews,
            Self::ChannelManager => side == Side::ChannelManager,
        }
    }
}

/// Duty of the receiver of an error as to the message that caused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resend {
    /// Never sends it again.
    Never,
    /// May send it again after a while.
    Later,
    /// Sends it again once it is repaired.
    AfterRepair,
}

/// Deprecation of a code, with its replacement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deprecation {
    /// The date of the announcement.
    pub since: String,
    /// The code to use instead, if there is one.
    #[serde(default, deserialize_with = "text")]
    pub replacement: Option<String>,
}

/// One entry of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ErrorCode {
    /// 1 to 14.
    pub code: u8,
    /// Side that sends it with this meaning.
    pub sender: Sender,
    /// Its name.
    pub name: String,
    /// Meaning of the code.
    pub meaning: String,
    /// The properties of the error object that must come with it.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Deprecation, if it should no longer be sent.
    #[serde(default)]
    pub deprecated: Option<Deprecation>,
    /// Duty of the receiver as to the message that caused it.
    pub resend: Resend,
    /// Duty of the receiver beside that.
    pub duty: String,
    /// The operations for which it is natural; empty for all.
    #[serde(default, deserialize_with = "names")]
    pub operations: Vec<String>,
    /// The page of the documentation.
    pub source: String,
}

/// A list of names; the word `any` stands for no restriction.
fn names<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::Array(items) => items
            .iter()
            .filter_map(|item| item.as_str().map(str::to_string))
            .collect(),
        _ => Vec::new(),
    })
}

/// A replacement may be written as a number: the code to use instead.
fn text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text),
        other => Some(other.to_string()),
    })
}

//! The catalogue of error codes: what each means depends on who sends it.

use serde::{Deserialize, Serialize};

use super::operation::Side;

/// Who sends an error code.
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
    /// Whether that side is meant.
    pub fn is(self, side: Side) -> bool {
        match self {
            Self::Any => true,
            Self::Mews => side == Side::Mews,
            Self::ChannelManager => side == Side::ChannelManager,
        }
    }
}

/// What the receiver of an error does with the message that caused it.
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

/// Since when something is deprecated, and what stands in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deprecation {
    /// The date of the announcement.
    pub since: String,
    /// What to use instead, if anything.
    #[serde(default, deserialize_with = "text")]
    pub replacement: Option<String>,
}

/// One entry of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ErrorCode {
    /// 1 to 14.
    pub code: u8,
    /// Who sends it with this meaning.
    pub sender: Sender,
    /// Its name.
    pub name: String,
    /// What it says.
    pub meaning: String,
    /// The properties of the error object that must come with it.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Whether it should no longer be sent.
    #[serde(default)]
    pub deprecated: Option<Deprecation>,
    /// What the receiver does with the message that caused it.
    pub resend: Resend,
    /// What the receiver has to do.
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

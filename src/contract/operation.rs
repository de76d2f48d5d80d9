//! The vocabulary of operations: which API, which side hosts it, what it is called.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One of the two APIs of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Api {
    /// The Channel Manager API: both sides host operations, every answer is HTTP 200.
    ChannelManager,
    /// The Connector API: the platform hosts all operations, ordinary HTTP statuses.
    Connector,
}

impl Api {
    /// The name used in files, ids and arguments.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ChannelManager => "channel-manager",
            Self::Connector => "connector",
        }
    }
}

impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Who hosts an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The platform.
    Mews,
    /// The partner: a channel manager, booking engine or other distribution partner.
    ChannelManager,
}

impl Side {
    /// The name used in files, ids and arguments.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mews => "mews",
            Self::ChannelManager => "channel-manager",
        }
    }

    /// The side that calls the operations which this one hosts.
    pub const fn other(self) -> Self {
        match self {
            Self::Mews => Self::ChannelManager,
            Self::ChannelManager => Self::Mews,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

//! The vocabulary of operations: API, side, effect, confirmation, address.

use std::fmt;
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::connector::Particulars;
use crate::expression::template::{Template, TemplateError};

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

    /// The sides that host operations.
    pub const fn sides(self) -> &'static [Side] {
        match self {
            Self::ChannelManager => &[Side::Mews, Side::ChannelManager],
            Self::Connector => &[Side::Mews],
        }
    }
}

impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Side that hosts an operation.
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

/// Effect of an operation on the data of the side that hosts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Reads only.
    Read,
    /// Changes something.
    Write,
}

/// Confirmation of an outcome by a call of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confirmation {
    /// The response is the outcome.
    None,
    /// The response says if a confirmation follows.
    Optional,
    /// A confirmation always follows.
    Always,
}

/// Duty of a partner to hand over the address of an operation that it hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// Each partner hands it over.
    Required,
    /// A partner may hand it over.
    Optional,
    /// No address is published, so that one has to be configured.
    Undocumented,
}

/// The full addresses of an operation that is not found below its host's base address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedAt {
    /// Address in the demo environment.
    pub demo: String,
    /// Address in the production environment.
    pub production: String,
}

impl PublishedAt {
    fn leads_to(&self, path: &str) -> bool {
        [&self.demo, &self.production]
            .into_iter()
            .any(|address| last_segment(address) == last_segment(path))
    }
}

/// One operation of the contract.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The name in its address, as the documentation spells it.
    pub id: String,
    /// The API that it belongs to.
    pub api: Api,
    /// Side that hosts it.
    pub side: Side,
    /// Its path below the host's base address.
    pub path: String,
    /// Addresses at which it is published instead, if it is.
    pub published_at: Option<PublishedAt>,
    /// Duty of a partner to hand over its address; `None` for operations of the platform.
    pub endpoint: Option<Endpoint>,
    /// The body properties that credentials fill.
    pub credentials: Vec<String>,
    /// Effect on the data of its host.
    pub effect: Effect,
    /// Confirmation of its outcome by another call.
    pub confirmation: Confirmation,
    /// The operation that confirms it.
    pub answered_by: Option<String>,
    /// The property that names the message, so that a confirmation can refer to it.
    pub message_id: Option<String>,
    /// The property in which a confirmation refers to a message.
    pub related: Option<String>,
    /// A human-readable name.
    pub title: String,
    /// The page of the documentation.
    pub page: String,
    /// The smallest valid body, without its credentials.
    pub body: MinimalBody,
    /// Particulars of the Connector API; `None` for the Channel Manager API.
    pub connector: Option<Box<Particulars>>,
}

/// The smallest valid body of an operation, compiled when it is first needed: a run needs few of two hundred.
#[derive(Clone, Debug)]
pub struct MinimalBody {
    written: Value,
    template: OnceLock<Template>,
}

impl MinimalBody {
    /// The body as it is written.
    pub const fn new(written: Value) -> Self {
        Self {
            written,
            template: OnceLock::new(),
        }
    }

    /// The body with its places to fill in; an expression that does not compile stands for nothing.
    pub fn template(&self) -> &Template {
        self.template
            .get_or_init(|| Template::parse(self.written.clone(), &mut Vec::new()))
    }

    /// Its expressions that do not compile.
    pub fn faults(&self) -> Vec<TemplateError> {
        let mut faults = Vec::new();
        Template::parse(self.written.clone(), &mut faults);
        faults
    }
}

impl Operation {
    /// Returns true if a path leads to the operation, below any base address: its last segment is the name, or
    /// that of an address at which it is published. Paths of the Connector API must match as a whole.
    pub fn is_at(&self, path: &str) -> bool {
        if self.connector.is_some() {
            return path.ends_with(&self.path);
        }
        let published = self.published_at.as_ref();
        last_segment(path) == self.id || published.is_some_and(|published| published.leads_to(path))
    }

    /// Returns true if a partner may do without it.
    pub fn need_not_be_hosted(&self) -> bool {
        match self.endpoint {
            Some(Endpoint::Optional | Endpoint::Undocumented) => true,
            Some(Endpoint::Required) | None => false,
        }
    }

    /// Returns true if a path is that of the operation below a base address, or one at which it is published, letter by
    /// letter. The base address may be any.
    pub fn is_exactly_at(&self, path: &str) -> bool {
        let published = self.published_at.iter().flat_map(|at| [&at.demo, &at.production]);
        let published = published.filter_map(|address| {
            let rest = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
            rest.find('/').and_then(|slash| rest.get(slash..))
        });
        !path.contains("//")
            && std::iter::once(self.path.as_str())
                .chain(published)
                .any(|own| path.ends_with(own))
    }

    /// Names that every body of the operation has: of its credentials, of its message, and of the one that it refers to.
    pub fn names_in_body(&self) -> impl Iterator<Item = &str> {
        let credentials = self.credentials.iter().map(String::as_str);
        credentials
            .chain(self.message_id.as_deref())
            .chain(self.related.as_deref())
    }

    /// Returns true if the documentation names its address; otherwise one has to be configured.
    pub fn is_documented(&self) -> bool {
        self.endpoint != Some(Endpoint::Undocumented)
    }
}

fn last_segment(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}

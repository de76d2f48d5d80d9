//! The vocabulary of operations: which API, which side hosts it, what it is called.

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

/// What calling an operation does to the data of the side that hosts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Reads only.
    Read,
    /// Changes something.
    Write,
}

/// Whether the host of an operation confirms its outcome by a call of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confirmation {
    /// The response is the outcome.
    None,
    /// The response says whether a confirmation follows.
    Optional,
    /// A confirmation always follows.
    Always,
}

/// Whether a partner hands over the address of an operation that it hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// Each partner does.
    Required,
    /// A partner may.
    Optional,
    /// Nothing is published about an address, so that one has to be configured.
    Undocumented,
}

/// The full addresses of an operation that is not found below its host's base address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedAt {
    /// That of the demo environment.
    pub demo: String,
    /// That of the production environment.
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
    /// Who hosts it.
    pub side: Side,
    /// Its path below the host's base address.
    pub path: String,
    /// Where it is published instead of that, if it is.
    pub published_at: Option<PublishedAt>,
    /// Whether a partner hands over its address; `None` for what the platform hosts.
    pub endpoint: Option<Endpoint>,
    /// The body properties that credentials fill.
    pub credentials: Vec<String>,
    /// Whether it changes anything.
    pub effect: Effect,
    /// Whether its outcome is confirmed by another call.
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
    /// What is special to the Connector API; `None` for the Channel Manager API.
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
    /// Whether a path leads to the operation, whatever its base: its last segment is the name, or
    /// that of an address at which it is published. The Connector API has no such freedom.
    pub fn is_at(&self, path: &str) -> bool {
        if self.connector.is_some() {
            return path.ends_with(&self.path);
        }
        let published = self.published_at.as_ref();
        last_segment(path) == self.id || published.is_some_and(|published| published.leads_to(path))
    }

    /// Whether the documentation names its address; otherwise one has to be configured.
    pub fn is_documented(&self) -> bool {
        self.endpoint != Some(Endpoint::Undocumented)
    }
}

fn last_segment(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}

/// The written form of one entry of `operations.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OperationDocument {
    id: String,
    side: Side,
    path: String,
    #[serde(default)]
    published_at: Option<PublishedAt>,
    credentials: Vec<String>,
    effect: Effect,
    confirmation: Confirmation,
    #[serde(default)]
    answered_by: Option<String>,
    #[serde(default)]
    message_id: Option<String>,
    #[serde(default)]
    related: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "a note for readers of the file")]
    triggers: Option<String>,
    #[serde(default)]
    endpoint: Option<Endpoint>,
    source: String,
    title: String,
    #[serde(default)]
    body: Value,
}

impl OperationDocument {
    /// The operation as meant.
    pub fn into_operation(self, api: Api) -> Operation {
        Operation {
            api,
            side: self.side,
            path: self.path,
            published_at: self.published_at,
            endpoint: self.endpoint,
            credentials: self.credentials,
            effect: self.effect,
            confirmation: self.confirmation,
            answered_by: self.answered_by,
            message_id: self.message_id,
            related: self.related,
            title: self.title,
            page: self.source,
            body: MinimalBody::new(self.body),
            connector: None,
            id: self.id,
        }
    }
}

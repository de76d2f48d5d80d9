//! Entries of the files that list operations, as they are written.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::connector::{Deprecation, Paging, Particulars};
use super::operation::{Api, Confirmation, Effect, Endpoint, MinimalBody, Operation, PublishedAt, Side};

/// Entry of `channel-manager/operations.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ChannelManagerEntry {
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

impl ChannelManagerEntry {
    /// Makes the operation of the entry.
    pub fn into_operation(self) -> Operation {
        Operation {
            api: Api::ChannelManager,
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

/// Entry of `connector/operations.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConnectorEntry {
    /// The path below that of the API, such as `services/getAll`.
    pub id: String,
    /// Side that hosts it.
    pub side: Side,
    /// The path below the platform's address.
    pub path: String,
    /// The schema file that holds its messages, without suffix.
    pub file: String,
    /// The heading of its section.
    pub title: String,
    /// The page and the section that describe it.
    pub source: String,
    /// The body properties that credentials fill.
    pub credentials: Vec<String>,
    /// Effect on the data of its host.
    pub effect: Effect,
    /// True if its page says that it takes tokens of a whole portfolio.
    #[serde(default)]
    pub portfolio: bool,
    /// The properties of its request that choose enterprises or chains.
    #[serde(default)]
    pub scope: Vec<String>,
    /// True if it is open to chosen clients only.
    #[serde(default)]
    pub restricted: bool,
    /// Delivery of its data in pages.
    #[serde(default)]
    pub paging: Paging,
    /// The list of the response that is paged.
    #[serde(default)]
    pub items: Option<String>,
    /// Properties of the request of which at least one must be set; empty if none needs to be.
    #[serde(default)]
    pub filters: Vec<String>,
    /// True if success is answered by an empty object.
    #[serde(default)]
    pub empty: bool,
    /// Deprecation, if it should not be used any more.
    #[serde(default)]
    pub deprecated: Option<Deprecation>,
    /// True if it has ended.
    #[serde(default)]
    pub discontinued: bool,
    /// Limits of the operation as a whole.
    #[serde(default)]
    pub quotas: Vec<Value>,
    /// The smallest valid body, without its tokens.
    #[serde(default)]
    pub body: Value,
}

impl ConnectorEntry {
    /// Makes the operation of the entry.
    pub fn into_operation(self) -> Operation {
        Operation {
            id: self.id,
            api: Api::Connector,
            side: self.side,
            path: self.path,
            published_at: None,
            endpoint: None,
            credentials: self.credentials,
            effect: self.effect,
            confirmation: Confirmation::None,
            answered_by: None,
            message_id: None,
            related: None,
            title: self.title,
            page: self.source,
            body: MinimalBody::new(self.body),
            connector: Some(Box::new(Particulars {
                file: self.file,
                portfolio: self.portfolio,
                scope: self.scope,
                restricted: self.restricted,
                paging: self.paging,
                items: self.items,
                filters: self.filters,
                empty: self.empty,
                deprecated: self.deprecated,
                discontinued: self.discontinued,
                quotas: self.quotas,
            })),
        }
    }
}

//! What the Connector API promises of an operation beside its messages: paging, scope, filters, its end.

use serde::Deserialize;
use serde_json::Value;

use super::operation::{Api, Confirmation, Effect, MinimalBody, Operation, Side};

/// Below this path lie all operations of the Connector API.
pub const ROOT: &str = "/api/connector/v1/";

/// Whether an operation hands its data out in pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paging {
    /// It does not.
    #[default]
    None,
    /// It does if the request asks for it.
    Optional,
    /// It does, and the request has to say how much it takes.
    Required,
}

/// The end of an operation, as announced.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Ending {
    /// The day of the announcement, `YYYY-MM-DD`.
    #[serde(default)]
    pub since: Option<String>,
    /// The day from which it need not work any more.
    #[serde(default)]
    pub ends: Option<String>,
    /// The operations that do it instead.
    #[serde(default)]
    pub replacement: Option<String>,
}

/// What is special to an operation of the Connector API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    /// The schema file that describes its messages, without suffix.
    pub file: String,
    /// Whether its page says that a token of several properties may be used.
    pub portfolio: bool,
    /// The properties of the request that choose among properties or chains.
    pub scope: Vec<String>,
    /// Whether it has to be granted apart.
    pub restricted: bool,
    /// Whether it hands out pages.
    pub paging: Paging,
    /// The list of the answer that is paged.
    pub items: Option<String>,
    /// The filters of which at least one must be set; empty if none need be.
    pub filters: Vec<String>,
    /// Whether success says nothing: an empty object, or no body at all where the caller prefers that.
    pub empty: bool,
    /// The announcement of its end.
    pub deprecated: Option<Ending>,
    /// Whether it has ended.
    pub discontinued: bool,
    /// Limits that are neither of a property nor of a list, as data.
    pub quotas: Vec<Value>,
}

/// The written form of one entry of `connector/operations.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ConnectorDocument {
    id: String,
    side: Side,
    path: String,
    file: String,
    title: String,
    source: String,
    credentials: Vec<String>,
    effect: Effect,
    #[serde(default)]
    portfolio: bool,
    #[serde(default)]
    scope: Vec<String>,
    #[serde(default)]
    restricted: bool,
    #[serde(default)]
    paging: Paging,
    #[serde(default)]
    items: Option<String>,
    #[serde(default)]
    filters: Vec<String>,
    #[serde(default)]
    empty: bool,
    #[serde(default)]
    deprecated: Option<Ending>,
    #[serde(default)]
    discontinued: bool,
    #[serde(default)]
    quotas: Vec<Value>,
    #[serde(default)]
    body: Value,
}

impl ConnectorDocument {
    /// The operation as meant.
    pub(super) fn into_operation(self) -> Operation {
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

//! Promises of the Connector API about an operation beside its messages: paging, scope, filters, its end.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Below this path lie all operations of the Connector API.
pub const ROOT: &str = "/api/connector/v1/";

/// Delivery of data in pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paging {
    /// Everything comes at once.
    #[default]
    None,
    /// The request may ask for a page.
    Optional,
    /// The request must ask for a page.
    Required,
}

/// Deprecation of an operation, as announced.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Deprecation {
    /// The day since which it is deprecated, `YYYY-MM-DD`, if that is published.
    #[serde(default)]
    pub since: Option<String>,
    /// The day on which it ends, if that is published.
    #[serde(default)]
    pub ends: Option<String>,
    /// The operations that take its place, joined by `, `.
    #[serde(default)]
    pub replacement: Option<String>,
}

/// Particulars of an operation of the Connector API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    /// The schema file that describes its messages, without suffix.
    pub file: String,
    /// True if its page says that a token of several properties may be used.
    pub portfolio: bool,
    /// The properties of the request that choose among properties or chains.
    pub scope: Vec<String>,
    /// True if it is open to chosen clients only.
    pub restricted: bool,
    /// Delivery of its data in pages.
    pub paging: Paging,
    /// The list of the answer that is paged.
    pub items: Option<String>,
    /// The filters of which at least one must be set; empty if none need be.
    pub filters: Vec<String>,
    /// True if success is answered by an empty object, or without a body where the caller prefers that.
    pub empty: bool,
    /// Announcement of its end.
    pub deprecated: Option<Deprecation>,
    /// True if it has ended.
    pub discontinued: bool,
    /// Limits that are neither of a property nor of a list, as data.
    pub quotas: Vec<Value>,
}

//! Head of a report: all that is said before the cases.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::plan_result::PlanResult;
use super::summary::{Conclusion, Summary};
use super::versions::{ShardRecord, Versions};
use super::waiver::WaiverUse;
use crate::redaction::redacted::Redacted;

/// The version of the form of reports: a reader that knows another one should refuse it.
pub const FORMAT: u32 = 1;

/// Statement of every report: results get used as evidence beyond their purpose.
pub const STATEMENT: &str = "A self-check against the published tests; not a certification by Mews.";

/// Head of a report.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// The version of the form.
    pub format: u32,
    /// `keycard` and its version.
    pub tool: String,
    /// Statement of what the report is, and is not.
    pub statement: String,
    /// Time at which the run began, in UTC.
    pub started: String,
    /// The target: `stub`, or the addresses.
    pub target: Redacted<String>,
    /// Seed of the fresh values of the run; `--seed` repeats them.
    pub seed: u64,
    /// Calls to Keycard that belonged to no case.
    #[serde(default)]
    pub unclaimed: Unclaimed,
    /// Digests of all that the run was made of.
    #[serde(default)]
    pub versions: Versions,
    /// Selectors and options that narrowed the run, as they were written; the shard stands apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub selection: Vec<String>,
    /// The shard of the cases that it took; absent if all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<ShardRecord>,
    /// The waivers, each with what it met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<WaiverUse>,
    /// The result of the certification plan, if the run followed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanResult>,
    /// The counts.
    pub summary: Summary,
    /// The conclusion from them.
    pub conclusion: Conclusion,
}

/// Calls to Keycard that belonged to no case: nobody judged them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Unclaimed {
    /// Their number.
    pub count: usize,
    /// The first of them.
    pub calls: Vec<UnclaimedCall>,
}

/// A call to Keycard that belonged to no case.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnclaimedCall {
    /// The method.
    pub method: Redacted<String>,
    /// Path and query of the address.
    pub url: Redacted<String>,
    /// Reason for which it belonged to none.
    pub reason: String,
}

//! The JSON report: one object, with the cases in the order of the plan.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::plan::PlanResult;
use super::record::{Line, Record};
use super::summary::{Conclusion, Summary};
use super::versions::{ShardRecord, Versions};
use super::waiver::WaiverUse;
use crate::redaction::redacted::Redacted;

/// The version of the report's form: a reader that knows another one should refuse it.
pub const FORMAT: u32 = 1;

/// What a report says before its cases.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// The version of the form.
    pub format: u32,
    /// `keycard` and its version.
    pub tool: String,
    /// What the report is, and is not.
    pub statement: String,
    /// When the run began, in UTC.
    pub started: String,
    /// What was tested: `stub`, or the addresses.
    pub target: Redacted<String>,
    /// What makes the fresh values of the run; `--seed` repeats them.
    pub seed: u64,
    /// Calls to Keycard that belonged to no case.
    #[serde(default)]
    pub unclaimed: Unclaimed,
    /// What the run was made of.
    #[serde(default)]
    pub versions: Versions,
    /// What narrowed the run, the shard apart: selectors and options as they were written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub selection: Vec<String>,
    /// Which part of the cases it took; absent if all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<ShardRecord>,
    /// The waivers, and what became of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<WaiverUse>,
    /// What the certification plan came to, if the run followed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanResult>,
    /// The counts.
    pub summary: Summary,
    /// What they come to.
    pub conclusion: Conclusion,
}

/// Calls to Keycard that belonged to no case: nobody judged them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Unclaimed {
    /// How many there were.
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
    /// Why it belonged to none.
    pub reason: String,
}

/// The report as a whole: the published form.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Keycard report")]
pub struct Report {
    /// What is said before the cases.
    pub run: Head,
    /// Every case, in the order of the plan.
    pub cases: Vec<Record>,
}

/// Said in every report: results get used as evidence beyond their purpose.
pub const STATEMENT: &str = "A self-check against the published tests; not a certification by Mews.";

/// Writes the report; records are streamed, not kept, and stand in it as they were spooled.
///
/// # Errors
/// The output cannot be written, or a record cannot be read back.
pub fn render(head: &Head, records: impl Iterator<Item = io::Result<Line>>, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"{\n\"run\": ")?;
    serde_json::to_writer_pretty(&mut *out, head)?;
    out.write_all(b",\n\"cases\": [")?;
    for (index, record) in records.enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        out.write_all(record?.as_bytes())?;
    }
    out.write_all(b"\n]\n}\n")
}

/// The JSON Schema of the report, as published in `schemas/report.schema.json`.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Report).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".into(), "https://keycard.invalid/report.schema.json".into());
    }
    schema
}

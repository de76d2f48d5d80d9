//! The manifest of a pack: the target, all that the run was made of, and each file with its size and SHA-256.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::redaction::redacted::Redacted;
use crate::report::head::Head;
use crate::report::summary::Conclusion;
use crate::report::versions::{ShardRecord, Versions};

/// The version of the manifest's form: a reader that knows another one should refuse it.
pub const FORMAT: u32 = 1;

/// Text of `kind`, so that no other manifest is taken for one of these.
const KIND: &str = "keycard-evidence";

/// Content of `manifest.json`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "Manifest of a Keycard evidence pack")]
pub struct Manifest {
    /// Always `keycard-evidence`.
    pub kind: String,
    /// The version of the form.
    pub format: u32,
    /// `keycard` and its version.
    pub tool: String,
    /// Statement of what the pack is, and is not.
    pub statement: String,
    /// Time at which the run began, in UTC.
    pub started: String,
    /// The target.
    pub target: Redacted<String>,
    /// The conclusion of the run.
    pub conclusion: Conclusion,
    /// Digests of the contract, the scenarios and the plan.
    pub versions: Versions,
    /// The shard of the cases that the run took; absent if all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<ShardRecord>,
    /// The certification plan, if the run followed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanRecord>,
    /// Every file of the pack in order of its name, but for the manifest and its seals.
    pub files: Vec<FileRecord>,
}

/// The certification plan that a run followed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanRecord {
    /// Its id.
    pub id: String,
    /// The revision of the published page that it follows.
    pub revision: String,
}

/// A file of the pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileRecord {
    /// Its name, with `/` between its parts.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its content, in hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    /// The manifest of a pack with those files, in order of their names.
    pub fn of(head: &Head, files: Vec<FileRecord>) -> Self {
        Self {
            kind: KIND.to_string(),
            format: FORMAT,
            tool: head.tool.clone(),
            statement: head.statement.clone(),
            started: head.started.clone(),
            target: head.target.clone(),
            conclusion: head.conclusion,
            versions: head.versions.clone(),
            shard: head.shard,
            plan: head.plan.as_ref().map(|plan| PlanRecord {
                id: plan.id.clone(),
                revision: plan.revision.clone(),
            }),
            files,
        }
    }

    /// The manifest as it stands in its file.
    ///
    /// # Errors
    /// Never: a manifest has a JSON form.
    pub fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| format!("it is not JSON: {error}"))?;
        if value.get("kind").and_then(Value::as_str) != Some(KIND) {
            return Err("it is not the manifest of a Keycard evidence pack".to_string());
        }
        let format = value.get("format").and_then(Value::as_u64);
        if format != Some(u64::from(FORMAT)) {
            let format = format.map_or_else(|| "none".to_string(), |format| format.to_string());
            return Err(format!(
                "its format is {format}; this version of Keycard reads {FORMAT}"
            ));
        }
        serde_json::from_value(value).map_err(|error| format!("it is not as it should be: {error}"))
    }
}

/// The JSON Schema of the manifest, as published in `schemas/evidence.schema.json`.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Manifest).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".into(), "https://keycard.invalid/evidence.schema.json".into());
    }
    schema
}

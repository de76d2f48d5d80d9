//! Digests of all that a run was made of: two results can only be compared or joined by knowing that.
//!
//! A report holds SHA-256 of the contract of each API, of all scenarios of its selection and of the scenario of
//! each case. Comparing and joining go by them: equal ids of different scenarios prove different things.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::plan::selection::Shard;

/// Digests of everything that decides what is asked and how it is judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Versions {
    /// SHA-256 of the contract files, by API.
    pub contract: BTreeMap<String, String>,
    /// SHA-256 of the scenarios from which cases were selected, whatever the shard.
    pub scenarios: String,
    /// SHA-256 of the certification plan, if the run followed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
}

/// Shard of the cases that a run took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShardRecord {
    /// Its number, from 1.
    pub number: u64,
    /// Number of all shards.
    pub of: u64,
}

impl From<Shard> for ShardRecord {
    fn from(shard: Shard) -> Self {
        let (number, of) = shard.parts();
        Self { number, of }
    }
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

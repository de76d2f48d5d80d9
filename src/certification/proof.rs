//! Proofs of tests, as they are kept between runs: only those that are still true count.
//!
//! A proof is the record of its test: what a report would show, redacted, with a digest of all that it depends on:
//! the published test, its scenarios, the target and its data, and the version of Keycard.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::plan::{CertificationPlan, Test};
use super::replay;
use crate::exchange::known_bookings::KnownBookings;
use crate::exchange::transcript::Direction;
use crate::report::record::Record;

/// The version of the form of the file.
pub const FORMAT: u32 = 1;

/// Everything that earlier runs have proved.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Proofs {
    /// The version of the form.
    pub format: u32,
    /// The plan.
    pub plan: String,
    /// Proofs, by the id of the test.
    pub tests: BTreeMap<String, Proof>,
    /// The bookings that have come, proved or not.
    #[serde(default)]
    pub heard: KnownBookings,
}

/// Proof of a test: the exchanges that prove it, and what they depend on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Proof {
    /// Of what it is a proof: the test as published, its scenarios and the target.
    pub digest: String,
    /// Time, in UTC.
    pub at: String,
    /// The system under test, for people.
    #[serde(default)]
    pub target: String,
    /// The digest of its records as they were made: two runs never say the same, but where nothing is said.
    #[serde(default, rename = "said")]
    pub records_digest: String,
    /// True if the stored values were compared with those that were pushed.
    pub read_back: bool,
    /// The cases.
    pub records: Vec<Record>,
}

impl Proofs {
    /// No proofs of a plan.
    pub fn new(plan: &CertificationPlan) -> Self {
        Self {
            format: FORMAT,
            plan: plan.id.clone(),
            tests: BTreeMap::new(),
            heard: KnownBookings::default(),
        }
    }

    /// Every booking that has come, those of the proofs included.
    pub fn all_heard(&self) -> KnownBookings {
        let mut heard = self.heard.clone();
        let records = self.tests.values().flat_map(|proof| &proof.records);
        for entry in records.flat_map(replay::entries) {
            if entry.direction == Direction::Inbound {
                heard.take(&entry.request);
            }
        }
        heard
    }

    /// The proof of a test, if it is of what the digest stands for.
    pub fn valid(&self, test: &str, digest: &str) -> Option<&Proof> {
        self.tests.get(test).filter(|proof| proof.digest == digest)
    }
}

/// Digest of all that a proof of a test depends on: another revision of the page, other scenarios, another target or
/// other data of it make the proof worthless.
pub fn digest<'t>(
    plan: &CertificationPlan,
    test: &Test,
    scenarios: impl Iterator<Item = &'t str>,
    target: &Value,
) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    // Another version may judge otherwise.
    add(env!("CARGO_PKG_VERSION"));
    add(&plan.id);
    add(&plan.revision.to_string());
    add(&format!("{test:?}"));
    for scenario in scenarios {
        add(scenario);
    }
    add(&target.to_string());
    hex(&hash.finalize())
}

/// The digest of what was said in the cases of a test.
///
/// # Errors
/// Never: a record has a JSON form.
pub fn records_digest(records: &[Record]) -> serde_json::Result<String> {
    Ok(sha256(&serde_json::to_vec(records)?))
}

/// The SHA-256 of a file.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

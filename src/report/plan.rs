//! What a certification plan came to: one result for each published test, and whether all is ready.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::judge::finding::StatusName;
use crate::redaction::redacted::Redacted;
use crate::scenario::model::Level;

/// What a plan came to.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanResult {
    /// Its id, e.g. `channel-manager`.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// The revision of the published page that it follows.
    pub revision: String,
    /// The page of the documentation that publishes the tests.
    pub source: String,
    /// Every published test, in the order of the page.
    pub tests: Vec<TestResult>,
    /// What they come to.
    pub readiness: Readiness,
}

/// What one published test came to.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TestResult {
    /// Its id, e.g. `RES-1`.
    pub id: String,
    /// The group in which it is published.
    pub group: String,
    /// Its name.
    pub title: String,
    /// How binding it is.
    pub level: Level,
    /// The page of the documentation.
    pub source: String,
    /// The conclusion.
    pub verdict: StatusName,
    /// Why, for a test that did not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Redacted<String>>,
    /// The ids of the cases that prove it.
    #[serde(default)]
    pub cases: Vec<Redacted<String>>,
    /// Who stands in for what cannot be seen over the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attestation: Option<Attestation>,
    /// The data that the test needs and the target does not offer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing_data: Vec<Redacted<String>>,
}

/// The word of a named person.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attestation {
    /// Who attests.
    pub by: Redacted<String>,
    /// When, in UTC.
    pub at: String,
    /// In which words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Redacted<String>>,
    /// The names of the attached files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Redacted<String>>,
}

/// Whether everything that is required was proved.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Readiness {
    /// Every required test passed, or is attested where that is allowed.
    Ready,
    /// Something is missing.
    NotReady {
        /// What, in the order in which to fix it.
        missing: Vec<Missing>,
    },
}

/// One thing that stands between a partner and the certification call.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Missing {
    /// The id of the published test.
    pub test: String,
    /// What to do about it.
    pub what: Redacted<String>,
}

/// The counts of a plan's tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Required tests.
    pub required: usize,
    /// Those of them that passed.
    pub required_passed: usize,
    /// Tests that need not pass.
    pub optional: usize,
    /// Those of them that passed.
    pub optional_passed: usize,
}

impl PlanResult {
    /// How many of its tests passed.
    pub fn standing(&self) -> Standing {
        let mut standing = Standing::default();
        for test in &self.tests {
            let passed = usize::from(test.verdict == StatusName::Passed);
            match test.level {
                Level::Required => {
                    standing.required += 1;
                    standing.required_passed += passed;
                }
                Level::Recommended | Level::Optional => {
                    standing.optional += 1;
                    standing.optional_passed += passed;
                }
            }
        }
        standing
    }

    /// What is missing, in the order in which to fix it.
    pub fn missing(&self) -> &[Missing] {
        match &self.readiness {
            Readiness::Ready => &[],
            Readiness::NotReady { missing } => missing,
        }
    }

    /// Its tests by group, in the order of the page.
    pub fn groups(&self) -> Vec<(&str, Vec<&TestResult>)> {
        let mut groups: Vec<(&str, Vec<&TestResult>)> = Vec::new();
        for test in &self.tests {
            match groups.iter_mut().find(|(name, _)| *name == test.group) {
                Some((_, tests)) => tests.push(test),
                None => groups.push((&test.group, vec![test])),
            }
        }
        groups
    }
}

impl TestResult {
    /// Everything that is to be said beside the verdict, as sentences.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks: Vec<String> = self.reason.iter().map(ToString::to_string).collect();
        if !self.missing_data.is_empty() {
            let data: Vec<&str> = self.missing_data.iter().map(Redacted::as_str).collect();
            remarks.push(format!("missing: {}", data.join(", ")));
        }
        if let Some(attestation) = &self.attestation {
            remarks.push(attestation.to_string());
        }
        remarks
    }
}

impl fmt::Display for Attestation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attested by {} on {}", self.by, self.at)?;
        if let Some(note) = &self.note {
            write!(f, ": {note}")?;
        }
        if !self.files.is_empty() {
            let files: Vec<&str> = self.files.iter().map(Redacted::as_str).collect();
            write!(f, " ({})", files.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Readiness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready => "ready",
            Self::NotReady { .. } => "not ready",
        })
    }
}

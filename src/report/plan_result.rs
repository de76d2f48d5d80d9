//! Result of a certification plan: one result for each published test, and the readiness of the whole.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::summary::Conclusion;
use super::versions::ShardRecord;
use super::waiver::WaiverRecord;
use crate::judge::finding::StatusName;
use crate::redaction::redacted::Redacted;
use crate::redaction::redactor::Redactor;
use crate::scenario::model::Level;

/// Result of a plan.
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
    /// Every published test, in the order of the page; of a shard, those that fall to it.
    pub tests: Vec<TestResult>,
    /// The system errors that the system under test may answer with, as its maker declares them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declared: Vec<DeclaredError>,
    /// Of a shard, the ids of all published tests in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub all: Vec<String>,
    /// Readiness that follows from them.
    pub readiness: Readiness,
}

/// Result of one published test.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TestResult {
    /// Its id, e.g. `RES-1`.
    pub id: String,
    /// The group in which it is published.
    pub group: String,
    /// Its name.
    pub title: String,
    /// Level at which it binds.
    pub level: Level,
    /// The page of the documentation.
    pub source: String,
    /// The conclusion.
    pub verdict: StatusName,
    /// Reason of the verdict, for a test that did not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Redacted<String>>,
    /// The ids of the cases that prove it.
    #[serde(default)]
    pub cases: Vec<Redacted<String>>,
    /// Attestation of a person for what cannot be seen over the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attestation: Option<Attestation>,
    /// The waiver that accepts the failure, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<WaiverRecord>,
    /// The data that the test needs and the target does not offer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing_data: Vec<Redacted<String>>,
}

/// A system error, as it was declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeclaredError {
    /// Situation in which it is sent.
    pub situation: Redacted<String>,
    /// Its code.
    pub code: u64,
    /// Its message.
    pub message: Redacted<String>,
}

/// The word of a named person.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attestation {
    /// Name of the person who attests.
    pub by: Redacted<String>,
    /// Time of the attestation, in UTC.
    pub at: String,
    /// In which words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Redacted<String>>,
    /// The names of the attached files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Redacted<String>>,
}

/// Readiness: ready if all that is required was proved.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Readiness {
    /// Every required test passed, or is attested where that is allowed.
    Ready,
    /// Something is missing.
    NotReady {
        /// Missing tests, in the order in which to fix them.
        missing: Vec<Missing>,
    },
    /// A shard alone does not say whether all is ready.
    Part {
        /// The shard.
        shard: ShardRecord,
        /// Missing tests of its own.
        missing: Vec<Missing>,
    },
}

/// One thing that stands between a partner and the certification call.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Missing {
    /// The id of the published test.
    pub test: String,
    /// Advice on what to do about it.
    pub what: Redacted<String>,
}

/// The counts of a plan's tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TestCounts {
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
    /// Counts of its tests.
    pub fn test_counts(&self) -> TestCounts {
        let mut counts = TestCounts::default();
        for test in &self.tests {
            let passed = usize::from(test.verdict == StatusName::Passed);
            match test.level {
                Level::Required => {
                    counts.required += 1;
                    counts.required_passed += passed;
                }
                Level::Recommended | Level::Optional => {
                    counts.optional += 1;
                    counts.optional_passed += passed;
                }
            }
        }
        counts
    }

    /// Missing tests, in the order in which to fix them.
    pub fn missing(&self) -> &[Missing] {
        match &self.readiness {
            Readiness::Ready => &[],
            Readiness::NotReady { missing } | Readiness::Part { missing, .. } => missing,
        }
    }

    /// Conclusion of a run with this result, of whose waivers so many no longer serve.
    pub fn conclusion(&self, waiver_faults: usize) -> Conclusion {
        let failed = |test: &TestResult| test.level == Level::Required && test.verdict == StatusName::Failed;
        if waiver_faults > 0 {
            Conclusion::Failed
        } else if self.tests.is_empty() {
            Conclusion::NothingRan
        } else if self.missing().is_empty() {
            Conclusion::Passed
        } else if self.tests.iter().any(failed) {
            Conclusion::Failed
        } else {
            Conclusion::Inconclusive
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

impl Readiness {
    /// Readiness that follows from the tests; those of a shard are not all.
    pub fn of(tests: &[TestResult], shard: Option<ShardRecord>, redactor: &Redactor) -> Self {
        let missing = missing(tests, redactor);
        match shard {
            Some(shard) => Self::Part { shard, missing },
            None if missing.is_empty() => Self::Ready,
            None => Self::NotReady { missing },
        }
    }
}

/// Missing tests, in the order in which to fix them: first what the configuration lacks, then what
/// failed, then what only a person can add.
fn missing(tests: &[TestResult], redactor: &Redactor) -> Vec<Missing> {
    let mut missing: Vec<(usize, Missing)> = tests
        .iter()
        .filter(|test| test.level == Level::Required && test.verdict != StatusName::Passed)
        .map(|test| {
            let order = match test.verdict {
                _ if !test.missing_data.is_empty() => 0,
                StatusName::Failed | StatusName::Inconclusive | StatusName::NotRun | StatusName::Passed => 1,
                StatusName::NeedsReview => 2,
            };
            let reason = test.reason.as_ref().map_or("", |reason| reason.as_str());
            let what = if test.missing_data.is_empty() {
                format!("{}: {reason}", test.verdict)
            } else {
                let data: Vec<&str> = test.missing_data.iter().map(Redacted::as_str).collect();
                format!("configure {}", data.join(" and "))
            };
            let missing = Missing {
                test: test.id.clone(),
                what: redactor.text(&what),
            };
            (order, missing)
        })
        .collect();
    missing.sort_by_key(|(order, _)| *order);
    missing.into_iter().map(|(_, missing)| missing).collect()
}

/// So many cases are named; a test over a matrix may have hundreds.
const MOST_CASES: usize = 5;

impl TestResult {
    /// The ids of the first cases that prove it, each in a form, and the number of others.
    pub fn named_cases(&self, form: fn(&str) -> String) -> String {
        let first = self.cases.iter().take(MOST_CASES);
        let mut named: Vec<String> = first.map(|case| form(case.as_str())).collect();
        if self.cases.len() > MOST_CASES {
            named.push(format!("and {} more", self.cases.len() - MOST_CASES));
        }
        named.join(" ")
    }

    /// Level at which it binds the run: the failure of a waived test is none of the run.
    pub fn binding(&self) -> Level {
        match self.waiver {
            Some(_) => Level::Optional,
            None => self.level,
        }
    }

    /// Word for its verdict.
    pub fn word(&self) -> String {
        match self.waiver {
            Some(_) => "waived".to_string(),
            None => self.verdict.to_string(),
        }
    }

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
        match self {
            Self::Ready => f.write_str("ready"),
            Self::NotReady { .. } => f.write_str("not ready"),
            Self::Part { shard, .. } => write!(f, "part {} of {}", shard.number, shard.of),
        }
    }
}

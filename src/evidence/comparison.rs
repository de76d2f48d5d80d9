//! Comparison of two results, in its published form.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::judge::check_id::CheckId;
use crate::report::summary::Conclusion;
use crate::scenario::model::Level;

/// The version of the comparison's form.
pub const FORMAT: u32 = 1;

/// Two results side by side.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Comparison of two Keycard results")]
pub struct Comparison {
    /// The version of the form.
    pub format: u32,
    /// The older result.
    pub old: ComparedRun,
    /// The newer result.
    pub new: ComparedRun,
    /// Changes of what results are made of.
    pub inputs: ChangedInputs,
    /// Counts of the changes: of published tests, and of cases that prove none of them.
    pub summary: Counts,
    /// The published tests that are not as they were.
    pub tests: Vec<Change>,
    /// The cases that are not as they were, the worse ones first.
    pub cases: Vec<Change>,
    /// Cases and tests that prove nothing, or not any more: the required first.
    pub run_again: Vec<RunAgain>,
}

/// One of the two results.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparedRun {
    /// `keycard` and its version.
    pub tool: String,
    /// Time at which the run began, in UTC.
    pub started: String,
    /// The target.
    pub target: String,
    /// The conclusion of the run.
    pub conclusion: Conclusion,
    /// Number of its cases.
    pub cases: usize,
}

/// Changes of what results are made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedInputs {
    /// True if another version of Keycard was used.
    pub tool: bool,
    /// True if another target was tested.
    pub target: bool,
    /// The APIs whose contract changed.
    pub contract: Vec<String>,
    /// The cases in both whose scenario changed.
    pub scenarios: Vec<String>,
    /// True if the certification plan changed: its name, its revision, its tests or their levels.
    pub plan: bool,
}

/// Counts of changes by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// They hold now, and did not.
    pub better: usize,
    /// They held, or it was not known that they fail.
    pub worse: usize,
    /// They did not hold, and do not for another reason, or it is not known any more.
    pub other: usize,
    /// Only the newer result has them.
    pub new: usize,
    /// Only the older result has them.
    pub gone: usize,
    /// They are as they were.
    pub same: usize,
}

/// Kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// It held, or it was not known that it fails.
    Worse,
    /// It did not hold, and does not for another reason, or it is not known any more.
    Other,
    /// It holds now, and did not.
    Better,
    /// Only the newer result has it.
    New,
    /// Only the older result has it.
    Gone,
}

/// Outcome of a case or a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// It does not, and a waiver accepts that.
    Waived,
    /// It could not be told.
    Inconclusive,
    /// It was not tried.
    NotRun,
    /// A person must attest.
    NeedsReview,
}

/// A case or a test that is not as it was.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Its id.
    pub id: String,
    /// Kind of the change.
    pub way: ChangeKind,
    /// Level at which it binds.
    pub level: Level,
    /// Outcome in the older result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Outcome>,
    /// Outcome in the newer result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Outcome>,
    /// The checks that it fails now and did not fail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fails_now: Vec<CheckId>,
}

/// Something that must be run again before it proves anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunAgain {
    /// The id of a case or a published test.
    pub id: String,
    /// Level at which it binds.
    pub level: Level,
    /// Reason for it.
    pub why: String,
}

impl Outcome {
    /// The outcome in words.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Waived => "waived",
            Self::Inconclusive => "inconclusive",
            Self::NotRun => "not run",
            Self::NeedsReview => "needs review",
        }
    }
}

impl ChangeKind {
    /// The kind in a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Other => "changed",
            Self::Better => "better",
            Self::New => "new",
            Self::Gone => "gone",
        }
    }
}

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, way: ChangeKind) {
        match way {
            ChangeKind::Worse => self.worse += 1,
            ChangeKind::Other => self.other += 1,
            ChangeKind::Better => self.better += 1,
            ChangeKind::New => self.new += 1,
            ChangeKind::Gone => self.gone += 1,
        }
    }
}

/// The JSON Schema of a comparison, as published in `schemas/comparison.schema.json`.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Comparison).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".into(), "https://keycard.invalid/comparison.schema.json".into());
    }
    schema
}

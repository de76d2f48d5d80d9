//! What a comparison of two results says: the published form.

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
    pub old: Side,
    /// The newer result.
    pub new: Side,
    /// What changed of that which results are made of.
    pub inputs: Inputs,
    /// How many changed in which way: published tests, and cases that prove none of them.
    pub summary: Counts,
    /// The published tests that are not as they were.
    pub tests: Vec<Change>,
    /// The cases that are not as they were, the worse ones first.
    pub cases: Vec<Change>,
    /// What proves nothing, or not any more: the required first.
    pub run_again: Vec<Again>,
}

/// One of the two results.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Side {
    /// `keycard` and its version.
    pub tool: String,
    /// When the run began, in UTC.
    pub started: String,
    /// What was tested.
    pub target: String,
    /// What the run came to.
    pub conclusion: Conclusion,
    /// How many cases it has.
    pub cases: usize,
}

/// What changed of that which results are made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Inputs {
    /// Whether another version of Keycard was used.
    pub tool: bool,
    /// Whether something else was tested.
    pub target: bool,
    /// The APIs whose contract changed.
    pub contract: Vec<String>,
    /// The cases in both whose scenario changed.
    pub scenarios: Vec<String>,
    /// Whether the certification plan changed: its name, its revision, its tests or their levels.
    pub plan: bool,
}

/// How many changed in which way.
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

/// In which way something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
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

/// What a case or a test came to.
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
    /// In which way it changed.
    pub way: Way,
    /// How binding it is.
    pub level: Level,
    /// What it came to before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Outcome>,
    /// What it comes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Outcome>,
    /// The checks that it fails now and did not fail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fails_now: Vec<CheckId>,
}

/// Something that must be run again before it proves anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Again {
    /// The id of a case or a published test.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// Why.
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

impl Way {
    /// The way in a word.
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
    pub fn add(&mut self, way: Way) {
        match way {
            Way::Worse => self.worse += 1,
            Way::Other => self.other += 1,
            Way::Better => self.better += 1,
            Way::New => self.new += 1,
            Way::Gone => self.gone += 1,
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

//! Counts of verdicts, and the conclusion about the run as a whole.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::record::Record;
use super::text::counted;
use crate::contract::rule::Weight;
use crate::judge::finding::StatusName;
use crate::scenario::model::Level;

/// Counts of cases by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// All cases.
    pub cases: usize,
    /// Everything held.
    pub passed: usize,
    /// Something that is required did not hold.
    pub failed_required: usize,
    /// Something that is recommended or optional did not hold.
    pub failed_other: usize,
    /// Something did not hold, and that is accepted by a waiver.
    #[serde(default)]
    pub waived: usize,
    /// Waivers that expired, are about no case or are no longer needed: each fails the run.
    #[serde(default)]
    pub waiver_faults: usize,
    /// It could not be told.
    pub inconclusive: usize,
    /// Not tried.
    pub not_run: usize,
    /// A person must attest.
    pub needs_review: usize,
    /// Warnings in all cases together.
    pub warnings: usize,
    /// True if the run was ended before all cases were tried.
    pub incomplete: bool,
}

/// Conclusion about a run as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Conclusion {
    /// Every required case that was tried passed.
    Passed,
    /// A requirement failed.
    Failed,
    /// Some cases could not be judged.
    Inconclusive,
    /// No case was tried.
    NothingRan,
}

impl Summary {
    /// Counts one more case.
    pub fn add(&mut self, record: &Record) {
        self.cases += 1;
        self.warnings += record.count(Weight::Warning);
        match (record.verdict, record.level) {
            (StatusName::Passed, _) => self.passed += 1,
            (StatusName::Failed, _) if record.waiver.is_some() => self.waived += 1,
            (StatusName::Failed, Level::Required) => self.failed_required += 1,
            (StatusName::Failed, Level::Recommended | Level::Optional) => self.failed_other += 1,
            (StatusName::Inconclusive, _) => self.inconclusive += 1,
            (StatusName::NotRun, _) => self.not_run += 1,
            (StatusName::NeedsReview, _) => self.needs_review += 1,
        }
    }

    /// Conclusion about the run as a whole.
    pub fn conclusion(&self) -> Conclusion {
        if self.failed_required + self.waiver_faults > 0 {
            Conclusion::Failed
        } else if self.inconclusive > 0 || self.incomplete {
            Conclusion::Inconclusive
        } else if self.passed + self.failed_other + self.waived + self.needs_review == 0 {
            Conclusion::NothingRan
        } else {
            Conclusion::Passed
        }
    }

    /// The counts as a sentence: only those that are not 0, the passed ones first.
    pub fn sentence(&self) -> String {
        let mut parts = vec![format!("{} passed", self.passed)];
        for (count, what) in [
            (self.failed_required, "failed"),
            (self.failed_other, "failed but not required"),
            (self.waived, "waived"),
            (self.inconclusive, "inconclusive"),
            (self.not_run, "not run"),
            (self.needs_review, "to be reviewed"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        }
        let mut sentence = parts.join(", ");
        if self.waiver_faults > 0 {
            sentence.push_str(&format!("; {} to be mended", counted(self.waiver_faults, "waiver")));
        }
        if self.warnings > 0 {
            sentence.push_str(&format!("; {}", counted(self.warnings, "warning")));
        }
        sentence
    }
}

//! Badges: the colour and the words of a verdict, of a waived failure, and of a waiver.

use crate::judge::finding::StatusName;
use crate::report::overview::ListedCase;
use crate::report::plan_result::TestResult;
use crate::report::record::Record;
use crate::report::waiver::{WaiverState, WaiverUse};
use crate::scenario::model::Level;

/// The class of what failed and is accepted.
pub const WAIVED: &str = "waived";

/// Badge of a case, a test or a waiver.
pub struct Badge {
    /// It decides the colour, and what the filter goes by.
    pub class: &'static str,
    /// Word that people read.
    pub label: String,
}

impl Badge {
    /// Badge of a verdict that nobody has waived.
    pub fn of(verdict: StatusName, level: Level) -> Self {
        let class = match (verdict, level) {
            (StatusName::Passed, _) => "passed",
            (StatusName::Failed, Level::Required) => "failed",
            (StatusName::Failed, Level::Recommended | Level::Optional) => "lesser",
            (StatusName::Inconclusive, _) => "inconclusive",
            (StatusName::NotRun, _) => "not-run",
            (StatusName::NeedsReview, _) => "review",
        };
        let label = match (verdict, level) {
            (StatusName::Failed, Level::Recommended) => "failed, recommended".to_string(),
            (StatusName::Failed, Level::Optional) => "failed, optional".to_string(),
            (verdict, _) => verdict.to_string(),
        };
        Self { class, label }
    }

    /// Badge of a case.
    pub fn of_case(record: &Record) -> Self {
        match record.waiver {
            Some(_) => Self::waived(),
            None => Self::of(record.verdict, record.level),
        }
    }

    /// Badge of a published test.
    pub fn of_test(test: &TestResult) -> Self {
        match test.waiver {
            Some(_) => Self::waived(),
            None => Self::of(test.verdict, test.level),
        }
    }

    /// Badge of a case in the list of what did not pass.
    pub fn of_listed(listed: &ListedCase) -> Self {
        if listed.waived {
            Self::waived()
        } else {
            Self::of(listed.verdict, listed.level)
        }
    }

    /// Badge of a waiver.
    pub fn of_waiver(waiver: &WaiverUse) -> Self {
        let class = match waiver.standing {
            WaiverState::InForce => WAIVED,
            WaiverState::Undecided => "not-run",
            WaiverState::Expired | WaiverState::Unmatched | WaiverState::NoLongerFailing => "failed",
        };
        Self {
            class,
            label: waiver.standing.to_string(),
        }
    }

    fn waived() -> Self {
        Self {
            class: WAIVED,
            label: WAIVED.to_string(),
        }
    }
}

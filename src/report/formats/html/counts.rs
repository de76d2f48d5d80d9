//! The counts of the page: a bar, and what leads to those that are counted.

use super::badge;
use crate::judge::finding::StatusName;
use crate::report::plan_result::TestResult;
use crate::report::summary::Summary;

const REVIEW: &str = "review";
const NOT_RUN: &str = "not-run";

/// One count of the summary.
pub struct Count {
    pub class: &'static str,
    pub label: &'static str,
    pub number: usize,
    /// Link to the cases that are counted.
    pub href: String,
    /// Begin of its part of the bar, in thousandths.
    pub from: usize,
    /// Width of its part, in thousandths.
    pub width: usize,
}

/// The counts that are not 0, as parts of a bar of 1,000, those of published tests that no case speaks against included:
/// what a person has to look at is none of what passed.
pub fn with_tests(summary: &Summary, tests: &[&TestResult]) -> Vec<Count> {
    let mut summary = *summary;
    for test in tests {
        if test.verdict == StatusName::NeedsReview {
            summary.needs_review += 1;
            // Its cases passed as far as the API shows it.
            let own = test.cases.len().min(summary.passed);
            summary.passed -= own;
            summary.cases = summary.cases + 1 - own;
        } else {
            summary.not_run += 1;
            summary.cases += 1;
        }
    }
    let mut counts = parts_of(&summary);
    for count in counts.iter_mut().filter(|_| !tests.is_empty()) {
        if matches!(count.class, REVIEW | NOT_RUN) {
            // They are listed, and need not have a case.
            count.href = "#failures".to_string();
        }
    }
    counts
}

/// The counts of cases that are not 0, as parts of a bar of 1,000.
pub fn parts_of(summary: &Summary) -> Vec<Count> {
    let all = summary.cases.max(1);
    let mut before = 0;
    [
        ("failed", "failed", summary.failed_required),
        ("inconclusive", "inconclusive", summary.inconclusive),
        (REVIEW, "to be reviewed", summary.needs_review),
        ("lesser", "failed, not required", summary.failed_other),
        (badge::WAIVED, "waived", summary.waived),
        (NOT_RUN, "not run", summary.not_run),
        ("passed", "passed", summary.passed),
    ]
    .into_iter()
    .filter(|(_, _, number)| *number > 0)
    .map(|(class, label, number)| {
        let from = before * 1000 / all;
        before += number;
        Count {
            class,
            label,
            number,
            href: format!("#verdict={class}"),
            from,
            // However few there are, they are seen.
            width: (before * 1000 / all).saturating_sub(from).max(4),
        }
    })
    .collect()
}

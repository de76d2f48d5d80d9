//! From cases to tests, and from tests to the question whether all is ready.

use super::plan::{CertificationPlan, Test, UnseenEffect};
use super::proof::Proof;
use crate::contract::rule::Weight;
use crate::judge::finding::StatusName;
use crate::redaction::redacted::Redacted;
use crate::redaction::redactor::Redactor;
use crate::report::plan_result::{DeclaredError, PlanResult, Readiness, TestResult};
use crate::report::record::Record;
use crate::report::versions::ShardRecord;

/// Visibility of a test's effect where the API does not show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// It was, or there is nothing of the kind.
    Seen,
    /// Nobody has looked.
    Unseen,
}

impl Visibility {
    /// The visibility of the effect in a run that is over.
    pub fn of_proof(test: &Test, proof: &Proof) -> Self {
        match test.unseen {
            UnseenEffect::Stored(_) | UnseenEffect::SystemErrors(_) if !proof.read_back => Self::Unseen,
            UnseenEffect::Nothing | UnseenEffect::Stored(_) | UnseenEffect::SystemErrors(_) => Self::Seen,
        }
    }
}

/// The verdict on a test that a run which is over came to.
pub fn proved_verdict(test: &Test, proof: &Proof) -> StatusName {
    let worst = proof
        .records
        .iter()
        .map(|record| record.verdict)
        .max_by_key(|verdict| gravity(*verdict));
    match (worst, Visibility::of_proof(test, proof)) {
        (None, _) | (Some(StatusName::Passed), Visibility::Unseen) => StatusName::NeedsReview,
        (Some(verdict), _) => verdict,
    }
}

/// The result of a test that was tried, out of its cases.
pub fn test_result(test: &Test, records: &[Record], sight: Visibility, redactor: &Redactor) -> TestResult {
    let worst = records.iter().max_by_key(|record| gravity(record.verdict));
    let verdict = worst.map_or(StatusName::NeedsReview, |record| record.verdict);
    let (verdict, reason) = match (verdict, sight) {
        (StatusName::Passed, Visibility::Seen) => (StatusName::Passed, None),
        (StatusName::Passed | StatusName::NeedsReview, Visibility::Unseen | Visibility::Seen) => {
            (StatusName::NeedsReview, Some(redactor.text(&unseen(test))))
        }
        (StatusName::Failed | StatusName::Inconclusive | StatusName::NotRun, _) => {
            (verdict, worst.map(|record| reason(record, redactor)))
        }
    };
    // Who accepts one failure does not accept another.
    let mut failed = records.iter().filter(|record| record.verdict == StatusName::Failed);
    let waived = verdict == StatusName::Failed && failed.all(|record| record.waiver.is_some());
    TestResult {
        verdict,
        reason,
        waiver: worst.filter(|_| waived).and_then(|record| record.waiver.clone()),
        cases: records.iter().map(|record| record.id.clone()).collect(),
        ..untried(test)
    }
}

/// The result of a test that was not tried.
pub fn not_run(test: &Test, reason: &str, missing_data: &[String], redactor: &Redactor) -> TestResult {
    TestResult {
        verdict: StatusName::NotRun,
        reason: Some(redactor.text(reason)),
        missing_data: missing_data.iter().map(|data| redactor.text(data)).collect(),
        ..untried(test)
    }
}

fn untried(test: &Test) -> TestResult {
    TestResult {
        id: test.id.clone(),
        group: test.group.clone(),
        title: test.title.clone(),
        level: test.level,
        source: test.page.clone(),
        verdict: StatusName::NotRun,
        reason: None,
        cases: Vec::new(),
        attestation: None,
        waiver: None,
        missing_data: Vec::new(),
    }
}

/// Everything together; of a shard, what there is of it.
pub fn plan_result(
    plan: &CertificationPlan,
    tests: Vec<TestResult>,
    declared: Vec<DeclaredError>,
    shard: Option<ShardRecord>,
    redactor: &Redactor,
) -> PlanResult {
    let all = plan.tests.iter().filter(|_| shard.is_some());
    PlanResult {
        id: plan.id.clone(),
        title: plan.title.clone(),
        revision: plan.revision.to_string(),
        source: plan.page.clone(),
        declared,
        all: all.map(|test| test.id.clone()).collect(),
        readiness: Readiness::of(&tests, shard, redactor),
        tests,
    }
}

/// Advice to a person where the API shows nothing.
fn unseen(test: &Test) -> String {
    let configured = match &test.unseen {
        UnseenEffect::SystemErrors(_) => "name the list as `system-errors`",
        UnseenEffect::Stored(_) | UnseenEffect::Nothing => {
            "configure [read-back], or compare in a terminal as each test ends"
        }
    };
    let id = &test.id;
    format!(
        "the API does not show it: {configured}; `keycard attest {id} --by NAME --note TEXT` records your attestation"
    )
}

fn reason(record: &Record, redactor: &Redactor) -> Redacted<String> {
    let errors = || record.findings.iter().filter(|finding| finding.weight == Weight::Error);
    match (errors().next(), &record.reason) {
        (Some(first), _) => {
            let more = errors().count() - 1;
            let more = if more > 0 {
                format!(" (and {more} more)")
            } else {
                String::new()
            };
            let found = format!("{}{more}", first.in_short(&record.requirement));
            match (&record.waiver, &record.reason) {
                (Some(_), Some(waived)) => redactor.text(&format!("{waived}; {found}")),
                (Some(_), None) | (None, _) => redactor.text(&found),
            }
        }
        (None, Some(reason)) => reason.clone(),
        (None, None) => record.requirement.clone(),
    }
}

const fn gravity(verdict: StatusName) -> u8 {
    match verdict {
        StatusName::Passed => 0,
        StatusName::NeedsReview => 1,
        StatusName::NotRun => 2,
        StatusName::Inconclusive => 3,
        StatusName::Failed => 4,
    }
}

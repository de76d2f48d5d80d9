//! Two results side by side: what got better, got worse, is new or gone, and what must be run again.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::comparison::{
    Change, ChangeKind, ChangedInputs, ComparedRun, Comparison, Counts, FORMAT, Outcome, RunAgain,
};
use crate::contract::rule::Weight;
use crate::judge::check_id::CheckId;
use crate::judge::finding::StatusName;
use crate::redaction::redacted::Redacted;
use crate::report::formats::json::Report;
use crate::report::plan_result::PlanResult;
use crate::report::record::Record;
use crate::scenario::model::Level;

/// One case or test of one result.
struct ComparedItem {
    id: String,
    level: Level,
    outcome: Outcome,
    /// The checks that it fails.
    fails: BTreeSet<CheckId>,
    api: Option<&'static str>,
}

/// Compares two results.
pub fn compare(old: &Report, new: &Report) -> Comparison {
    let inputs = inputs(old, new);
    let mut summary = Counts::default();
    let mut run_again = Vec::new();
    let mut both = |old: Vec<ComparedItem>, new: Vec<ComparedItem>| {
        let (changes, again) = changes(&old, &new, &inputs, &mut summary);
        run_again.extend(again);
        changes
    };
    let tests = both(tests(old), tests(new));
    // What a test says of its cases is said already.
    let told: BTreeSet<&str> = [old, new].into_iter().flat_map(proving).collect();
    let apart = |report: &Report, of_tests: bool| -> Vec<ComparedItem> {
        let items = cases(&report.cases).into_iter();
        items
            .filter(|item| told.contains(item.id.as_str()) == of_tests)
            .collect()
    };
    let mut cases = both(apart(old, false), apart(new, false));
    let (of_tests, _) = changes(&apart(old, true), &apart(new, true), &inputs, &mut Counts::default());
    cases.extend(of_tests);
    cases.sort_by_key(|change| change.way);
    run_again.sort_by_key(|again| rank(again.level));
    Comparison {
        format: FORMAT,
        old: side(old),
        new: side(new),
        inputs,
        summary,
        tests,
        cases,
        run_again,
    }
}

const fn rank(level: Level) -> usize {
    match level {
        Level::Required => 0,
        Level::Recommended => 1,
        Level::Optional => 2,
    }
}

fn side(report: &Report) -> ComparedRun {
    ComparedRun {
        tool: report.run.tool.clone(),
        started: report.run.started.clone(),
        target: report.run.target.to_string(),
        conclusion: report.run.conclusion,
        cases: report.cases.len(),
    }
}

fn inputs(old: &Report, new: &Report) -> ChangedInputs {
    let (before, now) = (&old.run.versions, &new.run.versions);
    let apis: BTreeSet<&String> = before.contract.keys().chain(now.contract.keys()).collect();
    let digests: HashMap<&str, &Option<String>> = old
        .cases
        .iter()
        .map(|case| (case.id.as_str(), &case.scenario_digest))
        .collect();
    let changed = |case: &&Record| {
        digests
            .get(case.id.as_str())
            .is_some_and(|before| **before != case.scenario_digest)
    };
    ChangedInputs {
        tool: old.run.tool != new.run.tool,
        target: old.run.target != new.run.target,
        contract: apis
            .into_iter()
            .filter(|api| before.contract.get(*api) != now.contract.get(*api))
            .cloned()
            .collect(),
        scenarios: new
            .cases
            .iter()
            .filter(changed)
            .map(|case| case.id.to_string())
            .collect(),
        plan: before.plan != now.plan || !same_plan(old.run.plan.as_ref(), new.run.plan.as_ref()),
    }
}

/// Returns true if two plans ask for the same, whatever their results.
fn same_plan(old: Option<&PlanResult>, new: Option<&PlanResult>) -> bool {
    match (old, new) {
        (None, None) => true,
        (Some(old), Some(new)) => {
            let asks = |plan: &PlanResult| -> Vec<(String, Level)> {
                plan.tests.iter().map(|test| (test.id.clone(), test.level)).collect()
            };
            old.id == new.id && old.revision == new.revision && asks(old) == asks(new)
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}

const fn outcome(verdict: StatusName) -> Outcome {
    match verdict {
        StatusName::Passed => Outcome::Passed,
        StatusName::Failed => Outcome::Failed,
        StatusName::Inconclusive => Outcome::Inconclusive,
        StatusName::NotRun => Outcome::NotRun,
        StatusName::NeedsReview => Outcome::NeedsReview,
    }
}

/// The ids of the cases that prove a published test.
fn proving(report: &Report) -> impl Iterator<Item = &str> {
    let tests = report.run.plan.iter().flat_map(|plan| &plan.tests);
    tests.flat_map(|test| &test.cases).map(Redacted::as_str)
}

fn tests(report: &Report) -> Vec<ComparedItem> {
    let cases: HashMap<&str, &Record> = report.cases.iter().map(|case| (case.id.as_str(), case)).collect();
    let tests = report.run.plan.iter().flat_map(|plan| &plan.tests);
    tests
        .map(|test| ComparedItem {
            id: test.id.clone(),
            level: test.level,
            outcome: match test.waiver {
                Some(_) => Outcome::Waived,
                None => outcome(test.verdict),
            },
            fails: {
                let own = test.cases.iter().filter_map(|id| cases.get(id.as_str()));
                own.flat_map(|case| fails(case)).collect()
            },
            api: None,
        })
        .collect()
}

fn cases(records: &[Record]) -> Vec<ComparedItem> {
    records
        .iter()
        .map(|record| ComparedItem {
            id: record.id.to_string(),
            level: record.level,
            outcome: match record.waiver {
                Some(_) => Outcome::Waived,
                None => outcome(record.verdict),
            },
            fails: fails(record).collect(),
            api: Some(record.api.name()),
        })
        .collect()
}

/// The checks that a case fails.
fn fails(record: &Record) -> impl Iterator<Item = CheckId> {
    let errors = record.findings.iter().filter(|finding| finding.weight == Weight::Error);
    errors.map(|finding| finding.check.clone())
}

fn changes(
    old: &[ComparedItem],
    new: &[ComparedItem],
    inputs: &ChangedInputs,
    counts: &mut Counts,
) -> (Vec<Change>, Vec<RunAgain>) {
    let mut before: BTreeMap<&str, &ComparedItem> = old.iter().map(|item| (item.id.as_str(), item)).collect();
    let mut changes = Vec::new();
    let mut again = Vec::new();
    for item in new {
        let earlier = before.remove(item.id.as_str());
        let fails_now: Vec<CheckId> = match earlier {
            Some(earlier) => item.fails.difference(&earlier.fails).cloned().collect(),
            None => Vec::new(),
        };
        let way = match earlier {
            None => Some(ChangeKind::New),
            Some(earlier) => way(earlier.outcome, item.outcome, !fails_now.is_empty()),
        };
        match way {
            None => counts.same += 1,
            Some(way) => {
                counts.add(way);
                changes.push(Change {
                    id: item.id.clone(),
                    way,
                    level: item.level,
                    old: earlier.map(|earlier| earlier.outcome),
                    new: Some(item.outcome),
                    fails_now,
                });
            }
        }
        if item.outcome != Outcome::Passed {
            again.push(RunAgain {
                id: item.id.clone(),
                level: item.level,
                why: item.outcome.word().to_string(),
            });
        }
    }
    for item in old.iter().filter(|item| before.contains_key(item.id.as_str())) {
        counts.add(ChangeKind::Gone);
        changes.push(Change {
            id: item.id.clone(),
            way: ChangeKind::Gone,
            level: item.level,
            old: Some(item.outcome),
            new: None,
            fails_now: Vec::new(),
        });
        let contract = item
            .api
            .is_some_and(|api| inputs.contract.iter().any(|changed| changed == api));
        let since = if contract {
            "; the contract has changed since the old one"
        } else {
            ""
        };
        again.push(RunAgain {
            id: item.id.clone(),
            level: item.level,
            why: format!("not in the new result{since}"),
        });
    }
    changes.sort_by_key(|change| change.way);
    (changes, again)
}

/// In which way an outcome changed; `None` if it did not.
fn way(old: Outcome, new: Outcome, fails_more: bool) -> Option<ChangeKind> {
    let fails = |outcome| matches!(outcome, Outcome::Failed | Outcome::Waived);
    match (old, new) {
        (Outcome::Passed, Outcome::Passed) => None,
        (_, Outcome::Passed) => Some(ChangeKind::Better),
        (Outcome::Passed, _) => Some(ChangeKind::Worse),
        (old, new) if fails(old) && fails(new) => {
            // One more check that fails is worse; being waived or not is another matter.
            if fails_more {
                Some(ChangeKind::Worse)
            } else {
                (old != new).then_some(ChangeKind::Other)
            }
        }
        (_, new) if fails(new) => Some(ChangeKind::Worse),
        (old, new) => (old != new).then_some(ChangeKind::Other),
    }
}

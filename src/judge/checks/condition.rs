//! `check`: the conditions that the scenario itself writes.

use serde_json::Value;

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::{Direction, Entry, Outcome, Role};
use crate::judge::evidence::Evidence;
use crate::judge::finding::{Finding, Place};
use crate::plan::case::{Action, Step};
use crate::plan::scope::CaseScope;

/// Reports every condition that is not true.
pub fn findings(evidence: Evidence<'_>, findings: &mut Vec<Finding>) {
    let entries = &evidence.transcript.entries;
    for (index, step) in evidence.case.steps.iter().enumerate() {
        let conditions = &step.expect.checks;
        let Some(entry) = about(entries, index, step).filter(|_| !conditions.is_empty()) else {
            continue;
        };
        let message = match entries[entry].direction {
            Direction::Outbound => Message::Response,
            Direction::Inbound => Message::Request,
        };
        let scope = CaseScope::new(evidence.case, &evidence.transcript.facts, entries).checking(&entries[entry]);
        for condition in conditions {
            let actual = match condition.evaluate(&scope) {
                Ok(Value::Bool(true)) => continue,
                Ok(Value::Bool(false)) => "it does not hold".to_string(),
                Ok(other) => format!("it is {other}, which is neither true nor false"),
                Err(unresolved) => format!("it cannot be told: {}", unresolved.reason),
            };
            findings.push(Finding {
                check: "check".to_string(),
                weight: Weight::Error,
                requirement: String::new(),
                place: Some(Place {
                    entry,
                    message,
                    pointer: String::new(),
                }),
                expected: condition.source().to_string(),
                actual,
                page: None,
                detail: None,
            });
        }
    }
}

/// The exchange that the conditions of a step speak of, if it can be read: a body that cannot is
/// reported by `json`.
fn about(entries: &[Entry], index: usize, step: &Step) -> Option<usize> {
    let role = match step.action {
        Action::Call(_) | Action::Receive(_) => Role::Step,
        Action::Act => Role::Hook,
    };
    let position = entries
        .iter()
        .position(|entry| entry.step == index && entry.role == role)?;
    let entry = &entries[position];
    let readable = match (&entry.outcome, entry.direction) {
        (_, Direction::Inbound) => entry.request.body.json().is_ok(),
        (Outcome::Answered(response), Direction::Outbound) => response.body.json().is_ok(),
        (Outcome::Failed(_), Direction::Outbound) => false,
    };
    readable.then_some(position)
}

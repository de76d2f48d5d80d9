//! `check`: the conditions that the scenario itself writes.

use serde_json::Value;

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::evidence::Evidence;
use crate::judge::finding::{Finding, Place};
use crate::plan::scope::CaseScope;

/// Reports every condition that is not true.
pub fn findings(evidence: Evidence<'_>, findings: &mut Vec<Finding>) {
    for answer in evidence.answers() {
        let conditions = &answer.step.expect.checks;
        if conditions.is_empty() || answer.response.body.json().is_err() {
            // A body that cannot be read is reported by `json`.
            continue;
        }
        let entries = &evidence.transcript.entries;
        let scope = CaseScope::new(evidence.case, &evidence.transcript.facts, entries).checking(&entries[answer.entry]);
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
                    entry: answer.entry,
                    message: Message::Response,
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

//! `outcome` where HTTP statuses tell it: the status against what the scenario accepts.

use serde_json::Value;

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::finding::{Finding, Place};
use crate::judge::material::{Answer, Material, NO_CONTENT};
use crate::plan::expectation::Outcomes;

/// Judges the status of an answer.
pub fn findings(material: Material<'_>, answer: Answer<'_>, findings: &mut Vec<Finding>) {
    let expect = &answer.step.expect;
    let status = answer.response.status;
    let (weight, expected) = if accepts(&expect.accept, status) {
        if !is_open(&expect.accept) {
            return;
        }
        (
            Weight::Note,
            format!("{} (the documentation leaves the choice)", expect.accept),
        )
    } else if accepts(&expect.tolerate, status) {
        let expected = format!("{} (anything else here is only tolerated)", expect.accept);
        (Weight::Warning, expected)
    } else {
        (Weight::Error, expect.accept.to_string())
    };
    let entry = material.contract.status(status);
    let message = answer.response.body.json().ok().and_then(|body| body.get("Message"));
    findings.push(Finding {
        check: "outcome".to_string(),
        weight,
        requirement: String::new(),
        place: Some(Place {
            entry: answer.entry,
            message: Message::Response,
            pointer: String::new(),
        }),
        expected,
        actual: described(status, entry.map(|entry| entry.name.as_str()), message),
        page: entry.map(|entry| entry.source.clone()),
        detail: None,
    });
}

/// Success is 200; or 204, and rule S03 says whether that may be.
fn accepts(outcomes: &Outcomes, status: u16) -> bool {
    (outcomes.success && matches!(status, 200 | NO_CONTENT)) || outcomes.accepts_status(status)
}

/// Whether more than one outcome is accepted.
fn is_open(outcomes: &Outcomes) -> bool {
    usize::from(outcomes.success) + outcomes.statuses.len() > 1
}

/// `HTTP 401 (Unauthorized): Invalid AccessToken`.
fn described(status: u16, name: Option<&str>, message: Option<&Value>) -> String {
    let mut text = format!("HTTP {status}");
    if let Some(name) = name {
        text.push_str(&format!(" ({name})"));
    }
    if let Some(message) = message.and_then(Value::as_str).filter(|message| !message.is_empty()) {
        text.push_str(&format!(": {message}"));
    }
    text
}

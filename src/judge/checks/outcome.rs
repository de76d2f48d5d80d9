//! `outcome`: success or failure, and which error code, against what the scenario accepts.

use serde_json::Value;

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::evidence::{Answer, Envelope, Evidence};
use crate::judge::finding::{Finding, Place};
use crate::plan::expectation::{Codes, Outcomes};

/// What an envelope says.
enum Said {
    Success,
    /// Every error with its pointer and code; a code that is no number is `None`.
    Failure(Vec<(String, Option<u64>, String)>),
}

/// Judges an answer by the HTTP status that the scenario accepts or tolerates in place of an envelope.
pub fn status(answer: Answer<'_>, findings: &mut Vec<Finding>) {
    let expect = &answer.step.expect;
    let actual = format!("HTTP {}", answer.response.status);
    if expect.accept.accepts_status(answer.response.status) {
        findings.push(finding(answer, Weight::Note, "", chosen(&expect.accept), actual));
    } else {
        findings.push(finding(answer, Weight::Warning, "", tolerated(&expect.accept), actual));
    }
}

/// Judges the success flag and the codes of an envelope.
pub fn findings(evidence: Evidence<'_>, envelope: Envelope<'_>, findings: &mut Vec<Finding>) {
    let answer = envelope.answer;
    let expect = &answer.step.expect;
    let said = said(&envelope);
    let actual = describe(evidence, &envelope, &said);
    let pointer = pointer(&said, &expect.accept);
    if accepts(&expect.accept, &said) {
        // Where the documentation leaves a choice, the report says how it was made.
        if open(&expect.accept) {
            findings.push(finding(answer, Weight::Note, &pointer, chosen(&expect.accept), actual));
        }
    } else if accepts(&expect.tolerate, &said) {
        findings.push(finding(
            answer,
            Weight::Warning,
            &pointer,
            tolerated(&expect.accept),
            actual,
        ));
    } else {
        findings.push(finding(
            answer,
            Weight::Error,
            &pointer,
            expect.accept.to_string(),
            actual,
        ));
    }
}

fn said(envelope: &Envelope<'_>) -> Said {
    if envelope.success() == Some(true) || !envelope.failed() {
        return Said::Success;
    }
    Said::Failure(
        envelope
            .errors()
            .into_iter()
            .map(|(pointer, error)| {
                let code = error.get("code").and_then(Value::as_u64);
                let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
                (pointer, code, message.to_string())
            })
            .collect(),
    )
}

fn accepts(outcomes: &Outcomes, said: &Said) -> bool {
    match said {
        Said::Success => outcomes.success,
        Said::Failure(errors) if errors.is_empty() => outcomes.codes == Codes::Any,
        Said::Failure(errors) => errors
            .iter()
            .all(|(_, code, _)| code.is_some_and(|code| outcomes.accepts_code(code))),
    }
}

/// Whether more than one outcome is accepted.
fn open(outcomes: &Outcomes) -> bool {
    let codes = match &outcomes.codes {
        Codes::None => 0,
        Codes::Any => 2,
        Codes::These(codes) => codes.len(),
    };
    codes + usize::from(outcomes.success) + outcomes.statuses.len() > 1
}

fn pointer(said: &Said, accept: &Outcomes) -> String {
    match said {
        Said::Success => "/success".to_string(),
        Said::Failure(errors) => errors
            .iter()
            .find(|(_, code, _)| !code.is_some_and(|code| accept.accepts_code(code)))
            .or(errors.first())
            .map_or_else(|| "/success".to_string(), |(pointer, _, _)| format!("{pointer}/code")),
    }
}

fn describe(evidence: Evidence<'_>, envelope: &Envelope<'_>, said: &Said) -> String {
    match said {
        Said::Success => "success".to_string(),
        Said::Failure(errors) if errors.is_empty() => "failure without any error".to_string(),
        Said::Failure(errors) => errors
            .iter()
            .map(|(_, code, message)| {
                let code = code.map_or_else(
                    || "an error without a numeric code".to_string(),
                    |code| match evidence.contract.error(evidence.case.api, envelope.sender, code) {
                        Some(entry) => format!("error {code} ({})", entry.name),
                        None => format!("error {code}"),
                    },
                );
                if message.is_empty() {
                    code
                } else {
                    format!("{code}: {message}")
                }
            })
            .collect::<Vec<_>>()
            .join("; "),
    }
}

fn chosen(accept: &Outcomes) -> String {
    format!("{accept} (the documentation leaves the choice)")
}

fn tolerated(accept: &Outcomes) -> String {
    format!("{accept} (anything else here is only tolerated)")
}

fn finding(answer: Answer<'_>, weight: Weight, pointer: &str, expected: String, actual: String) -> Finding {
    Finding {
        check: "outcome".to_string(),
        weight,
        requirement: String::new(),
        place: Some(Place {
            entry: answer.entry,
            message: Message::Response,
            pointer: pointer.to_string(),
        }),
        expected,
        actual,
        page: None,
        detail: None,
    }
}

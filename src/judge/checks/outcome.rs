//! `outcome`: success or failure, and which error code, against what the scenario accepts.
//!
//! The outcome of a call stands in its answer, or in the confirmation that the answer promises; a
//! confirmation that a step awaits by itself has one too.

use serde_json::{Map, Value};

use crate::contract::operation::Confirmation;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::Role;
use crate::judge::finding::{Finding, Place};
use crate::judge::material::{self, Answer, Envelope, Material};
use crate::plan::case::Step;
use crate::plan::expectation::{Codes, Outcomes};

/// Where an outcome stands.
#[derive(Clone, Copy)]
struct Stand<'e> {
    step: &'e Step,
    entry: usize,
    message: Message,
}

/// What is said there.
enum Said {
    Success,
    /// Every error with its pointer and code; a code that is no number is `None`.
    Failure(Vec<(String, Option<u64>, String)>),
}

/// Judges an answer by the HTTP status that the scenario accepts or tolerates in place of an envelope.
pub fn status(answer: Answer<'_>, findings: &mut Vec<Finding>) {
    let expect = &answer.step.expect;
    let stand = Stand::of(answer);
    let actual = format!("HTTP {}", answer.response.status);
    if expect.accept.accepts_status(answer.response.status) {
        findings.push(stand.finding(Weight::Note, "", chosen(&expect.accept), actual));
    } else {
        findings.push(stand.finding(Weight::Warning, "", tolerated(&expect.accept), actual));
    }
}

/// Judges the outcome of a call.
pub fn findings(material: Material<'_>, envelope: Envelope<'_>, findings: &mut Vec<Finding>) {
    let answer = envelope.answer;
    let stand = Stand::of(answer);
    let said = said(material, envelope.success(), envelope.failed(), envelope.errors());
    let expect = &answer.step.expect;
    if !matches!(said, Said::Success) || !promises(answer, envelope.body) || !expect.may_be_deferred() {
        if matches!(said, Said::Success) && expect.must_be_deferred() {
            let expected = "success, and the promise of a confirmation".to_string();
            findings.push(stand.finding(Weight::Error, "/asyncConfirmation", expected, "no promise".to_string()));
        }
        return compare(material, stand, &said, findings);
    }
    if expect.tolerates_deferral() {
        findings.push(stand.finding(
            Weight::Warning,
            "/asyncConfirmation",
            "the outcome at once (later is only tolerated here)".to_string(),
            "the promise of a confirmation".to_string(),
        ));
    }
    // One that does not come is the matter of rule R-COR-6.
    for (entry, body) in confirmations(material, answer) {
        let stand = Stand {
            entry,
            message: Message::Request,
            ..stand
        };
        compare(material, stand, &of_confirmation(material, body), findings);
    }
}

/// Judges the outcome that awaited confirmations tell.
pub fn of_awaited(material: Material<'_>, findings: &mut Vec<Finding>) {
    for (index, entry) in material.transcript.entries.iter().enumerate() {
        let Some(step) = material.case.steps.get(entry.step) else {
            continue;
        };
        if entry.role != Role::Step || step.receive().is_none() || step.expect.accept.is_empty() {
            continue;
        }
        if let Some(body) = entry.request.body.json().ok().and_then(Value::as_object) {
            let stand = Stand {
                step,
                entry: index,
                message: Message::Request,
            };
            compare(material, stand, &of_confirmation(material, body), findings);
        }
    }
}

/// The confirmations of a call, with their places.
fn confirmations<'e>(
    material: Material<'e>,
    answer: Answer<'e>,
) -> impl Iterator<Item = (usize, &'e Map<String, Value>)> {
    let entries = &material.transcript.entries;
    let step = entries[answer.entry].step;
    entries
        .iter()
        .enumerate()
        .filter(move |(_, entry)| entry.role == Role::Confirmation && entry.step == step)
        .filter_map(|(index, entry)| Some((index, entry.request.body.json().ok()?.as_object()?)))
}

/// Whether an answer that accepts a message promises its outcome for later.
fn promises(answer: Answer<'_>, body: &Map<String, Value>) -> bool {
    match answer.operation.confirmation {
        Confirmation::None => false,
        Confirmation::Optional => body.get("asyncConfirmation").and_then(Value::as_bool) == Some(true),
        Confirmation::Always => true,
    }
}

fn of_confirmation(material: Material<'_>, body: &Map<String, Value>) -> Said {
    let errors = material::errors(body);
    let success = material.transcript.facts.strictness.flag(body.get("success"));
    // The confirmation of a group has no flag: it failed if it names an error.
    let failed = success == Some(false) || (success.is_none() && !errors.is_empty());
    said(material, success, failed, errors)
}

fn said(material: Material<'_>, success: Option<bool>, failed: bool, errors: Vec<(String, &Value)>) -> Said {
    if success == Some(true) || !failed {
        return Said::Success;
    }
    Said::Failure(
        errors
            .into_iter()
            .map(|(pointer, error)| {
                let code = material.transcript.facts.strictness.code(error);
                let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
                (pointer, code, message.to_string())
            })
            .collect(),
    )
}

fn compare(material: Material<'_>, stand: Stand<'_>, said: &Said, findings: &mut Vec<Finding>) {
    let expect = &stand.step.expect;
    let actual = describe(material, said);
    let pointer = pointer(said, &expect.accept);
    if accepts(&expect.accept, said) {
        // Where the documentation leaves a choice, the report says how it was made.
        if open(&expect.accept) {
            findings.push(stand.finding(Weight::Note, &pointer, chosen(&expect.accept), actual));
        }
    } else if accepts(&expect.tolerate, said) {
        findings.push(stand.finding(Weight::Warning, &pointer, tolerated(&expect.accept), actual));
    } else {
        findings.push(stand.finding(Weight::Error, &pointer, expect.accept.to_string(), actual));
    }
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

fn describe(material: Material<'_>, said: &Said) -> String {
    match said {
        Said::Success => "success".to_string(),
        Said::Failure(errors) if errors.is_empty() => "failure without any error".to_string(),
        Said::Failure(errors) => errors
            .iter()
            .map(|(_, code, message)| {
                let code = code.map_or_else(
                    || "an error without a numeric code".to_string(),
                    |code| match material
                        .contract
                        .error(material.case.api, material.case.under_test, code)
                    {
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

impl<'e> Stand<'e> {
    fn of(answer: Answer<'e>) -> Self {
        Self {
            step: answer.step,
            entry: answer.entry,
            message: Message::Response,
        }
    }

    fn finding(self, weight: Weight, pointer: &str, expected: String, actual: String) -> Finding {
        Finding {
            check: "outcome".to_string(),
            weight,
            requirement: String::new(),
            place: Some(Place {
                entry: self.entry,
                message: self.message,
                pointer: pointer.to_string(),
            }),
            expected,
            actual,
            page: None,
            detail: None,
        }
    }
}

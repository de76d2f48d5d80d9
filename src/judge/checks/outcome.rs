//! `outcome`: a call ends with an outcome that the scenario accepts: success, or failure with certain error codes.
//!
//! The outcome of a call reports in its answer, or in the confirmation that the answer promises; a
//! confirmation that a step awaits by itself has one too. In the Connector API it is the HTTP status.

use serde_json::{Map, Value};

use crate::contract::operation::Confirmation;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::Role;
use crate::judge::check_id::Check;
use crate::judge::finding::{Finding, Place};
use crate::judge::material::{Answer, Envelope, Material, NO_CONTENT};
use crate::judge::views::error_list;
use crate::plan::case::Step;
use crate::plan::expectation::{Codes, Outcomes};

/// The place of a message that reports an outcome, and the step that it belongs to.
#[derive(Clone, Copy)]
struct OutcomePlace<'e> {
    step: &'e Step,
    entry: usize,
    message: Message,
}

/// The outcome that it reports.
enum ReportedOutcome {
    Success,
    /// Every error with its pointer and code; a code that is no number is `None`.
    Failure(Vec<(String, Option<u64>, String)>),
}

/// Judges an answer by the HTTP status that the scenario accepts or tolerates in place of an envelope.
pub fn settled_by_status(answer: Answer<'_>, findings: &mut Vec<Finding>) {
    let expect = &answer.step.expect;
    let place = OutcomePlace::of(answer);
    let actual = format!("HTTP {}", answer.response.status);
    if expect.accept.accepts_status(answer.response.status) {
        findings.push(place.finding(Weight::Note, "", chosen(&expect.accept), actual));
    } else {
        findings.push(place.finding(Weight::Warning, "", tolerated(&expect.accept), actual));
    }
}

/// Judges the outcome of a call by the body of its answer.
pub fn of_envelope(material: Material<'_>, envelope: Envelope<'_>, findings: &mut Vec<Finding>) {
    let answer = envelope.answer;
    let place = OutcomePlace::of(answer);
    let reported = reported(material, envelope.success(), envelope.failed(), envelope.errors());
    let expect = &answer.step.expect;
    if !matches!(reported, ReportedOutcome::Success) || !promises(answer, envelope.body) || !expect.may_be_deferred() {
        if matches!(reported, ReportedOutcome::Success) && expect.must_be_deferred() {
            let expected = "success, and the promise of a confirmation".to_string();
            findings.push(place.finding(Weight::Error, "/asyncConfirmation", expected, "no promise".to_string()));
        }
        return compare(material, place, &reported, findings);
    }
    if expect.tolerates_deferral() {
        findings.push(place.finding(
            Weight::Warning,
            "/asyncConfirmation",
            "the outcome at once (later is only tolerated here)".to_string(),
            "the promise of a confirmation".to_string(),
        ));
    }
    // One that does not come is the matter of rule R-COR-6.
    for (entry, body) in confirmations(material, answer) {
        let place = OutcomePlace {
            entry,
            message: Message::Request,
            ..place
        };
        compare(material, place, &of_confirmation(material, body), findings);
    }
}

/// Judges the outcome that awaited confirmations report.
pub fn of_awaited(material: Material<'_>, findings: &mut Vec<Finding>) {
    for (index, entry) in material.transcript.entries.iter().enumerate() {
        let Some(step) = material.case.steps.get(entry.step) else {
            continue;
        };
        if entry.role != Role::Step || step.receive().is_none() || step.expect.accept.is_empty() {
            continue;
        }
        if let Some(body) = entry.request.body.json().ok().and_then(Value::as_object) {
            let place = OutcomePlace {
                step,
                entry: index,
                message: Message::Request,
            };
            compare(material, place, &of_confirmation(material, body), findings);
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

/// Checks that an answer that accepts a message promises its outcome for later.
fn promises(answer: Answer<'_>, body: &Map<String, Value>) -> bool {
    match answer.operation.confirmation {
        Confirmation::None => false,
        Confirmation::Optional => body.get("asyncConfirmation").and_then(Value::as_bool) == Some(true),
        Confirmation::Always => true,
    }
}

fn of_confirmation(material: Material<'_>, body: &Map<String, Value>) -> ReportedOutcome {
    let errors = error_list::errors(body);
    let success = material.transcript.facts.strictness.flag(body.get("success"));
    // The confirmation of a group has no flag: it failed if it names an error.
    let failed = success == Some(false) || (success.is_none() && !errors.is_empty());
    reported(material, success, failed, errors)
}

fn reported(
    material: Material<'_>,
    success: Option<bool>,
    failed: bool,
    errors: Vec<(String, &Value)>,
) -> ReportedOutcome {
    if success == Some(true) || !failed {
        return ReportedOutcome::Success;
    }
    ReportedOutcome::Failure(
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

fn compare(material: Material<'_>, place: OutcomePlace<'_>, reported: &ReportedOutcome, findings: &mut Vec<Finding>) {
    let expect = &place.step.expect;
    let actual = describe(material, reported);
    let pointer = pointer(reported, &expect.accept);
    if accepts(&expect.accept, reported) {
        // Where the documentation leaves a choice, the report says how it was made.
        if is_open(&expect.accept) {
            findings.push(place.finding(Weight::Note, &pointer, chosen(&expect.accept), actual));
        }
    } else if accepts(&expect.tolerate, reported) {
        findings.push(place.finding(Weight::Warning, &pointer, tolerated(&expect.accept), actual));
    } else {
        findings.push(place.finding(Weight::Error, &pointer, expect.accept.to_string(), actual));
    }
}

fn accepts(outcomes: &Outcomes, reported: &ReportedOutcome) -> bool {
    match reported {
        ReportedOutcome::Success => outcomes.success,
        ReportedOutcome::Failure(errors) if errors.is_empty() => outcomes.codes == Codes::Any,
        ReportedOutcome::Failure(errors) => errors
            .iter()
            .all(|(_, code, _)| code.is_some_and(|code| outcomes.accepts_code(code))),
    }
}

/// Checks that more than one outcome is accepted.
fn is_open(outcomes: &Outcomes) -> bool {
    let codes = match &outcomes.codes {
        Codes::None => 0,
        Codes::Any => 2,
        Codes::These(codes) => codes.len(),
    };
    codes + usize::from(outcomes.success) + outcomes.statuses.len() > 1
}

fn pointer(reported: &ReportedOutcome, accept: &Outcomes) -> String {
    match reported {
        ReportedOutcome::Success => "/success".to_string(),
        ReportedOutcome::Failure(errors) => errors
            .iter()
            .find(|(_, code, _)| !code.is_some_and(|code| accept.accepts_code(code)))
            .or(errors.first())
            .map_or_else(|| "/success".to_string(), |(pointer, _, _)| format!("{pointer}/code")),
    }
}

fn describe(material: Material<'_>, reported: &ReportedOutcome) -> String {
    match reported {
        ReportedOutcome::Success => "success".to_string(),
        ReportedOutcome::Failure(errors) if errors.is_empty() => "failure without any error".to_string(),
        ReportedOutcome::Failure(errors) => errors
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

/// Judges the status of an answer of the Connector API, where that tells the outcome.
pub fn of_status(material: Material<'_>, answer: Answer<'_>, findings: &mut Vec<Finding>) {
    let expect = &answer.step.expect;
    let status = answer.response.status;
    let (weight, expected) = if accepts_status(&expect.accept, status) {
        if !leaves_status_open(&expect.accept) {
            return;
        }
        (Weight::Note, chosen(&expect.accept))
    } else if accepts_status(&expect.tolerate, status) {
        (Weight::Warning, tolerated(&expect.accept))
    } else {
        (Weight::Error, expect.accept.to_string())
    };
    let entry = material.contract.status(status);
    let message = answer.response.body.json().ok().and_then(|body| body.get("Message"));
    let actual = describe_status(status, entry.map(|entry| entry.name.as_str()), message);
    findings.push(Finding {
        page: entry.map(|entry| entry.source.clone()),
        ..OutcomePlace::of(answer).finding(weight, "", expected, actual)
    });
}

/// Success is 200; or 204, and rule S03 says whether that may be.
fn accepts_status(outcomes: &Outcomes, status: u16) -> bool {
    (outcomes.success && matches!(status, 200 | NO_CONTENT)) || outcomes.accepts_status(status)
}

/// Checks that more than one outcome is accepted that a status can tell.
fn leaves_status_open(outcomes: &Outcomes) -> bool {
    usize::from(outcomes.success) + outcomes.statuses.len() > 1
}

/// `HTTP 401 (Unauthorized): Invalid AccessToken`.
fn describe_status(status: u16, name: Option<&str>, message: Option<&Value>) -> String {
    let mut text = format!("HTTP {status}");
    if let Some(name) = name {
        text.push_str(&format!(" ({name})"));
    }
    if let Some(message) = message.and_then(Value::as_str).filter(|message| !message.is_empty()) {
        text.push_str(&format!(": {message}"));
    }
    text
}

fn chosen(accept: &Outcomes) -> String {
    format!("{accept} (the documentation leaves the choice)")
}

fn tolerated(accept: &Outcomes) -> String {
    format!("{accept} (anything else here is only tolerated)")
}

impl<'e> OutcomePlace<'e> {
    fn of(answer: Answer<'e>) -> Self {
        Self {
            step: answer.step,
            entry: answer.entry,
            message: Message::Response,
        }
    }

    fn finding(self, weight: Weight, pointer: &str, expected: String, actual: String) -> Finding {
        let place = Place {
            entry: self.entry,
            message: self.message,
            pointer: pointer.to_string(),
        };
        Finding::new(Check::Outcome, weight, expected, actual).at(place)
    }
}

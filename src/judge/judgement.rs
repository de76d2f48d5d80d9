//! The verdict on a case: every check and rule over its transcript.

use super::conversation::Conversation;
use super::finding::{Finding, Status, Verdict};
use super::material::Material;
use super::snapshot::AcceptedSnapshots;
use super::{checks, invalid_call, missing_call, remarks, rules};
use crate::contract::catalogue::Contract;
use crate::contract::rule::Weight;
use crate::exchange::transcript::{CallCause, Direction, Outcome, Role, Stop, Transcript};
use crate::plan::case::{Action, Case, Presence, Step};
use crate::redaction::redactor::Redactor;

/// A judge: all that a judgement needs besides the case and its transcript.
#[derive(Clone, Copy)]
pub struct Judge<'j> {
    /// The contract that should be kept.
    pub contract: &'j Contract,
    /// Snapshots are compared in their redacted form.
    pub redactor: &'j Redactor,
    /// The snapshots that were accepted.
    pub snapshots: &'j dyn AcceptedSnapshots,
}

impl Judge<'_> {
    /// The verdict on a case.
    pub fn judge(&self, case: &Case, transcript: &Transcript) -> Verdict {
        let conversation = Conversation::new(case, transcript, self.contract);
        let material = conversation.material();
        let mut findings: Vec<Finding> = Vec::new();
        judge_answers(material, &mut findings);
        judge_calls(material, &mut findings);
        checks::doubled_property::findings(material, &mut findings);
        checks::schema::of_calls(material, &mut findings);
        remarks::findings(material, &mut findings);
        checks::outcome::of_awaited(material, &mut findings);
        findings.extend(rules::findings(material));
        invalid_call::findings(material, &mut findings);
        checks::snapshot::findings(material, self.redactor, self.snapshots, &mut findings);
        checks::read_back::findings(material, &mut findings);
        checks::check::findings(material, self.redactor, &mut findings);
        checks::clean_up::findings(transcript, &mut findings);
        let status = with_undone(status(material, &findings), transcript);
        let mut verdict = Verdict { status, findings };
        verdict.sort();
        verdict
    }
}

/// The checks of each answer to a call of Keycard, and of each request that has none.
fn judge_answers(material: Material<'_>, findings: &mut Vec<Finding>) {
    checks::transport::unanswered(material, findings);
    checks::time_limit::unanswered(material, findings);
    for answer in material.answers() {
        checks::time_limit::of_answer(material, answer, findings);
        if answer.settled_by_status() {
            checks::outcome::settled_by_status(answer, findings);
            continue;
        }
        if answer.tells_by_status() {
            checks::outcome::of_status(material, answer, findings);
        }
        if !answer.is_to_be_read() {
            continue;
        }
        checks::media_type::of_answer(answer, findings);
        if checks::json::of_answer(answer, findings) && answer.is_of_the_operation() {
            checks::schema::findings(material, answer, findings);
        }
    }
    for envelope in material.envelopes() {
        checks::outcome::of_envelope(material, envelope, findings);
    }
}

/// The checks of each call of the system under test, and of those that did not come.
fn judge_calls(material: Material<'_>, findings: &mut Vec<Finding>) {
    let entries = material.transcript.entries.iter().enumerate();
    for (index, entry) in entries.filter(|(_, entry)| entry.direction == Direction::Inbound) {
        if checks::transport::of_call(index, entry, findings) {
            checks::callback::wrong_method(index, entry, findings);
            checks::media_type::of_call(index, entry, findings);
            if checks::json::of_call(index, entry, findings) {
                checks::callback::unknown_operation(material, index, entry, findings);
            }
        }
        checks::time_limit::of_call(material, index, entry, findings);
        checks::callback::forbidden(material, index, entry, findings);
    }
    checks::callback::missing(material, findings);
    checks::callback::omitted(material, findings);
}

fn status(material: Material<'_>, findings: &[Finding]) -> Status {
    let (case, transcript) = (material.case, material.transcript);
    if findings.iter().any(|finding| finding.weight == Weight::Error) {
        return Status::Failed;
    }
    if let Some(reason) = unreachable(transcript) {
        return Status::Inconclusive(reason);
    }
    if let Some(reason) = checks::read_back::unreadable(material) {
        return Status::Inconclusive(reason);
    }
    let name = |step: usize| {
        let what = case.steps.get(step).map_or("", Step::name);
        format!("step {} ({what})", step + 1)
    };
    match &transcript.stopped {
        None if !reached_the_end(case, transcript) => {
            Status::Inconclusive("the case ended before its last step".to_string())
        }
        None => Status::Passed,
        Some(Stop::Unresolved { step, reason } | Stop::NotGiven { step, reason } | Stop::Limited { step, reason }) => {
            Status::Inconclusive(format!("{}: {reason}", name(*step)))
        }
        Some(Stop::NotConfigured { reason } | Stop::Cancelled { reason } | Stop::NotOffered { reason, .. }) => {
            Status::NotRun(reason.clone())
        }
        Some(Stop::GivenUp { reason }) => Status::Inconclusive(reason.clone()),
        Some(Stop::NoAnswer { step }) => Status::Inconclusive(format!("{} had no answer", name(*step))),
        Some(Stop::NotCalled(missing)) if missing.cause == CallCause::Leave => Status::NotRun(format!(
            "{} did not come within {} ({}), and need not come",
            name(missing.step),
            humantime::format_duration(missing.waited),
            missing_call::time_setting(case, missing)
        )),
        Some(Stop::NotCalled(missing)) => Status::Inconclusive(format!(
            "{} did not come within {} ({})",
            name(missing.step),
            humantime::format_duration(missing.waited),
            missing_call::time_setting(case, missing)
        )),
        Some(Stop::HookFailed { step, reason }) => Status::Inconclusive(format!("{}: {reason}", name(*step))),
    }
}

/// Adds what was left behind to the reason of a status.
fn with_undone(status: Status, transcript: &Transcript) -> Status {
    let more = |mut reason: String| {
        for left in &transcript.undone {
            reason = format!("{reason}; still to be done by hand: {}", left.what);
        }
        reason
    };
    match status {
        Status::Inconclusive(reason) => Status::Inconclusive(more(reason)),
        Status::NotRun(reason) => Status::NotRun(more(reason)),
        status @ (Status::Passed | Status::Failed | Status::NeedsReview(_)) => status,
    }
}

/// Checks that each step has left its exchange behind; one that asks for silence leaves none.
fn reached_the_end(case: &Case, transcript: &Transcript) -> bool {
    case.steps.iter().enumerate().all(|(index, step)| {
        let silent = match &step.action {
            Action::Call(_) => false,
            Action::Receive(receive) => receive.presence == Presence::Forbidden,
            Action::Act => true,
        };
        silent
            || transcript
                .entries
                .iter()
                .any(|entry| entry.step == index && entry.role == Role::Step)
    })
}

/// The reason for which the target could not be asked, if it could not: then nothing is proved about it.
fn unreachable(transcript: &Transcript) -> Option<String> {
    let exchanges = transcript.entries.iter().filter(|entry| entry.role != Role::Hook);
    exchanges.into_iter().find_map(|entry| match &entry.outcome {
        Outcome::Failed(failure) => failure.never_left().then(|| failure.detail.clone()),
        Outcome::Answered(_) => None,
    })
}

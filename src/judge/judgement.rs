//! The verdict on a case: every check and rule over its transcript.

use super::checks;
use super::conversation::Conversation;
use super::finding::{Finding, Status, Verdict};
use super::missing_call;
use super::rules;
use super::snapshot::{self, Stored};
use crate::contract::catalogue::Contract;
use crate::contract::rule::Weight;
use crate::exchange::transcript::{Outcome, Role, Stop, Transcript};
use crate::plan::case::{Action, Case, Presence, Step};
use crate::redaction::redactor::Redactor;

/// What a judgement needs besides the case and its transcript.
#[derive(Clone, Copy)]
pub struct Judge<'j> {
    /// What should hold.
    pub contract: &'j Contract,
    /// Snapshots are compared in their redacted form.
    pub redactor: &'j Redactor,
    /// The snapshots that were accepted.
    pub snapshots: &'j dyn Stored,
}

impl Judge<'_> {
    /// The verdict on a case.
    pub fn judge(&self, case: &Case, transcript: &Transcript) -> Verdict {
        let conversation = Conversation::of(case, transcript, self.contract);
        let material = conversation.material();
        let mut findings: Vec<Finding> = Vec::new();
        checks::transport::findings(material, &mut findings);
        for answer in material.answers() {
            checks::time_limit::findings(answer, &mut findings, transcript);
            if answer.settled_by_status() {
                checks::outcome::status(answer, &mut findings);
                continue;
            }
            if answer.tells_by_status() {
                checks::status::findings(material, answer, &mut findings);
            }
            if checks::form::findings(answer, &mut findings) && answer.is_of_the_operation() {
                checks::schema::findings(material, answer, &mut findings);
            }
        }
        for envelope in material.envelopes() {
            checks::outcome::findings(material, envelope, &mut findings);
        }
        checks::callback::findings(material, &mut findings);
        checks::schema::of_calls(material, &mut findings);
        checks::remarks::findings(material, &mut findings);
        checks::outcome::of_awaited(material, &mut findings);
        findings.extend(rules::findings(material));
        checks::invalid::findings(material, &mut findings);
        snapshot::findings(material, self.redactor, self.snapshots, &mut findings);
        checks::condition::findings(material, self.redactor, &mut findings);
        checks::undone::findings(transcript, &mut findings);
        let status = told(status(case, transcript, &findings), transcript);
        let mut verdict = Verdict { status, findings };
        verdict.sort();
        verdict
    }
}

fn status(case: &Case, transcript: &Transcript, findings: &[Finding]) -> Status {
    if findings.iter().any(|finding| finding.weight == Weight::Error) {
        return Status::Failed;
    }
    if let Some(reason) = unreachable(transcript) {
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
        Some(Stop::NotConfigured { reason } | Stop::Cancelled { reason }) => Status::NotRun(reason.clone()),
        Some(Stop::GivenUp { reason }) => Status::Inconclusive(reason.clone()),
        Some(Stop::NoAnswer { step }) => Status::Inconclusive(format!("{} had no answer", name(*step))),
        Some(Stop::NotCalled(absence)) => Status::Inconclusive(format!(
            "{} did not come within {} ({})",
            name(absence.step),
            humantime::format_duration(absence.waited),
            missing_call::limit(case, absence)
        )),
        Some(Stop::HookFailed { step, reason }) => Status::Inconclusive(format!("{}: {reason}", name(*step))),
    }
}

/// A status that gives a reason also says what was left behind.
fn told(status: Status, transcript: &Transcript) -> Status {
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

/// Whether each step has left its exchange behind; one that asks for silence leaves none.
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

/// Why the target could not be asked, if it could not: then nothing is proved about it.
fn unreachable(transcript: &Transcript) -> Option<String> {
    let exchanges = transcript.entries.iter().filter(|entry| entry.role != Role::Hook);
    exchanges.into_iter().find_map(|entry| match &entry.outcome {
        Outcome::Failed(failure) => failure.never_left().then(|| failure.detail.clone()),
        Outcome::Answered(_) => None,
    })
}

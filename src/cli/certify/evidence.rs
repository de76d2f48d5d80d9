//! What a test is judged by: the part of a conversation that belongs to it, and what is read back after it.

use std::time::Duration;

use serde_json::json;

use super::course::Course;
use super::prepared::Prepared;
use super::tried::is_passed;
use crate::certification::plan::{Amounts, Test};
use crate::certification::read_back::{self, Unlike};
use crate::certification::stored::{Pushed, Source};
use crate::certification::{form, repeated};
use crate::cli::door::Door;
use crate::contract::rule::Weight;
use crate::exchange::transcript::{Direction, Entry, Failure, Outcome, Role, Transcript};
use crate::judge::finding::{Finding, Status, Verdict};
use crate::judge::judgement::Judge;
use crate::plan::case::Case;
use crate::report::record::Record;
use crate::report::recorder::{Detail, JudgedCase, Origin, TestPart, record};
use crate::runner::hook::{self, Hook};
use crate::wire::call::{Caller, Limits};

/// The largest answer of a read-back hook, in bytes: years of many rates and categories.
const MOST_READ_BACK: usize = 128 << 20;

/// The part of a case that belongs to a test.
pub(super) struct Part<'t> {
    case: Case,
    transcript: Transcript,
    /// The first exchange of the part; those before it belong to other tests.
    first: usize,
    verdict: Verdict,
    /// The test, if others share the case with it.
    test: Option<&'t Test>,
}

impl<'t> Part<'t> {
    /// Judges all that was said, and keeps what concerns the part.
    pub(super) fn judged(
        prepared: &Prepared,
        case: Case,
        transcript: Transcript,
        first: usize,
        test: Option<&'t Test>,
    ) -> Self {
        let judge = Judge {
            contract: prepared.plan.contract(),
            redactor: &prepared.assembled.redactor,
            snapshots: &prepared.assembled.snapshots,
        };
        let mut verdict = judge.judge(&case, &transcript);
        let concerns = |finding: &Finding| finding.place.as_ref().is_none_or(|place| place.entry >= first);
        verdict.findings.retain(concerns);
        verdict
            .findings
            .extend(repeated::findings(&case, &transcript.entries, first));
        verdict.sort();
        let is_error = |finding: &Finding| finding.weight == Weight::Error;
        verdict.status = match verdict.status {
            _ if verdict.findings.iter().any(is_error) => Status::Failed,
            // Only what belongs to other tests spoke against it.
            Status::Failed => match &transcript.stopped {
                None => Status::Passed,
                Some(_) => Status::Inconclusive("it ended before its last step".to_string()),
            },
            status @ (Status::Passed | Status::Inconclusive(_) | Status::NotRun(_) | Status::NeedsReview(_)) => status,
        };
        Self {
            case,
            transcript,
            first,
            verdict,
            test,
        }
    }

    /// The case, up to the end of the part.
    pub(super) fn case(&self) -> &Case {
        &self.case
    }

    pub(super) fn passed(&self) -> bool {
        is_passed(&self.verdict.status)
    }

    /// Tells whether the part was let in.
    pub(super) fn knocks(&self, door: &mut Door) {
        door.note(&self.case, &self.transcript, self.verdict.status == Status::Failed);
    }

    /// Takes a failure back that says nothing of the system under test.
    pub(super) fn excuse(&mut self, reason: &str) {
        self.verdict.status = Status::Inconclusive(reason.to_string());
    }

    /// What is kept of it, as a case of its own.
    pub(super) fn record(mut self, prepared: &Prepared) -> Record {
        let redactor = &prepared.assembled.redactor;
        self.transcript.entries.drain(..self.first);
        for place in self
            .verdict
            .findings
            .iter_mut()
            .filter_map(|finding| finding.place.as_mut())
        {
            place.entry -= self.first;
        }
        unread(&mut self.transcript, &self.verdict.findings);
        let judged = JudgedCase {
            case: &self.case,
            transcript: &self.transcript,
            verdict: &self.verdict,
            // What is kept for a later run has no place in this one.
            origin: Origin::default(),
            part: self.test.map(|test| TestPart {
                id: &test.id,
                title: &test.title,
            }),
            waiver: None,
        };
        record(&judged, Detail::Whole, redactor)
    }
}

impl Course<'_> {
    /// Reads back what is stored, and compares it with what the parts have pushed; the last of them tells of it.
    pub(super) async fn read_back(&self, hook: &Hook, amounts: Amounts, parts: &mut [Part<'_>]) {
        let pushed = pushed(parts);
        let (Some((from, to)), Some(last)) = (pushed.period(), parts.last()) else {
            return;
        };
        let asked = json!({ "from": from.to_string(), "to": to.to_string() });
        let request = hook::request("read-back", hook, &asked);
        let variables = [
            ("KEYCARD_HOOK", "read-back".to_string()),
            ("KEYCARD_CASE", last.case.id.to_string()),
        ];
        let reader = Caller::new(Limits {
            body: MOST_READ_BACK,
            ..self.caller.limits()
        });
        let mut outcome = hook::call(hook, &request, &variables, &reader).await;
        if let Outcome::Answered(response) = &mut outcome {
            response.body = std::mem::take(&mut response.body).trusted();
        }
        let stored = match &outcome {
            Outcome::Answered(response) if !(200..300).contains(&response.status) => {
                Err(format!("it answered with HTTP {}", response.status))
            }
            Outcome::Answered(response) => response
                .body
                .json()
                .map_err(|problem| format!("what it told is not JSON: {}", problem.reason))
                .and_then(|stored| form::check(stored, &pushed.kinds()).map(|()| stored)),
            Outcome::Failed(Failure { detail, .. }) => Err(detail.clone()),
        };
        let found = stored.map(|stored| read_back::findings(&pushed, stored, amounts));
        drop(pushed);
        match found {
            Ok(found) => {
                for Unlike { source, mut finding } in found {
                    let Some(part) = parts.get_mut(source.part) else {
                        continue;
                    };
                    if source.exchange < part.first {
                        // The record of the test does not hold that push.
                        finding.place = None;
                    }
                    part.verdict.status = Status::Failed;
                    part.verdict.findings.push(finding);
                }
            }
            Err(reason) => {
                if let Some(last) = parts.last_mut() {
                    last.verdict.status = Status::Inconclusive(format!("[read-back] failed: {reason}"));
                }
            }
        }
        parts.iter_mut().for_each(|part| part.verdict.sort());
        let Some(last) = parts.last_mut() else { return };
        last.transcript.entries.push(Entry {
            step: last.case.steps.len().saturating_sub(1),
            direction: Direction::Outbound,
            role: Role::Hook,
            request,
            outcome,
            elapsed: Duration::ZERO,
            at: last.transcript.elapsed,
            waited: None,
        });
    }
}

/// Forgets what long messages hold as values, where no finding has a place in them: all that is left to do is to write
/// them down.
fn unread(transcript: &mut Transcript, findings: &[Finding]) {
    for (index, entry) in transcript.entries.iter_mut().enumerate() {
        let mut places = findings.iter().filter_map(|finding| finding.place.as_ref());
        if places.any(|place| place.entry == index) {
            continue;
        }
        let answer = match &mut entry.outcome {
            Outcome::Answered(response) => Some(&mut response.body),
            Outcome::Failed(_) => None,
        };
        for body in [Some(&mut entry.request.body), answer].into_iter().flatten() {
            if body.is_heavy() {
                *body = body.unread();
            }
        }
    }
}

/// What the parts of a test have pushed.
pub(super) fn pushed<'p>(parts: &'p [Part<'_>]) -> Pushed<'p> {
    let mut pushed = Pushed::default();
    for (number, part) in parts.iter().enumerate() {
        for (exchange, operation, body) in pushes(&part.case, &part.transcript) {
            pushed.take(Source { part: number, exchange }, operation, body);
        }
    }
    pushed
}

/// The pushes of a case, each with its position and its operation.
fn pushes<'p>(
    case: &'p Case,
    transcript: &'p Transcript,
) -> impl Iterator<Item = (usize, &'p str, &'p serde_json::Value)> {
    let steps = transcript.entries.iter().enumerate();
    let steps = steps.filter(|(_, entry)| entry.role == Role::Step);
    steps.filter_map(|(index, entry)| {
        let call = case.steps.get(entry.step)?.call()?;
        Some((index, call.operation.id.as_str(), entry.request.body.json().ok()?))
    })
}

//! Part of a case that belongs to a test: what was said in it, and the verdict on that.
//!
//! The whole story is judged, so that rules see its history; findings about earlier parts are left out.

use serde_json::{Map, Value};

use crate::app::rejection::RejectionWatch;
use crate::app::settle::{Judged, Settlement};
use crate::certification::plan::Test;
use crate::certification::repeated_calls;
use crate::contract::push::InventoryKind;
use crate::contract::rule::Weight;
use crate::exchange::transcript::{Entry, Outcome, Role, Transcript};
use crate::judge::finding::{Finding, Status, StatusName};
use crate::judge::read_back::inventory::{PushPlace, PushedInventory};
use crate::plan::case::Case;
use crate::report::record::Record;
use crate::report::recorder::{self, Detail, Origin};

/// The part of a case that belongs to a test.
pub struct TestPart<'t> {
    judged: Judged,
    /// The first exchange of the part; those before it belong to other tests.
    first: usize,
    /// The test, if others share the case with it.
    test: Option<&'t Test>,
}

impl<'t> TestPart<'t> {
    /// Judges all that was said, and keeps what concerns the part.
    pub fn judge(
        settlement: Settlement<'_>,
        case: Case,
        transcript: Transcript,
        first: usize,
        test: Option<&'t Test>,
    ) -> Self {
        let mut judged = settlement.judge(case, transcript);
        let Judged {
            case,
            transcript,
            verdict,
        } = &mut judged;
        let concerns = |finding: &Finding| finding.place.as_ref().is_none_or(|place| place.entry >= first);
        verdict.findings.retain(concerns);
        verdict
            .findings
            .extend(repeated_calls::findings(case, &transcript.entries, first));
        verdict.sort();
        let is_error = |finding: &Finding| finding.weight == Weight::Error;
        if verdict.findings.iter().any(is_error) {
            verdict.status = Status::Failed;
        } else if verdict.status == Status::Failed {
            // Only what belongs to other tests spoke against it.
            verdict.status = match &transcript.stopped {
                None => Status::Passed,
                Some(_) => Status::Inconclusive("it ended before its last step".to_string()),
            };
        }
        Self { judged, first, test }
    }

    /// Returns the case, up to the end of the part.
    pub fn case(&self) -> &Case {
        &self.judged.case
    }

    /// Returns the position of its first exchange; those before it belong to other tests.
    pub fn first(&self) -> usize {
        self.first
    }

    /// Returns true if nothing is left to be said against it.
    pub fn passed(&self) -> bool {
        self.judged.verdict.status.name() == StatusName::Passed
    }

    /// Notes if the part was rejected.
    pub fn note_rejection(&self, watch: &mut RejectionWatch) {
        let Judged {
            case,
            transcript,
            verdict,
        } = &self.judged;
        watch.note(case, transcript, verdict.status == Status::Failed);
    }

    /// Takes a failure back that says nothing of the system under test.
    pub fn excuse(&mut self, reason: &str) {
        self.judged.verdict.status = Status::Inconclusive(reason.to_string());
    }

    /// Fails the part for something that was found beside its exchanges.
    pub fn fail(&mut self, finding: Finding) {
        self.judged.verdict.status = Status::Failed;
        self.judged.verdict.findings.push(finding);
    }

    /// Puts the gravest findings first.
    pub fn sort(&mut self) {
        self.judged.verdict.sort();
    }

    /// Adds an exchange that was made after the last step.
    pub fn append(&mut self, entry: impl FnOnce(&Case, &Transcript) -> Entry) {
        let entry = entry(&self.judged.case, &self.judged.transcript);
        self.judged.transcript.entries.push(entry);
    }

    /// Makes its record, as of a case of its own.
    pub fn record(mut self, settlement: Settlement<'_>) -> Record {
        let Judged {
            transcript, verdict, ..
        } = &mut self.judged;
        transcript.entries.drain(..self.first);
        for place in verdict.findings.iter_mut().filter_map(|finding| finding.place.as_mut()) {
            place.entry -= self.first;
        }
        unread(transcript, &verdict.findings);
        let part = self.test.map(|test| recorder::TestPart {
            id: &test.id,
            title: &test.title,
        });
        // What is kept for a later run has no place in this one.
        settlement.record(&self.judged, Origin::default(), part, None, Detail::Whole)
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

/// Gathers what the parts of a test have pushed.
pub fn pushed<'p>(parts: &'p [TestPart<'_>]) -> PushedInventory<'p> {
    let mut pushed = PushedInventory::default();
    for (number, part) in parts.iter().enumerate() {
        for (exchange, kind, body) in pushes(&part.judged.case, &part.judged.transcript) {
            pushed.take(PushPlace { part: number, exchange }, kind, body);
        }
    }
    pushed
}

/// Returns the pushes of a case, each with its position and its kind.
fn pushes<'p>(
    case: &'p Case,
    transcript: &'p Transcript,
) -> impl Iterator<Item = (usize, InventoryKind, &'p Map<String, Value>)> {
    let steps = transcript.entries.iter().enumerate();
    let steps = steps.filter(|(_, entry)| entry.role == Role::Step);
    steps.filter_map(|(index, entry)| {
        let call = case.steps.get(entry.step)?.call()?;
        let kind = InventoryKind::pushed_by(&call.operation.id)?;
        Some((index, kind, entry.request.body.json().ok()?.as_object()?))
    })
}

//! Reachability of a target: after a few cases in a row in which it could not be asked, the rest is not tried.
//!
//! It counts in a run, in a certification and under `cargo test`. Five cases in a row suffice for a target that
//! could not be asked, seven for one that is there and never answers: the six published tests of pushes alone do
//! not tell a target that is slow with pushes from one that hangs.

use std::collections::HashMap;

use crate::contract::operation::{Api, Side};
use crate::exchange::intermediary::Intermediary;
use crate::exchange::transcript::{Direction, Entry, FailureKind, Outcome, Role, Stop, Transcript};
use crate::plan::case::Case;

/// So many cases in a row without a target that is there.
const UNREACHED: u32 = 5;
/// So many cases in a row without any answer: more, since one that is only slow with some operations answers others.
const UNANSWERED: u32 = 7;

/// Outcome of the latest cases of each host.
#[derive(Debug, Default)]
pub struct Reachability {
    hosts: HashMap<(Api, Side), FruitlessRow>,
}

/// Cases in a row that nothing came of.
#[derive(Debug, Default)]
struct FruitlessRow {
    cases: u32,
    /// Those at the end of the row in which no request reached the target.
    unreached: u32,
    /// Reason for which nothing came of the last one.
    reason: String,
    /// True once the target itself has answered.
    has_answered: bool,
}

/// A case that came to nothing.
enum Fruitless {
    /// The target was not there, or went on to turn its requests away.
    Unreached(String),
    /// It was asked, and said nothing in the time that it has.
    Unanswered(String),
}

impl Reachability {
    /// Takes note of how a case went, from that entry on. One that sent nothing says nothing of its target.
    pub fn note(&mut self, case: &Case, transcript: &Transcript, from: usize) {
        let entries = transcript.entries.get(from..).unwrap_or_default();
        let host = self.hosts.entry((case.api, case.under_test)).or_default();
        if let Some(reason) = turned_away(entries).filter(|_| !host.has_answered) {
            host.cases = host.cases.saturating_add(1);
            host.unreached = host.unreached.saturating_add(1);
            host.reason = reason;
            return;
        }
        match fruitless(entries, transcript.stopped.as_ref()) {
            Some(Fruitless::Unreached(reason)) => {
                host.cases = host.cases.saturating_add(1);
                host.unreached = host.unreached.saturating_add(1);
                host.reason = reason;
            }
            Some(Fruitless::Unanswered(reason)) => {
                host.cases = host.cases.saturating_add(1);
                host.unreached = 0;
                host.reason = reason;
            }
            None if exchanges(entries).next().is_some() || is_called(entries) => {
                *host = FruitlessRow {
                    has_answered: true,
                    ..FruitlessRow::default()
                };
            }
            None => {}
        }
    }

    /// The reason for which the host of a case is not tried any more, if it is not.
    pub fn given_up(&self, case: &Case) -> Option<Stop> {
        let host = self.hosts.get(&(case.api, case.under_test))?;
        let (what, cases) = if host.unreached >= UNREACHED {
            ("could not be asked", UNREACHED)
        } else if host.cases >= UNANSWERED {
            ("gave no answer", UNANSWERED)
        } else {
            return None;
        };
        Some(Stop::GivenUp {
            reason: format!(
                "not tried, since the target {what} in {cases} cases in a row: {}",
                host.reason
            ),
        })
    }
}

/// Outcomes of the requests to the target; not of those to an address that cannot be called.
fn exchanges(entries: &[Entry]) -> impl Iterator<Item = &Outcome> {
    let own = entries
        .iter()
        .filter(|entry| entry.direction == Direction::Outbound && entry.role != Role::Hook);
    own.map(|entry| &entry.outcome)
        .filter(|outcome| !matches!(outcome, Outcome::Failed(failure) if failure.kind == FailureKind::Address))
}

/// Recognises a case whose every request was answered by somebody before the target.
fn turned_away(entries: &[Entry]) -> Option<String> {
    let answered_by = |outcome: &Outcome| match outcome {
        Outcome::Answered(response) => Intermediary::of(response),
        Outcome::Failed(_) => None,
    };
    let mut last = None;
    for outcome in exchanges(entries) {
        last = Some(answered_by(outcome)?);
    }
    last.map(|intermediary| intermediary.to_string())
}

/// Returns true if the target called, which shows that it is alive.
fn is_called(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| entry.direction == Direction::Inbound)
}

/// Recognises a case that came to nothing.
fn fruitless(entries: &[Entry], stopped: Option<&Stop>) -> Option<Fruitless> {
    if let Some(Stop::Limited { reason, .. }) = stopped {
        return Some(Fruitless::Unreached(reason.clone()));
    }
    let unreached = exchanges(entries).find_map(|outcome| match outcome {
        Outcome::Failed(failure) => failure.never_left().then(|| failure.detail.clone()),
        Outcome::Answered(_) => None,
    });
    if let Some(reason) = unreached {
        return Some(Fruitless::Unreached(reason));
    }
    // A hook may lead elsewhere, but one that hangs as well is no sign of life.
    let is_answered = |entry: &Entry| matches!(entry.outcome, Outcome::Answered(_));
    if entries.iter().any(is_answered) || is_called(entries) {
        return None;
    }
    entries.iter().find_map(|entry| match &entry.outcome {
        Outcome::Failed(failure) if failure.kind == FailureKind::Timeout => {
            Some(Fruitless::Unanswered(failure.detail.clone()))
        }
        Outcome::Failed(_) | Outcome::Answered(_) => None,
    })
}

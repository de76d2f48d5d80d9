//! When a target is given up: after a few cases in a row that it could not be asked in, the rest is not tried.

use std::collections::HashMap;

use crate::contract::operation::{Api, Side};
use crate::exchange::transcript::{Direction, Entry, FailureKind, Outcome, Role, Stop, Transcript};
use crate::plan::case::Case;

/// So many cases in a row without a target that is there.
const UNREACHED: u32 = 5;
/// So many cases in a row without any answer: more, since one that is only slow with some operations answers others.
const UNANSWERED: u32 = 7;

/// What has come of the latest cases of each host.
#[derive(Debug, Default)]
pub struct Reachability {
    hosts: HashMap<(Api, Side), InVain>,
}

/// The cases in a row that nothing came of.
#[derive(Debug, Default)]
struct InVain {
    cases: u32,
    /// Those at the end of the row in which no request reached the target.
    unreached: u32,
    /// Why nothing came of the last one.
    reason: String,
}

/// How a case came to nothing.
enum Vain {
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
        match in_vain(entries, transcript.stopped.as_ref()) {
            Some(Vain::Unreached(reason)) => {
                host.cases = host.cases.saturating_add(1);
                host.unreached = host.unreached.saturating_add(1);
                host.reason = reason;
            }
            Some(Vain::Unanswered(reason)) => {
                host.cases = host.cases.saturating_add(1);
                host.unreached = 0;
                host.reason = reason;
            }
            None if exchanges(entries).next().is_some() || is_called(entries) => *host = InVain::default(),
            None => {}
        }
    }

    /// Why the host of a case is not tried any more, if it is not.
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

/// What came of the requests to the target; not of those to an address that cannot be called.
fn exchanges(entries: &[Entry]) -> impl Iterator<Item = &Outcome> {
    let own = entries
        .iter()
        .filter(|entry| entry.direction == Direction::Outbound && entry.role != Role::Hook);
    own.map(|entry| &entry.outcome)
        .filter(|outcome| !matches!(outcome, Outcome::Failed(failure) if failure.kind == FailureKind::Address))
}

/// Whether the target called, which shows that it is alive.
fn is_called(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| entry.direction == Direction::Inbound)
}

/// Why a case came to nothing, if it did.
fn in_vain(entries: &[Entry], stopped: Option<&Stop>) -> Option<Vain> {
    if let Some(Stop::Limited { reason, .. }) = stopped {
        return Some(Vain::Unreached(reason.clone()));
    }
    let unreached = exchanges(entries).find_map(|outcome| match outcome {
        Outcome::Failed(failure) => failure.never_left().then(|| failure.detail.clone()),
        Outcome::Answered(_) => None,
    });
    if let Some(reason) = unreached {
        return Some(Vain::Unreached(reason));
    }
    // A hook may lead elsewhere, but one that hangs as well is no sign of life.
    let is_answered = |entry: &Entry| matches!(entry.outcome, Outcome::Answered(_));
    if entries.iter().any(is_answered) || is_called(entries) {
        return None;
    }
    entries.iter().find_map(|entry| match &entry.outcome {
        Outcome::Failed(failure) if failure.kind == FailureKind::Timeout => {
            Some(Vain::Unanswered(failure.detail.clone()))
        }
        Outcome::Failed(_) | Outcome::Answered(_) => None,
    })
}

//! When a target is given up: after a few cases in a row that it could not be asked in, the rest is not tried.

use std::collections::HashMap;

use crate::contract::operation::{Api, Side};
use crate::exchange::transcript::{Direction, FailureKind, Outcome, Role, Stop, Transcript};
use crate::plan::case::Case;

/// So many cases in a row.
const CASES: u32 = 5;

/// What has come of the latest cases of each host.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    hosts: HashMap<(Api, Side), InVain>,
}

/// The cases in a row that nothing came of.
#[derive(Debug, Default)]
struct InVain {
    cases: u32,
    /// Why nothing came of the last one.
    reason: String,
}

impl Breaker {
    /// Takes note of how a case went. One that sent nothing says nothing of its target.
    pub(super) fn note(&mut self, case: &Case, transcript: &Transcript) {
        let host = self.hosts.entry((case.api, case.under_test)).or_default();
        if let Some(reason) = in_vain(transcript) {
            host.cases = host.cases.saturating_add(1);
            host.reason = reason;
        } else if exchanges(transcript).next().is_some() {
            host.cases = 0;
        }
    }

    /// Why the host of a case is not tried any more, if it is not.
    pub(super) fn given_up(&self, case: &Case) -> Option<Stop> {
        let host = self.hosts.get(&(case.api, case.under_test))?;
        (host.cases >= CASES).then(|| Stop::GivenUp {
            reason: format!(
                "not tried, since the target could not be asked in {CASES} cases in a row: {}",
                host.reason
            ),
        })
    }
}

/// What came of the requests to the target; not of those to an address that cannot be called.
fn exchanges(transcript: &Transcript) -> impl Iterator<Item = &Outcome> {
    let entries = transcript.entries.iter();
    let own = entries.filter(|entry| entry.direction == Direction::Outbound && entry.role != Role::Hook);
    own.map(|entry| &entry.outcome)
        .filter(|outcome| !matches!(outcome, Outcome::Failed(failure) if failure.kind == FailureKind::Address))
}

/// Why a case came to nothing, if the target was not there or went on to turn its requests away.
fn in_vain(transcript: &Transcript) -> Option<String> {
    if let Some(Stop::Limited { reason, .. }) = &transcript.stopped {
        return Some(reason.clone());
    }
    exchanges(transcript).find_map(|outcome| match outcome {
        Outcome::Failed(failure) => failure.never_left().then(|| failure.detail.clone()),
        Outcome::Answered(_) => None,
    })
}

//! Calls that came to a case and that the platform would not have taken.
//!
//! Anybody may call an address that is open, so a call that lacks the agreed token and is odd proves nothing about the
//! system under test, as long as the awaited call comes. If it does not, the stray that fits best is what there is
//! of it, and says more than that none came.

use serde_json::Value;

use super::oddity::Oddity;
use crate::contract::operation::Operation;
use crate::exchange::message::Request;
use crate::exchange::transcript::{Direction, Entry, Role, Transcript};

/// So many strays of one case are kept; further ones are no matter of it in any event.
const MOST_KEPT: usize = 100;

/// A call that was not taken.
#[derive(Debug)]
pub(super) struct Stray {
    pub(super) entry: Entry,
    pub(super) oddities: Vec<Oddity>,
}

/// Strays of one case.
#[derive(Debug, Default)]
pub(super) struct Strays {
    kept: Vec<Stray>,
}

/// A call that did not come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Awaited<'a> {
    pub(super) operation: &'a Operation,
    /// The message that it should refer to, if it should.
    pub(super) message: Option<&'a Value>,
    pub(super) step: usize,
    /// Role of the call, had it come.
    pub(super) role: Role,
}

/// Position of the call that fits best.
enum Best {
    /// Among the strays.
    Stray(usize),
    /// In the transcript.
    Recorded(usize),
}

impl Strays {
    /// Keeps a stray; gives it back if there are too many.
    pub(super) fn keep(&mut self, stray: Stray) -> Option<Stray> {
        if self.kept.len() == MOST_KEPT {
            return Some(stray);
        }
        self.kept.push(stray);
        None
    }

    /// The strays that stand in for nothing.
    pub(super) fn take(&mut self) -> Vec<Stray> {
        std::mem::take(&mut self.kept)
    }

    /// Puts the call that fits best in the place of an awaited one that did not come; returns true if there is one.
    ///
    /// `oddities` tells those of a call in the transcript: of a caller who has the agreed token they are there.
    pub(super) fn stand_in(
        &mut self,
        awaited: Awaited<'_>,
        first: usize,
        transcript: &mut Transcript,
        oddities: impl Fn(&Request) -> Vec<Oddity>,
    ) -> bool {
        let recorded = transcript.entries.iter().enumerate().skip(first);
        let recorded = recorded
            .filter(|(_, entry)| entry.direction == Direction::Inbound && entry.role == Role::Unawaited)
            .map(|(position, entry)| {
                (
                    Best::Recorded(position),
                    fit(entry, &oddities(&entry.request), awaited, 1),
                )
            });
        let strays = self.kept.iter().enumerate();
        let strays =
            strays.map(|(position, stray)| (Best::Stray(position), fit(&stray.entry, &stray.oddities, awaited, 0)));
        let fitting = strays.chain(recorded).filter_map(|(best, fit)| Some((best, fit?)));
        let Some((best, _)) = fitting.max_by_key(|(_, fit)| *fit) else {
            return false;
        };
        match best {
            Best::Recorded(position) => {
                if let Some(entry) = transcript.entries.get_mut(position) {
                    (entry.role, entry.step) = (awaited.role, awaited.step);
                }
            }
            Best::Stray(position) => {
                let mut entry = self.kept.remove(position).entry;
                (entry.role, entry.step) = (awaited.role, awaited.step);
                let later = transcript
                    .entries
                    .iter()
                    .skip(first)
                    .position(|other| other.at > entry.at);
                let place = later.map_or(transcript.entries.len(), |later| first + later);
                transcript.entries.insert(place, entry);
            }
        }
        true
    }
}

/// Likeness of a call to the awaited one; `None` if nothing in it speaks of that.
fn fit(entry: &Entry, oddities: &[Oddity], awaited: Awaited<'_>, has_token: u32) -> Option<u32> {
    if oddities.is_empty() {
        return None;
    }
    let body = entry.request.body.json().ok().and_then(Value::as_object);
    let names_message = || {
        let (message, body) = (awaited.message.filter(|message| message.is_string())?, body?);
        Some(body.values().any(|value| value == message))
    };
    let by_name = match oddities.first() {
        Some(Oddity::NoOperation(unknown)) if unknown.perhaps.as_ref() == Some(&awaited.operation.id) => 2,
        Some(Oddity::NoOperation(_)) => 0,
        Some(Oddity::Address(operation, _)) if *operation == awaited.operation.id => 3,
        Some(Oddity::Address(..)) => 0,
        Some(Oddity::Method | Oddity::NotAnObject | Oddity::NoToken | Oddity::OtherToken) | None => {
            if awaited.operation.is_at(entry.request.path()) {
                4
            } else {
                0
            }
        }
    };
    let by_message = if names_message() == Some(true) { 4 } else { 0 };
    let is_unknown = matches!(oddities.first(), Some(Oddity::NoOperation(_)));
    // An invented operation, called with the agreed token, may well be meant for it.
    let by_token = if has_token == 1 && is_unknown { 1 } else { 0 };
    let least = by_name + by_message + by_token;
    // A message is worth more than a probe of the same address.
    (least > 0).then(|| 4 * least + 2 * has_token + u32::from(body.is_some()))
}

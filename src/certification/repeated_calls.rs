//! A message that a test asks for once, and that came again.

use std::collections::BTreeSet;

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::known_bookings::{booking, message};
use crate::exchange::transcript::{Direction, Entry, Role};
use crate::judge::check_id::Check;
use crate::judge::finding::{Finding, Place};
use crate::plan::case::Case;

/// Reports each call of an operation that the steps from `first` on await, made once more.
///
/// In other runs that is only noted, since a call may have a reason that the scenario does not know;
/// here the system under test is asked to do one thing at a time. The very same message with the same id is a warning: no
/// page says what becomes of one that is sent once more because its answer was lost. What is about another booking than the awaited
/// call was is no repetition of it: it may well have been sent before the run began.
pub fn findings(case: &Case, entries: &[Entry], first: usize) -> Vec<Finding> {
    let awaited = |entry: &Entry| {
        let steps = case.steps.iter().filter_map(|step| step.receive());
        let mut operations = steps.map(|receive| &receive.operation);
        operations.find(|operation| operation.is_at(entry.request.path()))
    };
    let own = entries.iter().skip(first).filter(|entry| entry.role == Role::Step);
    let own: BTreeSet<&str> = own.filter_map(|entry| booking(&entry.request)).collect();
    let is_other = |entry: &Entry| booking(&entry.request).is_some_and(|id| !own.is_empty() && !own.contains(id));
    // The repaired message after a refusal is no repetition.
    let refuses = case.covers.iter().any(|covered| covered == "R-ERR-11");
    let repeated = entries
        .iter()
        .enumerate()
        .skip(first)
        .filter(|(_, entry)| entry.direction == Direction::Inbound && entry.role == Role::Unawaited && !refuses)
        .filter(|(_, entry)| !is_other(entry));
    repeated
        .filter_map(|(index, entry)| {
            let operation = awaited(entry)?;
            let (weight, actual) = if is_the_same(entries, index) {
                (
                    Weight::Warning,
                    "the same message came again, as if the answer to it had been lost",
                )
            } else {
                (Weight::Error, "it came again, as another message")
            };
            let expected = format!("one call of {}", operation.id);
            Some(
                Finding::new(Check::Callback, weight, expected, actual)
                    .at(Place::whole(index, Message::Request))
                    .against("What happened once is told once."),
            )
        })
        .collect()
}

/// Returns true if a call is one that came before, with all that it says and under the same id.
fn is_the_same(entries: &[Entry], index: usize) -> bool {
    let Some(entry) = entries.get(index).filter(|entry| message(&entry.request).is_some()) else {
        return false;
    };
    let mut before = entries
        .iter()
        .take(index)
        .filter(|entry| entry.direction == Direction::Inbound);
    let body = entry.request.body.json().ok();
    before.any(|earlier| body == earlier.request.body.json().ok())
}

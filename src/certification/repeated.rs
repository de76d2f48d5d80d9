//! A message that a test asks for once, and that came again.

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::{Direction, Entry, Role};
use crate::judge::finding::{Finding, Place};
use crate::plan::case::Case;

/// Reports each call of an operation that the steps from `first` on await, made once more.
///
/// In other runs that is only noted, since a call may have a reason that the scenario does not know;
/// here the system under test is asked to do one thing at a time.
pub fn findings(case: &Case, entries: &[Entry], first: usize) -> Vec<Finding> {
    let awaited = |entry: &Entry| {
        let steps = case.steps.iter().filter_map(|step| step.receive());
        let mut operations = steps.map(|receive| &receive.operation);
        operations.find(|operation| operation.is_at(entry.request.path()))
    };
    // The repaired message after a refusal is no repetition.
    let refuses = case.covers.iter().any(|covered| covered == "R-ERR-11");
    let repeated = entries
        .iter()
        .enumerate()
        .skip(first)
        .filter(|(_, entry)| entry.direction == Direction::Inbound && entry.role == Role::Unawaited && !refuses);
    repeated
        .filter_map(|(index, entry)| {
            let operation = awaited(entry)?;
            Some(Finding {
                check: "callback".to_string(),
                weight: Weight::Error,
                requirement: "What happened once is told once.".to_string(),
                place: Some(Place {
                    entry: index,
                    message: Message::Request,
                    pointer: String::new(),
                }),
                expected: format!("one call of {}", operation.id),
                actual: "it came again".to_string(),
                page: None,
                detail: None,
            })
        })
        .collect()
}

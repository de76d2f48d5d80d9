//! The requests that were taken and have no whole answer.

use super::check_id::Check;
use super::finding::{Finding, Place};
use super::material::Material;
use super::pages;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::{FailureKind, Outcome, Role};

/// A request of so many bytes may well be too long for somebody on its way.
const LONG: usize = 100_000;

/// Names the limit that a request of so many bytes may have met.
pub fn limit_in_front(bytes: usize) -> String {
    format!(
        "the request has {bytes} bytes: has a server in front of it a limit, such as `client_max_body_size`? \
         `largest-push` in the configuration makes pushes smaller"
    )
}

/// Reports as a finding of that check each request that failed in such a way. A hook that fails makes the case inconclusive.
pub fn findings(material: Material<'_>, check: Check, is_meant: fn(FailureKind) -> bool, findings: &mut Vec<Finding>) {
    for (index, entry) in material.transcript.entries.iter().enumerate() {
        if let Outcome::Failed(failure) = &entry.outcome
            && entry.role != Role::Hook
            && is_meant(failure.kind)
        {
            let actual = match entry.request.body.bytes().len() {
                bytes @ LONG.. if failure.kind == FailureKind::Closed => {
                    format!("{}; {}", failure.detail, limit_in_front(bytes))
                }
                _ => failure.detail.clone(),
            };
            findings.push(
                Finding::new(check, Weight::Error, "a whole answer", actual)
                    .at(Place::whole(index, Message::Response))
                    .against("Every request is answered, whole and in time.")
                    .on_page(pages::of_answers(material.case.api)),
            );
        }
    }
}

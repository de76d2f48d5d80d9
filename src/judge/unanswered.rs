//! The requests that were taken and have no whole answer.

use super::check_id::Check;
use super::finding::{Finding, Place};
use super::material::Material;
use super::pages;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::{FailureKind, Outcome, Role};

/// Reports as a finding of that check each request that failed in such a way. A hook that fails makes the case inconclusive.
pub fn findings(material: Material<'_>, check: Check, is_meant: fn(FailureKind) -> bool, findings: &mut Vec<Finding>) {
    for (index, entry) in material.transcript.entries.iter().enumerate() {
        if let Outcome::Failed(failure) = &entry.outcome
            && entry.role != Role::Hook
            && is_meant(failure.kind)
        {
            findings.push(
                Finding::new(check, Weight::Error, "a whole answer", failure.detail.clone())
                    .at(Place::whole(index, Message::Response))
                    .against("Every request is answered, whole and in time.")
                    .on_page(pages::of_answers(material.case.api)),
            );
        }
    }
}

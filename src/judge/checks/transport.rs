//! `transport` and `time-limit`: a request that was taken and not answered whole.
//!
//! An address that cannot be reached at all proves nothing about the target: it makes the case
//! inconclusive instead.

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::{FailureKind, Outcome, Role};
use crate::judge::finding::{Finding, Place};
use crate::judge::material::Material;

/// Reports every request that was taken and has no whole answer.
pub fn findings(material: Material<'_>, findings: &mut Vec<Finding>) {
    for (index, entry) in material.transcript.entries.iter().enumerate() {
        // A hook that fails makes the case inconclusive.
        if entry.role == Role::Hook {
            continue;
        }
        let Outcome::Failed(failure) = &entry.outcome else {
            continue;
        };
        let check = match failure.kind {
            FailureKind::Timeout => "time-limit",
            FailureKind::Closed | FailureKind::TooLarge | FailureKind::Protocol => "transport",
            FailureKind::Address | FailureKind::Unreachable | FailureKind::Tls => continue,
        };
        findings.push(Finding {
            check: check.to_string(),
            weight: Weight::Error,
            requirement: "Every request is answered, whole and in time.".to_string(),
            place: Some(Place {
                entry: index,
                message: Message::Response,
                pointer: String::new(),
            }),
            expected: "a whole answer".to_string(),
            actual: failure.detail.clone(),
            page: Some(format!("{}-api/guidelines/responses", material.case.api)),
            detail: None,
        });
    }
}

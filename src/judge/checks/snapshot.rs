//! `snapshot`: an error response is the one that was accepted before.

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::check_id::Check;
use crate::judge::finding::{Finding, Place};
use crate::judge::material::Material;
use crate::judge::snapshot::{self, AcceptedSnapshots, SnapshotLookup};
use crate::redaction::redactor::Redactor;

/// Reports every snapshot that differs from the accepted one, with the difference.
pub fn findings(
    material: Material<'_>,
    redactor: &Redactor,
    stored: &dyn AcceptedSnapshots,
    findings: &mut Vec<Finding>,
) {
    // Asked first: making a snapshot costs more than finding out that none is compared.
    for envelope in material.envelopes() {
        let answer = envelope.answer;
        if !answer.step.expect.snapshot || !envelope.failed() {
            continue;
        }
        let name = snapshot::name_of(material.case, material.transcript.entries[answer.entry].step);
        let (weight, expected, actual, detail) = match stored.read(&name) {
            SnapshotLookup::Off => continue,
            SnapshotLookup::Missing => (
                Weight::Warning,
                "an accepted snapshot".to_string(),
                "there is none; look at the answer, then `keycard snapshots accept`".to_string(),
                None,
            ),
            SnapshotLookup::Unreadable(reason) => {
                (Weight::Error, "a snapshot that can be read".to_string(), reason, None)
            }
            SnapshotLookup::Found(accepted) => {
                let now = snapshot::normalised(material, answer, redactor);
                if accepted.trim_end() == now.trim_end() {
                    continue;
                }
                (
                    Weight::Error,
                    "the answer that was accepted before".to_string(),
                    "another one".to_string(),
                    Some(snapshot::difference(accepted.trim_end(), now.trim_end())),
                )
            }
        };
        let found = Finding::new(Check::Snapshot, weight, expected, actual)
            .at(Place::whole(answer.entry, Message::Response))
            .against(format!("The error response is as in the snapshot {name}."));
        findings.push(Finding { detail, ..found });
    }
}

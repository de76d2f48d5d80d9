//! Whether a call that was asked to be invalid is so, as the side that Keycard plays would see it.
//!
//! What makes it invalid is no fault then, whatever it is: a note tells of it. A valid call shows nothing of what
//! becomes of an invalid one.

use serde_json::json;

use super::schema;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::message::Response;
use crate::exchange::transcript::{Direction, Outcome, Role, Transcript};
use crate::judge::conversation::Conversation;
use crate::judge::finding::{Finding, Place};
use crate::judge::material::Material;
use crate::judge::rules;

/// The rules of what a booking says for whose sake it is refused; those of its history, of the card data that may be
/// sent, and of recommendations are none of them. A cancellation is no booking, so neither are those of one.
const REFUSING: &[&str] = &[
    "R-GRP-1", "R-GRP-2", "R-GRP-3", "R-GRP-4", "R-GRP-5", "R-GRP-6", "R-GRP-7", "R-GRP-8", "R-GRP-11", "R-GRP-14",
    "R-GRP-16", "R-GRP-18", "R-GRP-21", "R-GRP-22", "R-GRP-23", "R-GRP-24", "R-GRP-26", "R-GRP-31",
];
/// Those whose warnings are refusals too: whoever does not know a code can only refuse it.
const OF_CODES: &[&str] = &["R-GRP-14", "R-GRP-21"];
/// What every call carries, whatever it says.
const ENVELOPE: &[&str] = &["/clientToken", "/connectionToken", "/messageId"];

/// Turns what makes a call invalid that was asked to be so into notes; one that is valid is a fault.
pub fn findings(material: Material<'_>, findings: &mut Vec<Finding>) {
    for (index, step) in material.case.steps.iter().enumerate() {
        let Some(receive) = step.receive().filter(|_| step.expect.invalid) else {
            continue;
        };
        let mut entries = material.transcript.entries.iter().enumerate();
        let call = entries.find(|(_, entry)| {
            entry.step == index && entry.role == Role::Step && entry.direction == Direction::Inbound
        });
        // What cannot be read is reported by `json`.
        let Some((entry, _)) =
            call.filter(|(_, entry)| entry.request.body.json().is_ok_and(serde_json::Value::is_object))
        else {
            continue;
        };
        let against = reasons(material, entry);
        if against.is_empty() {
            findings.push(Finding {
                check: "callback".to_string(),
                weight: Weight::Error,
                requirement: "What is asked for is an invalid message, since a valid one shows nothing here."
                    .to_string(),
                place: Some(Place {
                    entry,
                    message: Message::Request,
                    pointer: String::new(),
                }),
                expected: format!(
                    "a call of {} that has to be refused, for instance for dates, amounts or codes that cannot be",
                    receive.operation.id
                ),
                actual: "a valid one: nothing that it says speaks against it".to_string(),
                page: None,
                detail: None,
            });
        } else {
            findings.retain(|finding| !refuses(finding, entry));
            findings.extend(against.into_iter().map(|reason| Finding {
                weight: Weight::Note,
                ..reason
            }));
        }
    }
}

/// Everything for which a call has to be refused, as if it had not been yet: of what Keycard refuses some rules say no more.
fn reasons(material: Material<'_>, entry: usize) -> Vec<Finding> {
    let mut before = Transcript {
        entries: material.transcript.entries.iter().take(entry + 1).cloned().collect(),
        ..Transcript::default()
    };
    before.facts = material.transcript.facts.clone();
    if let Some(call) = before.entries.last_mut() {
        call.outcome = Outcome::Answered(Response::json(200, &json!({ "success": true })));
    }
    let conversation = Conversation::judging(material.judged, material.case, &before, material.contract);
    let mut found = rules::findings(conversation.material());
    schema::of_calls(conversation.material(), &mut found);
    found.retain(|finding| refuses(finding, entry));
    found
}

/// Whether a finding is one for whose sake a call is refused.
fn refuses(finding: &Finding, entry: usize) -> bool {
    let Some(place) = &finding.place else { return false };
    let grave = finding.weight == Weight::Error
        || (finding.weight == Weight::Warning && OF_CODES.contains(&finding.check.as_str()));
    let about = REFUSING.contains(&finding.check.as_str())
        || (finding.check == "schema" && !ENVELOPE.contains(&place.pointer.as_str()));
    grave && about && place.entry == entry && place.message == Message::Request
}

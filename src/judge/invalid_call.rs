//! Calls that a scenario asks to be invalid, judged as the side that Keycard plays would see them.
//!
//! Nothing that makes such a call invalid is a fault: findings about it become notes. A valid call shows nothing of what
//! becomes of an invalid one, so that one is a finding of `callback`.

use serde_json::json;

use super::check_id::{Check, CheckId};
use super::checks::schema;
use super::conversation::Conversation;
use super::finding::{Finding, Place};
use super::material::Material;
use super::rules;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::message::Response;
use crate::exchange::transcript::{Direction, Outcome, Role, Transcript};

/// The parts that every call carries, whatever its content.
const ENVELOPE: &[&str] = &["/clientToken", "/connectionToken", "/messageId"];

/// Turns findings that make a call invalid into notes, where it was asked to be so; one that is valid is reported.
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
            let expected = format!(
                "a call of {} that has to be refused, for instance for dates, amounts or codes that cannot be",
                receive.operation.id
            );
            let actual = "a valid one: nothing that it says speaks against it";
            findings.push(
                Finding::new(Check::Callback, Weight::Error, expected, actual)
                    .at(Place::whole(entry, Message::Request))
                    .against("What is asked for is an invalid message, since a valid one shows nothing here."),
            );
        } else {
            findings.retain(|finding| !refuses(material, finding, entry));
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
    found.retain(|finding| refuses(material, finding, entry));
    found
}

/// Checks that a finding is one for whose sake a call has to be refused.
fn refuses(material: Material<'_>, finding: &Finding, entry: usize) -> bool {
    let Some(place) = &finding.place else { return false };
    let refused_from = match &finding.check {
        CheckId::Check(Check::Schema) if !ENVELOPE.contains(&place.pointer.as_str()) => Some(Weight::Error),
        CheckId::Check(_) => None,
        CheckId::Rule(id) => {
            let data = material.contract.rule(material.case.api, id.as_str());
            data.and_then(|data| data.refused_from)
        }
    };
    refused_from.is_some_and(|least| finding.weight >= least)
        && place.entry == entry
        && place.message == Message::Request
}

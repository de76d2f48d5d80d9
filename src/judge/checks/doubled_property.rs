//! `doubled-property`: no property stands twice in one object.
//!
//! JSON does not forbid it, and readers differ in which value they take (RFC 8259, 4): two sides may understand two
//! messages. The other checks see the last value.

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::body::Body;
use crate::exchange::transcript::{Direction, Outcome};
use crate::judge::check_id::Check;
use crate::judge::finding::{Finding, Place};
use crate::judge::material::Material;
use crate::plan::case::Step;

/// Reports each doubled property of each message of the side under test.
pub fn findings(material: Material<'_>, findings: &mut Vec<Finding>) {
    for (index, entry) in material.transcript.entries.iter().enumerate() {
        match (entry.direction, &entry.outcome) {
            (Direction::Inbound, _) => of_body(index, Message::Request, &entry.request.body, findings),
            (Direction::Outbound, Outcome::Answered(response)) => {
                // A hook is no part of the API.
                if material.case.steps.get(entry.step).and_then(Step::call).is_some() {
                    of_body(index, Message::Response, &response.body, findings);
                }
            }
            (Direction::Outbound, Outcome::Failed(_)) => {}
        }
    }
}

fn of_body(entry: usize, message: Message, body: &Body, findings: &mut Vec<Finding>) {
    for pointer in body.doubled() {
        let place = Place {
            entry,
            message,
            pointer: pointer.clone(),
        };
        let finding = Finding::new(
            Check::DoubledProperty,
            Weight::Warning,
            "each property once in its object",
            "the property more than once; readers differ in which value they take (RFC 8259, 4), and the last is judged",
        );
        findings.push(finding.at(place).against("No property stands twice in one object."));
    }
}

//! The conversation of a case: every message that is a JSON object, with its sender.

use serde_json::Value;

use super::called_operation;
use super::material::Material;
use super::message::SentMessage;
use super::views::View;
use crate::contract::catalogue::Contract;
use crate::contract::operation::Side;
use crate::contract::schema::Message;
use crate::exchange::transcript::{Direction, Entry, Outcome, Role, Transcript};
use crate::plan::case::Case;

/// Every message of a case, in the order in which they were sent; a request comes before its answer.
#[derive(Debug)]
pub struct Conversation<'e> {
    case: &'e Case,
    transcript: &'e Transcript,
    contract: &'e Contract,
    judged: Side,
    messages: Vec<SentMessage<'e>>,
    views: Vec<Option<View<'e>>>,
}

impl<'e> Conversation<'e> {
    /// The conversation of a case, of which the messages of the side under test are judged.
    pub fn new(case: &'e Case, transcript: &'e Transcript, contract: &'e Contract) -> Self {
        Self::judging(case.under_test, case, transcript, contract)
    }

    /// The same, judging the messages of that side; of the other one, Keycard's own are.
    pub fn judging(judged: Side, case: &'e Case, transcript: &'e Transcript, contract: &'e Contract) -> Self {
        let mut messages = Vec::new();
        for (index, entry) in transcript.entries.iter().enumerate() {
            if entry.role != Role::Hook {
                add_messages(contract, case, index, entry, &mut messages);
            }
        }
        let views = messages
            .iter()
            .map(|message| (message.sender == judged).then(|| message.read()))
            .collect();
        Self {
            case,
            transcript,
            contract,
            judged,
            messages,
            views,
        }
    }

    /// The material that checks and rules judge by.
    pub fn material(&self) -> Material<'_> {
        Material {
            case: self.case,
            transcript: self.transcript,
            contract: self.contract,
            judged: self.judged,
            messages: &self.messages,
            views: &self.views,
            property_states: &[],
        }
    }
}

fn add_messages<'e>(
    contract: &'e Contract,
    case: &'e Case,
    index: usize,
    entry: &'e Entry,
    messages: &mut Vec<SentMessage<'e>>,
) {
    let (caller, host) = match entry.direction {
        Direction::Outbound => (case.under_test.other(), case.under_test),
        Direction::Inbound => (case.under_test, case.under_test.other()),
    };
    let step = || Some(case.steps.get(entry.step)?.operation()?.id.as_str());
    let operation = match (entry.direction, entry.role) {
        (Direction::Outbound, _) => step().unwrap_or_default(),
        (Direction::Inbound, _) => called_operation::of_call(contract, case, &entry.request),
    };
    let mut add = |part, sender, body: Option<&'e Value>| {
        if let Some(body) = body.and_then(Value::as_object) {
            messages.push(SentMessage {
                entry: index,
                message: part,
                sender,
                operation,
                host,
                role: entry.role,
                body,
            });
        }
    };
    add(Message::Request, caller, entry.request.body.json().ok());
    if let Outcome::Answered(response) = &entry.outcome {
        add(Message::Response, host, response.body.json().ok());
    }
}

//! What was said in a case: every message that is a JSON object, with its speaker.

use serde_json::{Map, Value};

use super::material::Material;
use super::rules;
use super::views::View;
use crate::contract::catalogue::Contract;
use crate::contract::operation::Side;
use crate::contract::schema::Message;
use crate::exchange::transcript::{Direction, Entry, Outcome, Role, Transcript};
use crate::plan::case::Case;

/// One message of a conversation.
#[derive(Clone, Debug)]
pub struct Spoken<'e> {
    /// Position of the exchange in the transcript.
    pub entry: usize,
    /// Which of its two messages.
    pub message: Message,
    /// Who sent it.
    pub sender: Side,
    /// The operation, by its id; a name that the contract does not know if the address has one.
    pub operation: &'e str,
    /// Who hosts the operation.
    pub host: Side,
    /// What the exchange has to do with its step.
    pub role: Role,
    /// The body.
    pub body: &'e Map<String, Value>,
}

/// Every message of a case, in the order in which they were sent; a request comes before its answer.
#[derive(Debug)]
pub struct Conversation<'e> {
    case: &'e Case,
    transcript: &'e Transcript,
    contract: &'e Contract,
    judged: Side,
    spoken: Vec<Spoken<'e>>,
    views: Vec<Option<View<'e>>>,
}

impl<'e> Conversation<'e> {
    /// The conversation of a case, of which the messages of the side under test are judged.
    pub fn of(case: &'e Case, transcript: &'e Transcript, contract: &'e Contract) -> Self {
        Self::judging(case.under_test, case, transcript, contract)
    }

    /// The same, judging the messages of that side; of the other one, Keycard's own are.
    pub fn judging(judged: Side, case: &'e Case, transcript: &'e Transcript, contract: &'e Contract) -> Self {
        let mut spoken = Vec::new();
        for (index, entry) in transcript.entries.iter().enumerate() {
            if entry.role != Role::Hook {
                hear(contract, case, index, entry, &mut spoken);
            }
        }
        let views = spoken
            .iter()
            .map(|said| (said.sender == judged).then(|| said.read()))
            .collect();
        Self {
            case,
            transcript,
            contract,
            judged,
            spoken,
            views,
        }
    }

    /// What checks and rules look at.
    pub fn material(&self) -> Material<'_> {
        Material {
            case: self.case,
            transcript: self.transcript,
            contract: self.contract,
            judged: self.judged,
            spoken: &self.spoken,
            views: &self.views,
            known: &[],
        }
    }
}

fn hear<'e>(contract: &'e Contract, case: &'e Case, index: usize, entry: &'e Entry, spoken: &mut Vec<Spoken<'e>>) {
    let (caller, host) = match entry.direction {
        Direction::Outbound => (case.under_test.other(), case.under_test),
        Direction::Inbound => (case.under_test, case.under_test.other()),
    };
    let step = || Some(case.steps.get(entry.step)?.operation()?.id.as_str());
    let operation = match (entry.direction, entry.role) {
        (Direction::Outbound, _) => step().unwrap_or_default(),
        (Direction::Inbound, _) => rules::called::operation(contract, case, &entry.request),
    };
    let mut add = |message, sender, body: Option<&'e Value>| {
        if let Some(body) = body.and_then(Value::as_object) {
            spoken.push(Spoken {
                entry: index,
                message,
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

impl<'e> Spoken<'e> {
    /// Its typed view, made anew.
    pub fn read(&self) -> View<'e> {
        View::of(self.host, self.operation, self.message, self.body)
    }
}

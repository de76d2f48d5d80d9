//! The material that checks and rules judge by: a case, its transcript and the contract.

use serde_json::{Map, Value};

use super::called_operation;
use super::history::property_state::StateAtMessage;
use super::message::SentMessage;
use super::views::View;
use super::views::error_list::errors;
use crate::contract::catalogue::Contract;
use crate::contract::operation::{Operation, Side};
use crate::contract::schema::Message;
use crate::exchange::message::{Request, Response};
use crate::exchange::transcript::{Direction, Entry, Outcome, Role, Strictness, Transcript};
use crate::plan::case::{Case, READ_INVENTORY, Step};

/// The status of an answer without a body.
pub const NO_CONTENT: u16 = 204;

/// Everything that a judgement may use.
#[derive(Clone, Copy, Debug)]
pub struct Material<'e> {
    /// The case that ran.
    pub case: &'e Case,
    /// The messages that went over the wire.
    pub transcript: &'e Transcript,
    /// The contract that they should keep.
    pub contract: &'e Contract,
    /// The side whose messages are judged.
    pub judged: Side,
    /// Every message, in order.
    pub messages: &'e [SentMessage<'e>],
    /// The typed views of those that are judged, by position in `messages`.
    pub views: &'e [Option<View<'e>>],
    /// The states of the properties that they are about; none until rules are judged.
    pub property_states: &'e [StateAtMessage<'e>],
}

/// A message of the side under test that a schema describes.
#[derive(Clone, Copy, Debug)]
pub struct DescribedMessage<'e> {
    /// Position of the exchange in the transcript.
    pub entry: usize,
    /// Its place in the exchange: the request or the response.
    pub message: Message,
    /// The operation that the exchange is about.
    pub operation: &'e Operation,
    /// The body.
    pub json: &'e Value,
}

/// A call that was answered.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'e> {
    /// Position of the exchange in the transcript.
    pub entry: usize,
    /// The step that made the call.
    pub step: &'e Step,
    /// The operation that was called.
    pub operation: &'e Operation,
    /// The request.
    pub request: &'e Request,
    /// The response.
    pub response: &'e Response,
}

/// An answer whose body is an object, of which the envelope rules speak.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'e> {
    /// The answer as a whole.
    pub answer: Answer<'e>,
    /// Its body.
    pub body: &'e Map<String, Value>,
    /// The side that sent it.
    pub sender: Side,
    /// The way in which its slips are judged.
    pub strictness: Strictness,
}

/// A call that the system under test made to Keycard.
#[derive(Clone, Copy, Debug)]
pub struct InboundCall<'e> {
    /// Position of the exchange in the transcript.
    pub entry: usize,
    /// The exchange.
    pub exchange: &'e Entry,
    /// The body of the request.
    pub body: &'e Map<String, Value>,
}

impl<'e> Material<'e> {
    /// Every message of the judged side with its typed view, in order.
    pub fn judged_messages(self) -> impl Iterator<Item = (&'e SentMessage<'e>, &'e View<'e>)> {
        std::iter::zip(self.messages, self.views).filter_map(|(message, view)| Some((message, view.as_ref()?)))
    }

    /// Every request of either side, in order.
    pub fn requests(self) -> impl DoubleEndedIterator<Item = &'e SentMessage<'e>> {
        self.messages
            .iter()
            .filter(|message| message.message == Message::Request)
    }

    /// The answer to a request, if it is a JSON object.
    pub fn answer_to(self, request: &SentMessage<'_>) -> Option<&'e SentMessage<'e>> {
        self.messages
            .iter()
            .find(|message| message.entry == request.entry && message.message == Message::Response)
    }

    /// Every request of either side with its answer, in order; the answer follows its request at once.
    pub fn requests_with_answers(self) -> impl Iterator<Item = (&'e SentMessage<'e>, Option<&'e SentMessage<'e>>)> {
        let answers = self.messages.iter().skip(1).map(Some).chain([None]);
        std::iter::zip(self.messages, answers)
            .filter(|(message, _)| message.message == Message::Request)
            .map(|(message, next)| {
                let answer = next.filter(|next| next.entry == message.entry && next.message == Message::Response);
                (message, answer)
            })
    }

    /// The connection that is agreed with the target.
    pub fn agreed_connection(self) -> Option<&'e str> {
        self.transcript.facts.credentials.get("connectionToken")?.as_str()
    }

    /// The step during which an exchange took place.
    pub fn step_of(self, entry: usize) -> usize {
        self.transcript.entries.get(entry).map_or(0, |entry| entry.step)
    }

    /// Checks that the system under test was made to do something after one step, up to another.
    pub fn acted_between(self, after: usize, upto: usize) -> bool {
        let steps = self.case.steps.iter().take(upto.saturating_add(1));
        steps.skip(after.saturating_add(1)).any(acts)
    }

    /// Every call that was answered, in order.
    pub fn answers(self) -> impl Iterator<Item = Answer<'e>> {
        self.answers_as(&[Role::Step])
    }

    /// The same, and those to requests that a limit turned away and that were sent again.
    ///
    /// Of the operation these prove nothing; what they say of the limit can be judged.
    pub fn answers_and_refusals(self) -> impl Iterator<Item = Answer<'e>> {
        self.answers_as(&[Role::Step, Role::Limited])
    }

    fn answers_as(self, roles: &'static [Role]) -> impl Iterator<Item = Answer<'e>> {
        self.transcript
            .entries
            .iter()
            .enumerate()
            .filter_map(move |(index, entry)| {
                let Outcome::Answered(response) = &entry.outcome else {
                    return None;
                };
                if entry.direction != Direction::Outbound || !roles.contains(&entry.role) {
                    return None;
                }
                let step = self.case.steps.get(entry.step)?;
                Some(Answer {
                    entry: index,
                    step,
                    operation: &step.call()?.operation,
                    request: &entry.request,
                    response,
                })
            })
    }

    /// The answers that are judged as JSON, then the calls of operations that exist.
    pub fn described_messages(self) -> impl Iterator<Item = DescribedMessage<'e>> {
        let answers = self
            .answers()
            .filter(|answer| !answer.settled_by_status() && answer.is_of_the_operation())
            .filter_map(|answer| {
                Some(DescribedMessage {
                    entry: answer.entry,
                    message: Message::Response,
                    operation: answer.operation,
                    json: answer.response.body.json().ok()?,
                })
            });
        answers.chain(self.described_calls())
    }

    /// The calls of the system under test that lead to an operation and are objects.
    pub fn described_calls(self) -> impl Iterator<Item = DescribedMessage<'e>> {
        let host = self.case.under_test.other();
        self.inbound_calls().filter_map(move |call| {
            let path = call.exchange.request.path();
            Some(DescribedMessage {
                entry: call.entry,
                message: Message::Request,
                operation: self.contract.operation_at(self.case.api, host, path)?,
                json: call.exchange.request.body.json().ok()?,
            })
        })
    }

    /// The answers that are judged as envelopes: the body is an object, and the HTTP status is not
    /// one that the scenario accepts in place of an envelope.
    pub fn envelopes(self) -> impl Iterator<Item = Envelope<'e>> {
        let sender = self.case.under_test;
        let strictness = self.transcript.facts.strictness;
        self.answers()
            .filter(|answer| !answer.settled_by_status() && !answer.tells_by_status())
            .filter_map(move |answer| {
                let body = answer.response.body.json().ok()?.as_object()?;
                Some(Envelope {
                    answer,
                    body,
                    sender,
                    strictness,
                })
            })
    }

    /// The id of the operation that a call of the system under test is meant for.
    pub fn called_operation(self, request: &'e Request) -> &'e str {
        called_operation::of_call(self.contract, self.case, request)
    }

    /// Every call of the system under test whose body is an object.
    pub fn inbound_calls(self) -> impl Iterator<Item = InboundCall<'e>> {
        self.transcript
            .entries
            .iter()
            .enumerate()
            .filter_map(|(index, exchange)| {
                if exchange.direction != Direction::Inbound {
                    return None;
                }
                let body = exchange.request.body.json().ok()?.as_object()?;
                Some(InboundCall {
                    entry: index,
                    exchange,
                    body,
                })
            })
    }
}

impl Answer<'_> {
    /// Checks that the HTTP status tells success from failure, as in the Connector API.
    pub fn tells_by_status(&self) -> bool {
        self.operation.connector.is_some()
    }

    /// Checks that the body is what the operation answers, and neither an error nor nothing.
    pub fn is_of_the_operation(&self) -> bool {
        !self.tells_by_status() || (self.response.status / 100 == 2 && self.response.status != NO_CONTENT)
    }

    /// Checks that there is a form to judge.
    pub fn is_to_be_read(&self) -> bool {
        if self.tells_by_status() {
            // Nothing is to be read of an answer without a body; rule S03 judges that it has none.
            self.response.status != NO_CONTENT
        } else {
            // Another status than 200 is a finding of its own; the page that comes with it is no second one.
            self.response.status == 200 || self.response.body.json().is_ok()
        }
    }

    /// Checks that the scenario accepts or tolerates the HTTP status itself: then nothing else is judged.
    pub fn settled_by_status(&self) -> bool {
        if self.tells_by_status() {
            return false;
        }
        let expect = &self.step.expect;
        expect.accept.accepts_status(self.response.status) || expect.tolerate.accepts_status(self.response.status)
    }
}

impl<'e> Envelope<'e> {
    /// The value of `success`, if it is a boolean.
    pub fn success(&self) -> Option<bool> {
        self.strictness.flag(self.body.get("success"))
    }

    /// Checks that the body is a failure: `success` is false, or an error stands without any `success`.
    pub fn failed(&self) -> bool {
        match (self.success(), self.body.get("success")) {
            (Some(success), _) => !success,
            (None, Some(_)) => false,
            (None, None) => !self.errors().is_empty(),
        }
    }

    /// Every error object with its JSON Pointer: those of `errors`, then the deprecated `error`.
    pub fn errors(&self) -> Vec<(String, &'e Value)> {
        let mut errors = errors(self.body);
        // getConfiguration may answer with the error object itself.
        if errors.is_empty() && !self.body.contains_key("success") && self.body.contains_key("code") {
            errors.extend(self.answer.response.body.json().ok().map(|body| (String::new(), body)));
        }
        errors
    }
}

/// Checks that a step makes the system under test do something, by a hook or by a person's hand.
fn acts(step: &Step) -> bool {
    let Some(trigger) = &step.trigger else { return false };
    trigger.hook.as_deref() != Some(READ_INVENTORY)
}

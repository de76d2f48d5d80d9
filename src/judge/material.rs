//! What checks and rules look at: a case, its transcript and the contract.

use serde_json::{Map, Value};

use super::conversation::Spoken;
use super::rules::called;
use super::rules::known::Moment;
use super::views::View;
use crate::contract::catalogue::Contract;
use crate::contract::operation::{Operation, Side};
use crate::contract::schema::Message;
use crate::exchange::message::{Request, Response};
use crate::exchange::transcript::{Direction, Entry, Outcome, Role, Strictness, Transcript};
use crate::plan::case::{Case, Step};

/// The errors of one message beyond this are not judged one by one: a hostile list is long.
pub const MOST_ERRORS: usize = 5_000;

/// The status of an answer without a body.
pub const NO_CONTENT: u16 = 204;

/// Everything that a judgement may use.
#[derive(Clone, Copy, Debug)]
pub struct Material<'e> {
    /// The case that ran.
    pub case: &'e Case,
    /// What went over the wire.
    pub transcript: &'e Transcript,
    /// What should have.
    pub contract: &'e Contract,
    /// The side whose messages are judged.
    pub judged: Side,
    /// Every message, in order.
    pub spoken: &'e [Spoken<'e>],
    /// The typed views of those that are judged, by position in `spoken`.
    pub views: &'e [Option<View<'e>>],
    /// What was known of their properties; nothing until rules are judged.
    pub known: &'e [Moment<'e>],
}

/// A message of the side under test that a schema speaks of.
#[derive(Clone, Copy, Debug)]
pub struct Document<'e> {
    /// Position of the exchange in the transcript.
    pub entry: usize,
    /// Which of its two messages.
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
    /// What was sent.
    pub request: &'e Request,
    /// What came back.
    pub response: &'e Response,
}

/// An answer whose body is an object: what the envelope rules speak of.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'e> {
    /// The answer as a whole.
    pub answer: Answer<'e>,
    /// Its body.
    pub body: &'e Map<String, Value>,
    /// The side that sent it.
    pub sender: Side,
    /// How its slips are judged.
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
    pub fn judged(self) -> impl Iterator<Item = (&'e Spoken<'e>, &'e View<'e>)> {
        std::iter::zip(self.spoken, self.views).filter_map(|(said, view)| Some((said, view.as_ref()?)))
    }

    /// Every request of either side, in order.
    pub fn requests(self) -> impl DoubleEndedIterator<Item = &'e Spoken<'e>> {
        self.spoken.iter().filter(|said| said.message == Message::Request)
    }

    /// The answer to a request, if it is a JSON object.
    pub fn answer_to(self, request: &Spoken<'_>) -> Option<&'e Spoken<'e>> {
        self.spoken
            .iter()
            .find(|said| said.entry == request.entry && said.message == Message::Response)
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
    pub fn documents(self) -> impl Iterator<Item = Document<'e>> {
        let answers = self
            .answers()
            .filter(|answer| !answer.settled_by_status() && answer.is_of_the_operation())
            .filter_map(|answer| {
                Some(Document {
                    entry: answer.entry,
                    message: Message::Response,
                    operation: answer.operation,
                    json: answer.response.body.json().ok()?,
                })
            });
        answers.chain(self.called_documents())
    }

    /// The calls of the system under test that lead to an operation and are objects.
    pub fn called_documents(self) -> impl Iterator<Item = Document<'e>> {
        let host = self.case.under_test.other();
        self.inbound_calls().filter_map(move |call| {
            let path = call.exchange.request.path();
            Some(Document {
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
    pub fn called(self, request: &'e Request) -> &'e str {
        called::operation(self.contract, self.case, request)
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
    /// Whether the HTTP status tells success from failure, as in the Connector API.
    pub fn tells_by_status(&self) -> bool {
        self.operation.connector.is_some()
    }

    /// Whether the body is what the operation answers, and neither an error nor nothing.
    pub fn is_of_the_operation(&self) -> bool {
        !self.tells_by_status() || (self.response.status / 100 == 2 && self.response.status != NO_CONTENT)
    }

    /// Whether the scenario accepts or tolerates the HTTP status itself: then nothing else is judged.
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

    /// Whether the body is a failure: `success` is false, or an error stands without any `success`.
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

/// Every error object of a message with its JSON Pointer: those of `errors`, then the single `error`.
pub fn errors(body: &Map<String, Value>) -> Vec<(String, &Value)> {
    let mut errors: Vec<(String, &Value)> = Vec::new();
    if let Some(Value::Array(items)) = body.get("errors") {
        errors.extend(
            items
                .iter()
                .take(MOST_ERRORS)
                .enumerate()
                .map(|(index, item)| (format!("/errors/{index}"), item)),
        );
    }
    if let Some(error @ Value::Object(_)) = body.get("error") {
        errors.push(("/error".to_string(), error));
    }
    errors
}

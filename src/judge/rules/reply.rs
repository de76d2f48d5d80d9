//! What the side under test says of a message that it was sent: at once in its answer, or later in
//! a confirmation. The errors stand alike in both.

use serde_json::{Map, Value};

use super::breach::Breach;
use super::called;
use crate::contract::error_code::ErrorCode;
use crate::contract::operation::Side;
use crate::contract::schema::Message;
use crate::exchange::transcript::Direction;
use crate::judge::material::{MOST_ERRORS, Material};

/// An answer or a confirmation.
#[derive(Clone, Copy)]
pub struct Reply<'e> {
    /// What it is part of.
    material: Material<'e>,
    /// Position of the exchange in the transcript.
    pub entry: usize,
    /// Which message it is: the response of an outbound call, or the request of an inbound one.
    pub message: Message,
    /// The operation that is answered, or the confirmation's own.
    pub operation: &'e str,
    /// The body.
    pub body: &'e Map<String, Value>,
}

/// One error of a [`Reply`].
#[derive(Clone, Copy)]
pub struct ReportedError<'e> {
    /// The message that it stands in.
    pub reply: Reply<'e>,
    /// What stands where an error object should.
    pub value: &'e Value,
    /// Where that is.
    slot: Slot<'e>,
}

/// Where an error stands.
#[derive(Clone, Copy)]
enum Slot<'e> {
    /// In the list `errors`.
    Listed(usize),
    /// In the property `error`.
    Single,
    /// The body itself is the error.
    Bare(&'e Map<String, Value>),
}

/// Every answer that is judged as an envelope, then every confirmation.
pub fn replies(material: Material<'_>) -> impl Iterator<Item = Reply<'_>> {
    let answers = material.envelopes().map(move |envelope| Reply {
        material,
        entry: envelope.answer.entry,
        message: Message::Response,
        operation: &envelope.answer.operation.id,
        body: envelope.body,
    });
    let confirmations = material.inbound_calls().filter_map(move |call| {
        let operation = material.called(&call.exchange.request);
        called::confirms(operation).then_some(Reply {
            material,
            entry: call.entry,
            message: Message::Request,
            operation,
            body: call.body,
        })
    });
    answers.chain(confirmations)
}

/// Every error of every reply.
pub fn errors(material: Material<'_>) -> impl Iterator<Item = ReportedError<'_>> {
    replies(material).flat_map(Reply::errors)
}

/// Whether a body is an error without an envelope.
///
/// Only the failure of `getConfiguration` may look so: the documentation speaks of it as "the error
/// object" and leaves open whether an envelope is meant.
pub fn bare_error(operation: &str, body: &Map<String, Value>) -> bool {
    let enveloped = ["success", "errors", "error"]
        .iter()
        .any(|property| body.contains_key(*property));
    operation == "getConfiguration" && !enveloped && body.contains_key("code") && body.contains_key("message")
}

impl<'e> Reply<'e> {
    /// The side that sent it.
    pub fn sender(self) -> Side {
        self.material.case.under_test
    }

    /// The value of `success`, if it is a boolean.
    pub fn success(self) -> Option<bool> {
        let strictness = self.material.transcript.facts.strictness;
        strictness.flag(self.body.get("success"))
    }

    /// Whether it reports a failure: `success` is false, or an error stands without any `success`.
    pub fn failed(self) -> bool {
        match (self.success(), self.body.get("success")) {
            (Some(success), _) => !success,
            (None, Some(_)) => false,
            (None, None) => self.errors().next().is_some(),
        }
    }

    /// Its errors: those of `errors`, then the single `error`, or the body itself.
    pub fn errors(self) -> impl Iterator<Item = ReportedError<'e>> {
        let listed = self.body.get("errors").and_then(Value::as_array);
        let listed = listed
            .into_iter()
            .flatten()
            .take(MOST_ERRORS)
            .enumerate()
            .map(|(index, value)| (Slot::Listed(index), value));
        let single = self
            .body
            .get("error")
            .filter(|error| error.is_object())
            .map(|value| (Slot::Single, value));
        let bare = (self.message == Message::Response && bare_error(self.operation, self.body))
            .then_some((Slot::Bare(self.body), &Value::Null));
        listed
            .chain(single)
            .chain(bare)
            .map(move |(slot, value)| ReportedError {
                reply: self,
                value,
                slot,
            })
    }

    /// Where its errors stand as a whole.
    pub fn errors_pointer(self) -> &'static str {
        match self.body.get("errors") {
            Some(Value::Array(items)) if !items.is_empty() => "/errors",
            _ if self.body.contains_key("error") => "/error",
            _ => "/errors",
        }
    }

    /// The body of the message that it speaks of: the request that it answers, or the earlier push
    /// that a confirmation names.
    pub fn request(self) -> Option<&'e Value> {
        let entries = &self.material.transcript.entries;
        match self.message {
            Message::Response => entries.get(self.entry)?.request.body.json().ok(),
            Message::Request => {
                let related = self.body.get("relatedMessageId")?.as_str()?;
                entries[..self.entry]
                    .iter()
                    .filter(|entry| entry.direction == Direction::Outbound)
                    .filter_map(|entry| entry.request.body.json().ok())
                    .find(|body| body.get("messageId").and_then(Value::as_str) == Some(related))
            }
        }
    }
}

impl<'e> ReportedError<'e> {
    /// The properties, if it is an object.
    pub fn properties(self) -> Option<&'e Map<String, Value>> {
        match self.slot {
            Slot::Listed(_) | Slot::Single => self.value.as_object(),
            Slot::Bare(body) => Some(body),
        }
    }

    /// One of its properties.
    pub fn get(self, property: &str) -> Option<&'e Value> {
        self.properties()?.get(property)
    }

    /// A property that is text and not blank.
    pub fn text(self, property: &str) -> Option<&'e str> {
        self.get(property)?.as_str().filter(|text| !text.trim().is_empty())
    }

    /// The code; `10.0` is read as 10, so that the other rules still understand the error.
    pub fn code(self) -> Option<u64> {
        let code = self.get("code")?;
        code.as_u64().or_else(|| {
            let number = code.as_f64()?;
            (0..=u8::MAX).find(|code| f64::from(*code) == number).map(u64::from)
        })
    }

    /// What the catalogue says of the code when this side sends it.
    pub fn catalogued(self) -> Option<&'e ErrorCode> {
        let material = self.reply.material;
        material
            .contract
            .error(material.case.api, self.reply.sender(), self.code()?)
    }

    /// A breach at one of its properties, or at the error itself if the name is empty.
    pub fn breach(self, property: &str, expected: impl Into<String>, actual: impl Into<String>) -> Breach {
        let mut pointer = match self.slot {
            Slot::Listed(index) => format!("/errors/{index}"),
            Slot::Single => "/error".to_string(),
            Slot::Bare(_) => String::new(),
        };
        if !property.is_empty() {
            pointer.push('/');
            pointer.push_str(property);
        }
        Breach::new(self.reply.entry, self.reply.message, pointer, expected, actual)
    }
}

//! The outcome of a message that the side under test was sent, as that side reports it: at once in its
//! answer, or later in a confirmation. The errors stand alike in both.

use serde_json::{Map, Value};

use crate::contract::error_code::ErrorCode;
use crate::contract::operation::Side;
use crate::contract::schema::Message;
use crate::exchange::transcript::Direction;
use crate::judge::called_operation;
use crate::judge::finding::Place;
use crate::judge::material::Material;
use crate::judge::views::error_list::MOST_ERRORS;

/// An answer or a confirmation.
#[derive(Clone, Copy)]
pub struct OutcomeReport<'e> {
    /// The material that it is part of.
    material: Material<'e>,
    /// Position of the exchange in the transcript.
    pub entry: usize,
    /// Its place in the exchange: the response of an outbound call, or the request of an inbound one.
    pub message: Message,
    /// The operation that is answered, or the confirmation's own.
    pub operation: &'e str,
    /// The body.
    pub body: &'e Map<String, Value>,
}

/// One error of a [`OutcomeReport`].
#[derive(Clone, Copy)]
pub struct ReportedError<'e> {
    /// The message that it stands in.
    pub report: OutcomeReport<'e>,
    /// The value in the place of an error object.
    pub value: &'e Value,
    /// The place of that value.
    slot: Slot<'e>,
}

/// Place of an error in its message.
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
pub fn outcome_reports(material: Material<'_>) -> impl Iterator<Item = OutcomeReport<'_>> {
    let answers = material.envelopes().map(move |envelope| OutcomeReport {
        material,
        entry: envelope.answer.entry,
        message: Message::Response,
        operation: &envelope.answer.operation.id,
        body: envelope.body,
    });
    let confirmations = material.inbound_calls().filter_map(move |call| {
        let operation = material.called_operation(&call.exchange.request);
        called_operation::is_confirmation(operation).then_some(OutcomeReport {
            material,
            entry: call.entry,
            message: Message::Request,
            operation,
            body: call.body,
        })
    });
    answers.chain(confirmations)
}

/// Every error of every report.
pub fn reported_errors(material: Material<'_>) -> impl Iterator<Item = ReportedError<'_>> {
    outcome_reports(material).flat_map(OutcomeReport::errors)
}

/// Checks that a body is an error without an envelope.
///
/// Only the failure of `getConfiguration` may look so: the documentation speaks of it as "the error
/// object" and leaves open whether an envelope is meant.
pub fn is_bare_error(operation: &str, body: &Map<String, Value>) -> bool {
    let enveloped = ["success", "errors", "error"]
        .iter()
        .any(|property| body.contains_key(*property));
    operation == "getConfiguration" && !enveloped && body.contains_key("code") && body.contains_key("message")
}

impl<'e> OutcomeReport<'e> {
    /// The side that sent it.
    pub fn sender(self) -> Side {
        self.material.case.under_test
    }

    /// The value of `success`, if it is a boolean.
    pub fn success(self) -> Option<bool> {
        let strictness = self.material.transcript.facts.strictness;
        strictness.flag(self.body.get("success"))
    }

    /// Checks that it reports a failure: `success` is false, or an error stands without any `success`.
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
        let bare = (self.message == Message::Response && is_bare_error(self.operation, self.body))
            .then_some((Slot::Bare(self.body), &Value::Null));
        listed
            .chain(single)
            .chain(bare)
            .map(move |(slot, value)| ReportedError {
                report: self,
                value,
                slot,
            })
    }

    /// A place in it.
    pub fn place(self, pointer: impl Into<String>) -> Place {
        Place {
            entry: self.entry,
            message: self.message,
            pointer: pointer.into(),
        }
    }

    /// Returns true if its errors have the older form: one in the property `error`, and no list.
    pub fn has_a_single_error(self) -> bool {
        let is_there = |name| self.body.get(name).is_some_and(|value| !value.is_null());
        is_there("error") && !is_there("errors")
    }

    /// JSON Pointer of its errors as a whole.
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

    /// The entry of the catalogue for the code when this side sends it.
    pub fn catalogued(self) -> Option<&'e ErrorCode> {
        let material = self.report.material;
        material
            .contract
            .error(material.case.api, self.report.sender(), self.code()?)
    }

    /// The place of one of its properties, or of the error itself if the name is empty.
    pub fn place(self, property: &str) -> Place {
        let mut pointer = match self.slot {
            Slot::Listed(index) => format!("/errors/{index}"),
            Slot::Single => "/error".to_string(),
            Slot::Bare(_) => String::new(),
        };
        if !property.is_empty() {
            pointer.push('/');
            pointer.push_str(property);
        }
        self.report.place(pointer)
    }
}

/// Subject of an error, where it is not a whole message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorSubject {
    /// A space category.
    Space,
    /// A rate plan.
    Rate,
}

impl ErrorSubject {
    /// Every subject.
    pub const ALL: [Self; 2] = [Self::Space, Self::Rate];

    /// The property of an error that names the subject by its mapping code.
    pub const fn property(self) -> &'static str {
        match self {
            Self::Space => "categoryCode",
            Self::Rate => "rateCode",
        }
    }

    /// The name of such a subject in a sentence.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Space => "space category",
            Self::Rate => "rate plan",
        }
    }

    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Space => Self::Rate,
            Self::Rate => Self::Space,
        }
    }
}

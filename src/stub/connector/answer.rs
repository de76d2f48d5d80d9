//! The outcome of an operation: data, or one refusal with its HTTP status.

use serde_json::{Map, Value};

/// The outcome of an operation.
pub(super) type Answer = Result<Success, Refusal>;
/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// The object that a value is; an empty one if it is none.
pub(super) fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Object::new(),
    }
}

/// An answer with status 200.
#[derive(Debug)]
pub(super) enum Success {
    /// The documented object.
    Content(Object),
    /// A page, or an object, with nothing in it: 204 for callers that prefer that.
    Empty(Object),
}

/// A reason not to carry out a request, in the order in which the reasons are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Address or method is not exactly that of an operation.
    NotFound,
    /// The body is longer than is taken.
    TooLarge,
    /// The body is not strict JSON, or no object.
    NotJson,
    /// A parameter is missing, malformed, unknown, or names what is in the wrong state.
    Invalid(String),
    /// A parameter is invalid, in a sentence of its own.
    Worded(String),
    /// A token does not count, or not for this operation.
    Unauthorized,
    /// The token was used too often; whole seconds until it can be used again.
    TooOften(u64),
    /// The operation has ended.
    Gone,
    /// The request asks for more than is gathered in time.
    TooHeavy,
    /// A rule of the business forbids it; the sentence is meant for a person.
    Forbidden(String),
    /// Somebody else has changed it.
    Conflict(String),
}

impl Refusal {
    /// Refuses a parameter.
    pub(super) fn invalid(parameter: impl Into<String>) -> Self {
        Self::Invalid(parameter.into())
    }

    /// Refuses by a rule of the business.
    pub(super) fn forbidden(sentence: impl Into<String>) -> Self {
        Self::Forbidden(sentence.into())
    }

    /// The HTTP status.
    pub(super) const fn status(&self) -> u16 {
        match self {
            Self::NotJson | Self::Invalid(_) | Self::Worded(_) => 400,
            Self::Unauthorized => 401,
            Self::Forbidden(_) => 403,
            Self::NotFound => 404,
            Self::TooHeavy => 408,
            Self::Conflict(_) => 409,
            Self::Gone => 410,
            Self::TooLarge => 413,
            Self::TooOften(_) => 429,
        }
    }

    /// The sentence; it never holds a value of the request.
    pub(super) fn message(&self) -> String {
        match self {
            Self::NotFound => "There is no operation at this address.".into(),
            Self::TooLarge => "The request is too large.".into(),
            Self::NotJson => "Invalid JSON".into(),
            Self::Invalid(parameter) => format!("Invalid {parameter}"),
            Self::Unauthorized => "The tokens do not allow this operation.".into(),
            Self::TooOften(_) => "Too many requests.".into(),
            Self::Gone => "The operation has been discontinued.".into(),
            Self::TooHeavy => "The request takes too long; ask for less.".into(),
            Self::Forbidden(sentence) | Self::Conflict(sentence) | Self::Worded(sentence) => sentence.clone(),
        }
    }
}

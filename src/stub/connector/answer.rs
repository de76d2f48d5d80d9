//! What an operation has to say: data, or one refusal with its HTTP status.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::super::behaviour::RetryAfter;
use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Response};

/// The outcome of an operation.
pub(super) type Answer = Result<Success, Refusal>;
/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// What is answered with 200.
#[derive(Debug)]
pub(super) enum Success {
    /// The documented object.
    Said(Object),
    /// A page, or an object, with nothing in it: 204 for who prefers that.
    Nothing(Object),
}

/// Why a request is not carried out, in the order in which it is looked at.
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
    /// The same, in a sentence of its own.
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
    /// A parameter is to blame.
    pub(super) fn invalid(parameter: impl Into<String>) -> Self {
        Self::Invalid(parameter.into())
    }

    /// A rule of the business is.
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
    fn message(&self) -> String {
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

/// How an answer is dressed.
pub(super) struct Dress<'r> {
    /// The id of the request.
    pub(super) id: &'r str,
    pub(super) now: Timestamp,
    pub(super) retry_after: RetryAfter,
    /// Whether the caller prefers an answer without content where there is none.
    pub(super) minimal: bool,
    /// What was taken although the documentation forbids it.
    pub(super) deviations: &'r [String],
}

/// The response that goes out.
pub(super) fn response(answer: Answer, dress: &Dress<'_>) -> Response {
    let mut response = match answer {
        Ok(Success::Nothing(_)) if dress.minimal => Response {
            status: 204,
            headers: Headers::default(),
            body: Body::default(),
        },
        Ok(Success::Said(body) | Success::Nothing(body)) => Response::json(200, &Value::Object(body)),
        Err(refusal) => {
            let body = json!({ "Message": refusal.message(), "RequestId": dress.id });
            let mut response = Response::json(refusal.status(), &body);
            if let Refusal::TooOften(seconds) = refusal {
                match dress.retry_after {
                    RetryAfter::Seconds => response.headers.push("Retry-After", seconds.to_string()),
                    RetryAfter::Date => response.headers.push("Retry-After", http_date(dress.now, seconds)),
                    RetryAfter::Absent => {}
                }
            }
            response
        }
    };
    response.headers.push("Request-Id", dress.id);
    if !dress.deviations.is_empty() {
        // Names are told as they were sent, and a field takes but plain text.
        let told = dress.deviations.join("; ");
        let plain = told.chars().filter(|letter| matches!(letter, ' '..='~'));
        let plain = plain.take(LONGEST_FIELD).collect::<String>();
        response.headers.push("X-Keycard-Deviation", plain);
    }
    response
}

/// No header field is made longer than that.
const LONGEST_FIELD: usize = 1000;

/// The time so many seconds later, as HTTP writes it.
fn http_date(now: Timestamp, seconds: u64) -> String {
    let later = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    now.saturating_add(later)
        .unwrap_or(now)
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}

//! The access that a target gives to its calls as it is configured: one that rejects every request says
//! more of tokens and addresses than of its handling of a message.

use serde_json::{Map, Value};

use super::views::error_list::errors;
use super::views::value::integer;
use crate::contract::operation::Api;
use crate::exchange::intermediary::Intermediary;
use crate::exchange::message::Response;
use crate::exchange::transcript::{Direction, Outcome, Role, Transcript};
use crate::plan::case::Case;

/// Access that a host gave to the calls of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// It answered none.
    Unknown,
    /// It dealt with one at least.
    Granted,
    /// It rejected each that it answered.
    Rejected(Rejection),
}

/// A call that was rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The likely cause.
    pub barrier: Barrier,
    /// The operation that was called.
    pub operation: String,
    /// The address that was called.
    pub url: String,
    /// The answer in a few words; may quote it.
    pub answer: String,
    /// Giver of the answer, where the system itself cannot have given it.
    pub intermediary: Option<Intermediary>,
}

/// Reason for which a host rejects a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barrier {
    /// It does not accept the tokens.
    Tokens,
    /// Nothing takes messages at that address.
    Address,
    /// Something before the host answers in its place.
    Intermediary,
}

impl Access {
    /// Reads the access that a case had, of which at least one call failed; unknown where a refusal was asked for.
    pub fn from_transcript(case: &Case, transcript: &Transcript) -> Self {
        let mut access = Self::Unknown;
        for entry in &transcript.entries {
            let (Direction::Outbound, Role::Step, Outcome::Answered(response)) =
                (entry.direction, entry.role, &entry.outcome)
            else {
                continue;
            };
            let Some((step, call)) = case.steps.get(entry.step).and_then(|step| Some((step, step.call()?))) else {
                continue;
            };
            let Some((barrier, answer)) = barrier(case.api, response) else {
                return Self::Granted;
            };
            if step.expect.accept.accepts_refusal() {
                return Self::Unknown;
            }
            if access == Self::Unknown {
                let given_by = Intermediary::of(response);
                access = Self::Rejected(Rejection {
                    intermediary: given_by.filter(|_| barrier == Barrier::Intermediary),
                    barrier,
                    operation: call.operation.id.clone(),
                    url: entry.request.url.clone(),
                    answer,
                });
            }
        }
        access
    }
}

/// The barrier that an answer names, and its words for it.
fn barrier(api: Api, response: &Response) -> Option<(Barrier, String)> {
    if let Some(intermediary) = Intermediary::of(response) {
        return Some((Barrier::Intermediary, intermediary.to_string()));
    }
    let by_status = match response.status {
        401 | 403 => Some(Barrier::Tokens),
        404 | 405 | 410 | 501 => Some(Barrier::Address),
        _ => None,
    };
    match api {
        // A known operation answers 404 as well, about what it was asked for; then it says so in an object of its own.
        Api::Connector if by_status == Some(Barrier::Address) && is_error_object(response) => None,
        Api::Connector => by_status.map(|barrier| (barrier, format!("HTTP {}", response.status))),
        Api::ChannelManager => rejected_by_code(response)
            .map(|answer| (Barrier::Tokens, answer))
            .or_else(|| by_status.map(|barrier| (barrier, format!("HTTP {}", response.status)))),
    }
}

/// Checks that the body is an error of the Connector API.
fn is_error_object(response: &Response) -> bool {
    let body = response.body.json().ok().and_then(Value::as_object);
    body.is_some_and(|body| body.contains_key("Message"))
}

/// The first error of a body whose errors are all about tokens or connections.
fn rejected_by_code(response: &Response) -> Option<String> {
    const CONNECTION_NOT_FOUND: i64 = 3;
    const INVALID_AUTHENTICATION: i64 = 8;
    let body = response.body.json().ok()?.as_object()?;
    let errors = errors(body);
    let code = |error: &Value| error.get("code").and_then(integer);
    let about_tokens = |error: &Value| matches!(code(error), Some(CONNECTION_NOT_FOUND | INVALID_AUTHENTICATION));
    if !errors.iter().all(|(_, error)| about_tokens(error)) {
        return None;
    }
    let (_, first) = errors.first()?;
    Some(describe(code(first)?, first.as_object()?))
}

fn describe(code: i64, error: &Map<String, Value>) -> String {
    match error.get("message").and_then(Value::as_str) {
        Some(message) => format!("code {code}, “{}”", message.chars().take(120).collect::<String>()),
        None => format!("code {code}"),
    }
}

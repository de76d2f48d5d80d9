//! Whether a host lets messages in at all as it is configured: that it turns all of them away at the door says
//! more of tokens and addresses than of what the host does with a message.

use serde_json::{Map, Value};

use super::evidence::errors;
use super::reading::value::whole_of;
use crate::contract::operation::Api;
use crate::exchange::message::Response;
use crate::exchange::transcript::{Direction, Outcome, Role, Transcript};
use crate::plan::case::Case;

/// What a host did with the calls of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It answered none.
    Unknown,
    /// It dealt with one at least.
    Granted,
    /// It turned away each that it answered.
    Refused(Refusal),
}

/// How a call was turned away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What seems to be wrong.
    pub barrier: Barrier,
    /// The operation that was called.
    pub operation: String,
    /// The address that was called.
    pub url: String,
    /// What was answered, in a few words; may quote the answer.
    pub answer: String,
}

/// What keeps a host from letting a message in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barrier {
    /// It does not accept the tokens.
    Tokens,
    /// Nothing takes messages at that address.
    Address,
}

/// What became of the calls of a case, of which at least one failed; nothing is known where a refusal was asked for.
pub fn of(case: &Case, transcript: &Transcript) -> Admission {
    let mut admission = Admission::Unknown;
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
            return Admission::Granted;
        };
        if step.expect.accept.accepts_refusal() {
            return Admission::Unknown;
        }
        if admission == Admission::Unknown {
            admission = Admission::Refused(Refusal {
                barrier,
                operation: call.operation.id.clone(),
                url: entry.request.url.clone(),
                answer,
            });
        }
    }
    admission
}

/// What an answer says is in the way, and how it says so.
fn barrier(api: Api, response: &Response) -> Option<(Barrier, String)> {
    let by_status = match response.status {
        401 | 403 => Some(Barrier::Tokens),
        404 | 405 | 410 | 501 => Some(Barrier::Address),
        _ => None,
    };
    match api {
        // A known operation answers 404 as well, about what it was asked for; then it says so in an object of its own.
        Api::Connector if by_status == Some(Barrier::Address) && is_told(response) => None,
        Api::Connector => by_status.map(|barrier| (barrier, format!("HTTP {}", response.status))),
        Api::ChannelManager => refused_by_code(response)
            .map(|answer| (Barrier::Tokens, answer))
            .or_else(|| by_status.map(|barrier| (barrier, format!("HTTP {}", response.status)))),
    }
}

/// Whether the body is an error of the Connector API.
fn is_told(response: &Response) -> bool {
    let body = response.body.json().ok().and_then(Value::as_object);
    body.is_some_and(|body| body.contains_key("Message"))
}

/// The first error of a body whose errors are all about tokens or connections.
fn refused_by_code(response: &Response) -> Option<String> {
    const CONNECTION_NOT_FOUND: i64 = 3;
    const INVALID_AUTHENTICATION: i64 = 8;
    let body = response.body.json().ok()?.as_object()?;
    let errors = errors(body);
    let code = |error: &Value| error.get("code").and_then(whole_of);
    let about_tokens = |error: &Value| matches!(code(error), Some(CONNECTION_NOT_FOUND | INVALID_AUTHENTICATION));
    if !errors.iter().all(|(_, error)| about_tokens(error)) {
        return None;
    }
    let (_, first) = errors.first()?;
    Some(said(code(first)?, first.as_object()?))
}

fn said(code: i64, error: &Map<String, Value>) -> String {
    match error.get("message").and_then(Value::as_str) {
        Some(message) => format!("code {code}, “{}”", message.chars().take(120).collect::<String>()),
        None => format!("code {code}"),
    }
}

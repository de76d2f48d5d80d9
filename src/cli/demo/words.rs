//! What was served, told in a few words.

use std::time::Duration;

use serde_json::Value;

use crate::contract::operation::Side;
use crate::exchange::transcript::{Failure, FailureKind, Outcome};
use crate::plan::recorded::RecordedExchange;
use crate::stub::reply::Transport;
use crate::stub::served::Served;

/// What was served, unless it was a hook: these are no part of the API.
pub(super) fn exchange(served: Served, at: Duration) -> Option<RecordedExchange> {
    let path = served.request.path();
    if path.starts_with("/hooks/") {
        return None;
    }
    let host = if path.starts_with("/channelManager/") {
        Side::ChannelManager
    } else {
        Side::Mews
    };
    let outcome = match served.reply.transport {
        Transport::Normal | Transport::Delayed(_) => Outcome::Answered(served.reply.response),
        Transport::Closed => Outcome::Failed(Failure {
            kind: FailureKind::Closed,
            detail: "the connection was closed before the answer".to_string(),
        }),
    };
    Some(RecordedExchange {
        host,
        request: served.request,
        outcome,
        at,
    })
}

/// What an exchange came to, in a few words.
pub(super) fn said(exchange: &RecordedExchange) -> String {
    let size = exchange.request.body.bytes().len();
    let size = if size < 10_000 {
        String::new()
    } else {
        format!("{} KB, ", size / 1000)
    };
    let told = exchange
        .request
        .body
        .json()
        .ok()
        .and_then(outcome)
        .filter(|_| confirms(exchange));
    let told = told.map_or_else(String::new, |told| format!("tells of {told}: "));
    let answered = match &exchange.outcome {
        Outcome::Failed(failure) => failure.detail.clone(),
        Outcome::Answered(response) => {
            let words = response.body.json().ok().and_then(outcome);
            let status = match response.status {
                200 => String::new(),
                other => format!("HTTP {other}, "),
            };
            format!(
                "{status}{}",
                words.unwrap_or_else(|| "an answer that is no envelope".to_string())
            )
        }
    };
    format!("{size}{told}{answered}")
}

fn confirms(exchange: &RecordedExchange) -> bool {
    let body = exchange.request.body.json().ok();
    body.is_some_and(|body| body.get("relatedMessageId").is_some())
}

/// What an envelope or a confirmation says.
fn outcome(body: &Value) -> Option<String> {
    let error = body
        .get("errors")
        .and_then(|errors| errors.get(0))
        .or_else(|| body.get("error"));
    if let Some(error) = error.filter(|error| error.is_object()) {
        let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
        let code = error.get("code").unwrap_or(&Value::Null);
        return Some(format!("error {code} ({message})"));
    }
    match body.get("success").and_then(Value::as_bool) {
        Some(true) if body.get("asyncConfirmation") == Some(&Value::Bool(true)) => {
            Some("success, the outcome later".to_string())
        }
        Some(true) => Some("success".to_string()),
        Some(false) => Some("failure".to_string()),
        None if body.get("reservations").is_some() => Some("success".to_string()),
        None => None,
    }
}

pub(super) const fn name(side: Side) -> &'static str {
    match side {
        Side::Mews => "The simulated Mews",
        Side::ChannelManager => "The reference channel manager",
    }
}

/// The beginning of a body.
pub(super) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 400;
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

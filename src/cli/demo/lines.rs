//! Lines about exchanges and sides of the demonstration.

use serde_json::Value;

use crate::contract::operation::Side;
use crate::exchange::transcript::Outcome;
use crate::plan::recorded::RecordedExchange;

/// Describes the outcome of an exchange in a few words.
pub(super) fn outcome(exchange: &RecordedExchange) -> String {
    let size = exchange.request.body.bytes().len();
    let size = if size < 10_000 {
        String::new()
    } else {
        format!("{} KB, ", size / 1000)
    };
    let reported = exchange
        .request
        .body
        .json()
        .ok()
        .and_then(envelope)
        .filter(|_| confirms(exchange));
    let reported = reported.map_or_else(String::new, |outcome| format!("tells of {outcome}: "));
    let answered = match &exchange.outcome {
        Outcome::Failed(failure) => failure.detail.clone(),
        Outcome::Answered(response) => {
            let words = response.body.json().ok().and_then(envelope);
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
    format!("{size}{reported}{answered}")
}

fn confirms(exchange: &RecordedExchange) -> bool {
    let body = exchange.request.body.json().ok();
    body.is_some_and(|body| body.get("relatedMessageId").is_some())
}

/// Describes an envelope or a confirmation.
fn envelope(body: &Value) -> Option<String> {
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

/// Returns the name of a side at the beginning of a line.
pub(super) const fn name(side: Side) -> &'static str {
    match side {
        Side::Mews => "The simulated Mews",
        Side::ChannelManager => "The reference channel manager",
    }
}

/// Returns the beginning of a body.
pub(super) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 400;
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

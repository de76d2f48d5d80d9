//! Exchanges of an earlier run, out of its records: redacted, as they were kept.

use std::time::Duration;

use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Request, Response};
use crate::exchange::transcript::{Direction, Entry, Failure, FailureKind, Outcome, Role};
use crate::redaction::redacted::Redacted;
use crate::report::record::{ExchangeRecord, Record};

/// What was said in a case. Bodies hold masked tokens and cards, and the ids and codes as they were.
pub fn entries(record: &Record) -> Vec<Entry> {
    let mut at = Duration::ZERO;
    record
        .exchanges
        .iter()
        .filter_map(|exchange| {
            let entry = entry(exchange, at)?;
            at += entry.elapsed;
            Some(entry)
        })
        .collect()
}

fn entry(exchange: &ExchangeRecord, at: Duration) -> Option<Entry> {
    let headers = |fields: &[(String, Redacted<String>)]| -> Headers {
        fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    };
    let body = |text: &Redacted<String>| Body::from(text.as_str().as_bytes().to_vec());
    let outcome = match (exchange.status, &exchange.failure) {
        (Some(status), _) => Outcome::Answered(Response {
            status,
            headers: headers(&exchange.response_headers),
            body: exchange.response_body.as_ref().map(body).unwrap_or_default(),
        }),
        (None, failure) => Outcome::Failed(Failure {
            kind: FailureKind::Closed,
            detail: failure.as_ref().map(ToString::to_string).unwrap_or_default(),
        }),
    };
    Some(Entry {
        step: exchange.step,
        direction: match exchange.direction.as_str() {
            "inbound" => Direction::Inbound,
            _ => Direction::Outbound,
        },
        role: match exchange.role.as_str() {
            "step" => Role::Step,
            "confirmation" => Role::Confirmation,
            "hook" => Role::Hook,
            "unawaited" => Role::Unawaited,
            "limited" => Role::Limited,
            _ => return None,
        },
        request: Request {
            method: exchange.method.to_string(),
            url: exchange.url.to_string(),
            headers: headers(&exchange.request_headers),
            body: body(&exchange.request_body),
        },
        outcome,
        elapsed: Duration::try_from_secs_f64(exchange.elapsed_ms / 1e3).unwrap_or_default(),
        at,
        waited: None,
    })
}

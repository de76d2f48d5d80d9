//! Exchanges of an earlier run, out of its records: redacted, as they were kept.
//!
//! A part that goes on after a part of an earlier run gets its exchanges here. That suffices: ids and codes are no
//! secrets and stand in the record, and nobody looks at the tokens again.

use std::time::Duration;

use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Method, Request, Response};
use crate::exchange::transcript::{Entry, Failure, FailureKind, Outcome};
use crate::redaction::redacted::Redacted;
use crate::report::exchange_record::{ExchangeRecord, MethodRecord};
use crate::report::record::Record;

/// The exchanges of a case. Bodies hold masked tokens and cards, and the ids and codes as they were.
pub fn entries(record: &Record) -> Vec<Entry> {
    let mut at = Duration::ZERO;
    record
        .exchanges
        .iter()
        .map(|exchange| {
            let entry = entry(exchange, at);
            at += entry.elapsed;
            entry
        })
        .collect()
}

fn entry(exchange: &ExchangeRecord, at: Duration) -> Entry {
    let headers = |fields: &[(String, Redacted<String>)]| -> Headers {
        fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    };
    // The command of a hook stands in the record as a header field.
    let fields = match exchange.method {
        MethodRecord::Http(_) => &exchange.request_headers[..],
        MethodRecord::Command => &[],
    };
    let body = |text: &Redacted<String>| Body::from(text.as_str().as_bytes().to_vec());
    let outcome = match (exchange.status, &exchange.failure) {
        (Some(status), _) => Outcome::Answered(Response {
            status,
            headers: headers(&exchange.response_headers),
            body: exchange.response_body.as_ref().map(body).unwrap_or_default(),
        }),
        (None, failure) => Outcome::Failed(Failure {
            kind: exchange.failure_kind.unwrap_or(FailureKind::Closed),
            detail: failure.as_ref().map(ToString::to_string).unwrap_or_default(),
        }),
    };
    Entry {
        step: exchange.step,
        direction: exchange.direction,
        role: exchange.role,
        request: Request {
            method: match &exchange.method {
                MethodRecord::Http(method) => Method::Http(method.to_string()),
                MethodRecord::Command => Method::Command(exchange.command().unwrap_or_default().to_string()),
            },
            url: exchange.url.to_string(),
            headers: headers(fields),
            body: body(&exchange.request_body),
        },
        outcome,
        elapsed: Duration::try_from_secs_f64(exchange.elapsed_ms / 1e3).unwrap_or_default(),
        at,
        waited: None,
    }
}

//! What is kept of an exchange.

use std::time::Duration;

use super::record::{CredentialRecord, Detail, ExchangeRecord};
use super::{curl, excerpt};
use crate::exchange::message::Headers;
use crate::exchange::transcript::{Direction, Entry, Outcome, Role};
use crate::plan::case::{Case, Step};
use crate::plan::credential::CredentialName;
use crate::redaction::redacted::Redacted;
use crate::redaction::redactor::Redactor;

/// The record of an exchange.
pub fn record(case: &Case, entry: &Entry, redactor: &Redactor, detail: Detail) -> ExchangeRecord {
    let headers = |headers: &Headers| -> Vec<(String, Redacted<String>)> {
        headers
            .iter()
            .map(|(name, value)| (name.to_string(), redactor.header(name, value)))
            .collect()
    };
    let body = |bytes: &[u8]| match detail {
        Detail::Whole => (excerpt::whole(bytes, redactor), None),
        Detail::Exchanges | Detail::Findings => excerpt::body(bytes, redactor),
    };
    let url = redactor.url(&entry.request.url);
    let request_headers = headers(&entry.request.headers);
    let (request_body, request_bytes) = body(entry.request.body.bytes());
    let method = redactor.text(&entry.request.method);
    let fields: Vec<Redacted<String>> = request_headers
        .iter()
        .map(|(name, value)| redactor.text(&format!("{name}: {value}")))
        .collect();
    let (response, failure) = match &entry.outcome {
        Outcome::Answered(response) => (Some(response), None),
        Outcome::Failed(failure) => (None, Some(redactor.text(&failure.detail))),
    };
    let (response_body, response_bytes) = match response.map(|response| body(response.body.bytes())) {
        Some((body, bytes)) => (Some(body), bytes),
        None => (None, None),
    };
    ExchangeRecord {
        step: entry.step,
        operation: redactor.text(&operation(case, entry)),
        direction: match entry.direction {
            Direction::Outbound => "outbound".to_string(),
            Direction::Inbound => "inbound".to_string(),
        },
        role: role(entry.role).to_string(),
        credentials: credentials(case, entry),
        curl: (entry.direction == Direction::Outbound && !entry.request.is_command())
            .then(|| curl::command(&method, &url, &fields, &request_body)),
        method,
        url,
        request_headers,
        request_body,
        request_bytes,
        status: response.map(|response| response.status),
        response_headers: response.map(|response| headers(&response.headers)).unwrap_or_default(),
        response_body,
        response_bytes,
        failure,
        at_ms: millis(entry.at),
        elapsed_ms: millis(entry.elapsed),
    }
}

fn operation(case: &Case, entry: &Entry) -> String {
    let name = match (entry.role, entry.direction) {
        (Role::Hook, _) => "hook",
        (Role::Step | Role::Confirmation | Role::Unawaited | Role::Limited, Direction::Outbound) => {
            case.steps.get(entry.step).map(Step::name).unwrap_or_default()
        }
        (Role::Step | Role::Confirmation | Role::Unawaited | Role::Limited, Direction::Inbound) => {
            let path = entry.request.path().trim_end_matches('/');
            path.rsplit('/').next().unwrap_or(path)
        }
    };
    name.to_string()
}

fn credentials(case: &Case, entry: &Entry) -> Vec<CredentialRecord> {
    let call = case.steps.get(entry.step).and_then(Step::call);
    let own = entry.role == Role::Step && entry.direction == Direction::Outbound;
    call.filter(|_| own)
        .into_iter()
        .flat_map(|call| &call.fillings)
        .filter(|filling| filling.name != CredentialName::Valid)
        .map(|filling| CredentialRecord {
            property: filling.property.clone(),
            condition: filling.name.name().to_string(),
        })
        .collect()
}

const fn role(role: Role) -> &'static str {
    match role {
        Role::Step => "step",
        Role::Confirmation => "confirmation",
        Role::Hook => "hook",
        Role::Unawaited => "unawaited",
        Role::Limited => "limited",
    }
}

/// The same with no more than the beginning of a long body.
pub fn shortened(exchange: &ExchangeRecord) -> ExchangeRecord {
    let of = |body: &Redacted<String>, known: Option<usize>| {
        let length = body.as_str().len();
        known.or_else(|| excerpt::is_long(length).then_some(length))
    };
    let response_body = exchange.response_body.as_ref();
    ExchangeRecord {
        step: exchange.step,
        operation: exchange.operation.clone(),
        direction: exchange.direction.clone(),
        role: exchange.role.clone(),
        credentials: exchange.credentials.clone(),
        method: exchange.method.clone(),
        url: exchange.url.clone(),
        request_headers: exchange.request_headers.clone(),
        request_body: excerpt::shortened(&exchange.request_body),
        request_bytes: of(&exchange.request_body, exchange.request_bytes),
        status: exchange.status,
        response_headers: exchange.response_headers.clone(),
        response_body: response_body.map(excerpt::shortened),
        response_bytes: response_body.and_then(|body| of(body, exchange.response_bytes)),
        failure: exchange.failure.clone(),
        at_ms: exchange.at_ms,
        elapsed_ms: exchange.elapsed_ms,
        curl: exchange.curl.clone(),
    }
}

/// A duration in milliseconds, to the microsecond.
pub fn millis(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

//! `[io]` One case from its first step to its last.

use std::time::Instant;

use super::body::{self, BodyError};
use super::credentials::kebab;
use super::target::{Endpoint, Target};
use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Request};
use crate::exchange::transcript::{Direction, Entry, Outcome, Role, Stop, Transcript};
use crate::expression::scope::Unresolved;
use crate::plan::case::{Call, Case, ContentType};
use crate::plan::scope::CaseScope;
use crate::wire::call::Caller;

/// Runs a case. Whatever happens is in the transcript.
pub async fn run(case: &Case, target: &Target, caller: &Caller) -> Transcript {
    let begun = Instant::now();
    let mut transcript = Transcript {
        facts: target.facts(case),
        ..Transcript::default()
    };
    let Some(endpoint) = target.endpoint(case) else {
        transcript.stopped = Some(Stop::NotConfigured {
            reason: format!(
                "no address of the {} side of the {} API is configured",
                case.under_test, case.api
            ),
        });
        return transcript;
    };
    for (index, step) in case.steps.iter().enumerate() {
        let Some(call) = step.call() else { continue };
        let request = match request(case, call, index, endpoint, &transcript) {
            Ok(request) => request,
            Err(stop) => {
                transcript.stopped = Some(stop);
                break;
            }
        };
        let at = begun.elapsed();
        let (outcome, elapsed) = caller.call(&request).await;
        let failed = matches!(outcome, Outcome::Failed(_));
        transcript.entries.push(Entry {
            step: index,
            direction: Direction::Outbound,
            role: Role::Step,
            request,
            outcome,
            elapsed,
            at,
            waited: None,
        });
        if failed {
            if index + 1 < case.steps.len() {
                transcript.stopped = Some(Stop::NoAnswer { step: index });
            }
            break;
        }
    }
    transcript.elapsed = begun.elapsed();
    transcript
}

/// What cannot be resolved: for want of a value in the configuration, or of one in an earlier answer.
fn stop(step: usize, unresolved: &Unresolved) -> Stop {
    match unresolved.part_of_target() {
        Some(part) => Stop::NotConfigured {
            reason: format!("too little is configured as `{}`: {}", kebab(part), unresolved.reason),
        },
        None => Stop::Unresolved {
            step,
            reason: unresolved.to_string(),
        },
    }
}

fn request(
    case: &Case,
    call: &Call,
    index: usize,
    endpoint: &Endpoint,
    transcript: &Transcript,
) -> Result<Request, Stop> {
    let unresolved = |error: Unresolved| stop(index, &error);
    let scope = CaseScope::new(case, &transcript.facts, &transcript.entries);
    let json = body::of(call, &endpoint.credentials, &scope).map_err(|error| match error {
        BodyError::Lacking(reason) => Stop::NotConfigured { reason },
        BodyError::Unresolved(error) => stop(index, &error),
    })?;
    let body = match &call.raw {
        None => Body::of(&json),
        Some(raw) => {
            let text = json.to_string();
            let scope = CaseScope::new(case, &transcript.facts, &transcript.entries).replacing(&text);
            Body::from(raw.render_text(&scope).map_err(unresolved)?.into_bytes())
        }
    };
    let path = match &call.path {
        None => None,
        Some(path) => Some(path.render_text(&scope).map_err(unresolved)?),
    };
    let mut url = endpoint.address(case, &call.operation, path.as_deref());
    for (name, value) in &call.query {
        let value = value.render_text(&scope).map_err(unresolved)?;
        url.push(if url.contains('?') { '&' } else { '?' });
        url.extend(url::form_urlencoded::byte_serialize(name.as_bytes()));
        url.push('=');
        url.extend(url::form_urlencoded::byte_serialize(value.as_bytes()));
    }
    let mut headers = Headers::default();
    match &call.content_type {
        ContentType::Json => headers.push("content-type", "application/json"),
        ContentType::Absent => {}
        ContentType::Text(text) => headers.push("content-type", text),
    }
    headers.push("accept", "application/json");
    for (name, value) in &call.headers {
        headers.set(name, value.render_text(&scope).map_err(unresolved)?);
    }
    // A request that must not have a body has none, whatever the operation's is.
    let body = if call.method == "GET" && call.raw.is_none() {
        Body::default()
    } else {
        body
    };
    Ok(Request {
        method: call.method.clone(),
        url,
        headers,
        body,
    })
}

//! One request of a case: address, header fields and body, as the scenario wants them.

use super::body;
use super::endpoint::Endpoint;
use super::environment::Environment;
use super::safety;
use super::stop;
use crate::contract::operation::Side;
use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Method, Request};
use crate::exchange::transcript::{Stop, Transcript};
use crate::expression::scope::Unresolved;
use crate::plan::case::{Call, Case, ContentType};
use crate::plan::scope::CaseScope;

/// The request of a call, with every expression filled in.
///
/// # Errors
/// Something is not configured, an expression has no value, or the message may not be sent: the case cannot go on.
pub(super) fn build(
    case: &Case,
    call: &Call,
    index: usize,
    endpoint: &Endpoint,
    transcript: &Transcript,
) -> Result<Request, Stop> {
    let unresolved = |error: Unresolved| stop::unresolved(index, &error);
    let scope = CaseScope::new(case, &transcript.facts, &transcript.entries);
    let json = body::build(case, call, &endpoint.credentials, &transcript.facts, &scope);
    let json = json.map_err(|error| error.stop(index))?;
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
    if safety::holds_foreign_card(&url) || safety::holds_foreign_card(&String::from_utf8_lossy(body.bytes())) {
        return Err(Stop::Unresolved {
            step: index,
            reason: "the message holds a card number that is not one of the published test cards; it was not sent"
                .to_string(),
        });
    }
    let request = Request {
        method: Method::Http(call.method.clone()),
        url,
        headers,
        body,
    };
    let own = if endpoint.agreement.production {
        Environment::Production
    } else {
        Environment::Demo
    };
    if case.under_test == Side::Mews
        && let Some(reason) = safety::misdirection(case.api, own, &request)
    {
        return Err(Stop::Unresolved {
            step: index,
            reason: format!("{reason}; it was not sent"),
        });
    }
    Ok(request)
}

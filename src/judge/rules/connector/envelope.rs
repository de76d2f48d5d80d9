//! The envelope of every answer: the id of the request, the error object, answers without a body.

use std::collections::HashSet;

use serde_json::Value;

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::material::{Material, NO_CONTENT};
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::wording::value_kind;

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("S01", request_id),
    Rule::new("S03", no_content),
    Rule::new("S04", error_object),
    Rule::new("S18", retry_after),
];

const ANSWER: Message = Message::Response;

/// S01: every answer names its request by an id that no other has.
fn request_id(material: Material<'_>, breaches: &mut Breaches) {
    let mut seen = HashSet::new();
    for answer in material.answers() {
        let mut add = |pointer: &str, expected: &str, actual: String, weight| {
            let breach = Breach::new(answer.entry, ANSWER, pointer, expected, actual);
            breaches.push(breach.weighing_if(weight));
        };
        let field = answer.response.headers.get("request-id").map(str::trim);
        let Some(named) = field.filter(|id| !id.is_empty()) else {
            let actual = field.map_or("there is none", |_| "it is blank");
            add("", "a field Request-Id", actual.to_string(), None);
            continue;
        };
        if !seen.insert(named) {
            let actual = "the Request-Id of an earlier answer".to_string();
            add("", "a Request-Id of its own", actual, None);
        }
        let repeated = answer.response.body.json().ok().and_then(|body| body.get("RequestId"));
        if answer.response.status >= 400
            && let Some(Value::String(repeated)) = repeated
            && repeated != named
        {
            let actual = "another id".to_string();
            add(
                "/RequestId",
                "the id of the field Request-Id",
                actual,
                Some(Weight::Warning),
            );
        }
    }
}

/// S03: an answer without a body comes only where it was asked for, and has none.
fn no_content(material: Material<'_>, breaches: &mut Breaches) {
    for answer in material.answers().filter(|answer| answer.response.status == NO_CONTENT) {
        let mut add = |expected: &str, actual: &str| {
            breaches.push(Breach::new(answer.entry, ANSWER, "", expected, actual));
        };
        let preferred = answer.request.headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("prefer")
                && value
                    .split([',', ';'])
                    .any(|part| part.trim().eq_ignore_ascii_case("return=minimal"))
        });
        if !preferred {
            add("HTTP 200: no minimal answer was asked for", "HTTP 204");
        }
        if let Some(own) = answer.operation.connector.as_deref()
            && !own.empty
            && own.items.is_none()
        {
            add("HTTP 200: the operation has data to answer with", "HTTP 204");
        }
        if !answer.response.body.bytes().is_empty() {
            add("no body", "a body");
        }
        if answer.response.headers.get("content-type").is_some() {
            add("no Content-Type", "a Content-Type");
        }
    }
}

/// S04: an error is an object with a message, and gives no details away in production.
fn error_object(material: Material<'_>, breaches: &mut Breaches) {
    for answer in material.answers().filter(|answer| answer.response.status >= 400) {
        // A body that is no JSON at all is the matter of the check `json`.
        let Ok(body) = answer.response.body.json() else {
            continue;
        };
        let details = body.get("Details").and_then(Value::as_str);
        if details.is_some_and(|details| !details.is_empty()) {
            let (expected, weight) = if material.transcript.facts.production {
                ("no details in production", None)
            } else {
                ("details in development only", Some(Weight::Note))
            };
            let breach = Breach::new(answer.entry, ANSWER, "/Details", expected, "text");
            breaches.push(breach.weighing_if(weight));
        }
        let mut add = |pointer: &str, expected: &str, actual: &str| {
            breaches.push(Breach::new(answer.entry, ANSWER, pointer, expected, actual));
        };
        let Some(error) = body.as_object() else {
            add("", "an error object", value_kind(Some(body)));
            continue;
        };
        match error.get("Message") {
            Some(Value::String(message)) if !message.trim().is_empty() => {}
            other => add("/Message", "a message", value_kind(other)),
        }
        for optional in ["RequestId", "Details"] {
            match error.get(optional) {
                None | Some(Value::Null | Value::String(_)) => {}
                other => add(&format!("/{optional}"), "text or null", value_kind(other)),
            }
        }
    }
}

/// S18: whoever is told to wait is told how long, in a form that can be read.
fn retry_after(material: Material<'_>, breaches: &mut Breaches) {
    // Keycard waits and sends again what a limit turned away; whether it could know how long is judged all the same.
    let refused = material.answers_and_refusals();
    for answer in refused.filter(|answer| answer.response.status == 429) {
        let (actual, weight) = match answer.response.headers.get("retry-after").map(str::trim) {
            // The documentation allows for it to lack.
            None => ("no Retry-After".to_string(), Some(Weight::Note)),
            Some(value) if is_wait(value) => continue,
            Some(value) => (format!("Retry-After: {value}"), None),
        };
        let expected = "Retry-After with a number of seconds above 0, or an HTTP date";
        let breach = Breach::new(answer.entry, ANSWER, "", expected, actual);
        breaches.push(breach.weighing_if(weight));
    }
}

/// Seconds above 0, or a date as HTTP writes it.
fn is_wait(value: &str) -> bool {
    match value.parse::<u64>() {
        Ok(seconds) => seconds > 0,
        Err(_) => jiff::fmt::rfc2822::parse(value).is_ok(),
    }
}

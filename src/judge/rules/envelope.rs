//! R-ENV: what an answer looks like before anyone reads its data.

use serde_json::{Map, Value};

use super::breach::{Breach, Breaches};
use super::kind;
use super::reply::{bare_error, replies};
use crate::contract::operation::Confirmation;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::leniency;
use crate::judge::material::Material;
use crate::plan::expectation::Statuses;

/// The operations that answer with data, and the property that shows that it is there.
const DATA: [(&str, &str); 3] = [
    ("getProperties", "properties"),
    ("getConfiguration", "property"),
    ("getChannels", "channels"),
];

/// Sets off pushes that come later. Whether its answer announces them is left open, so both pass.
const REQUEST_ARI_UPDATE: &str = "requestAriUpdate";

/// R-ENV-1: the HTTP status is 200, where the scenario accepts no other.
pub fn status(material: Material<'_>, breaches: &mut Breaches) {
    for answer in material.answers() {
        let status = answer.response.status;
        if status != 200 && !answer.settled_by_status() {
            breaches.push(Breach::new(
                answer.entry,
                Message::Response,
                "",
                expected(&answer.step.expect.accept.statuses),
                format!("HTTP status {status}"),
            ));
        }
    }
}

fn expected(others: &[Statuses]) -> String {
    let others = others.iter().map(|status| format!(", or {status}"));
    format!("HTTP status 200{}", others.collect::<String>())
}

/// R-ENV-2: the body is an object, and `success` a boolean.
pub fn shape(material: Material<'_>, breaches: &mut Breaches) {
    for answer in material.answers().filter(|answer| !answer.settled_by_status()) {
        // Of a body that is no JSON the check `json` speaks.
        let Ok(json) = answer.response.body.json() else {
            continue;
        };
        let Some(body) = json.as_object() else {
            breaches.push(Breach::new(
                answer.entry,
                Message::Response,
                "",
                "a JSON object",
                kind(Some(json)),
            ));
            continue;
        };
        let operation = &answer.operation.id;
        let flag = body.get("success");
        let actual = match flag {
            Some(Value::Bool(_)) => continue,
            // The data tells success apart from failure: the flag may be left out, or be null.
            None | Some(Value::Null) if has_data(operation, body) || bare_error(operation, body) => continue,
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => "the text \"true\"",
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => "the text \"false\"",
            other => kind(other),
        };
        let breach = Breach::new(answer.entry, Message::Response, "/success", "true or false", actual);
        let strictness = material.transcript.facts.strictness;
        breaches.push(breach.weighing(leniency::weight(strictness, "/success", flag)));
    }
}

/// R-ENV-3: a failure names an error.
pub fn failure_without_error(material: Material<'_>, breaches: &mut Breaches) {
    for reply in replies(material).filter(|reply| reply.success() == Some(false)) {
        let errors = reply.body.get("errors");
        if errors
            .and_then(Value::as_array)
            .is_some_and(|errors| !errors.is_empty())
        {
            continue;
        }
        let legacy = reply.body.get("error").is_some_and(Value::is_object);
        let actual = match (kind(errors), legacy) {
            (found, false) => found.to_string(),
            (found, true) => format!("{found}; only the single `error` says why"),
        };
        let breach = Breach::new(
            reply.entry,
            reply.message,
            "/errors",
            "at least one error, as success is false",
            actual,
        );
        breaches.push(if legacy {
            breach.weighing(Weight::Warning)
        } else {
            breach
        });
    }
}

/// R-ENV-4: a success carries no errors.
pub fn success_with_errors(material: Material<'_>, breaches: &mut Breaches) {
    for reply in replies(material).filter(|reply| reply.success() == Some(true)) {
        for (pointer, property) in [("/errors", "errors"), ("/error", "error")] {
            let empty = match reply.body.get(property) {
                None | Some(Value::Null) => true,
                Some(Value::Array(items)) => property == "errors" && items.is_empty(),
                Some(_) => false,
            };
            if !empty {
                let actual = kind(reply.body.get(property));
                breaches.push(Breach::new(
                    reply.entry,
                    reply.message,
                    pointer,
                    "no errors, as success is true",
                    actual,
                ));
            }
        }
    }
}

/// R-ENV-5: only what was accepted, and is confirmed later, announces a confirmation.
pub fn announcement(material: Material<'_>, breaches: &mut Breaches) {
    for envelope in material.envelopes() {
        if envelope.body.get("asyncConfirmation") != Some(&Value::Bool(true)) {
            continue;
        }
        let operation = envelope.answer.operation;
        let expected = if envelope.success() == Some(false) {
            "no announcement: what is refused is not confirmed later"
        } else if operation.confirmation == Confirmation::None && operation.id != REQUEST_ARI_UPDATE {
            "no announcement: nothing confirms this operation later"
        } else {
            continue;
        };
        breaches.push(Breach::new(
            envelope.answer.entry,
            Message::Response,
            "/asyncConfirmation",
            expected,
            "true",
        ));
    }
}

/// R-ENV-6: errors stand in `errors`.
pub fn single_error(material: Material<'_>, breaches: &mut Breaches) {
    for envelope in material.envelopes() {
        if envelope.body.get("error").is_some_and(|error| !error.is_null()) {
            let entry = envelope.answer.entry;
            breaches.push(Breach::new(
                entry,
                Message::Response,
                "/error",
                "the list `errors`",
                "the deprecated single `error`",
            ));
        }
    }
}

/// Whether the body is the data of an operation that answers with data.
fn has_data(operation: &str, body: &Map<String, Value>) -> bool {
    DATA.iter()
        .any(|(name, property)| *name == operation && body.get(*property).is_some_and(|data| !data.is_null()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accepted_status_is_named() {
        assert_eq!(expected(&[]), "HTTP status 200");
        let others = [Statuses::Class(4), Statuses::One(503)];
        assert_eq!(expected(&others), "HTTP status 200, or HTTP 4xx, or HTTP 503");
    }
}

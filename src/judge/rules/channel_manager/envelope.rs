//! R-ENV: the envelope of an answer, before anyone reads its data.

use serde_json::{Map, Value};

use crate::contract::operation::Confirmation;
use crate::contract::schema::Message;
use crate::judge::history::outcome_report::{is_bare_error, outcome_reports};
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::strictness;
use crate::judge::unanswered;
use crate::judge::wording::value_kind;
use crate::plan::expectation::Statuses;

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-ENV-1", status),
    Rule::new("R-ENV-2", shape),
    Rule::new("R-ENV-3", failure_without_error),
    Rule::new("R-ENV-4", success_with_errors),
    Rule::new("R-ENV-5", announcement),
    Rule::new("R-ENV-6", single_error),
];

/// The status of an answer to a request that is too large for a server.
const CONTENT_TOO_LARGE: u16 = 413;

/// The operations that answer with data, and the property that shows that it is there.
const DATA: [(&str, &str); 3] = [
    ("getProperties", "properties"),
    ("getConfiguration", "property"),
    ("getChannels", "channels"),
];

/// Sets off pushes that come later. Whether its answer announces them is left open, so both pass.
const REQUEST_ARI_UPDATE: &str = "requestAriUpdate";

/// R-ENV-1: the HTTP status is 200, where the scenario accepts no other.
fn status(material: Material<'_>, breaches: &mut Breaches) {
    for answer in material.answers() {
        let status = answer.response.status;
        if status != 200 && !answer.settled_by_status() {
            breaches.push(Breach::new(
                answer.entry,
                Message::Response,
                "",
                expected(&answer.step.expect.accept.statuses),
                match status {
                    CONTENT_TOO_LARGE => {
                        let bytes = answer.request.body.bytes().len();
                        format!("HTTP status {status}; {}", unanswered::limit_in_front(bytes))
                    }
                    _ => format!("HTTP status {status}"),
                },
            ));
        }
    }
}

fn expected(others: &[Statuses]) -> String {
    let others = others.iter().map(|status| format!(", or {status}"));
    format!("HTTP status 200{}", others.collect::<String>())
}

/// R-ENV-2: the body is an object, and `success` a boolean.
fn shape(material: Material<'_>, breaches: &mut Breaches) {
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
                value_kind(Some(json)),
            ));
            continue;
        };
        let operation = &answer.operation.id;
        let flag = body.get("success");
        let actual = match flag {
            Some(Value::Bool(_)) => continue,
            // The data tells success apart from failure: the flag may be left out, or be null.
            None | Some(Value::Null) if has_data(operation, body) || is_bare_error(operation, body) => continue,
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => "the text \"true\"",
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => "the text \"false\"",
            other => value_kind(other),
        };
        let breach = Breach::new(answer.entry, Message::Response, "/success", "true or false", actual);
        let strictness = material.transcript.facts.strictness;
        breaches.push(breach.weighing(strictness::weight_of_wrong_type(strictness, "/success", flag)));
    }
}

/// R-ENV-3: a failure names an error.
fn failure_without_error(material: Material<'_>, breaches: &mut Breaches) {
    for report in outcome_reports(material).filter(|report| report.success() == Some(false)) {
        let errors = report.body.get("errors");
        if errors
            .and_then(Value::as_array)
            .is_some_and(|errors| !errors.is_empty())
        {
            continue;
        }
        let legacy = report.body.get("error").is_some_and(Value::is_object);
        // Of the older form in an answer R-ENV-6 speaks.
        if legacy && report.message == Message::Response {
            continue;
        }
        let actual = match (value_kind(errors), legacy) {
            (found, false) => found.to_string(),
            (found, true) => format!("{found}; only the single `error` says why"),
        };
        let breach = Breach::new(
            report.entry,
            report.message,
            "/errors",
            "at least one error, as success is false",
            actual,
        );
        breaches.push(breach.warning_if(legacy));
    }
}

/// R-ENV-4: a success carries no errors.
fn success_with_errors(material: Material<'_>, breaches: &mut Breaches) {
    for report in outcome_reports(material).filter(|report| report.success() == Some(true)) {
        for (pointer, property) in [("/errors", "errors"), ("/error", "error")] {
            let empty = match report.body.get(property) {
                None | Some(Value::Null) => true,
                Some(Value::Array(items)) => property == "errors" && items.is_empty(),
                Some(_) => false,
            };
            if !empty {
                let actual = value_kind(report.body.get(property));
                breaches.push(Breach::new(
                    report.entry,
                    report.message,
                    pointer,
                    "no errors, as success is true",
                    actual,
                ));
            }
        }
    }
}

/// R-ENV-5: only what was accepted, and is confirmed later, announces a confirmation.
fn announcement(material: Material<'_>, breaches: &mut Breaches) {
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
fn single_error(material: Material<'_>, breaches: &mut Breaches) {
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

/// Checks that the body is the data of an operation that answers with data.
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

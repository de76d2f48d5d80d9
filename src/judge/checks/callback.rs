//! `callback`, `time-limit` and the form of calls that the system under test makes by itself.
//!
//! Whether a confirmation fits the push that it confirms is the matter of the rules R-COR.

use crate::contract::operation::{Effect, Side};
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::{CallCause, Direction, Entry, Outcome, Role, Stop};
use crate::judge::finding::{Finding, Place};
use crate::judge::material::Material;
use crate::judge::missing_call;
use crate::judge::rules::called;
use crate::plan::case::Presence;

/// The page that says how requests travel.
const REQUESTS: &str = "channel-manager-api/guidelines/requests";

/// Reports every call that came although it must not, too late, or not as a request should be, and
/// the one that did not come.
pub fn findings(material: Material<'_>, findings: &mut Vec<Finding>) {
    let entries = &material.transcript.entries;
    for (index, entry) in entries.iter().enumerate() {
        if entry.direction == Direction::Inbound {
            form(material, index, entry, findings);
            late(material, index, entry, findings);
            forbidden(material, index, entry, findings);
        }
    }
    absent(material, findings);
    if material.transcript.omitted > 0 {
        findings.push(Finding {
            place: None,
            ..finding(
                "callback",
                0,
                "Each call is made once.",
                "no calls that nothing awaits",
                format!("{} more than are shown", material.transcript.omitted),
            )
        });
    }
}

/// The parts of a request that come before its meaning.
fn form(material: Material<'_>, index: usize, entry: &Entry, findings: &mut Vec<Finding>) {
    let request = &entry.request;
    if let Outcome::Answered(response) = &entry.outcome {
        let reading = match response.status {
            413 => Some("a body larger than 16 MiB"),
            408 => Some("a body that did not arrive whole"),
            _ => None,
        };
        if let Some(actual) = reading {
            let requirement = "A call arrives whole, and is no larger than it needs to be.";
            return findings.push(finding("transport", index, requirement, "a whole message", actual));
        }
    }
    if request.method != "POST" {
        let actual = format!("the method {}", request.method);
        findings.push(finding(
            "callback",
            index,
            "Every operation is called with POST.",
            "POST",
            actual,
        ));
    }
    let media_type = request.headers.get("content-type").unwrap_or_default();
    if !media_type
        .split(';')
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
    {
        let actual = if media_type.is_empty() {
            "no Content-Type".to_string()
        } else {
            format!("Content-Type: {media_type}")
        };
        let requirement = "A request says that it is JSON.";
        findings.push(finding(
            "media-type",
            index,
            requirement,
            "Content-Type: application/json",
            actual,
        ));
    }
    match request.body.json() {
        Err(problem) => {
            let actual = problem.reason.clone();
            findings.push(finding("json", index, "A request is JSON.", "a JSON object", actual));
        }
        Ok(body) if !body.is_object() => {
            findings.push(finding(
                "json",
                index,
                "A request is a JSON object.",
                "a JSON object",
                "another value",
            ));
        }
        Ok(_) => unknown(material, index, entry, findings),
    }
}

/// A call of an operation that does not exist; most are invented confirmations.
fn unknown(material: Material<'_>, index: usize, entry: &Entry, findings: &mut Vec<Finding>) {
    let host = material.case.under_test.other();
    let operation = material.called(&entry.request);
    let Ok(found) = material.contract.operation(material.case.api, host, operation) else {
        return;
    };
    if let Some(found) = found {
        // What the property offers may be asked at any time.
        let asks = found.effect == Effect::Read;
        if entry.role == Role::Unawaited && !called::confirms(operation) && !asks {
            // It may well have a reason that the scenario does not know.
            findings.push(Finding {
                weight: Weight::Note,
                ..finding(
                    "callback",
                    index,
                    "Nothing is called without a reason.",
                    "no call that nothing awaits",
                    format!("a call of {operation}"),
                )
            });
        }
        return;
    }
    let side = match host {
        Side::Mews => "the platform",
        Side::ChannelManager => "the channel manager",
    };
    findings.push(finding(
        "callback",
        index,
        "Only operations that exist are called.",
        &format!("an operation of {side}"),
        "an address that leads to none".to_string(),
    ));
}

/// A call that came after its time.
fn late(material: Material<'_>, index: usize, entry: &Entry, findings: &mut Vec<Finding>) {
    let Some(step) = material.case.steps.get(entry.step) else {
        return;
    };
    let own = match entry.role {
        Role::Step => step.receive().and_then(|receive| receive.within),
        Role::Confirmation => step.expect.confirmed_within,
        Role::Hook | Role::Unawaited | Role::Limited => None,
    };
    let (Some(waited), Some(within)) = (entry.waited, own.or(material.transcript.facts.patience)) else {
        return;
    };
    if waited > within {
        let requirement = "A call comes within the time that the scenario allows.";
        let limit = missing_call::of_listening(own.is_some());
        let expected = format!("within {} ms ({limit})", within.as_millis());
        let actual = format!("after {} ms", waited.as_millis());
        findings.push(finding("time-limit", index, requirement, &expected, actual));
    }
}

/// A call that a step wants not to come.
fn forbidden(material: Material<'_>, index: usize, entry: &Entry, findings: &mut Vec<Finding>) {
    let receive = material.case.steps.get(entry.step).and_then(|step| step.receive());
    if let Some(receive) = receive
        && entry.role == Role::Step
        && receive.presence == Presence::Forbidden
    {
        let expected = format!("no call of {}", receive.operation.id);
        let mut found = finding("callback", index, "", &expected, "it came");
        found.page = None;
        findings.push(found);
    }
}

/// The call that the case ended for want of.
fn absent(material: Material<'_>, findings: &mut Vec<Finding>) {
    let Some(Stop::NotCalled(absence)) = &material.transcript.stopped else {
        return;
    };
    if absence.cause != CallCause::Duty {
        return;
    }
    findings.push(Finding {
        place: None,
        page: None,
        ..finding(
            "callback",
            0,
            "",
            &format!("a call of {}", absence.operation),
            missing_call::told(material, absence, None),
        )
    });
}

fn finding(check: &str, entry: usize, requirement: &str, expected: &str, actual: impl Into<String>) -> Finding {
    Finding {
        check: check.to_string(),
        weight: Weight::Error,
        requirement: requirement.to_string(),
        place: Some(Place {
            entry,
            message: Message::Request,
            pointer: String::new(),
        }),
        expected: expected.to_string(),
        actual: actual.into(),
        page: Some(REQUESTS.to_string()),
        detail: None,
    }
}

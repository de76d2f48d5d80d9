//! `callback`: the calls that the system under test makes by itself come when they are due, and only then.
//!
//! Rules R-COR judge whether a confirmation fits the push that it confirms.

use std::sync::Arc;

use serde_json::Value;

use crate::contract::address::{self, Destination};
use crate::contract::operation::{Effect, Operation, Side};
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::{CallCause, Entry, Role, Stop};
use crate::judge::called_operation;
use crate::judge::check_id::Check;
use crate::judge::finding::{Finding, FindingSubject, Place};
use crate::judge::history::confirmations::confirmable_pushes;
use crate::judge::material::Material;
use crate::judge::{missing_call, pages};
use crate::plan::case::Presence;

/// Reports a call with another method than POST.
pub fn wrong_method(index: usize, entry: &Entry, findings: &mut Vec<Finding>) {
    if entry.request.method != "POST" {
        let actual = format!("the method {}", entry.request.method);
        let requirement = "Every operation is called with POST.";
        findings.push(finding(index, "POST", actual).against(requirement));
    }
}

/// Reports a call of an operation that does not exist, which mostly is an invented confirmation, and notes one that
/// nothing awaits.
pub fn unknown_operation(material: Material<'_>, index: usize, entry: &Entry, findings: &mut Vec<Finding>) {
    let host = material.case.under_test.other();
    let operation = material.called_operation(&entry.request);
    let Ok(hosted) = material.contract.operations(material.case.api) else {
        return;
    };
    let hosted: Vec<_> = hosted.iter().filter(|operation| operation.side == host).collect();
    let body = entry.request.body.json().ok();
    let unknown = match address::destination(&hosted, entry.request.path(), body) {
        Destination::Nearly(meant, misspelling) => {
            let expected = format!("the address of {}", meant.id);
            let requirement = "A call goes to the very address of its operation.";
            findings.push(finding(index, expected, misspelling.to_string()).against(requirement));
            None
        }
        Destination::Operation(_) => None,
        Destination::Nowhere(unknown) => Some(match confirmed(material, index, body) {
            Some(meant) => unknown.meaning(meant, body),
            None => unknown,
        }),
    };
    let Some(unknown) = unknown else {
        let Ok(Some(found)) = material.contract.operation(material.case.api, host, operation) else {
            return;
        };
        // What the property offers may be asked at any time.
        let asks = found.effect == Effect::Read;
        if entry.role == Role::Unawaited && !called_operation::is_confirmation(operation) && !asks {
            // It may well have a reason that the scenario does not know.
            let actual = format!("a call of {operation}");
            findings.push(Finding {
                weight: Weight::Note,
                ..finding(index, "no call that nothing awaits", actual).against("Nothing is called without a reason.")
            });
        }
        return;
    };
    let side = match host {
        Side::Mews => "the platform",
        Side::ChannelManager => "the channel manager",
    };
    let expected = format!("an operation of {side}");
    let requirement = "Only operations that exist are called.";
    findings.push(finding(index, expected, unknown.to_string()).against(requirement));
}

/// The operation that would confirm the push to which a call refers, if it refers to one.
fn confirmed<'e>(material: Material<'e>, index: usize, body: Option<&Value>) -> Option<&'e Arc<Operation>> {
    let body = body?.as_object()?;
    let host = material.case.under_test;
    let push = confirmable_pushes(material, host).find(|push| {
        let named = |id: &str| body.values().any(|value| value.as_str() == Some(id));
        push.message.entry < index && push.id.is_some_and(named)
    })?;
    let name = push.pair.confirmation;
    material
        .contract
        .operation(material.case.api, host.other(), name)
        .ok()?
}

/// Reports a call that a step wants not to come.
pub fn forbidden(material: Material<'_>, index: usize, entry: &Entry, findings: &mut Vec<Finding>) {
    let receive = material.case.steps.get(entry.step).and_then(|step| step.receive());
    if let Some(receive) = receive
        && entry.role == Role::Step
        && receive.presence == Presence::Forbidden
    {
        let expected = format!("no call of {}", receive.operation.id);
        findings.push(Finding {
            page: None,
            ..finding(index, expected, "it came")
        });
    }
}

/// Reports the missing call with which the case ended.
pub fn missing(material: Material<'_>, findings: &mut Vec<Finding>) {
    let Some(Stop::NotCalled(missing)) = &material.transcript.stopped else {
        return;
    };
    // What stands in its place has findings of its own.
    if missing.cause != CallCause::Duty || missing.stand_in {
        return;
    }
    let expected = format!("a call of {}", missing.operation);
    let actual = missing_call::describe(material, missing, None);
    findings.push(Finding {
        subject: FindingSubject::MissingCall,
        ..Finding::new(Check::Callback, Weight::Error, expected, actual)
    });
}

/// Reports calls that are not in the transcript, because there were too many.
pub fn omitted(material: Material<'_>, findings: &mut Vec<Finding>) {
    if material.transcript.omitted > 0 {
        let actual = format!("{} more than are shown", material.transcript.omitted);
        let finding = Finding::new(Check::Callback, Weight::Error, "no calls that nothing awaits", actual);
        findings.push(finding.against("Each call is made once.").on_page(pages::REQUESTS));
    }
}

fn finding(entry: usize, expected: impl Into<String>, actual: impl Into<String>) -> Finding {
    Finding::new(Check::Callback, Weight::Error, expected, actual)
        .at(Place::whole(entry, Message::Request))
        .on_page(pages::REQUESTS)
}

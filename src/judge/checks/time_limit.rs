//! `time-limit`: answers and calls come in time.

use std::time::Duration;

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::{Entry, FailureKind, Role};
use crate::judge::check_id::Check;
use crate::judge::finding::{Finding, Place};
use crate::judge::material::{Answer, Material};
use crate::judge::{missing_call, pages, unanswered};

/// Reports every request that was taken and not answered in time.
pub fn unanswered(material: Material<'_>, findings: &mut Vec<Finding>) {
    unanswered::findings(
        material,
        Check::TimeLimit,
        |failure| failure == FailureKind::Timeout,
        findings,
    );
}

/// Reports an answer that took longer than the step's `within`.
pub fn of_answer(material: Material<'_>, answer: Answer<'_>, findings: &mut Vec<Finding>) {
    let entry = material.transcript.entries.get(answer.entry);
    let (Some(within), Some(entry)) = (answer.step.expect.within, entry) else {
        return;
    };
    if is_longer(entry.elapsed, within) {
        let expected = format!("an answer within {} ms", within.as_millis());
        let actual = format!("{} ms", entry.elapsed.as_millis());
        findings.push(
            Finding::new(Check::TimeLimit, Weight::Error, expected, actual)
                .at(Place::whole(answer.entry, Message::Response))
                .against("The answer comes within the time that the scenario allows."),
        );
    }
}

/// Compares two times as they are shown, in whole milliseconds: nobody is told that 1 ms is longer than 1 ms.
const fn is_longer(time: Duration, within: Duration) -> bool {
    time.as_millis() > within.as_millis()
}

/// Reports a call that came after its time.
pub fn of_call(material: Material<'_>, index: usize, entry: &Entry, findings: &mut Vec<Finding>) {
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
    if is_longer(waited, within) {
        let setting = missing_call::time_setting_of(own.is_some());
        let expected = format!("within {} ms ({setting})", within.as_millis());
        let actual = format!("after {} ms", waited.as_millis());
        findings.push(
            Finding::new(Check::TimeLimit, Weight::Error, expected, actual)
                .at(Place::whole(index, Message::Request))
                .against("A call comes within the time that the scenario allows.")
                .on_page(pages::REQUESTS),
        );
    }
}

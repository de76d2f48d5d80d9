//! How a call that did not come is told: how long it was waited for and where, and what says so.

use super::finding::NONE_CAME;
use super::material::Material;
use crate::exchange::transcript::{CallCause, MissingCall};
use crate::plan::case::{Case, Step};

/// What is there in place of the call; `at` is where it was to come, if a message has said so.
pub fn told(material: Material<'_>, absence: &MissingCall, at: Option<&str>) -> String {
    let case = material.case;
    let host = case.under_test.other();
    let base = material.transcript.facts.target.get("responseUrl");
    let base = base.and_then(|base| base.as_str()).filter(|base| !base.is_empty());
    let operation = material
        .contract
        .operation(case.api, host, &absence.operation)
        .ok()
        .flatten();
    // A call that nobody has asked for names no case.
    let key = format!("/{}", case.id.key());
    let own = base.zip(operation).map(|(base, operation)| {
        let base = base.replace(&key, "");
        format!("{}/{}", base.trim_end_matches('/'), operation.id)
    });
    let at = at.map(ToString::to_string).or(own);
    let at = at.map_or_else(String::new, |at| format!(" at {at}"));
    format!(
        "{NONE_CAME} within {}{at} ({})",
        humantime::format_duration(absence.waited),
        limit(case, absence)
    )
}

/// What says how long a call is waited for.
pub fn limit(case: &Case, absence: &MissingCall) -> &'static str {
    let step = case.steps.get(absence.step);
    match absence.cause {
        CallCause::Person => "the time is `person` in [listen]",
        CallCause::Promise => of_listening(step.and_then(|step| step.expect.confirmed_within).is_some()),
        CallCause::Duty => of_listening(is_of_the_scenario(step)),
    }
}

/// Whether the scenario says how long a step waits for a call.
fn is_of_the_scenario(step: Option<&Step>) -> bool {
    let receive = step.and_then(Step::receive);
    receive.is_some_and(|receive| receive.within.is_some())
}

/// The same for a limit that a scenario sets or does not.
pub const fn of_listening(by_the_scenario: bool) -> &'static str {
    if by_the_scenario {
        "the scenario sets the time"
    } else {
        "the time is `within` in [listen]"
    }
}

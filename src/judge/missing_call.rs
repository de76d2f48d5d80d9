//! Words for a call that did not come: the time and the address at which it was awaited, and the setting for that.

use super::material::Material;
use crate::exchange::transcript::{CallCause, MissingCall};
use crate::plan::case::{Case, Step};

/// Describes what is there in place of the call; `at` is the address to which it was to come, if a message gave one.
pub fn describe(material: Material<'_>, missing: &MissingCall, at: Option<&str>) -> String {
    let case = material.case;
    let host = case.under_test.other();
    let base = material.transcript.facts.target.get("responseUrl");
    let base = base.and_then(|base| base.as_str()).filter(|base| !base.is_empty());
    let operation = material
        .contract
        .operation(case.api, host, &missing.operation)
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
        "none came within {}{at} ({})",
        humantime::format_duration(missing.waited),
        time_setting(case, missing)
    )
}

/// Names the setting of the time for which a call is awaited.
pub fn time_setting(case: &Case, missing: &MissingCall) -> &'static str {
    let step = case.steps.get(missing.step);
    match missing.cause {
        CallCause::Person => "the time is `person` in [listen]",
        CallCause::Promise => time_setting_of(step.and_then(|step| step.expect.confirmed_within).is_some()),
        CallCause::Duty | CallCause::Leave => time_setting_of(is_set_by_scenario(step)),
    }
}

/// Checks that the scenario sets the time for which a step waits for a call.
fn is_set_by_scenario(step: Option<&Step>) -> bool {
    let receive = step.and_then(Step::receive);
    receive.is_some_and(|receive| receive.within.is_some())
}

/// Names the setting of a time that a scenario sets or does not.
pub const fn time_setting_of(by_the_scenario: bool) -> &'static str {
    if by_the_scenario {
        "the scenario sets the time"
    } else {
        "the time is `within` in [listen]"
    }
}

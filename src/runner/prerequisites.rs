//! Prerequisites of a case in the configuration of its target: looked for before the first request is sent, so
//! that no case stops half way for want of a token that its last step needs.
//!
//! They are tokens, ids, hooks, people and an address to be called at, and leave to break the limit of the target.
//! The result of an earlier answer is no prerequisite: a scenario asks for it with `given`, and where it is not
//! there, the case has shown nothing and is inconclusive.

use tokio::sync::mpsc::UnboundedSender;

use super::body;
use super::credentials::kebab;
use super::endpoint::{Endpoint, LimitTests};
use super::event::Question;
use super::hook::Hook;
use super::setting::Setting;
use super::stop;
use crate::contract::operation::{Api, Confirmation};
use crate::exchange::transcript::{Facts, Stop};
use crate::expression::scope::Unresolved;
use crate::expression::template::Template;
use crate::plan::case::{Action, Call, Case, Step, Trigger};
use crate::plan::scope::CaseScope;

/// Names whose values are known before anything is sent.
const KNOWN_BEFORE: [&str; 5] = ["target", "credentials", "fresh", "period", "today"];

/// Checks that all is configured that the steps from that one on need.
///
/// # Errors
/// The first thing that is not, and the key that would hold it.
pub(super) fn check(
    case: &Case,
    setting: Setting<'_>,
    endpoint: &Endpoint,
    facts: &Facts,
    from: usize,
) -> Result<(), Stop> {
    keeps_to_limit(case, endpoint)?;
    for (index, step) in case.steps.iter().enumerate().skip(from) {
        if let Some(trigger) = &step.trigger {
            actor(case, setting, endpoint, trigger)?;
        }
        target_values_exist(case, step, facts, index)?;
        match &step.action {
            Action::Call(call) => {
                credentials_exist(endpoint, call)?;
                if let Some(confirming) = call.confirmed_by.as_ref().filter(|_| must_be_confirmed(step, call)) {
                    can_receive(setting.target.inbox().is_some(), &confirming.id)?;
                }
                // Making it up may take a while: what nothing is sent before is made up in its turn.
                if index > from {
                    body::check_fixture(call, facts).map_err(|error| error.stop(index))?;
                }
            }
            Action::Receive(receive) => can_receive(setting.target.inbox().is_some(), &receive.operation.id)?,
            Action::Act => {}
        }
    }
    Ok(())
}

/// Returns true if a step shows nothing without the confirmation of its call.
fn must_be_confirmed(step: &Step, call: &Call) -> bool {
    let accept = &step.expect.accept;
    call.operation.confirmation == Confirmation::Always && accept.success && !accept.accepts_failure()
}

/// Checks that calls of the other side can be received.
///
/// # Errors
/// They cannot.
pub(super) fn can_receive(listens: bool, operation: &str) -> Result<(), Stop> {
    if listens {
        return Ok(());
    }
    Err(Stop::NotConfigured {
        reason: format!("calls of {operation} cannot be received: no [listen] address is configured"),
    })
}

/// Actor that makes the system under test act.
pub(super) enum Actor<'m> {
    /// A hook of that name.
    Hook(&'m str, Hook),
    /// A person who is asked that.
    Person(&'m Template, &'m UnboundedSender<Question>),
}

/// The hook for a trigger, or a person who can be asked.
///
/// # Errors
/// There is neither.
pub(super) fn actor<'m>(
    case: &Case,
    setting: Setting<'m>,
    endpoint: &Endpoint,
    trigger: &'m Trigger,
) -> Result<Actor<'m>, Stop> {
    let lacking = match &trigger.hook {
        Some(name) => match endpoint.hooks.get(name, &case.id.key()) {
            Some(hook) => return Ok(Actor::Hook(name, hook)),
            None => format!("there is no hook `{name}`: configure it as [hooks.{name}]"),
        },
        None => "a person has to act".to_string(),
    };
    let help = match (&trigger.prompt, setting.questions) {
        (Some(prompt), Some(questions)) => return Ok(Actor::Person(prompt, questions)),
        (Some(_), None) => ", or let a person act, in a terminal (`run --ask`, `certify`)",
        (None, _) => "",
    };
    Err(Stop::NotConfigured {
        reason: format!("{lacking}{help}"),
    })
}

/// Checks that the case keeps to the limit of the target, or may break it.
fn keeps_to_limit(case: &Case, endpoint: &Endpoint) -> Result<(), Stop> {
    let (Some(pace), LimitTests::Refused) = (endpoint.pace, endpoint.limit_tests) else {
        return Ok(());
    };
    let requests = case.steps.iter().filter_map(Step::call).map(|call| call.times);
    let requests = requests.fold(0_u32, u32::saturating_add);
    if !case.steps.iter().any(Step::seeks_too_many_requests) || !pace.is_broken_by(requests) {
        return Ok(());
    }
    let key = match case.api {
        Api::Connector => "`break-limits = true` in [connector] of the configuration lets it",
        Api::ChannelManager => "its target has a limit",
    };
    Err(Stop::NotConfigured {
        reason: format!("it breaks the limit on requests on purpose, with {requests} of them at once; {key}"),
    })
}

/// The key of the configuration whose value a case lacks, though the target could have it; `None` if it lacks none.
pub fn lacking_key(case: &Case, facts: &Facts) -> Option<String> {
    let scope = CaseScope::new(case, facts, &[]);
    case.steps.iter().find_map(|step| {
        let part = lacking_part(case, step, &scope)?.part_of_target()?.to_string();
        Some(kebab(&part))
    })
}

fn credentials_exist(endpoint: &Endpoint, call: &Call) -> Result<(), Stop> {
    for filling in &call.fillings {
        let filled = endpoint.credentials.resolve(&filling.property, filling.name);
        filled.map_err(|missing| Stop::NotConfigured { reason: missing.0 })?;
    }
    Ok(())
}

/// Checks that the expressions of a step that use only the target have values; the values of other steps are not known yet.
fn target_values_exist(case: &Case, step: &Step, facts: &Facts, index: usize) -> Result<(), Stop> {
    let scope = CaseScope::new(case, facts, &[]);
    match lacking_part(case, step, &scope) {
        Some(unresolved) => Err(stop::unresolved(index, &unresolved)),
        None => Ok(()),
    }
}

/// The first expression of a step that uses only the target and has no value.
fn lacking_part(case: &Case, step: &Step, scope: &CaseScope<'_>) -> Option<Unresolved> {
    let expressions = step.templates().into_iter().flat_map(|template| template.expressions());
    for expression in expressions {
        let roots = expression.roots();
        let known = |root: &&str| KNOWN_BEFORE.contains(root) || case.bindings.contains_key(*root);
        if !roots.contains(&"target") || !roots.iter().all(known) {
            continue;
        }
        if let Err(unresolved) = expression.evaluate(scope)
            && unresolved.part_of_target().is_some()
        {
            return Some(unresolved);
        }
    }
    None
}

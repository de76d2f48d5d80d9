//! A case: a scenario with its matrix expanded, the unit that runs.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::credential::Filling;
use super::expectation::{Expectation, Statuses, TOO_MANY_REQUESTS};
use crate::contract::operation::{Api, Confirmation, Effect, Operation, Side};
use crate::expression::template::Template;
use crate::fixture::recipe::Recipe;
use crate::fnv;
use crate::scenario::model::{Given, Level, Reply, ScenarioId};

/// The id of a case: the scenario's, with the values of its axes in brackets.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct CaseId(Box<str>);

impl CaseId {
    /// The id of the case of a scenario with those axis values.
    pub fn new(scenario: &ScenarioId, rows: &[&str]) -> Self {
        if rows.is_empty() {
            Self(scenario.as_str().into())
        } else {
            Self(format!("{scenario}[{}]", rows.join(",")).into())
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as a name that is safe in paths and addresses: letters, digits and `-` only, and a
    /// digest of the whole id so that two ids never share one.
    pub fn key(&self) -> String {
        let mut key: String = self
            .0
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '-'
                }
            })
            .take(48)
            .collect();
        key.push('-');
        key.push_str(&format!("{:016x}", fnv::digest(self.0.as_bytes())));
        key
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Hook that shows the inventory that a channel manager has stored.
pub const READ_INVENTORY: &str = "read-inventory";

/// A case, ready to run and to be judged.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// Requirement that must hold, as one sentence.
    pub requirement: String,
    /// The page of the documentation that says so.
    pub page: String,
    /// Weight of the requirement.
    pub level: Level,
    /// API whose contract is tested.
    pub api: Api,
    /// The side that is judged.
    pub under_test: Side,
    /// Ids of the certification tests and rules that it proves.
    pub covers: Vec<String>,
    /// Words to select it by.
    pub tags: Vec<String>,
    /// True if other cases must not run at the same time on the same state.
    pub exclusive: bool,
    /// The values of the axes, by name.
    pub bindings: Map<String, Value>,
    /// Steps, in order.
    pub steps: Vec<Step>,
}

/// The Content-Type field of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentType {
    /// `application/json`.
    Json,
    /// No field at all.
    Absent,
    /// This text.
    Text(String),
}

/// One step: a call, an awaited call, or nothing but an act of the system under test.
#[derive(Clone, Debug)]
pub struct Step {
    /// The name by which later steps refer to it.
    pub id: Option<String>,
    /// The certification test whose steps begin here.
    pub proves: Option<String>,
    /// Conditions without which the step would show nothing; checked before anything else is done.
    pub given: Option<Given>,
    /// True if its trigger acts even when an earlier step has ended the case, since it puts something back.
    pub always: bool,
    /// Trigger that makes the system under test act, before anything else is done.
    pub trigger: Option<Trigger>,
    /// Action of the step.
    pub action: Action,
    /// Expected outcome.
    pub expect: Expectation,
}

/// Action of a [`Step`].
#[derive(Clone, Debug)]
pub enum Action {
    /// Calls the system under test.
    Call(Box<Call>),
    /// Awaits a call of the system under test.
    Receive(Box<Receive>),
    /// Nothing: the trigger is all there is to it.
    Act,
}

/// A call of the system under test.
#[derive(Clone, Debug)]
pub struct Call {
    /// The operation.
    pub operation: Arc<Operation>,
    /// The operation by which its outcome may be reported later.
    pub confirmed_by: Option<Arc<Operation>>,
    /// Credentials by the properties that they fill.
    pub fillings: Vec<Filling>,
    /// Recipe of a made-up body; made when it is sent, since it may be large.
    pub fixture: Option<Box<Recipe>>,
    /// Properties that are laid over the minimal valid body.
    pub body: Option<Template>,
    /// JSON Pointers to remove from the body.
    pub without: Vec<String>,
    /// The body as it stands, in place of JSON.
    pub raw: Option<Template>,
    /// The HTTP method.
    pub method: String,
    /// The Content-Type field.
    pub content_type: ContentType,
    /// A path in place of the operation's own.
    pub path: Option<Template>,
    /// Query parameters.
    pub query: Vec<(String, Template)>,
    /// Header fields.
    pub headers: Vec<(String, Template)>,
    /// Number of times that it is made, one after the other.
    pub times: u32,
}

/// A call of the system under test that is awaited.
#[derive(Clone, Debug)]
pub struct Receive {
    /// The operation, hosted by the side that Keycard plays.
    pub operation: Arc<Operation>,
    /// The message that it must belong to, if the scenario says so.
    pub about: Option<Template>,
    /// Answer that it is given.
    pub reply: Reply,
    /// Time for which it is waited for, if the scenario says so.
    pub within: Option<Duration>,
    /// Time after a call within which a further one still belongs to the step.
    pub more_within: Option<Duration>,
    /// Time after the call in which Keycard listens for what must not follow.
    pub watch: Option<Duration>,
    /// Presence: it must come, may come, or must not.
    pub presence: Presence,
}

/// Presence of an awaited call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// It must come.
    #[default]
    Expected,
    /// It may come. Without it the case ends there, and has shown nothing.
    Optional,
    /// It must not come, for as long as it is waited for.
    Forbidden,
}

/// Trigger that makes the system under test act.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// The name of the target's hook.
    pub hook: Option<String>,
    /// Body that the hook is sent.
    pub body: Option<Template>,
    /// Request to a person where there is no such hook.
    pub prompt: Option<Template>,
}

impl Step {
    /// The operation that is called or awaited.
    pub fn operation(&self) -> Option<&Arc<Operation>> {
        match &self.action {
            Action::Call(call) => Some(&call.operation),
            Action::Receive(receive) => Some(&receive.operation),
            Action::Act => None,
        }
    }

    /// The call, if it makes one.
    pub fn call(&self) -> Option<&Call> {
        match &self.action {
            Action::Call(call) => Some(call),
            Action::Receive(_) | Action::Act => None,
        }
    }

    /// The awaited call, if it awaits one.
    pub fn receive(&self) -> Option<&Receive> {
        match &self.action {
            Action::Receive(receive) => Some(receive),
            Action::Call(_) | Action::Act => None,
        }
    }

    /// Returns true if the target may turn a request of the step away because too many come; such requests do not
    /// wait for their turn.
    pub fn accepts_too_many_requests(&self) -> bool {
        self.expect.accept.lists_too_many_requests() || self.expect.tolerate.lists_too_many_requests()
    }

    /// Returns true if the step asks for nothing but being turned away because too many requests come: then all
    /// requests of its case serve to bring that about.
    pub fn seeks_too_many_requests(&self) -> bool {
        let accept = &self.expect.accept;
        !accept.success && accept.statuses == [Statuses::One(TOO_MANY_REQUESTS)]
    }

    /// Name of the step in reports and messages.
    pub fn name(&self) -> &str {
        match (self.operation(), &self.trigger) {
            (Some(operation), _) => &operation.id,
            (None, Some(trigger)) => trigger.hook.as_deref().unwrap_or("an act of a person"),
            (None, None) => "",
        }
    }

    /// Every template that is filled in while the case runs.
    pub fn templates(&self) -> Vec<&Template> {
        let mut templates = Vec::new();
        if let Some(trigger) = &self.trigger {
            templates.extend(trigger.body.iter().chain(&trigger.prompt));
        }
        match &self.action {
            Action::Call(call) => {
                templates.push(call.operation.body.template());
                templates.extend(call.body.iter().chain(&call.raw).chain(&call.path));
                templates.extend(call.query.iter().chain(&call.headers).map(|(_, template)| template));
            }
            Action::Receive(receive) => templates.extend(receive.about.iter().chain(&receive.reply.body)),
            Action::Act => {}
        }
        templates
    }
}

impl Case {
    /// The steps that prove a certification test: all of them, if none is marked with a test of its own.
    ///
    /// `None` if the steps prove other tests.
    pub fn steps_for(&self, test: &str) -> Option<Range<usize>> {
        let marks = || self.steps.iter().enumerate().filter(|(_, step)| step.proves.is_some());
        if marks().next().is_none() {
            return Some(0..self.steps.len());
        }
        let (begin, _) = marks().find(|(_, step)| step.proves.as_deref() == Some(test))?;
        let next = marks().map(|(index, _)| index).find(|index| *index > begin);
        Some(begin..next.unwrap_or(self.steps.len()))
    }

    /// The case up to a step, which is left out.
    #[must_use]
    pub fn until(&self, step: usize) -> Self {
        let mut case = self.clone();
        case.steps.truncate(step);
        case
    }

    /// The names under `fresh` that the case's expressions use.
    pub fn fresh_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for step in &self.steps {
            let in_templates = step.templates().into_iter().flat_map(Template::expressions);
            let given = step.given.iter().flat_map(|given| &given.checks);
            let checks = step.expect.checks.iter().map(|check| &check.expression);
            for expression in in_templates.chain(given).chain(checks) {
                for name in expression.properties_of("fresh") {
                    if !names.iter().any(|known| known == name) {
                        names.push(name.to_string());
                    }
                }
            }
        }
        names
    }

    /// Returns true if any step changes something on the side under test, or makes it change something.
    pub fn writes(&self) -> bool {
        self.steps.iter().any(|step| match &step.action {
            Action::Call(call) => call.operation.effect == Effect::Write,
            Action::Receive(_) | Action::Act => step.trigger.is_some(),
        })
    }

    /// Returns true if calls of the system under test are part of the case, or may be.
    pub fn listens(&self) -> bool {
        self.steps.iter().any(|step| match &step.action {
            Action::Call(call) => call.operation.confirmation != Confirmation::None,
            Action::Receive(_) => true,
            Action::Act => false,
        })
    }

    /// Returns true if a step calls so often that the time between its calls matters.
    pub fn is_a_burst(&self) -> bool {
        const MANY: u32 = 100;
        self.steps
            .iter()
            .any(|step| step.call().is_some_and(|call| call.times >= MANY))
    }

    /// The steps whose triggers act even when an earlier step has ended the case, each with its position.
    pub fn always(&self) -> impl Iterator<Item = (usize, &Step, &Trigger)> {
        let steps = self.steps.iter().enumerate().filter(|(_, step)| step.always);
        steps.filter_map(|(index, step)| Some((index, step, step.trigger.as_ref()?)))
    }

    /// Returns true if it and others could change each other's verdict, on a target that keeps one state for all: it says
    /// so, it has stored inventory shown, which any push changes, it awaits a call that names no case, or its messages are
    /// so large that the times of others would be measured wrongly.
    pub fn must_be_alone(&self) -> bool {
        let shows_inventory = |step: &Step| {
            let hook = step.trigger.as_ref().and_then(|trigger| trigger.hook.as_deref());
            hook == Some(READ_INVENTORY)
        };
        let is_large = |call: &Call| call.fixture.as_ref().is_some_and(|recipe| recipe.is_large());
        self.exclusive
            || self.awaits_anyone()
            || self.steps.iter().any(shows_inventory)
            || self.steps.iter().filter_map(Step::call).any(is_large)
    }

    /// Returns true if it awaits calls that nothing ties to a message of its own.
    pub fn awaits_anyone(&self) -> bool {
        self.awaited().next().is_some()
    }

    /// The operations whose calls it awaits by steps of their own.
    pub fn awaited(&self) -> impl Iterator<Item = &Arc<Operation>> {
        let receives = self.steps.iter().filter_map(Step::receive);
        receives.map(|receive| &receive.operation)
    }
}

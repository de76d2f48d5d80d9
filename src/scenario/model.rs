//! A scenario as it is meant: every expression compiled, every default in its place.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::compact_value::CompactValue;
use super::condition::Condition;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::features::Feature;
use crate::contract::operation::{Api, Side};
use crate::expression::program::Expression;
use crate::expression::template::Template;
use crate::input::source::Source;

/// The id of a scenario: its path below the scenario directory, without the suffix.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct ScenarioId(String);

/// A path that cannot be an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot be an id: use letters, digits, `-`, `_` and `.`, in folders separated by `/`")]
pub struct InvalidId(String);

impl ScenarioId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ScenarioId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let fits = |part: &str| {
            !part.is_empty()
                && part != "."
                && part != ".."
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        };
        if text.split('/').all(fits) {
            Ok(Self(text.to_string()))
        } else {
            Err(InvalidId(text.to_string()))
        }
    }
}

impl fmt::Display for ScenarioId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How binding a requirement is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Must hold: a failure fails the run.
    #[default]
    Required,
    /// Should hold: a failure is shown and does not fail the run.
    Recommended,
    /// May be left out.
    Optional,
}

impl Level {
    /// Every level with its name.
    pub const ALL: [(&'static str, Self); 3] = [
        ("required", Self::Required),
        ("recommended", Self::Recommended),
        ("optional", Self::Optional),
    ];

    /// The name used in files and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Recommended => "recommended",
            Self::Optional => "optional",
        }
    }

    /// The level of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, level)| *level)
    }
}

/// One scenario file, ready to be compiled into cases.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its id.
    pub id: ScenarioId,
    /// The file that it stands in.
    pub origin: Source,
    /// What must hold.
    pub requirement: Template,
    /// The page of the documentation that says so.
    pub page: String,
    /// How binding it is.
    pub level: Template,
    /// Whose contract is tested.
    pub api: Api,
    /// The side that is judged.
    pub under_test: Side,
    /// What it proves.
    pub covers: Vec<Template>,
    /// Words to select it by.
    pub tags: Vec<String>,
    /// Whether other cases must not run at the same time on the same state.
    pub exclusive: bool,
    /// The axes whose product gives the cases.
    pub matrix: Vec<Axis>,
    /// What is done.
    pub steps: Vec<Step>,
}

/// One axis of a matrix.
#[derive(Clone, Debug)]
pub struct Axis {
    /// The name that expressions use.
    pub name: String,
    /// What it runs over.
    pub values: AxisValues,
}

/// What an [`Axis`] runs over.
#[derive(Clone, Debug)]
pub enum AxisValues {
    /// The operations of the contract that fit.
    Operations(OperationSelector),
    /// The values written in the file.
    Rows(Vec<Row>),
}

/// Operations of the contract that an axis runs over.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OperationSelector {
    /// The side that hosts them; the Connector API has only `mews`.
    #[serde(default = "platform")]
    pub side: Side,
    /// A body property that a credential fills, e.g. `connectionToken`.
    #[serde(default)]
    pub needs: Option<String>,
    /// Features that each of them has, e.g. `paged`.
    #[serde(default)]
    pub having: Vec<Feature>,
    /// Features that none of them has, e.g. `discontinued`.
    #[serde(default)]
    pub lacking: Vec<Feature>,
    /// Operations to leave out.
    #[serde(default)]
    pub except: Vec<String>,
}

const fn platform() -> Side {
    Side::Mews
}

/// One value of an axis.
#[derive(Clone, Debug)]
pub struct Row {
    /// What the id of the case shows.
    pub name: String,
    /// What expressions see.
    pub value: CompactValue,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// The name by which later steps refer to it.
    pub id: Option<String>,
    /// The certification test whose steps begin here.
    pub proves: Option<Template>,
    /// What has to be so for the step to show anything.
    pub given: Option<Given>,
    /// Whether its trigger acts even when an earlier step has ended the case.
    pub always: bool,
    /// What makes the system under test act.
    pub trigger: Option<Trigger>,
    /// What is done.
    pub action: Action,
    /// What must come of it.
    pub expect: Expect,
}

/// What has to be so before a [`Step`] is done.
#[derive(Clone, Debug)]
pub struct Given {
    /// Conditions, all of which must be true.
    pub checks: Vec<Expression>,
    /// What is the matter where one is not.
    pub otherwise: String,
}

/// What a [`Step`] does.
#[derive(Clone, Debug)]
pub enum Action {
    /// Calls the system under test.
    Call(Box<Call>),
    /// Awaits a call of it.
    Receive(Box<Receive>),
    /// Nothing but the trigger.
    Act,
}

/// One call of the system under test.
#[derive(Clone, Debug)]
pub struct Call {
    /// The operation.
    pub operation: Template,
    /// Which credential fills which property.
    pub with: Option<Template>,
    /// What the body is made up of.
    pub fixture: Option<Template>,
    /// What is laid over the minimal valid body.
    pub body: Option<Template>,
    /// JSON Pointers to remove from the body.
    pub without: Vec<Template>,
    /// The body as it stands, in place of JSON.
    pub raw: Option<Template>,
    /// The HTTP method.
    pub method: Option<Template>,
    /// The Content-Type field.
    pub content_type: Option<Template>,
    /// A path in place of the operation's own.
    pub path: Option<Template>,
    /// Query parameters.
    pub query: Vec<(String, Template)>,
    /// Header fields.
    pub headers: Vec<(String, Template)>,
    /// How often it is made.
    pub times: u32,
}

/// One call of the system under test that is awaited.
#[derive(Clone, Debug)]
pub struct Receive {
    /// The operation.
    pub operation: Template,
    /// The message that it must refer to.
    pub about: Option<Template>,
    /// What it is answered.
    pub reply: Reply,
    /// How long it is waited for.
    pub within: Option<Duration>,
    /// How long after one call a further one still belongs to the step.
    pub more_within: Option<Duration>,
    /// How long after the call it is listened for what must not follow.
    pub watch: Option<Duration>,
    /// Whether it must not come.
    pub absent: bool,
}

/// The answer to an awaited call.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// The HTTP status; 200 if none is given.
    pub status: Option<u16>,
    /// The body; success if none is given.
    pub body: Option<Template>,
    /// Time for which the answer is held back.
    pub delay: Option<Duration>,
}

/// What makes the system under test act.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// The hook of the target.
    pub hook: Option<Template>,
    /// What it is told.
    pub body: Option<Template>,
    /// What a person is asked to do instead.
    pub prompt: Option<Template>,
}

/// Times at which the outcome of a call may be reported: in its answer, or later by a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Deferral {
    /// At once or later, as the target likes; the default where success is accepted.
    Allowed,
    /// Later only.
    Required,
    /// Later is taken with a warning.
    Tolerated,
    /// At once only; the default where only failure is accepted.
    Refused,
}

/// What a step must bring back.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// The outcomes that pass.
    pub accept: Outcomes,
    /// The outcomes that only warn.
    pub tolerate: Outcomes,
    /// Conditions of the scenario's own.
    pub checks: Vec<Condition>,
    /// Whether the awaited call is asked to be invalid.
    pub invalid: bool,
    /// Whether the error response is compared with its stored form; by default, if an error is expected.
    pub snapshot: Option<bool>,
    /// The longest acceptable time to answer.
    pub within: Option<Duration>,
    /// Whether the outcome may be told later.
    pub deferral: Option<Deferral>,
    /// How long a promised confirmation is waited for.
    pub confirmed_within: Option<Duration>,
}

/// A set of outcomes as written; expressions over the matrix are not filled in yet.
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    /// Whether success is among them.
    pub success: Option<Template>,
    /// The error codes.
    pub error: Option<Template>,
    /// The HTTP statuses.
    pub status: Option<Template>,
}

impl Outcomes {
    /// The three parts with their keys.
    pub fn parts(&self) -> [(&'static str, Option<&Template>); 3] {
        [
            ("success", self.success.as_ref()),
            ("error", self.error.as_ref()),
            ("status", self.status.as_ref()),
        ]
    }
}

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

/// Weight of a requirement.
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
    /// Requirement that must hold, as one sentence.
    pub requirement: Template,
    /// The page of the documentation that says so.
    pub page: String,
    /// Weight of the requirement.
    pub level: Template,
    /// API whose contract is tested.
    pub api: Api,
    /// The side that is judged.
    pub under_test: Side,
    /// Ids of the certification tests and rules that it proves.
    pub covers: Vec<Template>,
    /// Words to select it by.
    pub tags: Vec<String>,
    /// True if other cases must not run at the same time on the same state.
    pub exclusive: bool,
    /// The axes whose product gives the cases.
    pub matrix: Vec<Axis>,
    /// Action of the step.
    pub steps: Vec<Step>,
}

/// One axis of a matrix.
#[derive(Clone, Debug)]
pub struct Axis {
    /// The name that expressions use.
    pub name: String,
    /// Values that it runs over.
    pub values: AxisValues,
}

/// Values that an [`Axis`] runs over.
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
    /// Name in the id of the case.
    pub name: String,
    /// Value for expressions.
    pub value: CompactValue,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// The name by which later steps refer to it.
    pub id: Option<String>,
    /// The certification test whose steps begin here.
    pub proves: Option<Template>,
    /// Conditions without which the step would show nothing.
    pub given: Option<Given>,
    /// True if its trigger acts even when an earlier step has ended the case.
    pub always: bool,
    /// Trigger that makes the system under test act.
    pub trigger: Option<Trigger>,
    /// Action of the step.
    pub action: Action,
    /// Expected outcome.
    pub expect: Expect,
}

/// Conditions without which a [`Step`] would show nothing.
#[derive(Clone, Debug)]
pub struct Given {
    /// Conditions, all of which must be true.
    pub checks: Vec<Expression>,
    /// Reason for which nothing could be found out, where one is not true.
    pub otherwise: String,
}

/// Action of a [`Step`].
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
    /// Credentials by the properties that they fill.
    pub with: Option<Template>,
    /// Recipe of a made-up body.
    pub fixture: Option<Template>,
    /// Properties that are laid over the minimal valid body.
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
    /// Number of times that it is made.
    pub times: u32,
}

/// One call of the system under test that is awaited.
#[derive(Clone, Debug)]
pub struct Receive {
    /// The operation.
    pub operation: Template,
    /// The message that it must refer to.
    pub about: Option<Template>,
    /// Answer that it is given.
    pub reply: Reply,
    /// Time for which it is waited for.
    pub within: Option<Duration>,
    /// Time after a call within which a further one still belongs to the step.
    pub more_within: Option<Duration>,
    /// Time after the call in which Keycard listens for what must not follow.
    pub watch: Option<Duration>,
    /// True if it must not come.
    pub absent: bool,
    /// True if it need not come.
    pub optional: bool,
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

/// Trigger that makes the system under test act.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// The hook of the target.
    pub hook: Option<Template>,
    /// Body that the hook is sent.
    pub body: Option<Template>,
    /// Request to a person instead.
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

/// Expected outcome of a step.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// The outcomes that pass.
    pub accept: Outcomes,
    /// The outcomes that only warn.
    pub tolerate: Outcomes,
    /// Conditions of the scenario's own.
    pub checks: Vec<Condition>,
    /// True if the awaited call has to be invalid.
    pub invalid: bool,
    /// True if the error response is compared with its snapshot; the default is true if an error is expected.
    pub snapshot: Option<bool>,
    /// The longest acceptable time to answer.
    pub within: Option<Duration>,
    /// Times at which the outcome may be reported: at once, or later by a confirmation.
    pub deferral: Option<Deferral>,
    /// Time for which a promised confirmation is waited for.
    pub confirmed_within: Option<Duration>,
}

/// A set of outcomes as written; expressions over the matrix are not filled in yet.
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    /// True if success is among them.
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

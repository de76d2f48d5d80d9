//! A case: a scenario with its matrix expanded, the unit that runs.

use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::credential::Filling;
use super::expectation::Expectation;
use crate::contract::operation::{Api, Operation, Side};
use crate::expression::template::Template;
use crate::scenario::model::{Level, ScenarioId};

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
        key.push_str(&format!("{:016x}", digest(self.0.as_bytes())));
        key
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A stable 64-bit digest (FNV-1a): the same on every machine and in every version.
pub fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A case, ready to run and to be judged.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// What must hold.
    pub requirement: String,
    /// The page of the documentation that says so.
    pub page: String,
    /// How binding it is.
    pub level: Level,
    /// Whose contract is tested.
    pub api: Api,
    /// The side that is judged.
    pub under_test: Side,
    /// What it proves.
    pub covers: Vec<String>,
    /// Words to select it by.
    pub tags: Vec<String>,
    /// Whether other cases must not run at the same time on the same state.
    pub exclusive: bool,
    /// The values of the axes, by name.
    pub bindings: Map<String, Value>,
    /// What is done, in order.
    pub steps: Vec<Step>,
}

/// The Content-Type field of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentType {
    /// `application/json`.
    Json,
    /// No field at all.
    Absent,
    /// That text.
    Text(String),
}

/// One call of the system under test.
#[derive(Clone, Debug)]
pub struct Step {
    /// The name by which later steps refer to it.
    pub id: Option<String>,
    /// The operation.
    pub operation: Arc<Operation>,
    /// Which credential fills which property.
    pub fillings: Vec<Filling>,
    /// What is laid over the minimal valid body.
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
    /// What must come back.
    pub expect: Expectation,
}

impl Case {
    /// The names under `fresh` that the case's expressions use.
    pub fn fresh_names(&self) -> Vec<String> {
        use crate::expression::program::Segment;

        let mut names: Vec<String> = Vec::new();
        for step in &self.steps {
            let templates = std::iter::once(&step.operation.body)
                .chain(&step.body)
                .chain(&step.raw)
                .chain(&step.path)
                .chain(step.query.iter().map(|(_, template)| template))
                .chain(step.headers.iter().map(|(_, template)| template));
            for expression in templates.flat_map(Template::expressions) {
                if let Some(("fresh", [Segment::Property(name), ..])) = expression.path()
                    && !names.contains(name)
                {
                    names.push(name.clone());
                }
            }
        }
        names
    }

    /// Whether any step changes something on the side under test.
    pub fn writes(&self) -> bool {
        self.steps
            .iter()
            .any(|step| step.operation.effect == crate::contract::operation::Effect::Write)
    }
}

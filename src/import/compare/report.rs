//! Changes as JSON. Its form is published as `schemas/contract-diff.schema.json`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::change::{Aspect, Breaks, Change, Part, Reach, Subject};
use super::wording::{self, Relation};

/// The version of the form: a reader that knows another one should refuse it.
pub const FORMAT: u32 = 1;

/// A comparison of two contracts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Keycard contract diff")]
pub struct Comparison {
    /// The version of the form.
    pub format: u32,
    /// The contract as it was.
    pub old: Compared,
    /// The contract as it is.
    pub new: Compared,
    /// The counts.
    pub summary: Summary,
    /// The changes, by resource, part and property.
    pub changes: Vec<Line>,
}

/// One of the two contracts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
    /// Path that it was read from.
    pub path: String,
    /// Kind of source.
    pub kind: SourceKind,
    /// Number of its operations.
    pub operations: usize,
}

/// Kind of source of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A directory of contract files.
    ContractFiles,
    /// A checkout of the documentation.
    Documentation,
    /// An OpenAPI document.
    Openapi,
}

/// Numbers of changes, by the parties that they break.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// All changes.
    pub changes: usize,
    /// Changes that break callers of the old contract.
    pub break_clients: usize,
    /// Changes that break implementations of the old contract.
    pub break_servers: usize,
    /// Changes that break nobody.
    pub break_nobody: usize,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// The page of the resource.
    pub resource: String,
    /// The place as it is shown to people.
    pub place: String,
    /// The operation, if the place is a part of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Part of the operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// The definition, if several messages may share the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// Page and name of the definition that stands in its place in the other contract, if that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counterpart: Option<String>,
    /// The path of properties; empty for the whole.
    pub property: String,
    /// Aspect that differs.
    pub aspect: Aspect,
    /// Value in the old contract; null if it has no such thing.
    pub old: Option<Value>,
    /// Value in the new contract; null if it has no such thing.
    pub new: Option<Value>,
    /// Parties that the change breaks: `client`, `server`, both or nobody.
    pub breaks: Vec<Party>,
    /// The messages that the place is a part of.
    pub reaches: Vec<Reach>,
    /// The property that may be the same one under another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed: Option<String>,
    /// The change in words.
    pub words: String,
}

/// Party that a change breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    /// Callers of the old contract.
    Client,
    /// Implementations and stubs of the old contract.
    Server,
}

impl Summary {
    /// Counts changes.
    pub fn of(changes: &[Change]) -> Self {
        let count = |wanted: fn(Breaks) -> bool| changes.iter().filter(|change| wanted(change.breaks)).count();
        Self {
            changes: changes.len(),
            break_clients: count(|breaks| breaks.client),
            break_servers: count(|breaks| breaks.server),
            break_nobody: count(|breaks| breaks == Breaks::NOBODY),
        }
    }
}

/// The changes of a comparison.
pub fn comparison(old: Compared, new: Compared, changes: &[Change]) -> Comparison {
    Comparison {
        format: FORMAT,
        old,
        new,
        summary: Summary::of(changes),
        changes: changes.iter().map(|change| line(change, Relation::Time)).collect(),
    }
}

/// Reports one change, in words for the relation of the contracts.
pub fn line(change: &Change, relation: Relation<'_>) -> Line {
    let (operation, part, object, counterpart) = match &change.place.subject {
        Subject::Operation { id, part } => (Some(id.clone()), Some(*part), None, None),
        Subject::Object { name, counterpart } => (None, None, Some(name.clone()), counterpart.clone()),
    };
    let breaks = [
        (change.breaks.client, Party::Client),
        (change.breaks.server, Party::Server),
    ];
    Line {
        resource: change.place.resource.clone(),
        place: change.place.to_string(),
        operation,
        part,
        object,
        counterpart,
        property: change.place.property.clone(),
        aspect: change.aspect,
        old: change.old.clone(),
        new: change.new.clone(),
        breaks: breaks.into_iter().filter_map(|(is, whom)| is.then_some(whom)).collect(),
        reaches: change.reaches.iter().cloned().collect(),
        renamed: change.renamed.clone(),
        words: wording::sentence(change, relation),
    }
}

/// The JSON Schema of a comparison, as published in `schemas/contract-diff.schema.json`.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Comparison).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".into(), "https://keycard.invalid/contract-diff.schema.json".into());
    }
    schema
}

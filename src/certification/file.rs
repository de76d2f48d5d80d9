//! A plan file as it is written: the shape that the published JSON Schema describes.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::plan::{Needs, Revision};
use crate::contract::operation::{Api, Side};
use crate::fixture::catalogue::Pricing;
use crate::scenario::model::Level;

/// A certification plan: the published tests of one API, and the scenarios that prove each.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Keycard certification plan")]
pub struct PlanFile {
    /// The name of the certification, for people.
    pub title: String,
    /// API whose contract is certified.
    pub api: Api,
    /// The side that is certified.
    pub under_test: Side,
    /// The page of the API documentation that publishes the tests.
    pub source: String,
    /// The revision of that page which the plan follows.
    pub revision: Revision,
    /// The published tests, in the order in which they are run.
    #[schemars(length(min = 1))]
    pub tests: Vec<WrittenTest>,
}

/// One published test.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WrittenTest {
    /// A short id, e.g. `RES-1`.
    pub id: String,
    /// The group in which it is published.
    pub group: String,
    /// Title: the request of the test, in one line.
    pub title: String,
    /// Weight of the requirement.
    pub level: Level,
    /// The page that publishes it; the default is that of the plan.
    #[serde(default)]
    pub source: Option<String>,
    /// The cases that prove it, each an id or the start of one. Of a scenario whose steps are marked with `proves`,
    /// only those of this test are run.
    #[serde(default)]
    pub scenarios: Vec<String>,
    /// The earlier test without which it is not run.
    #[serde(default)]
    pub after: Option<String>,
    /// The data that the configuration has to name for it.
    #[serde(default)]
    pub needs: Needs,
    /// Place in which its effect shows that the API does not show: it is read back, or a person attests it.
    #[serde(default)]
    pub seen: Option<EffectPlace>,
    /// Amounts that the property sets while the test runs, as its configuration says; those amounts are read back. By
    /// default it sets gross amounts, and those that the channel manager stores are read back.
    #[serde(default)]
    pub amounts: Option<Pricing>,
    /// The situations for which the list of system errors has to have an entry; a person may attest the list instead.
    #[serde(default)]
    pub declares: Vec<String>,
}

/// Place in which the effect of a test shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EffectPlace {
    /// The place in which the property sees what the channel manager has stored.
    Extranet,
}

/// The JSON Schema of plan files, as published in `schemas/plan.schema.json`.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(PlanFile).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".into(), "https://keycard.invalid/plan.schema.json".into());
    }
    schema
}

//! A scenario file as it is written: the shape that the published JSON Schema describes.
//!
//! Nothing is looked up here. Properties whose value may be an expression (`${…}`) are kept as
//! they stand; [`super::model`] says what they mean.

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::compact_value::CompactValue;
use super::condition::WrittenCondition;
use super::model::{Deferral, OperationSelector};
use crate::contract::operation::{Api, Side};
use crate::fixture::recipe::Recipe;

/// One scenario: what must hold, under which credentials, in which steps.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Keycard scenario")]
pub struct ScenarioFile {
    /// Requirement that must hold, as one sentence.
    pub requirement: String,
    /// The page of the API documentation that says so, e.g. `channel-manager-api/guidelines/responses#error-response`.
    pub source: String,
    /// Weight of the requirement; the default is `required`. An expression over the matrix is allowed.
    #[serde(default)]
    #[schemars(schema_with = "level_schema")]
    pub level: Option<String>,
    /// API whose contract is tested.
    pub api: Api,
    /// The side that is judged. The Connector API has only `mews`, which is the default there.
    #[serde(default)]
    pub under_test: Option<Side>,
    /// Ids of certification tests, negative cases and rules that this proves.
    #[serde(default)]
    pub covers: Vec<String>,
    /// Words to select by, as `tag:…`.
    #[serde(default)]
    pub tags: Vec<String>,
    /// True if it changes, for a while, what other cases rely on. On a target that does not keep
    /// state per case it runs after all others, alone; it has to put back what it changed.
    #[serde(default)]
    pub exclusive: bool,
    /// Axes whose product gives the cases; each name can be used in expressions.
    #[serde(default)]
    pub matrix: IndexMap<String, WrittenAxis>,
    /// Steps, in order; at least one.
    #[schemars(length(min = 1))]
    pub steps: Vec<WrittenStep>,
}

/// The values of one axis of a matrix.
#[derive(Debug)]
pub enum WrittenAxis {
    /// Operations of the contract that have certain properties.
    Operations(OperationSelector),
    /// Values, or rows of values with a `name`.
    Rows(Vec<CompactValue>),
}

/// One step: `call` an operation of the system under test, or `receive` a call of it. A `trigger` or a
/// `prompt` makes it act first; alone, it is the whole step.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WrittenStep {
    /// A name by which later steps refer to this one's `request`, `response` and `status`.
    #[serde(default)]
    #[schemars(regex(pattern = r"^[a-z][A-Za-z0-9_]*$"))]
    pub id: Option<String>,
    /// The certification test that this step and those after it prove, up to the next step with one: such tests are
    /// run and judged one by one. It is one of the ids that `covers` lists.
    #[serde(default)]
    pub proves: Option<String>,
    /// Conditions without which this step would show nothing; where one is not true, the case is inconclusive.
    #[serde(default)]
    pub given: Option<WrittenGiven>,
    /// The operation to call, as the contract spells it.
    #[serde(default)]
    pub call: Option<String>,
    /// The operation that the system under test has to call: one that the other side hosts.
    #[serde(default)]
    pub receive: Option<String>,
    /// The hook of the target that makes it act, as `[hooks.NAME]` configures it; `body` is what the hook is sent.
    #[serde(default)]
    pub trigger: Option<String>,
    /// Request to a person where the target has no such hook.
    #[serde(default)]
    pub prompt: Option<String>,
    /// True if what the trigger does is done even when an earlier step has ended the case, since it puts back what an
    /// earlier trigger has switched.
    #[serde(default)]
    pub always: bool,
    /// The `messageId` that the awaited call must refer to; without it, any call of the operation will do.
    #[serde(default)]
    pub about: Option<String>,
    /// Answer to the awaited call; the default is success.
    #[serde(default)]
    pub reply: Option<WrittenReply>,
    /// Time for which the awaited call is waited for, e.g. `120s`.
    #[serde(default)]
    pub within: Option<String>,
    /// Takes further calls of the operation too, as long as one follows the other within that time, e.g. `500ms`.
    #[serde(default)]
    pub more_within: Option<String>,
    /// Time for which Keycard goes on listening after the awaited call, e.g. `5s`: for what must not follow it.
    #[serde(default)]
    pub watch: Option<String>,
    /// Credentials by the token properties that they fill, e.g. `{ clientToken: expired }`; the default is `valid`.
    #[serde(default)]
    pub with: Option<Value>,
    /// Properties laid over the operation's minimal valid body: objects merge, everything else replaces, null is sent as null.
    /// In a step that only triggers or receives: the body that the hook is sent.
    #[serde(default)]
    pub body: Option<Value>,
    /// Recipe of a made-up body, in place of what the minimal valid body says of the same. Expressions over the
    /// matrix are allowed. `body` is laid over the result.
    #[serde(default)]
    #[schemars(schema_with = "fixture_schema")]
    pub fixture: Option<Value>,
    /// JSON Pointers of properties to remove from the body.
    #[serde(default)]
    pub without: Vec<String>,
    /// A body sent as it stands in place of JSON; `${body}` is the body that would have been sent.
    #[serde(default)]
    pub raw: Option<String>,
    /// The HTTP method; the default is POST.
    #[serde(default)]
    pub method: Option<String>,
    /// The Content-Type field; null sends none. The default is `application/json`.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<String>")]
    pub content_type: Option<Option<String>>,
    /// A path in place of the operation's own.
    #[serde(default)]
    pub path: Option<String>,
    /// Query parameters to add to the address.
    #[serde(default)]
    pub query: IndexMap<String, String>,
    /// Header fields to add.
    #[serde(default)]
    pub headers: IndexMap<String, String>,
    /// Number of times that the call is made, one after the other; each answer must be as expected. The default is
    /// once.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1000))]
    pub repeat: Option<u32>,
    /// Expected outcome; the default is success.
    #[serde(default)]
    pub expect: WrittenExpect,
}

/// Conditions without which a step would show nothing.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WrittenGiven {
    /// CEL expressions over the target and earlier steps, all of which must be true.
    #[schemars(length(min = 1))]
    pub check: Vec<String>,
    /// Reason for which nothing could be found out, where one is not true.
    pub otherwise: String,
}

/// Answer to an awaited call.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WrittenReply {
    /// The HTTP status; the default is 200.
    #[serde(default)]
    #[schemars(range(min = 100, max = 599))]
    pub status: Option<u16>,
    /// The body; the default is `{ success: true }`.
    #[serde(default)]
    pub body: Option<Value>,
    /// Time for which the answer is held back, e.g. `2s`.
    #[serde(default)]
    pub delay: Option<String>,
}

/// Expected outcome of a step. Status, media type, schema, rules and snapshot are judged besides.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WrittenExpect {
    /// True if success is an accepted outcome.
    #[serde(default)]
    #[schemars(schema_with = "flag_schema")]
    pub success: Option<Value>,
    /// The accepted error codes: one, several where the documentation leaves it open, or `any`.
    #[serde(default)]
    #[schemars(schema_with = "codes_schema")]
    pub error: Option<Value>,
    /// Accepted HTTP statuses besides 200: numbers or classes such as `4xx`.
    #[serde(default)]
    #[schemars(schema_with = "statuses_schema")]
    pub status: Option<Value>,
    /// Outcomes that are allowed but not what the documentation leads one to expect: each is a warning.
    #[serde(default)]
    pub tolerate: Option<WrittenTolerate>,
    /// CEL expressions over `request`, `response`, `status`, `headers` and earlier steps; each must be true.
    #[serde(default)]
    pub check: Vec<WrittenCondition>,
    /// True if the error response is compared with its stored snapshot; the default is true where one is expected.
    #[serde(default)]
    pub snapshot: Option<bool>,
    /// The longest acceptable time to answer, e.g. `2s`.
    #[serde(default)]
    pub within: Option<String>,
    /// Times at which the outcome may be reported: at once, or later by the confirmation that the answer promises.
    #[serde(default, rename = "async")]
    pub deferral: Option<Deferral>,
    /// Time for which a promised confirmation is waited for, e.g. `60s`.
    #[serde(default)]
    pub confirmed_within: Option<String>,
    /// True if the awaited call must not come.
    #[serde(default)]
    pub absent: bool,
    /// True if the awaited call need not come: without it the case ends there, and has shown nothing.
    #[serde(default)]
    pub optional: bool,
    /// True if the awaited call is asked to be one that the other side would refuse for what it says.
    #[serde(default)]
    pub invalid: bool,
}

/// Outcomes that only warn.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WrittenTolerate {
    /// True if success is tolerated.
    #[serde(default)]
    #[schemars(schema_with = "flag_schema")]
    pub success: Option<Value>,
    /// Tolerated error codes.
    #[serde(default)]
    #[schemars(schema_with = "codes_schema")]
    pub error: Option<Value>,
    /// Tolerated HTTP statuses.
    #[serde(default)]
    #[schemars(schema_with = "statuses_schema")]
    pub status: Option<Value>,
}

impl<'de> Deserialize<'de> for WrittenAxis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = WrittenAxis;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list of values or a selection of operations")
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut access: A) -> Result<WrittenAxis, A::Error> {
                let mut rows = Vec::new();
                while let Some(row) = access.next_element()? {
                    rows.push(row);
                }
                Ok(WrittenAxis::Rows(rows))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, access: A) -> Result<WrittenAxis, A::Error> {
                let map = serde::de::value::MapAccessDeserializer::new(access);
                OperationSelector::deserialize(map).map(WrittenAxis::Operations)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for WrittenAxis {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Axis".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let selector = generator.subschema_for::<OperationSelector>();
        json_schema!({
            "description": "Values, rows with a `name`, or the operations of the contract that a selection names.",
            "anyOf": [selector, { "type": "array", "minItems": 1 }],
        })
    }
}

/// The JSON Schema of scenario files, as published in `schemas/scenario.schema.json`.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(ScenarioFile).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".into(), "https://keycard.invalid/scenario.schema.json".into());
    }
    schema
}

/// A property that is written, even as null, is `Some`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

const EXPRESSION: &str = r"^\$\{.*\}$";

fn level_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": ["string", "null"],
        "anyOf": [
            { "enum": ["required", "recommended", "optional", null] },
            { "type": "string", "pattern": EXPRESSION },
        ],
    })
}

/// A recipe, of which every value but `kind` may be an expression; or an expression for all of it.
fn fixture_schema(generator: &mut SchemaGenerator) -> Schema {
    let expression = serde_json::json!({ "type": "string", "pattern": EXPRESSION });
    let mut recipe = Recipe::json_schema(generator).to_value();
    let kinds = recipe.get_mut("oneOf").and_then(Value::as_array_mut);
    for kind in kinds.into_iter().flatten() {
        let properties = kind.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            if name != "kind" {
                let description = property.get("description").cloned();
                *property = serde_json::json!({
                    "description": description,
                    "anyOf": [property.take(), expression],
                });
            }
        }
    }
    json_schema!({ "anyOf": [recipe, expression, { "type": "null" }] })
}

fn flag_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "anyOf": [{ "type": "boolean" }, { "type": "string", "pattern": EXPRESSION }, { "type": "null" }] })
}

fn codes_schema(_: &mut SchemaGenerator) -> Schema {
    let code = serde_json::json!({ "type": "integer", "minimum": 1, "maximum": 14 });
    json_schema!({
        "anyOf": [
            code,
            { "type": "string", "pattern": r"^(any|\$\{.*\})$" },
            { "type": "array", "items": code, "minItems": 1 },
            { "type": "null" },
        ],
    })
}

fn statuses_schema(_: &mut SchemaGenerator) -> Schema {
    let number = serde_json::json!({ "type": "integer", "minimum": 100, "maximum": 599 });
    let class = serde_json::json!({ "type": "string", "pattern": r"^([1-5]xx|\$\{.*\})$" });
    json_schema!({
        "anyOf": [
            number,
            class,
            { "type": "array", "items": { "anyOf": [number, class] }, "minItems": 1 },
            { "type": "null" },
        ],
    })
}

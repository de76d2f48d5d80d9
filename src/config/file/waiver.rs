//! Waivers as they are written.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use toml::value::Datetime;

use crate::input::text_or_map::{self, TextOrMap};

/// A known failure that a named owner accepts until a date.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WrittenWaiver {
    /// The id of a case, or with `*` at its end the beginning of ids.
    pub case: String,
    /// Reason for which the failure is accepted.
    pub reason: String,
    /// Owner, who accepts it.
    pub owner: String,
    /// The last day on which it counts, e.g. `2027-03-31`.
    pub expires: WrittenDate,
}

/// A date, with or without quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenDate(pub String);

impl<'de> Deserialize<'de> for WrittenDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_map::deserialize(deserializer, "a date such as 2027-03-31").map(|written| match written {
            TextOrMap::Text(text) => Self(text),
            TextOrMap::Map(date) => Self(Datetime::to_string(&date)),
        })
    }
}

impl JsonSchema for WrittenDate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A date, with or without quotes.",
            "type": "string",
            "format": "date",
        })
    }
}

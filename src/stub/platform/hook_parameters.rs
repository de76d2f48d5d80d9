//! The parameters of hooks, and their answers.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::state::Platform;
use crate::stub::access::{self, Connection, Standing};
use crate::stub::answer::{Answer, Code, Refusal};
use crate::stub::fields::{At, Fields};
use crate::stub::scene::Scene;

/// The refusal of what a hook is asked for.
pub(super) fn cannot(message: impl Into<String>) -> Vec<Refusal> {
    Refusal::new(Code::Validation, message).into()
}

/// The answer of a hook that has done what it was asked for.
pub(super) fn report(done: Value) -> Answer {
    match done {
        Value::Object(done) => Ok(done),
        _ => Ok(Map::new()),
    }
}

impl Platform {
    /// The connection that a hook names, whatever its standing.
    pub(super) fn named_connection(
        body: &Map<String, Value>,
        fields: &mut Fields,
        scene: &Scene,
    ) -> Result<&'static Connection, Vec<Refusal>> {
        let token = fields
            .optional_text(body, At::Root, "connectionToken")
            .unwrap_or(access::usual_connection(scene.environment));
        access::connection(token, scene.environment)
            .ok_or_else(|| cannot("The property connectionToken names no connection."))
    }

    /// The connection that a hook names, if it is enabled.
    pub(super) fn active_connection(
        &self,
        body: &Map<String, Value>,
        fields: &mut Fields,
        scene: &Scene,
    ) -> Result<&'static Connection, Vec<Refusal>> {
        let connection = Self::named_connection(body, fields, scene)?;
        match self.connections.standing(connection) {
            Standing::Enabled => Ok(connection),
            Standing::Disabled | Standing::Deleted => Err(access::inactive().into()),
        }
    }
}

/// A date that may be missing.
pub(super) fn optional_date(fields: &mut Fields, body: &Map<String, Value>, name: &str) -> Option<Date> {
    body.get(name).filter(|date| !date.is_null())?;
    fields.date(body, At::Root, name)
}

/// A number that may be missing, of at least `least`.
pub(super) fn optional_number(fields: &mut Fields, body: &Map<String, Value>, name: &str, least: i64) -> Option<i64> {
    body.get(name).filter(|number| !number.is_null())?;
    fields.number_of(body, At::Root, name, least..=10_000)
}

//! An error that the channel manager reports.

use serde_json::{Map, Value};

use crate::stub::fields::integer;

/// Code of a failure that may pass.
pub(super) const SYSTEM_ERROR: i64 = 1;

/// Error, as far as it has consequences.
pub(super) struct ReportedError {
    pub(super) code: i64,
    pub(super) category: Option<String>,
    pub(super) rate: Option<String>,
}

impl ReportedError {
    /// Reads an error leniently; what is malformed has no consequence.
    pub(super) fn read(error: &Value) -> Option<Self> {
        let text = |name: &str| {
            error
                .get(name)
                .and_then(Value::as_str)
                .filter(|code| !code.trim().is_empty())
                .map(str::to_owned)
        };
        Some(Self {
            code: error.get("code").and_then(integer)?,
            category: text("categoryCode"),
            rate: text("rateCode"),
        })
    }
}

/// The errors of an answer, in whichever form they are reported.
pub(super) fn reported_errors(body: &Map<String, Value>) -> Vec<ReportedError> {
    let listed = body.get("errors").and_then(Value::as_array);
    listed
        .into_iter()
        .flatten()
        .chain(body.get("error"))
        .filter_map(ReportedError::read)
        .collect()
}

//! Properties below names: those of Keycard's own are known, and each key of a row is one that something uses.
//!
//! A misspelt one would be a value that is not there: the case would not run for want of a configuration, or a step
//! would expect nothing in particular.

use std::collections::BTreeSet;

use serde_json::Value;

use super::model::{Action, AxisValues, Row, Scenario};
use crate::expression::program::Expression;
use crate::input::problem::Problem;
use crate::input::suggest;

/// The facts of a target that expressions may know, whatever its API.
const OF_TARGET: &[&str] = &[
    "adult",
    "ages",
    "child",
    "client",
    "currency",
    "foreign",
    "known",
    "knownBlock",
    "knownBooking",
    "knownGroup",
    "knownPushes",
    "largestPush",
    "packageRate",
    "products",
    "rates",
    "responseUrl",
    "spaces",
    "timeZone",
    "unmappedPair",
    "unmappedRate",
    "unmappedSpace",
    "url",
];
/// The properties that credentials fill, of both APIs.
const OF_CREDENTIALS: &[&str] = &["AccessToken", "ClientToken", "clientToken", "connectionToken", "email"];
/// The two days of the period.
const OF_PERIOD: &[&str] = &["from", "to"];
/// The properties of `with` that are none of an operation.
const OF_WITH: &[&str] = &["swap"];

/// Every property of a name of Keycard's own that it does not have.
pub fn unknown(scenario: &Scenario, pointer: &str, expression: &Expression) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (root, known) in [
        ("target", OF_TARGET),
        ("credentials", OF_CREDENTIALS),
        ("period", OF_PERIOD),
    ] {
        let named = expression.properties_of(root).into_iter();
        for name in named.filter(|name| !known.contains(name)) {
            problems.push(
                Problem::at(&scenario.origin, pointer, format!("`{root}` has no property `{name}`"))
                    .with_help(suggest::help(name, known.iter().copied())),
            );
        }
    }
    problems
}

/// Every key of a row that none of the expressions of a scenario uses.
pub fn unused(scenario: &Scenario, expressions: &[&Expression]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for axis in &scenario.matrix {
        if let AxisValues::Rows(rows) = &axis.values {
            problems.extend(unused_keys(scenario, &axis.name, rows, expressions));
        }
    }
    problems
}

/// The keys of the rows of an axis that nothing in the scenario uses.
fn unused_keys(scenario: &Scenario, axis: &str, rows: &[Row], expressions: &[&Expression]) -> Vec<Problem> {
    let mut used: BTreeSet<&str> = BTreeSet::from(["name"]);
    for expression in expressions {
        let named = expression.properties_of(axis);
        if named.is_empty() && expression.roots().contains(&axis) {
            if !fills_credentials(scenario, expression) {
                // The row is used whole, or by keys that are not known before it runs.
                return Vec::new();
            }
            used.extend(OF_CREDENTIALS.iter().chain(OF_WITH).copied());
        }
        used.extend(named);
    }
    let mut problems = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let Value::Object(entries) = row.value.value() else {
            continue;
        };
        for key in entries.keys().filter(|key| !used.contains(key.as_str())) {
            problems.push(
                Problem::at(
                    &scenario.origin,
                    format!("/matrix/{axis}/{index}/{key}"),
                    format!("nothing uses `{key}` of `{axis}`"),
                )
                .on_key()
                .with_help(suggest::help(key, used.iter().copied().filter(|name| *name != "name"))),
            );
        }
    }
    problems
}

/// Returns true if an expression is the whole row that a step fills its credentials from.
fn fills_credentials(scenario: &Scenario, expression: &Expression) -> bool {
    scenario.steps.iter().any(|step| match &step.action {
        Action::Call(call) => {
            let with = call.with.iter().flat_map(|with| with.expressions());
            with.into_iter().any(|own| std::ptr::eq(own, expression))
        }
        Action::Receive(_) | Action::Act => false,
    })
}

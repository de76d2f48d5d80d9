//! A scenario and the rows of its axes: every case of it is one row of their product.

use serde_json::Value;

use super::case::{Case, CaseId};
use super::case_builder;
use crate::contract::catalogue::Contract;
use crate::input::problem::Problem;
use crate::scenario::compact_value::CompactValue;
use crate::scenario::model::{Axis, AxisValues, Row, Scenario};

/// A scenario whose axes have rows.
#[derive(Debug)]
pub(super) struct ExpandedScenario {
    /// The scenario, without its matrix.
    pub(super) scenario: Scenario,
    axes: Vec<ExpandedAxis>,
}

#[derive(Debug)]
struct ExpandedAxis {
    name: String,
    rows: Vec<Row>,
}

/// The scenario with the rows of its axes.
///
/// # Errors
/// Operations that an axis names and that do not exist.
pub(super) fn expand(contract: &Contract, mut scenario: Scenario) -> Result<ExpandedScenario, Vec<Problem>> {
    let mut axes = Vec::new();
    let mut problems = Vec::new();
    for Axis { name, values } in std::mem::take(&mut scenario.matrix) {
        match rows(contract, &scenario, &name, values) {
            Ok(rows) => axes.push(ExpandedAxis { name, rows }),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() {
        Ok(ExpandedScenario { scenario, axes })
    } else {
        Err(problems)
    }
}

fn rows(contract: &Contract, scenario: &Scenario, axis: &str, values: AxisValues) -> Result<Vec<Row>, Vec<Problem>> {
    let selector = match values {
        AxisValues::Rows(rows) => return Ok(rows),
        AxisValues::Operations(selector) => selector,
    };
    let side = selector.side;
    let operations = contract
        .operations(scenario.api)
        .map_err(|problems| problems.into_iter().collect::<Vec<_>>())?;
    let pointer = format!("/matrix/{axis}");
    let mut problems = Vec::new();
    for (index, name) in selector.except.iter().enumerate() {
        if !operations
            .iter()
            .any(|operation| operation.side == side && operation.id == *name)
        {
            let here = operations.iter().filter(|operation| operation.side == side);
            problems.push(
                Problem::at(
                    &scenario.origin,
                    format!("{pointer}/except/{index}"),
                    format!("the {side} side has no operation `{name}`"),
                )
                .with_help(crate::input::suggest::help(
                    name,
                    here.map(|operation| operation.id.as_str()),
                )),
            );
        }
    }
    let rows: Vec<Row> = operations
        .iter()
        .filter(|operation| operation.side == side)
        .filter(|operation| {
            selector
                .needs
                .as_ref()
                .is_none_or(|needs| operation.credentials.contains(needs))
        })
        .filter(|operation| selector.having.iter().all(|wanted| operation.has(*wanted)))
        .filter(|operation| !selector.lacking.iter().any(|unwanted| operation.has(*unwanted)))
        .filter(|operation| !selector.except.contains(&operation.id))
        .map(|operation| Row {
            name: operation.id.clone(),
            value: CompactValue::from(&Value::from(operation.id.as_str())),
        })
        .collect();
    if rows.is_empty() {
        problems.push(Problem::at(
            &scenario.origin,
            pointer,
            "no operation of the contract fits this axis",
        ));
    }
    if problems.is_empty() { Ok(rows) } else { Err(problems) }
}

impl ExpandedScenario {
    /// Number of rows of the product.
    pub(super) fn len(&self) -> usize {
        self.axes.iter().map(|axis| axis.rows.len()).product()
    }

    /// The rows of the axes that one row of their product has; the last axis turns fastest.
    fn rows(&self, mut row: usize) -> Vec<&Row> {
        let mut rows = Vec::with_capacity(self.axes.len());
        for axis in self.axes.iter().rev() {
            rows.push(&axis.rows[row % axis.rows.len()]);
            row /= axis.rows.len();
        }
        rows.reverse();
        rows
    }

    /// The case of one row of the product.
    pub(super) fn case(&self, contract: &Contract, row: usize) -> Result<Case, Vec<Problem>> {
        let rows = self.rows(row);
        let values: Vec<(&str, &str, Value)> = std::iter::zip(&self.axes, rows)
            .map(|(axis, row)| (axis.name.as_str(), row.name.as_str(), row.value.value()))
            .collect();
        case_builder::case(contract, &self.scenario, &values)
    }

    /// The id of that case.
    pub(super) fn id(&self, row: usize) -> CaseId {
        let names: Vec<&str> = self.rows(row).iter().map(|row| row.name.as_str()).collect();
        CaseId::new(&self.scenario.id, &names)
    }
}

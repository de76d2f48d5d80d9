//! Contract and scenarios into a plan: everything that could fail for the input's sake fails here.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::case::{Case, CaseId};
use super::instantiate;
use super::selection::{Selection, Selector};
use crate::contract::catalogue::Contract;
use crate::contract::schema::Message;
use crate::input::problem::{Problem, Problems};
use crate::scenario::model::{Axis, AxisValues, Row, Scenario};
use crate::scenario::packed::Packed;

/// The cases that were selected, in order of their scenarios and rows.
///
/// A case is kept as a reference to its scenario and the rows of its axes, and put together when
/// it is asked for: memory stays small however many there are.
#[derive(Debug)]
pub struct Plan {
    contract: Arc<Contract>,
    scenarios: Vec<Expanded>,
    cases: Vec<Entry>,
}

#[derive(Debug)]
struct Expanded {
    scenario: Scenario,
    axes: Vec<ExpandedAxis>,
}

#[derive(Debug)]
struct ExpandedAxis {
    name: String,
    rows: Vec<Row>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    scenario: u32,
    /// Which of the product of the scenario's rows.
    row: u32,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// The input is wrong.
    #[error(transparent)]
    Input(#[from] Problems),
    /// Nothing is wrong, and nothing is selected.
    #[error("no case is selected")]
    Nothing {
        /// The selectors that select nothing.
        unmatched: Vec<Selector>,
        /// How many cases there would have been without any selection.
        of: usize,
    },
}

/// Resolves every reference of every scenario and keeps the cases that are selected.
///
/// # Errors
/// Every problem of every scenario, or that nothing is selected.
pub fn compile(
    contract: &Arc<Contract>,
    scenarios: Vec<Scenario>,
    selection: &Selection,
) -> Result<Plan, CompileError> {
    let mut problems = duplicates(&scenarios);
    let mut plan = Plan {
        contract: contract.clone(),
        scenarios: Vec::new(),
        cases: Vec::new(),
    };
    let mut matched = vec![false; selection.selectors.len()];
    let mut of = 0;
    for scenario in scenarios {
        let expanded = match expand(contract, scenario) {
            Ok(expanded) => expanded,
            Err(found) => {
                problems.extend(found);
                continue;
            }
        };
        let position = index(plan.scenarios.len());
        let total = expanded.axes.iter().map(|axis| axis.rows.len()).product::<usize>();
        let mut kept = false;
        let mut reported: Vec<String> = Vec::new();
        for row in 0..total {
            of += 1;
            match expanded.case(contract, row) {
                Ok(case) => {
                    for (selector, matched) in selection.selectors.iter().zip(&mut matched) {
                        *matched |= selector.selects(&case);
                    }
                    if selection.selects(&case) {
                        schemas(contract, &case, &mut problems);
                        kept = true;
                        plan.cases.push(Entry {
                            scenario: position,
                            row: index(row),
                        });
                    }
                }
                // The rows of a matrix share most of their faults: each is told once.
                Err(found) => {
                    for problem in found {
                        let key = format!("{:?} {}", problem.place, problem.message);
                        if !reported.contains(&key) {
                            reported.push(key);
                            problems.push(problem);
                        }
                    }
                }
            }
        }
        if kept {
            plan.scenarios.push(expanded.forget_text());
        } else {
            // Nothing refers to it: give its place to the next one.
            plan.cases.retain(|entry| entry.scenario != position);
        }
    }
    let plan = Problems::none(problems, plan)?;
    let unmatched: Vec<Selector> = selection
        .selectors
        .iter()
        .zip(&matched)
        .filter(|(_, matched)| !**matched)
        .map(|(selector, _)| selector.clone())
        .collect();
    if plan.cases.is_empty() || !unmatched.is_empty() {
        return Err(CompileError::Nothing { unmatched, of });
    }
    Ok(plan)
}

fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

fn duplicates(scenarios: &[Scenario]) -> Vec<Problem> {
    let mut seen: HashMap<&str, &Scenario> = HashMap::new();
    let mut problems = Vec::new();
    for scenario in scenarios {
        if let Some(first) = seen.insert(scenario.id.as_str(), scenario) {
            problems.push(
                Problem::new(format!("two scenarios have the id `{}`", scenario.id))
                    .in_file(&scenario.origin)
                    .with_help(Some(format!("the other one is {}", first.origin.path().display()))),
            );
        }
    }
    problems
}

/// The response schema of each operation that the case calls: compiled now, so that one that does
/// not compile stops the run before the first request.
fn schemas(contract: &Contract, case: &Case, problems: &mut Vec<Problem>) {
    for step in &case.steps {
        if let Err(problem) = contract.schema(&step.operation, Message::Response)
            && !problems.iter().any(|known| known.says_the_same(&problem))
        {
            problems.push(problem);
        }
    }
}

fn expand(contract: &Contract, mut scenario: Scenario) -> Result<Expanded, Vec<Problem>> {
    let mut axes = Vec::new();
    let mut problems = Vec::new();
    for Axis { name, values } in std::mem::take(&mut scenario.matrix) {
        match rows(contract, &scenario, &name, values) {
            Ok(rows) => axes.push(ExpandedAxis { name, rows }),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() {
        Ok(Expanded { scenario, axes })
    } else {
        Err(problems)
    }
}

fn rows(contract: &Contract, scenario: &Scenario, axis: &str, values: AxisValues) -> Result<Vec<Row>, Vec<Problem>> {
    let (side, needs, except) = match values {
        AxisValues::Rows(rows) => return Ok(rows),
        AxisValues::Operations { side, needs, except } => (side, needs, except),
    };
    let operations = contract
        .operations(scenario.api)
        .map_err(|problems| problems.into_iter().collect::<Vec<_>>())?;
    let pointer = format!("/matrix/{axis}");
    let mut problems = Vec::new();
    for (index, name) in except.iter().enumerate() {
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
        .filter(|operation| needs.as_ref().is_none_or(|needs| operation.credentials.contains(needs)))
        .filter(|operation| !except.contains(&operation.id))
        .map(|operation| Row {
            name: operation.id.clone(),
            value: Packed::from(&Value::from(operation.id.as_str())),
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

impl Expanded {
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

    fn case(&self, contract: &Contract, row: usize) -> Result<Case, Vec<Problem>> {
        let rows = self.rows(row);
        let values: Vec<(&str, &str, Value)> = std::iter::zip(&self.axes, rows)
            .map(|(axis, row)| (axis.name.as_str(), row.name.as_str(), row.value.value()))
            .collect();
        instantiate::case(contract, &self.scenario, &values)
    }

    fn id(&self, row: usize) -> CaseId {
        let names: Vec<&str> = self.rows(row).iter().map(|row| row.name.as_str()).collect();
        CaseId::new(&self.scenario.id, &names)
    }

    /// The text of the file is only needed to point into it: every problem is out by now.
    fn forget_text(mut self) -> Self {
        self.scenario.origin = self.scenario.origin.without_text();
        self
    }
}

impl Plan {
    /// How many cases there are; never 0.
    #[expect(clippy::len_without_is_empty, reason = "a plan has at least one case")]
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// How many scenarios they come from.
    pub fn scenarios(&self) -> usize {
        self.scenarios.len()
    }

    /// The case at a position.
    ///
    /// # Errors
    /// Never for a position below [`Self::len`]: the case was put together once before.
    pub fn case(&self, position: usize) -> Result<Case, Problems> {
        let entry = self
            .cases
            .get(position)
            .ok_or_else(|| Problem::new("there is no such case"))?;
        self.scenarios[entry.scenario as usize]
            .case(&self.contract, entry.row as usize)
            .map_err(|problems| match Problems::none(problems, ()) {
                Err(problems) => problems,
                Ok(()) => Problem::new("the case cannot be put together").into(),
            })
    }

    /// The id of the case at a position.
    pub fn id(&self, position: usize) -> CaseId {
        let entry = self.cases[position];
        self.scenarios[entry.scenario as usize].id(entry.row as usize)
    }

    /// The contract that the cases refer to.
    pub fn contract(&self) -> &Arc<Contract> {
        &self.contract
    }
}

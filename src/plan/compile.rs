//! Contract and scenarios into a plan: everything that could fail for the input's sake fails here.
//!
//! A plan checks every case once and keeps no case: `docs/decisions/0002-a-plan-keeps-scenario-and-row.md`.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::case::{Action, Case, CaseId};
use super::expansion::{self, ExpandedScenario};
use super::selection::{Selection, Selector};
use crate::contract::catalogue::Contract;
use crate::contract::schema::Message;
use crate::fnv;
use crate::input::problem::{Problem, Problems};
use crate::input::source::Source;
use crate::scenario;
use crate::scenario::model::{Scenario, ScenarioId};

/// The cases that were selected, in order of their scenarios and rows.
///
/// A case is kept as a reference to its scenario and the rows of its axes, and put together when
/// it is asked for: memory stays small however many there are.
#[derive(Debug)]
pub struct Plan {
    contract: Arc<Contract>,
    scenarios: Vec<StoredScenario>,
    cases: Vec<Entry>,
    /// SHA-256 of all scenarios that it was made of, those of other shards too.
    digest: [u8; 32],
}

/// So many scenarios are kept as they are compiled; of further ones only the text is, which takes a
/// tenth of the memory, and is read again when a case of it is asked for.
const MOST_KEPT_WHOLE: usize = 4_096;

/// A scenario as it is kept: whole, or as text.
#[derive(Debug)]
enum StoredScenario {
    /// All of it.
    Whole(Box<ExpandedScenario>),
    /// Its id and its file.
    Text(ScenarioId, Source),
}

impl StoredScenario {
    /// Hands the scenario to `read`, whichever way it is kept.
    fn with<T>(&self, contract: &Contract, read: impl FnOnce(&ExpandedScenario) -> T) -> Result<T, Problems> {
        match self {
            Self::Whole(expanded) => Ok(read(expanded)),
            Self::Text(id, source) => {
                let scenario = scenario::read::scenario(id.as_str(), source)?;
                expansion::expand(contract, scenario)
                    .map(|expanded| read(&expanded))
                    .map_err(problems)
            }
        }
    }
}

/// At least one problem, as an error.
fn problems(found: Vec<Problem>) -> Problems {
    match Problems::none(found, ()) {
        Err(problems) => problems,
        Ok(()) => Problem::new("the case cannot be put together").into(),
    }
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    scenario: u32,
    /// Position in the product of the scenario's rows.
    row: u32,
    /// Position among the cases of all shards.
    place: u32,
}

/// Reason for which there is no plan.
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
        /// Number of cases that there would have been without any selection.
        of: usize,
    },
}

/// Resolves every reference of every scenario and keeps the cases that are selected. A shard to which none of
/// them falls is a plan without a case: its digests are those of the others.
///
/// # Errors
/// Every problem of every scenario, or that nothing is selected, whatever the shard.
pub fn compile(
    contract: &Arc<Contract>,
    scenarios: impl IntoIterator<Item = Scenario>,
    selection: &Selection,
) -> Result<Plan, CompileError> {
    let mut problems = Vec::new();
    let mut seen: HashMap<ScenarioId, Source> = HashMap::new();
    let mut plan = Plan {
        contract: contract.clone(),
        scenarios: Vec::new(),
        cases: Vec::new(),
        digest: [0; 32],
    };
    let mut digest = Sha256::new();
    let mut matched = vec![false; selection.selectors.len()];
    let mut of = 0;
    let mut place = 0;
    for scenario in scenarios {
        problems.extend(duplicate(&mut seen, &scenario));
        digest.update(scenario.id.as_str().as_bytes());
        digest.update([0]);
        digest.update(scenario.origin.digest());
        let expanded = match expansion::expand(contract, scenario) {
            Ok(expanded) => expanded,
            Err(found) => {
                problems.extend(found);
                continue;
            }
        };
        let position = index(plan.scenarios.len());
        let mut kept = false;
        let mut reported: Vec<String> = Vec::new();
        for row in 0..expanded.len() {
            of += 1;
            match expanded.case(contract, row) {
                Ok(case) => {
                    for (selector, matched) in selection.selectors.iter().zip(&mut matched) {
                        *matched |= selector.selects(&case);
                    }
                    if !selection.means(&case) {
                        continue;
                    }
                    if selection.shard.is_none_or(|shard| shard.contains(&case)) {
                        schemas(contract, &case, &mut problems);
                        kept = true;
                        plan.cases.push(Entry {
                            scenario: position,
                            row: index(row),
                            place,
                        });
                    }
                    place += 1;
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
            plan.scenarios.push(keep(expanded, plan.scenarios.len()));
        } else {
            // Nothing refers to it: give its place to the next one.
            plan.cases.retain(|entry| entry.scenario != position);
        }
    }
    plan.digest = digest.finalize().into();
    let plan = Problems::none(problems, plan)?;
    let unmatched: Vec<Selector> = selection
        .selectors
        .iter()
        .zip(&matched)
        .filter(|(_, matched)| !**matched)
        .map(|(selector, _)| selector.clone())
        .collect();
    if place == 0 || !unmatched.is_empty() {
        return Err(CompileError::Nothing { unmatched, of });
    }
    Ok(plan)
}

fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

fn keep(mut expanded: ExpandedScenario, kept_before: usize) -> StoredScenario {
    if kept_before < MOST_KEPT_WHOLE {
        // The text of the file is only needed to point into it: every problem is out by now.
        expanded.scenario.origin = expanded.scenario.origin.without_text();
        StoredScenario::Whole(Box::new(expanded))
    } else {
        StoredScenario::Text(expanded.scenario.id, expanded.scenario.origin)
    }
}

fn duplicate(seen: &mut HashMap<ScenarioId, Source>, scenario: &Scenario) -> Option<Problem> {
    let first = seen.insert(scenario.id.clone(), scenario.origin.clone())?;
    Some(
        Problem::new(format!("two scenarios have the id `{}`", scenario.id))
            .in_file(&scenario.origin)
            .with_help(Some(format!("the other one is {}", first.path().display()))),
    )
}

/// The schema of each answer and each call that the case awaits: compiled now, so that one that does
/// not compile stops the run before the first request.
fn schemas(contract: &Contract, case: &Case, problems: &mut Vec<Problem>) {
    for step in &case.steps {
        let schema = match &step.action {
            Action::Call(call) => contract.schema(&call.operation, Message::Response),
            Action::Receive(receive) => contract.schema(&receive.operation, Message::Request),
            Action::Act => continue,
        };
        if let Err(problem) = schema
            && !problems.iter().any(|known| known.says_the_same(&problem))
        {
            problems.push(problem);
        }
    }
}

impl Plan {
    /// Number of cases; 0 only of a shard.
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Returns true if all cases that were selected belong to other shards.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// Number of scenarios that the cases come from.
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
            .with(&self.contract, |expanded| {
                expanded.case(&self.contract, entry.row as usize)
            })?
            .map_err(problems)
    }

    /// The id of the case at a position.
    ///
    /// # Errors
    /// As for [`Self::case`].
    pub fn id(&self, position: usize) -> Result<CaseId, Problems> {
        let entry = self
            .cases
            .get(position)
            .ok_or_else(|| Problem::new("there is no such case"))?;
        self.scenarios[entry.scenario as usize].with(&self.contract, |expanded| expanded.id(entry.row as usize))
    }

    /// The same cases in an order in which neighbours have little in common.
    ///
    /// # Errors
    /// As for [`Self::case`].
    pub fn scattered(mut self) -> Result<Self, Problems> {
        let mut keyed = Vec::with_capacity(self.cases.len());
        for position in 0..self.len() {
            keyed.push((
                fnv::digest(self.id(position)?.as_str().as_bytes()),
                self.cases[position],
            ));
        }
        keyed.sort_by_key(|(digest, _)| *digest);
        self.cases = keyed.into_iter().map(|(_, entry)| entry).collect();
        Ok(self)
    }

    /// Position of a case among the cases of all shards.
    pub fn place(&self, position: usize) -> usize {
        self.cases.get(position).map_or(position, |entry| entry.place as usize)
    }

    /// The file of the case at a position; `None` for one that is built in.
    pub fn file(&self, position: usize) -> Option<&Path> {
        let origin = self.source(position)?;
        (!origin.is_built_in()).then(|| origin.path())
    }

    /// SHA-256 of the scenario of the case at a position.
    pub fn scenario_digest(&self, position: usize) -> Option<[u8; 32]> {
        self.source(position).map(Source::digest)
    }

    /// SHA-256 of all scenarios from which cases were selected, whatever the shard.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// The file of the case at a position.
    pub fn source(&self, position: usize) -> Option<&Source> {
        let entry = self.cases.get(position)?;
        Some(match &self.scenarios[entry.scenario as usize] {
            StoredScenario::Whole(expanded) => &expanded.scenario.origin,
            StoredScenario::Text(_, source) => source,
        })
    }

    /// The contract that the cases refer to.
    pub fn contract(&self) -> &Arc<Contract> {
        &self.contract
    }
}

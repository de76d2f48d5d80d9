//! Scenarios that a run reads, the contract that they are read with, and the plan that is made of both.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use crate::contract::catalogue::Contract;
use crate::contract::files::Files;
use crate::input::problem::{Problem, Problems};
use crate::plan::compile::{self, CompileError, Plan};
use crate::plan::selection::Selection;
use crate::scenario::load::{self, ScenarioSource};
use crate::scenario::model::Scenario;
use crate::scenario::read;

/// A thread for fewer files than these costs more than it saves.
const FEWEST_SHARED: usize = 64;

/// Selection of the scenario files that are read.
#[derive(Clone, Debug, Default)]
pub struct Scenarios {
    /// Use of the built-in ones.
    pub built_in: BuiltIn,
    /// Directories or files of one's own.
    pub directories: Vec<PathBuf>,
}

/// Use of the built-in scenarios.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BuiltIn {
    /// They are.
    #[default]
    Included,
    /// Only one's own are.
    LeftOut,
}

/// The contract in a directory, or the built-in one.
pub fn contract(schemas: Option<PathBuf>) -> Arc<Contract> {
    match schemas {
        Some(directory) => Arc::new(Contract::new(Files::Directory(directory))),
        None => Contract::built_in(),
    }
}

/// So many files are read at a time: what was read is compiled before the next ones are.
const READ_AHEAD: usize = 1_024;

/// The files of the scenarios that a selection can have cases of.
///
/// The built-in files are proved by the project's tests, so those that cannot be selected are not
/// even read; of the user's own, every file is, and every problem is found.
fn files(which: &Scenarios, selection: &Selection) -> (Vec<ScenarioSource>, Vec<Problem>) {
    let mut problems: Vec<Problem> = Vec::new();
    let mut files: Vec<ScenarioSource> = match which.built_in {
        BuiltIn::Included => load::built_in(|id| selection.may_select(id)),
        BuiltIn::LeftOut => Vec::new(),
    };
    for directory in &which.directories {
        let (found, faults) = load::directory(directory);
        files.extend(found);
        problems.extend(faults);
    }
    // A folder's scenarios stand together, wherever they come from: reports group by folder.
    files.sort_by(|a, b| folder_and_name(&a.id).cmp(&folder_and_name(&b.id)));
    (files, problems)
}

/// The plan of a selection.
///
/// # Errors
/// Everything that is wrong with any of the files, whichever stage finds it; or nothing is selected.
pub fn plan(contract: &Arc<Contract>, which: &Scenarios, selection: &Selection) -> Result<Plan, CompileError> {
    let (files, mut problems) = files(which, selection);
    let scenarios = files
        .chunks(READ_AHEAD)
        .flat_map(read_all)
        .filter_map(|outcome| match outcome {
            Ok((scenario, found)) => {
                problems.extend(found);
                Some(scenario)
            }
            Err(found) => {
                problems.extend(found);
                None
            }
        });
    let compiled = compile::compile(contract, scenarios, selection);
    if contract.is_own() {
        problems.extend(contract.read_whole().err().into_iter().flatten());
    }
    if problems.is_empty() {
        return compiled;
    }
    if let Err(CompileError::Input(found)) = compiled {
        // A second problem of the same value follows from the first.
        let seen = problems.len();
        for problem in found {
            let follows = problems[..seen].iter().any(|earlier| earlier.covers(&problem));
            if !follows && !problems.iter().any(|known| known.says_the_same(&problem)) {
                problems.push(problem);
            }
        }
    }
    match Problems::none(problems, ()) {
        Err(problems) => Err(CompileError::Input(problems)),
        Ok(()) => Err(Problems::from(Problem::new("the scenarios cannot be read")).into()),
    }
}

fn folder_and_name(id: &str) -> (&str, &str) {
    id.rsplit_once('/').unwrap_or(("", id))
}

/// Reading YAML is a third of the work of a run of one-call scenarios, so all processors share it.
fn read_all(files: &[ScenarioSource]) -> Vec<Result<(Scenario, Vec<Problem>), Problems>> {
    let read = |files: &[ScenarioSource]| -> Vec<_> {
        files
            .iter()
            .map(|file| read::as_far_as_possible(&file.id, &file.source))
            .collect()
    };
    let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let share = files.len().div_ceil(processors).max(FEWEST_SHARED);
    let mut shares = files.chunks(share);
    let Some(first) = shares.next() else {
        return Vec::new();
    };
    thread::scope(|scope| {
        let others: Vec<_> = shares.map(|files| scope.spawn(move || read(files))).collect();
        let mut outcomes = read(first);
        for other in others {
            match other.join() {
                Ok(found) => outcomes.extend(found),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        outcomes
    })
}

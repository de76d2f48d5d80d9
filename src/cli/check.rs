//! `keycard check`: whether files are right; nothing is sent.

use std::collections::HashSet;
use std::path::PathBuf;

use super::arguments::CheckArguments;
use super::diagnostics;
use super::planning;
use crate::app::exit::Exit;
use crate::app::plan_cases;
use crate::app::scenarios::{self, BuiltIn, Scenarios};
use crate::certification;
use crate::config;
use crate::input::problem::{Problem, Problems};
use crate::plan::compile::CompileError;
use crate::plan::selection::Selection;
use crate::report::text::counted;

/// Runs the command.
pub fn run(arguments: &CheckArguments) -> Exit {
    let (configurations, directories): (Vec<PathBuf>, Vec<PathBuf>) = arguments
        .paths
        .iter()
        .cloned()
        .partition(|path| path.extension().is_some_and(|suffix| suffix == "toml"));
    let (plans, directories): (Vec<PathBuf>, Vec<PathBuf>) = directories
        .into_iter()
        .partition(|path| path.to_string_lossy().ends_with(".plan.yaml"));
    let mut problems: Vec<Problem> = Vec::new();
    let mut said = Vec::new();
    // Where `certify` looks for scenarios beside the built-in ones.
    let mut configured: Vec<PathBuf> = Vec::new();
    for path in &configurations {
        let contract = scenarios::contract(arguments.schemas.clone());
        match config::load::file(path).and_then(|config| config.check(&contract).map(|()| config)) {
            Ok(config) => {
                diagnostics::warnings(&config.warnings);
                diagnostics::warnings(&config.unneeded_ids(&contract));
                configured.extend(config.scenarios.iter().cloned());
                said.push(format!("{} is right", path.display()));
            }
            Err(found) => problems.extend(found),
        }
    }
    for path in &plans {
        let contract = scenarios::contract(arguments.schemas.clone());
        let which = Scenarios {
            built_in: BuiltIn::Included,
            directories: once(directories.iter().chain(&configured)),
        };
        let help = format!(
            "name the folder of your own scenarios, or a configuration that names it, as well: keycard check {} FOLDER",
            path.display()
        );
        let plan = certification::load::plan(&path.to_string_lossy());
        match plan.and_then(|plan| plan_cases::cases(&contract, &plan, &which, &help).map(|_| plan)) {
            Ok(plan) => said.push(format!(
                "{} is right: {}",
                path.display(),
                counted(plan.tests.len(), "published test")
            )),
            Err(found) => problems.extend(found),
        }
    }
    if !directories.is_empty() || (configurations.is_empty() && plans.is_empty()) {
        let built_in = if directories.is_empty() {
            BuiltIn::Included
        } else {
            BuiltIn::LeftOut
        };
        let selection = Selection::default();
        let contract = scenarios::contract(arguments.schemas.clone());
        let which = Scenarios { built_in, directories };
        match scenarios::plan(&contract, &which, &selection) {
            Ok(plan) => said.push(format!(
                "right: {} with {}",
                counted(plan.scenarios(), "scenario"),
                counted(plan.len(), "case")
            )),
            Err(CompileError::Input(found)) => problems.extend(found),
            Err(CompileError::Nothing { .. }) => {
                eprintln!("there is no scenario in {}", shown(&arguments.paths));
                return Exit::NothingRan;
            }
        }
    }
    match Problems::none(problems, ()) {
        Ok(()) => {
            for line in said {
                println!("{line}");
            }
            Exit::Passed
        }
        Err(problems) => planning::refuse_all(&problems),
    }
}

/// Each folder once, whatever it is called: a configuration may name one that was named as well.
fn once<'p>(paths: impl Iterator<Item = &'p PathBuf>) -> Vec<PathBuf> {
    let mut known = HashSet::new();
    paths
        .filter(|path| known.insert(path.canonicalize().unwrap_or_else(|_| path.to_path_buf())))
        .cloned()
        .collect()
}

fn shown(paths: &[PathBuf]) -> String {
    paths
        .iter()
        .map(|path| path.display().to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

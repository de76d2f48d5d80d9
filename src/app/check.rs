//! `[io]` Check of scenario files, configurations and plans; nothing is sent.

use std::collections::HashSet;
use std::path::PathBuf;

use crate::app::notice::Notice;
use crate::app::plan_cases;
use crate::app::refusal::Refusal;
use crate::app::scenarios::{self, BuiltIn, Scenarios};
use crate::certification;
use crate::config;
use crate::input::problem::{Problem, Problems};
use crate::plan::compile::CompileError;
use crate::plan::selection::Selection;
use crate::report::text::counted;

/// Files to check, by their kind.
struct Files {
    configurations: Vec<PathBuf>,
    plans: Vec<PathBuf>,
    /// Scenario files and directories of them.
    scenarios: Vec<PathBuf>,
}

impl Files {
    fn of(paths: &[PathBuf]) -> Self {
        let (configurations, others): (Vec<PathBuf>, Vec<PathBuf>) = paths
            .iter()
            .cloned()
            .partition(|path| path.extension().is_some_and(|suffix| suffix == "toml"));
        let (plans, scenarios) = others
            .into_iter()
            .partition(|path| path.to_string_lossy().ends_with(".plan.yaml"));
        Self {
            configurations,
            plans,
            scenarios,
        }
    }

    /// Returns true if there is something to be said of scenarios: without any file, of the built-in ones.
    fn have_scenarios(&self) -> bool {
        !self.scenarios.is_empty() || (self.configurations.is_empty() && self.plans.is_empty())
    }
}

/// Checks the files at those paths, or the built-in scenarios if there is none, and returns a line for each thing that is
/// right.
///
/// # Errors
/// Everything that is wrong with any of them; or there is no scenario.
pub fn check(paths: &[PathBuf], schemas: Option<&PathBuf>, notices: &mut Vec<Notice>) -> Result<Vec<String>, Refusal> {
    let files = Files::of(paths);
    let mut problems: Vec<Problem> = Vec::new();
    let mut right = Vec::new();
    // `certify` looks for scenarios there, beside the built-in ones.
    let mut configured: Vec<PathBuf> = Vec::new();
    for path in &files.configurations {
        let contract = scenarios::contract(schemas.cloned());
        match config::load::file(path).and_then(|config| config.check(&contract).map(|()| config)) {
            Ok(config) => {
                notices.push(Notice::Problems(config.warnings.clone()));
                notices.push(Notice::Problems(config.unneeded_ids(&contract)));
                configured.extend(config.scenarios.iter().cloned());
                right.push(format!("{} is right", path.display()));
            }
            Err(found) => problems.extend(found),
        }
    }
    for path in &files.plans {
        let contract = scenarios::contract(schemas.cloned());
        let which = Scenarios {
            built_in: BuiltIn::Included,
            directories: once(files.scenarios.iter().chain(&configured)),
        };
        let help = format!(
            "name the folder of your own scenarios, or a configuration that names it, as well: keycard check {} FOLDER",
            path.display()
        );
        let plan = certification::load::plan(&path.to_string_lossy());
        match plan.and_then(|plan| plan_cases::cases(&contract, &plan, &which, &help).map(|_| plan)) {
            Ok(plan) => right.push(format!(
                "{} is right: {}",
                path.display(),
                counted(plan.tests.len(), "published test")
            )),
            Err(found) => problems.extend(found),
        }
    }
    if files.have_scenarios() {
        let which = Scenarios {
            built_in: if files.scenarios.is_empty() {
                BuiltIn::Included
            } else {
                BuiltIn::LeftOut
            },
            directories: files.scenarios,
        };
        match scenarios::plan(&scenarios::contract(schemas.cloned()), &which, &Selection::default()) {
            Ok(plan) => right.push(format!(
                "right: {} with {}",
                counted(plan.scenarios(), "scenario"),
                counted(plan.len(), "case")
            )),
            Err(CompileError::Input(found)) => problems.extend(found),
            Err(CompileError::Nothing { .. }) => {
                return Err(Refusal::Nothing(vec![format!(
                    "there is no scenario in {}",
                    listed(paths)
                )]));
            }
        }
    }
    Ok(Problems::none(problems, right)?)
}

/// Returns each folder once, whatever it is called: a configuration may name one that was named as well.
fn once<'p>(paths: impl Iterator<Item = &'p PathBuf>) -> Vec<PathBuf> {
    let mut known = HashSet::new();
    paths
        .filter(|path| known.insert(path.canonicalize().unwrap_or_else(|_| path.to_path_buf())))
        .cloned()
        .collect()
}

fn listed(paths: &[PathBuf]) -> String {
    paths
        .iter()
        .map(|path| path.display().to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

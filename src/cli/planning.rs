//! From the arguments that select cases to a plan; whatever is wrong on the way is shown.

use std::path::PathBuf;

use super::arguments::SelectionArguments;
use super::diagnostics;
use super::exit::Exit;
use crate::assembly::{self, BuiltIn, Scenarios};
use crate::contract::operation::{Api, Side};
use crate::input::problem::{Problem, Problems};
use crate::plan::compile::{CompileError, Plan};
use crate::plan::selection::Selection;

/// Reads the scenarios and compiles the plan of what the hosts can be tested with; problems are shown.
///
/// # Errors
/// The exit code to end with.
pub fn plan(arguments: &SelectionArguments, own: Vec<PathBuf>, hosts: Vec<(Api, Side)>) -> Result<Plan, Exit> {
    let selection = Selection {
        selectors: arguments.selectors.clone(),
        api: arguments.api.map(Api::from),
        sides: arguments.side.map(Side::from).into_iter().collect(),
        hosts,
        shard: arguments.shard,
    };
    let which = Scenarios {
        built_in: if arguments.only {
            BuiltIn::LeftOut
        } else {
            BuiltIn::Included
        },
        directories: arguments.scenarios.iter().cloned().chain(own).collect(),
    };
    let contract = assembly::contract(arguments.schemas.clone());
    assembly::plan(&contract, &which, &selection).map_err(|error| match error {
        CompileError::Input(problems) => refuse_all(&problems),
        CompileError::Nothing { unmatched, of } => {
            for selector in &unmatched {
                eprintln!("no case matches `{selector}`");
            }
            if of == 0 {
                eprintln!("there is no scenario");
            } else if unmatched.is_empty() {
                eprintln!("no case is selected (there are {of} before --api, --side and --shard)");
            }
            eprintln!("Nothing ran; `keycard list` shows the cases there are.");
            Exit::NothingRan
        }
    })
}

/// Shows a problem of the input.
pub fn refuse(problem: Problem) -> Exit {
    refuse_all(&Problems::from(problem))
}

/// Shows problems of the input.
pub fn refuse_all(problems: &Problems) -> Exit {
    diagnostics::errors(problems.iter());
    Exit::Input
}

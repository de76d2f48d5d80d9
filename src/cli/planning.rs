//! Plans out of the arguments that select cases; their problems are printed.

use std::path::PathBuf;

use super::arguments::SelectionArguments;
use super::diagnostics;
use super::refusal::refuse;
use crate::app::case_selection::CaseSelection;
use crate::app::exit::Exit;
use crate::app::scenarios::BuiltIn;
use crate::contract::operation::{Api, Side};
use crate::plan::compile::Plan;

impl From<&SelectionArguments> for CaseSelection {
    fn from(arguments: &SelectionArguments) -> Self {
        Self {
            selectors: arguments.selectors.clone(),
            scenarios: arguments.scenarios.clone(),
            built_in: if arguments.no_builtin {
                BuiltIn::LeftOut
            } else {
                BuiltIn::Included
            },
            api: arguments.api.map(Api::from),
            side: arguments.side.map(Side::from),
            schemas: arguments.schemas.clone(),
            shard: arguments.shard,
            rerun_failed: arguments.rerun_failed.clone(),
        }
    }
}

/// Reads the scenarios and compiles the plan of what the hosts can be tested with; problems are printed.
///
/// # Errors
/// The exit code to end with.
pub fn plan(arguments: &SelectionArguments, own: Vec<PathBuf>, hosts: Vec<(Api, Side)>) -> Result<Plan, Exit> {
    let mut notices = Vec::new();
    let plan = CaseSelection::from(arguments).plan(own, hosts, &mut notices);
    diagnostics::notices(&notices);
    plan.map_err(|refusal| refuse(&refusal))
}

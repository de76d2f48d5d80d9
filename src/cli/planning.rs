//! From the arguments that select cases to a plan; whatever is wrong on the way is shown.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::arguments::SelectionArguments;
use super::exit::Exit;
use super::{diagnostics, results};
use crate::assembly;
use crate::contract::operation::{Api, Side};
use crate::input::problem::{Problem, Problems};
use crate::judge::finding::StatusName;
use crate::plan::compile::{CompileError, Plan};
use crate::plan::selection::Selection;
use crate::report::text::counted;

/// Reads the scenarios and compiles the plan of what the hosts can be tested with; problems are shown.
///
/// # Errors
/// The exit code to end with.
pub fn plan(arguments: &SelectionArguments, own: Vec<PathBuf>, hosts: Vec<(Api, Side)>) -> Result<Plan, Exit> {
    let ids = arguments.rerun_failed.as_deref().map(to_run_again).transpose()?;
    let selection = Selection {
        selectors: arguments.selectors.clone(),
        api: arguments.api.map(Api::from),
        sides: arguments.side.map(Side::from).into_iter().collect(),
        hosts,
        ids,
        shard: arguments.shard,
    };
    let which = arguments.which(own);
    let contract = assembly::contract(arguments.schemas.clone());
    let plan = assembly::plan(&contract, &which, &selection).map_err(|error| match error {
        CompileError::Input(problems) => refuse_all(&problems),
        CompileError::Nothing { unmatched, of } => {
            for selector in &unmatched {
                eprintln!("no case matches `{selector}`");
            }
            if of == 0 {
                eprintln!("there is no scenario");
            } else if unmatched.is_empty() {
                eprintln!("no case is selected (there are {of} before --api, --side, --shard and --rerun-failed)");
            }
            eprintln!("Nothing ran; `keycard list` shows the cases there are.");
            Exit::NothingRan
        }
    })?;
    let wanted = selection.ids.as_ref().map_or(0, HashSet::len);
    if plan.len() < wanted && arguments.shard.is_none() {
        let gone = counted(wanted - plan.len(), "case");
        eprintln!("warning: {gone} to be run again are not selected, or do not exist any more");
    }
    Ok(plan)
}

/// The ids of the cases of an earlier result that prove nothing.
fn to_run_again(path: &Path) -> Result<HashSet<String>, Exit> {
    let report = results::read(path).map_err(refuse)?;
    let open = report.cases.iter().filter(|case| match case.verdict {
        StatusName::Failed | StatusName::Inconclusive | StatusName::NotRun => true,
        StatusName::Passed | StatusName::NeedsReview => false,
    });
    let ids: HashSet<String> = open.map(|case| case.id.to_string()).collect();
    if ids.is_empty() {
        eprintln!("every case of {} passed", path.display());
        eprintln!("Nothing ran: there is nothing to run again.");
        return Err(Exit::NothingRan);
    }
    Ok(ids)
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

//! `keycard snapshots`: what becomes of proposed and stale snapshots.

use std::collections::HashSet;
use std::io;

use super::arguments::{SelectionArguments, SnapshotAction, SnapshotsArguments};
use super::planning;
use crate::app::exit::Exit;
use crate::judge::snapshot;
use crate::plan::compile::Plan;
use crate::snapshots::store;

/// Runs the command.
pub fn run(arguments: &SnapshotsArguments) -> Exit {
    if arguments.action != SnapshotAction::List && super::in_ci() {
        eprintln!("error: snapshots are never written in CI; accept or reject them on your machine");
        return Exit::Input;
    }
    let selection = SelectionArguments {
        scenarios: arguments.scenarios.clone(),
        no_builtin: arguments.no_builtin,
        ..SelectionArguments::default()
    };
    let wanted = match planning::plan(&selection, Vec::new(), Vec::new()) {
        Ok(plan) => wanted(&plan),
        Err(exit) => return exit,
    };
    match act(arguments, &wanted) {
        Ok(exit) => exit,
        Err(error) => {
            eprintln!("error: {}: {error}", arguments.dir.display());
            Exit::Input
        }
    }
}

/// The names of all snapshots that cases can have.
pub fn wanted(plan: &Plan) -> HashSet<String> {
    let mut names = HashSet::new();
    for position in 0..plan.len() {
        let Ok(case) = plan.case(position) else { continue };
        for (step, planned) in case.steps.iter().enumerate() {
            if planned.expect.snapshot {
                names.insert(snapshot::name(&case, step));
            }
        }
    }
    names
}

fn act(arguments: &SnapshotsArguments, wanted: &HashSet<String>) -> io::Result<Exit> {
    let chosen = |name: &String| {
        arguments.names.is_empty() || arguments.names.iter().any(|prefix| name.starts_with(prefix.as_str()))
    };
    let (accepted, proposed) = store::names(&arguments.dir)?;
    let proposed: Vec<String> = proposed.into_iter().filter(chosen).collect();
    let stale: Vec<String> = store::stale(&accepted, wanted).into_iter().filter(chosen).collect();
    match arguments.action {
        SnapshotAction::List => {
            for name in &proposed {
                println!("proposed  {name}");
            }
            for name in &stale {
                println!("stale     {name}");
            }
            println!(
                "{} accepted, {} proposed, {} stale",
                accepted.len(),
                proposed.len(),
                stale.len()
            );
            // Something waits for a person: not a success for a script.
            return Ok(if proposed.is_empty() && stale.is_empty() {
                Exit::Passed
            } else {
                Exit::Failed
            });
        }
        SnapshotAction::Accept => {
            for name in &proposed {
                store::accept(&arguments.dir, name)?;
            }
            for name in &stale {
                store::remove(&arguments.dir, name)?;
            }
            println!("{} accepted, {} stale ones removed", proposed.len(), stale.len());
        }
        SnapshotAction::Reject => {
            for name in &proposed {
                store::reject(&arguments.dir, name)?;
            }
            println!("{} rejected", proposed.len());
        }
    }
    if proposed.is_empty() && stale.is_empty() {
        eprintln!("Nothing was proposed; `keycard run --snapshots DIR --update-snapshots` proposes.");
        return Ok(Exit::NothingRan);
    }
    Ok(Exit::Passed)
}

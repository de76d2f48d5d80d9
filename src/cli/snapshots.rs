//! `keycard snapshots`: proposed and stale snapshots, listed, accepted or rejected.

use std::io;

use super::arguments::{SelectionArguments, SnapshotAction, SnapshotsArguments};
use super::ci::in_ci;
use super::planning;
use crate::app::exit::Exit;
use crate::app::snapshot_review::{SnapshotReview, names};

/// Runs the command.
pub fn run(arguments: &SnapshotsArguments) -> Exit {
    if arguments.action != SnapshotAction::List && in_ci() {
        eprintln!("error: snapshots are never written in CI; accept or reject them on your machine");
        return Exit::Input;
    }
    let selection = SelectionArguments {
        scenarios: arguments.scenarios.clone(),
        no_builtin: arguments.no_builtin,
        ..SelectionArguments::default()
    };
    let known = match planning::plan(&selection, Vec::new(), Vec::new()) {
        Ok(plan) => names(&plan),
        Err(exit) => return exit,
    };
    let review = SnapshotReview::of(&arguments.dir, &arguments.names, &known);
    match review.and_then(|review| act(arguments.action, &review)) {
        Ok(exit) => exit,
        Err(error) => {
            eprintln!("error: {}: {error}", arguments.dir.display());
            Exit::Input
        }
    }
}

fn act(action: SnapshotAction, review: &SnapshotReview) -> io::Result<Exit> {
    let (proposed, stale) = (review.proposed.len(), review.stale.len());
    match action {
        SnapshotAction::List => {
            for name in &review.proposed {
                println!("proposed  {name}");
            }
            for name in &review.stale {
                println!("stale     {name}");
            }
            println!("{} accepted, {proposed} proposed, {stale} stale", review.accepted);
            // Something waits for a person: not a success for a script.
            return Ok(if review.is_empty() { Exit::Passed } else { Exit::Failed });
        }
        SnapshotAction::Accept => {
            review.accept()?;
            println!("{proposed} accepted, {stale} stale ones removed");
        }
        SnapshotAction::Reject => {
            review.reject()?;
            println!("{proposed} rejected");
        }
    }
    if review.is_empty() {
        eprintln!("Nothing was proposed; `keycard run --snapshots DIR --update-snapshots` proposes.");
        return Ok(Exit::NothingRan);
    }
    Ok(Exit::Passed)
}

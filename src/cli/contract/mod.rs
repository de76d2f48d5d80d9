//! `keycard contract`: contract files out of published descriptions, and what changed between two of them.

pub mod arguments;
mod diff;
mod directory;
mod import;
mod reading;

use self::arguments::{ContractAction, ContractArguments};
use super::diagnostics;
use crate::app::exit::Exit;
use crate::input::problem::Problem;

/// Runs the command.
pub fn run(arguments: &ContractArguments) -> Exit {
    match &arguments.action {
        ContractAction::Import(arguments) => import::run(arguments),
        ContractAction::Diff(arguments) => diff::run(arguments),
    }
}

/// Shows what is wrong with what was to be read or written, and what was not done because of it.
fn refuse(problems: impl IntoIterator<Item = Problem>, end: &str) -> Exit {
    let mut told: Vec<Problem> = Vec::new();
    for problem in problems {
        if !told.iter().any(|other| other.says_the_same(&problem)) {
            told.push(problem);
        }
    }
    diagnostics::refusals(&told, end);
    Exit::Input
}

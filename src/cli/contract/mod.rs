//! `keycard contract`: contract files out of published descriptions, and the changes between two contracts.

pub mod arguments;
mod diff;
mod import;

use self::arguments::{ContractAction, ContractArguments};
use crate::app::exit::Exit;

/// Runs the command.
pub fn run(arguments: &ContractArguments) -> Exit {
    match &arguments.action {
        ContractAction::Import(arguments) => import::run(arguments),
        ContractAction::Diff(arguments) => diff::run(arguments),
    }
}

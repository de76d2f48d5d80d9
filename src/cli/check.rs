//! `keycard check`: scenario files, configurations and plans; nothing is sent.

use super::arguments::CheckArguments;
use super::diagnostics;
use super::refusal::refuse;
use crate::app::check::check;
use crate::app::exit::Exit;

/// Runs the command.
pub fn run(arguments: &CheckArguments) -> Exit {
    let mut notices = Vec::new();
    let checked = check(&arguments.paths, arguments.schemas.as_ref(), &mut notices);
    diagnostics::notices(&notices);
    match checked {
        Ok(lines) => {
            for line in lines {
                println!("{line}");
            }
            Exit::Passed
        }
        Err(refusal) => refuse(&refusal),
    }
}

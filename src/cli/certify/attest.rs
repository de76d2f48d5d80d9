//! `keycard attest`: records an attestation of what the API does not show.

use super::arguments::AttestArguments;
use crate::app::certify::attest::{AttestOptions, attest};
use crate::app::exit::Exit;
use crate::cli::refusal::refuse_input;

/// Runs the command.
pub fn run(arguments: &AttestArguments) -> Exit {
    let options = AttestOptions {
        test: arguments.test.clone(),
        by: arguments.by.clone(),
        note: arguments.note.clone(),
        file: arguments.file.clone(),
        config: arguments.config.clone(),
        plan: arguments.plan.clone(),
        folder: arguments.dir.clone(),
    };
    match attest(&options) {
        Ok(attested) => {
            println!(
                "{} attested, of the run at {}: {}",
                attested.test, attested.run, attested.title
            );
            println!("`keycard certify --resume` takes it into account");
            Exit::Passed
        }
        Err(problems) => refuse_input(&problems),
    }
}

//! `keycard evidence keygen`: a pair of keys as files.

use super::arguments::KeygenArguments;
use crate::app::exit::Exit;
use crate::app::keys;
use crate::cli::refusal::refuse_with;

/// Runs the command.
pub fn run(arguments: &KeygenArguments) -> Exit {
    match keys::pair(&arguments.out) {
        Ok((public, fingerprint)) => {
            println!("private key: {} (keep it to yourself)", arguments.out.display());
            println!("public key:  {} (fingerprint {fingerprint})", public.display());
            Exit::Passed
        }
        Err(problem) => refuse_with([&problem], "no key was made"),
    }
}

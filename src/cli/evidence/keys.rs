//! `keycard evidence keygen` and `sign`: keys are files, and nothing of a private key is ever shown.

use super::arguments::{KeygenArguments, SignArguments};
use super::verify;
use crate::app::exit::Exit;
use crate::app::keys;
use crate::cli::{diagnostics, evidence};
use crate::evidence::archive::Archive;
use crate::evidence::pack;
use crate::evidence::verify::Signed;
use crate::input::problem::Problem;

/// Runs `keycard evidence keygen`.
pub fn generate(arguments: &KeygenArguments) -> Exit {
    match keys::pair(&arguments.out) {
        Ok((public, fingerprint)) => {
            println!("private key: {} (keep it to yourself)", arguments.out.display());
            println!("public key:  {} (fingerprint {fingerprint})", public.display());
            Exit::Passed
        }
        Err(problem) => refuse(&problem, "no key was made"),
    }
}

/// Runs `keycard evidence sign`.
pub fn sign(arguments: &SignArguments) -> Exit {
    let end = "nothing was signed";
    let mut notices = Vec::new();
    let key = match keys::private(&arguments.key, &mut notices) {
        Ok(key) => key,
        Err(problem) => return refuse(&problem, end),
    };
    diagnostics::notices(&notices);
    let mut archive = match Archive::open(&arguments.pack) {
        Ok(archive) => archive,
        Err(problem) => return refuse(&problem, end),
    };
    match evidence::verify::checked(&mut archive, None) {
        // What is not whole is not worth a signature.
        Err(faults) => {
            verify::tell(&faults);
            eprintln!("Nothing was signed.");
            return Exit::Failed;
        }
        Ok(verified) => match verified.signed {
            Signed::Not => {}
            Signed::BySome(by) | Signed::ByTheKey(by) => {
                let problem = Problem::new(format!(
                    "{} is signed already, with the key {}",
                    arguments.pack.display(),
                    by.fingerprint()
                ));
                return refuse(&problem, end);
            }
        },
    }
    match pack::sign(&arguments.pack, &mut archive, &key) {
        Ok(()) => {
            println!(
                "{} is signed with the key {}",
                arguments.pack.display(),
                key.public().fingerprint()
            );
            Exit::Passed
        }
        Err(error) => refuse(&Problem::inaccessible("sign", &arguments.pack, &error), end),
    }
}

/// Shows what is wrong with the input.
pub fn refuse(problem: &Problem, end: &str) -> Exit {
    diagnostics::refusals([problem], end);
    Exit::Input
}

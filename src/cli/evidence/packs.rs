//! `keycard evidence verify` and `sign`: a pack as it was when it was made, and the key that it is signed with.

use super::arguments::{SignArguments, VerifyArguments};
use crate::app::exit::Exit;
use crate::app::pack_signature::{self, PackRejection};
use crate::cli::diagnostics;
use crate::cli::refusal::refuse_with;
use crate::evidence::pack_fault::PackFault;
use crate::evidence::verification::Signature;
use crate::report::text::counted;

/// Faults beyond these are only counted.
const MOST_SHOWN: usize = 50;

/// Runs `keycard evidence verify`.
pub fn verify(arguments: &VerifyArguments) -> Exit {
    let pack = arguments.pack.display();
    let verified = match pack_signature::verify(&arguments.pack, arguments.public_key.as_deref()) {
        Ok(verified) => verified,
        Err(PackRejection::Input(problem)) => return refuse_with([&problem], "nothing was verified"),
        Err(PackRejection::Altered(faults)) => {
            print(&faults);
            eprintln!("{pack} is not what was packed: {}.", counted(faults.len(), "fault"));
            return Exit::Failed;
        }
    };
    let manifest = &verified.manifest;
    println!(
        "{pack} is whole: {} with {} bytes, made by {} of the run of {}",
        counted(manifest.files.len(), "file"),
        verified.bytes,
        printable(&manifest.tool),
        printable(&manifest.started),
    );
    println!(
        "{}",
        match &verified.signed {
            Signature::None => "It is not signed: whoever altered it could have made a new manifest.".to_string(),
            Signature::OfUnknownKey(by) => format!(
                "It is signed with the key {} that came with it; --public-key says whether that is the right one.",
                by.fingerprint()
            ),
            Signature::OfGivenKey(by) => format!("It is signed with the key {}.", by.fingerprint()),
        }
    );
    Exit::Passed
}

/// Runs `keycard evidence sign`.
pub fn sign(arguments: &SignArguments) -> Exit {
    let mut notices = Vec::new();
    let signed = pack_signature::sign(&arguments.pack, &arguments.key, &mut notices);
    diagnostics::notices(&notices);
    match signed {
        Ok(fingerprint) => {
            println!("{} is signed with the key {fingerprint}", arguments.pack.display());
            Exit::Passed
        }
        Err(PackRejection::Input(problem)) => refuse_with([&problem], "nothing was signed"),
        Err(PackRejection::Altered(faults)) => {
            print(&faults);
            eprintln!("Nothing was signed.");
            Exit::Failed
        }
    }
}

/// Prints what is wrong with a pack.
fn print(faults: &[PackFault]) {
    for fault in faults.iter().take(MOST_SHOWN) {
        eprintln!("error: {fault}");
    }
    if faults.len() > MOST_SHOWN {
        eprintln!("… and {} more", faults.len() - MOST_SHOWN);
    }
    if faults.iter().all(|fault| matches!(fault, PackFault::Container(_))) {
        eprintln!("  help: its files are as they were packed; unpack it, and verify the folder");
    }
}

/// Returns text of a manifest that anybody may have written, so that it can be printed.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(100).collect()
}

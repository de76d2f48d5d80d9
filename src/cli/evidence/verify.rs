//! `keycard evidence verify`: whether a pack is as it was when it was made, and who signed it.

use super::arguments::VerifyArguments;
use super::keys::refuse;
use crate::app::exit::Exit;
use crate::app::keys;
use crate::evidence::archive::Archive;
use crate::evidence::signature::PublicKey;
use crate::evidence::verify::{self, Fault, Signed, Verified};
use crate::report::text::counted;

/// Faults beyond these are only counted.
const MOST_SHOWN: usize = 50;

/// Runs the command.
pub fn run(arguments: &VerifyArguments) -> Exit {
    let end = "nothing was verified";
    let key = match arguments.public_key.as_deref().map(keys::public).transpose() {
        Ok(key) => key,
        Err(problem) => return refuse(&problem, end),
    };
    let mut archive = match Archive::open(&arguments.pack) {
        Ok(archive) => archive,
        Err(problem) => return refuse(&problem, end),
    };
    match checked(&mut archive, key.as_ref()) {
        Ok(verified) => {
            let manifest = &verified.manifest;
            println!(
                "{} is whole: {} with {} bytes, made by {} of the run of {}",
                arguments.pack.display(),
                counted(manifest.files.len(), "file"),
                verified.bytes,
                printable(&manifest.tool),
                printable(&manifest.started),
            );
            println!(
                "{}",
                match &verified.signed {
                    Signed::Not => "It is not signed: whoever altered it could have made a new manifest.".to_string(),
                    Signed::BySome(by) => format!(
                        "It is signed with the key {} that came with it; --public-key says whether that is the right one.",
                        by.fingerprint()
                    ),
                    Signed::ByTheKey(by) => format!("It is signed with the key {}.", by.fingerprint()),
                }
            );
            Exit::Passed
        }
        Err(faults) => {
            tell(&faults);
            eprintln!(
                "{} is not what was packed: {}.",
                arguments.pack.display(),
                counted(faults.len(), "fault")
            );
            Exit::Failed
        }
    }
}

/// What is known of a pack, or what is wrong with it.
///
/// # Errors
/// Everything that is wrong with it.
pub fn checked(archive: &mut Archive, key: Option<&PublicKey>) -> Result<Verified, Vec<Fault>> {
    verify::verify(archive, key)
}

/// Shows what is wrong with a pack.
pub fn tell(faults: &[Fault]) {
    for fault in faults.iter().take(MOST_SHOWN) {
        eprintln!("error: {fault}");
    }
    if faults.len() > MOST_SHOWN {
        eprintln!("… and {} more", faults.len() - MOST_SHOWN);
    }
    if faults.iter().all(|fault| matches!(fault, Fault::Container(_))) {
        eprintln!("  help: its files are as they were packed; unpack it, and verify the folder");
    }
}

/// Text of a manifest that anybody may have written.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(100).collect()
}

//! `keycard evidence`: keys, and packs that are signed and verified.

pub mod arguments;
mod keygen;
mod packs;

use self::arguments::EvidenceAction;
use crate::app::exit::Exit;

/// Runs the command.
pub fn run(action: &EvidenceAction) -> Exit {
    match action {
        EvidenceAction::Keygen(arguments) => keygen::run(arguments),
        EvidenceAction::Sign(arguments) => packs::sign(arguments),
        EvidenceAction::Verify(arguments) => packs::verify(arguments),
    }
}

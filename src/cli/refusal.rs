//! Reasons why nothing is done, printed; each with the exit code to end with.

use super::diagnostics;
use crate::app::exit::Exit;
use crate::app::refusal::Refusal;
use crate::input::problem::{Problem, Problems};

/// The usual end of problems.
const NOTHING_SENT: &str = "nothing was sent";

/// Prints why nothing is done.
pub fn refuse(refusal: &Refusal) -> Exit {
    match refusal {
        Refusal::Input(problems) => diagnostics::errors(problems.iter(), NOTHING_SENT),
        Refusal::Nothing(lines) => lines.iter().for_each(|line| eprintln!("{line}")),
        Refusal::Unable(line) => eprintln!("{line}"),
    }
    refusal.exit()
}

/// Prints problems of the input because of which nothing was sent.
pub fn refuse_input(problems: &Problems) -> Exit {
    diagnostics::errors(problems.iter(), NOTHING_SENT);
    Exit::Input
}

/// Prints problems of the input, each once, and at the end the sentence `end` that says what was not done because of them.
pub fn refuse_with<'p>(problems: impl IntoIterator<Item = &'p Problem>, end: &str) -> Exit {
    let mut known: Vec<&Problem> = Vec::new();
    for problem in problems {
        if !known.iter().any(|other| other.says_the_same(problem)) {
            known.push(problem);
        }
    }
    diagnostics::errors(known, end);
    Exit::Input
}

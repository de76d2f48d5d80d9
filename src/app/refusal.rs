//! Reasons why a command does nothing, each with its exit code.

use crate::app::exit::Exit;
use crate::input::problem::{Problem, Problems};

/// Reason why nothing was done.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// The input is wrong.
    Input(Problems),
    /// Nothing is left to be done; lines that say why.
    Nothing(Vec<String>),
    /// Keycard itself cannot go on; one line that says why.
    Unable(String),
}

impl Refusal {
    /// Returns the exit code of a command that was refused so.
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Input(_) => Exit::Input,
            Self::Nothing(_) => Exit::NothingRan,
            Self::Unable(_) => Exit::Inconclusive,
        }
    }
}

impl From<Problems> for Refusal {
    fn from(problems: Problems) -> Self {
        Self::Input(problems)
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Input(problem.into())
    }
}

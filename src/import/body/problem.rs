//! Problems of a body.

use std::fmt;

/// Reason why no smallest body satisfies a schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BodyProblem {
    /// An object requires itself; the definitions on the path.
    Cycle(Vec<String>),
    /// It cannot be said what an identifier identifies.
    Unidentified(String),
}

impl fmt::Display for BodyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cycle(path) => write!(f, "an object requires itself: {}", path.join(" -> ")),
            Self::Unidentified(name) => write!(f, "it cannot be said what `{name}` identifies"),
        }
    }
}

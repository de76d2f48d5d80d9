//! What the runner tells while it runs.

use std::time::Duration;

use crate::exchange::transcript::Transcript;
use crate::plan::case::{Case, CaseId};

/// What a person is asked to do, so that the system under test calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The case that waits.
    pub case: CaseId,
    /// What to do.
    pub text: String,
    /// How long it is waited for.
    pub within: Duration,
}

/// One thing that happened during a run.
#[derive(Debug)]
pub enum RunEvent<'c> {
    /// A case began.
    Started {
        /// Its position in the plan.
        position: usize,
        /// The case.
        case: &'c Case,
    },
    /// A person is asked to act.
    Asked(&'c Question),
    /// A case ended, or was not begun: its transcript says why.
    Finished {
        /// Its position in the plan.
        position: usize,
        /// The case.
        case: Box<Case>,
        /// What went over the wire.
        transcript: Box<Transcript>,
    },
}

//! What the runner tells while it runs.

use crate::exchange::transcript::Transcript;
use crate::plan::case::Case;

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

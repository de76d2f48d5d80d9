//! What the runner tells while it runs.

use std::time::Duration;

use tokio::sync::oneshot;

use crate::exchange::transcript::Transcript;
use crate::plan::case::{Case, CaseId};

/// What a person is asked to do, so that the system under test calls or is as the next step needs it.
#[derive(Debug)]
pub struct Question {
    /// The case that waits.
    pub case: CaseId,
    /// What to do.
    pub text: String,
    /// How long it is waited for.
    pub within: Duration,
    /// What shows that it is done.
    pub awaits: Awaits,
}

/// What shows that a person has done what was asked.
#[derive(Debug)]
pub enum Awaits {
    /// A call of the system under test.
    Call,
    /// The word of the person, which is passed on here.
    Word(oneshot::Sender<()>),
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
    Asked(Question),
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

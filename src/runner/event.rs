//! Events of a run: the beginning and the end of each case, and questions to a person.

use std::time::Duration;

use tokio::sync::oneshot;

use crate::exchange::transcript::Transcript;
use crate::plan::case::{Case, CaseId};

/// Request to a person, so that the system under test calls or is as the next step needs it.
#[derive(Debug)]
pub struct Question {
    /// The case that waits.
    pub case: CaseId,
    /// Request to the person, as text.
    pub text: String,
    /// Time for which it is waited for.
    pub within: Duration,
    /// Sign that it is done.
    pub done: DoneSignal,
}

/// Sign that a person has done what was asked.
#[derive(Debug)]
pub enum DoneSignal {
    /// A call of the system under test.
    Call,
    /// A confirmation of the person, which is passed on here.
    Confirmation(oneshot::Sender<()>),
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
        /// Everything that went over the wire.
        transcript: Box<Transcript>,
    },
}

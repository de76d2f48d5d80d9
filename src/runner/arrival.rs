//! A call of the system under test that has arrived, on its way to its case, and the answer on its way back.

use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::exchange::message::{Request, Response};

/// A call that arrived and has to be answered.
#[derive(Debug)]
pub struct Arrival {
    /// The call; its address is path and query.
    pub request: Request,
    /// State of its body.
    pub body: BodyState,
    /// Time of its arrival.
    pub at: Instant,
    /// Takes the answer.
    pub answer: oneshot::Sender<Answer>,
}

/// State of the body of a call: read to its end, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyState {
    /// It was read to its end.
    Whole,
    /// It is larger than the limit.
    TooLarge,
    /// It did not arrive in time, or the connection ended.
    Broken,
}

/// The answer to a call.
#[derive(Debug)]
pub struct Answer {
    /// Status, fields and body.
    pub response: Response,
    /// Time for which it is held back.
    pub delay: Duration,
}

//! The answer of a world to a request, and the calls that it owes after it.

use std::time::Duration;

use super::owed::Callback;
use crate::exchange::message::Response;

/// Answer to a request, with the calls that follow it.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The answer.
    pub response: Response,
    /// The calls that are to follow the answer, in that order.
    pub callbacks: Vec<Callback>,
    /// Delivery of the answer.
    pub transport: Transport,
}

/// Delivery of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// At once.
    Normal,
    /// After that time.
    Delayed(Duration),
    /// Not at all: the connection is closed.
    Closed,
}

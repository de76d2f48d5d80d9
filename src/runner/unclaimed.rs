//! Calls of the system under test that belong to no case.

use std::fmt;

/// A call that belongs to no case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnclaimedCall {
    /// Its method.
    pub method: String,
    /// Its path and query.
    pub url: String,
    /// Reason for which it belongs to none.
    pub reason: UnclaimedReason,
}

/// Reason for which a call belongs to no case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnclaimedReason {
    /// The case that it belongs to has ended.
    Ended,
    /// Nothing in it names a case or a message of one.
    Unknown,
    /// It asks about the property, and was answered; no case is about it.
    Answered,
    /// It is one of an operation, by a method that none has.
    Method,
    /// It is about a booking of an earlier run or test, or came before.
    Earlier,
}

impl fmt::Display for UnclaimedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ended => "its case had ended",
            Self::Unknown => "neither its address nor an id in it leads to a case",
            Self::Method => "it was answered with HTTP 405: every operation is called with POST",
            Self::Earlier => "it is about an earlier booking, or comes again",
            Self::Answered => "it was answered, but not judged: no case was under way that hears it",
        })
    }
}

//! Calls of the system under test that belong to no case.

use std::fmt;

use super::oddity::Oddity;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnclaimedReason {
    /// The case that it belongs to has ended.
    Ended,
    /// Nothing in it names a case or a message of one.
    Unknown,
    /// It asks about the property, and was answered; no case is about it.
    Answered,
    /// It is one of an operation, by a method that none has.
    Method,
    /// The platform would not take it, and nothing shows that the system under test made it.
    Stray(Vec<Oddity>),
    /// It is about a booking of an earlier run or test, or came before.
    Earlier,
}

impl fmt::Display for UnclaimedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stray(oddities) => {
                // A probe of any address that comes to its mind is sufficiently described by that.
                let is_probe = |oddity: &Oddity| match oddity {
                    Oddity::NoOperation(unknown) => unknown.perhaps.is_none(),
                    Oddity::Address(..)
                    | Oddity::Method
                    | Oddity::NotAnObject
                    | Oddity::NoToken
                    | Oddity::OtherToken => false,
                };
                let shown = if oddities.first().is_some_and(is_probe) {
                    1
                } else {
                    oddities.len()
                };
                let shown: Vec<String> = oddities.iter().take(shown).map(ToString::to_string).collect();
                return f.write_str(&shown.join("; "));
            }
            Self::Ended => "its case had ended",
            Self::Unknown => "neither its address nor an id in it leads to a case",
            Self::Method => "it was answered with HTTP 405: every operation is called with POST",
            Self::Earlier => "it is about an earlier booking, or comes again",
            Self::Answered => "it was answered, but not judged: no case was under way that hears it",
        })
    }
}

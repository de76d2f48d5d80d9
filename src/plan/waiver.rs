//! Waivers: known failures that a named owner accepts until a date.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// Pattern of the cases that a waiver is about: one id, or with `*` at its end every id that begins so.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// The case of this id.
    Exact(String),
    /// Every case whose id begins so.
    Prefix(String),
}

/// A pattern that cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPattern {
    /// It would waive everything.
    #[error("a waiver names a case, or the beginning of ids with `*` at its end")]
    Everything,
    /// `*` stands elsewhere than at the end.
    #[error("`*` stands at the end of a pattern only")]
    Star,
}

impl FromStr for Pattern {
    type Err = InvalidPattern;

    fn from_str(text: &str) -> Result<Self, InvalidPattern> {
        let (start, prefix) = match text.strip_suffix('*') {
            Some(start) => (start, true),
            None => (text, false),
        };
        if start.trim().is_empty() {
            Err(InvalidPattern::Everything)
        } else if start.contains('*') {
            Err(InvalidPattern::Star)
        } else if prefix {
            Ok(Self::Prefix(start.to_string()))
        } else {
            Ok(Self::Exact(start.to_string()))
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(id) => f.write_str(id),
            Self::Prefix(start) => write!(f, "{start}*"),
        }
    }
}

impl Pattern {
    /// Returns true if a case is meant.
    pub fn matches(&self, id: &str) -> bool {
        match self {
            Self::Exact(exact) => exact == id,
            Self::Prefix(start) => id.starts_with(start.as_str()),
        }
    }

    /// Returns true if a scenario of that id can have a case that is meant.
    pub fn concerns(&self, scenario: &str) -> bool {
        match self {
            Self::Exact(exact) => exact.split('[').next() == Some(scenario),
            Self::Prefix(start) => scenario.starts_with(start.as_str()) || start.starts_with(scenario),
        }
    }
}

/// A known failure that somebody accepts for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// Pattern of its cases.
    pub case: Pattern,
    /// Owner, who accepts it.
    pub owner: String,
    /// Reason why it is accepted.
    pub reason: String,
    /// The last day on which it counts, in UTC.
    pub expires: Date,
}

/// The waivers that are about a required case of a certification plan: none of them can be accepted.
///
/// ```
/// use keycard::plan::waiver::{Waiver, of_required};
///
/// let waivers = [Waiver {
///     case: "channel-manager/ari/*".parse()?,
///     owner: "Ada".to_string(),
///     reason: "known".to_string(),
///     expires: "2027-03-31".parse()?,
/// }];
/// let refused = of_required(&waivers, ["channel-manager/ari/a-full-update-is-accepted"]);
/// assert_eq!(refused.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn of_required<'w, 'c>(
    waivers: &'w [Waiver],
    required: impl IntoIterator<Item = &'c str>,
) -> Vec<(&'w Waiver, &'c str)> {
    required
        .into_iter()
        .filter_map(|id| Some((waivers.iter().find(|waiver| waiver.case.matches(id))?, id)))
        .collect()
}

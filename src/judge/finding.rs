//! One thing that a check has to say, in parts; text is made of them last.

use std::cmp::Reverse;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::contract::rule::Weight;
use crate::contract::schema::Message;

/// How what did not come is told.
pub const NONE_CAME: &str = "none came";

/// What a check found.
///
/// The texts may quote messages: they are redacted when the finding is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The id of the check (`schema`, `outcome`, …) or rule (`R-ENV-3`).
    pub check: String,
    /// How much it weighs.
    pub weight: Weight,
    /// What should have been so, as one sentence.
    pub requirement: String,
    /// Where.
    pub place: Option<Place>,
    /// What was expected there.
    pub expected: String,
    /// What was there.
    pub actual: String,
    /// The page of the documentation that says so.
    pub page: Option<String>,
    /// More to read, e.g. a diff; several lines.
    pub detail: Option<String>,
}

/// The exact place in a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Position of the exchange in the transcript, from 0.
    pub entry: usize,
    /// Which of its two messages.
    pub message: Message,
    /// JSON Pointer within the body; empty for the whole.
    pub pointer: String,
}

/// The conclusion about one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What is concluded.
    pub status: Status,
    /// Everything that the checks had to say, the gravest first.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// Puts the gravest first, and of equals the earlier; that something did not come stands behind what may be why.
    pub fn sort(&mut self) {
        self.findings.sort_by_key(|finding| {
            let place = finding.place.as_ref().map(|place| place.entry);
            (Reverse(finding.weight), finding.actual.starts_with(NONE_CAME), place)
        });
    }
}

/// What a [`Verdict`] concludes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Everything held; warnings and notes are possible.
    Passed,
    /// At least one finding is an error.
    Failed,
    /// Keycard or the target could not get far enough to tell.
    Inconclusive(String),
    /// Not tried, for this reason.
    NotRun(String),
    /// A person must attest.
    NeedsReview(String),
}

/// The name of a [`Status`], without its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StatusName {
    /// See [`Status::Passed`].
    Passed,
    /// See [`Status::Failed`].
    Failed,
    /// See [`Status::Inconclusive`].
    Inconclusive,
    /// See [`Status::NotRun`].
    NotRun,
    /// See [`Status::NeedsReview`].
    NeedsReview,
}

impl Status {
    /// The name without the reason.
    pub fn name(&self) -> StatusName {
        match self {
            Self::Passed => StatusName::Passed,
            Self::Failed => StatusName::Failed,
            Self::Inconclusive(_) => StatusName::Inconclusive,
            Self::NotRun(_) => StatusName::NotRun,
            Self::NeedsReview(_) => StatusName::NeedsReview,
        }
    }

    /// Why, for the conclusions that need a reason.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Passed | Self::Failed => None,
            Self::Inconclusive(reason) | Self::NotRun(reason) | Self::NeedsReview(reason) => Some(reason),
        }
    }
}

impl fmt::Display for StatusName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Inconclusive => "inconclusive",
            Self::NotRun => "not run",
            Self::NeedsReview => "needs review",
        })
    }
}

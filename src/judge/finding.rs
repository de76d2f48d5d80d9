//! A finding: one thing that a check reports, in parts; text is made of them last.

use std::cmp::Reverse;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::check_id::CheckId;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;

/// One thing that a check or rule reports.
///
/// The texts may quote messages: they are redacted when the finding is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check or rule.
    pub check: CheckId,
    /// The weight.
    pub weight: Weight,
    /// The requirement that is not met, as one sentence; that of the case if it is empty.
    pub requirement: String,
    /// The place in the transcript.
    pub place: Option<Place>,
    /// The text for what was expected there.
    pub expected: String,
    /// The text for what was there.
    pub actual: String,
    /// The page of the documentation that says so.
    pub page: Option<String>,
    /// The mistake that would explain all of it, if there is one.
    pub likely_cause: Option<String>,
    /// More to read, e.g. a diff; several lines.
    pub detail: Option<String>,
    /// The subject, which decides on the place among other findings.
    pub subject: FindingSubject,
}

/// Subject of a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingSubject {
    /// Something that was said or done.
    #[default]
    Event,
    /// A call that did not come, for which another finding may give the reason.
    MissingCall,
}

impl Finding {
    /// A finding without a place and without a requirement of its own.
    pub fn new(
        check: impl Into<CheckId>,
        weight: Weight,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self {
            check: check.into(),
            weight,
            requirement: String::new(),
            place: None,
            expected: expected.into(),
            actual: actual.into(),
            page: None,
            likely_cause: None,
            detail: None,
            subject: FindingSubject::Event,
        }
    }

    /// The same finding at that place.
    #[must_use]
    pub fn at(self, place: Place) -> Self {
        Self {
            place: Some(place),
            ..self
        }
    }

    /// The same finding with the requirement that is not met.
    #[must_use]
    pub fn against(self, requirement: impl Into<String>) -> Self {
        Self {
            requirement: requirement.into(),
            ..self
        }
    }

    /// The same finding with the page of the documentation that says so.
    #[must_use]
    pub fn on_page(self, page: impl Into<String>) -> Self {
        Self {
            page: Some(page.into()),
            ..self
        }
    }
}

/// The exact place in a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Position of the exchange in the transcript, from 0.
    pub entry: usize,
    /// The place in the exchange: the request or the response.
    pub message: Message,
    /// JSON Pointer within the body; empty for the whole.
    pub pointer: String,
}

impl Place {
    /// A message as a whole.
    pub const fn whole(entry: usize, message: Message) -> Self {
        Self {
            entry,
            message,
            pointer: String::new(),
        }
    }
}

/// The conclusion about one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The conclusion.
    pub status: Status,
    /// Everything that the checks had to say, the gravest first.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// Puts the gravest first, and of equals the earlier; a missing call stands behind its possible reasons.
    pub fn sort(&mut self) {
        self.findings.sort_by_key(|finding| {
            let place = finding.place.as_ref().map(|place| place.entry);
            (Reverse(finding.weight), finding.subject, place)
        });
    }
}

/// Conclusion of a [`Verdict`].
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

    /// The reason, for the conclusions that need one.
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

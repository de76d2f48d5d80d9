//! Use of the waivers of a run: a waiver that no longer serves is a failure like any other.
//!
//! A waiver is settled where all of its cases are known. A part of a run cannot say that a waiver is about no
//! case, or about none that fails: a shard counts and leaves that open, and `merge` adds the counts up and settles
//! it.

use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::text::counted;
use crate::judge::finding::StatusName;
use crate::plan::waiver::{Pattern, Waiver};
use crate::redaction::redacted::Redacted;
use crate::redaction::redactor::Redactor;

/// A waiver as reports show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaiverRecord {
    /// The id of a case, or with `*` at its end the beginning of ids.
    pub case: Redacted<String>,
    /// Owner, who accepts the failure.
    pub owner: Redacted<String>,
    /// Reason for accepting it.
    pub reason: Redacted<String>,
    /// The last day on which it counts, in UTC.
    pub expires: String,
}

/// A waiver, and what it met in the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaiverUse {
    /// The waiver.
    #[serde(flatten)]
    pub waiver: WaiverRecord,
    /// Number of cases of the run that it is about.
    pub cases: usize,
    /// Number of them that failed.
    pub failed: usize,
    /// Number of them that passed.
    pub passed: usize,
    /// State that follows from that.
    pub standing: WaiverState,
}

/// State of a waiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WaiverState {
    /// A case failed, and that is accepted.
    InForce,
    /// It could not be told whether it is still needed.
    #[serde(rename = "untold")]
    Undecided,
    /// Its last day is over.
    Expired,
    /// There is no such case.
    Unmatched,
    /// Every case that it is about passed.
    NoLongerFailing,
}

/// Share of all cases that a run took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All that the configuration is about.
    Whole,
    /// Some of them: a waiver that met none may have been about others.
    Part,
}

impl fmt::Display for WaiverState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InForce => "in force",
            Self::Undecided => "not told",
            Self::Expired => "expired",
            Self::Unmatched => "about no case",
            Self::NoLongerFailing => "no longer needed",
        })
    }
}

impl WaiverRecord {
    /// Reason that a case has whose failure it accepts.
    pub fn reason_of_case(&self, redactor: &Redactor) -> Redacted<String> {
        let (owner, expires, reason) = (&self.owner, &self.expires, &self.reason);
        redactor.text(&format!("waived by {owner} until {expires}: {reason}"))
    }
}

impl WaiverUse {
    /// A waiver that met nothing yet.
    pub fn new(waiver: WaiverRecord) -> Self {
        Self {
            waiver,
            cases: 0,
            failed: 0,
            passed: 0,
            standing: WaiverState::Undecided,
        }
    }

    /// Adds what the same waiver met in another part of the run.
    pub fn add(&mut self, other: &Self) {
        self.cases += other.cases;
        self.failed += other.failed;
        self.passed += other.passed;
    }

    /// Judges the waiver by what it met.
    pub fn settle(&mut self, today: &str, scope: Scope) {
        let whole_of_it = scope == Scope::Whole || !self.waiver.case.as_str().ends_with('*');
        self.standing = if self.expired(today) {
            WaiverState::Expired
        } else if self.failed > 0 {
            WaiverState::InForce
        } else if self.cases == 0 && scope == Scope::Whole {
            WaiverState::Unmatched
        } else if self.cases > 0 && self.passed == self.cases && whole_of_it {
            WaiverState::NoLongerFailing
        } else {
            WaiverState::Undecided
        };
    }

    /// Dates in this form are in order as texts are.
    fn expired(&self, today: &str) -> bool {
        self.waiver.expires.as_str() < today
    }

    /// Fault of it, if it has one.
    pub fn fault(&self) -> Option<String> {
        let what = match self.standing {
            WaiverState::InForce | WaiverState::Undecided => return None,
            WaiverState::Expired => format!(
                "expired on {}: mend the case, or have it accepted anew",
                self.waiver.expires
            ),
            WaiverState::Unmatched => "is about no case: correct or remove it".to_string(),
            WaiverState::NoLongerFailing => {
                let cases = counted(self.cases, "case");
                let verb = if self.cases == 1 { "passes" } else { "pass" };
                format!("is no longer needed, since its {cases} {verb}: remove it")
            }
        };
        Some(format!(
            "the waiver of `{}` by {} {what}",
            self.waiver.case, self.waiver.owner
        ))
    }
}

/// The waivers of a run, while its cases go by.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    waivers: Vec<(Pattern, WaiverUse)>,
    today: String,
}

impl Tally {
    /// The waivers, none of which met anything yet.
    pub fn new(waivers: &[Waiver], today: Date, redactor: &Redactor) -> Self {
        let waivers = waivers.iter().map(|waiver| {
            let record = WaiverRecord {
                case: redactor.text(&waiver.case.to_string()),
                owner: redactor.text(&waiver.owner),
                reason: redactor.text(&waiver.reason),
                expires: waiver.expires.to_string(),
            };
            (waiver.case.clone(), WaiverUse::new(record))
        });
        Self {
            waivers: waivers.collect(),
            today: today.to_string(),
        }
    }

    /// Takes the verdict of a case; gives the first waiver that accepts the failure, if it failed and one does.
    pub fn take(&mut self, id: &str, verdict: StatusName) -> Option<WaiverRecord> {
        let mut accepting = None;
        for (pattern, waiver) in &mut self.waivers {
            if !pattern.matches(id) {
                continue;
            }
            waiver.cases += 1;
            match verdict {
                StatusName::Passed => waiver.passed += 1,
                StatusName::Failed => {
                    waiver.failed += 1;
                    if !waiver.expired(&self.today) && accepting.is_none() {
                        accepting = Some(waiver.waiver.clone());
                    }
                }
                StatusName::Inconclusive | StatusName::NotRun | StatusName::NeedsReview => {}
            }
        }
        accepting
    }

    /// The waivers with their use; `scope` says which share of the cases of a pattern the run took.
    pub fn close(&self, scope: impl Fn(&Pattern) -> Scope) -> Vec<WaiverUse> {
        let settled = self.waivers.iter().map(|(pattern, waiver)| {
            let mut waiver = waiver.clone();
            waiver.settle(&self.today, scope(pattern));
            waiver
        });
        settled.collect()
    }
}

//! Cases put together by what keeps them from passing: one cause, one entry, the gravest first.
//!
//! A partner that answers with a wrong status fails some hundred cases in one way. What differs from case to case,
//! numbers and words in quotation marks, is left out of the comparison.

use indexmap::IndexMap;

use super::record::{FindingRecord, Record};
use super::terminal::{self, DIM};
use super::text::counted;
use crate::contract::rule::Weight;
use crate::judge::check_id::CheckId;
use crate::judge::finding::StatusName;
use crate::scenario::model::Level;

/// Number of causes that are kept apart; a run with more of them has other worries.
const MOST_CAUSES: usize = 1_000;
/// Number of causes of required failures that are shown whole.
const MOST_WHOLE: usize = 10;
/// Number of causes of one kind that have a line each.
const MOST_LINES: usize = 15;
/// Number of cases that are named of each cause.
const MOST_NAMED: usize = 3;

/// Kind of a cause, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum CauseKind {
    RequiredFailure,
    OtherFailure,
    Inconclusive,
    NeedsReview,
    Waived,
    NotRun,
    Warning,
}

/// Key that two cases share if they have the same cause.
type Key = (CauseKind, Option<CheckId>, String);

/// A cause, and the cases that it concerns.
#[derive(Clone, Debug)]
struct Cause {
    /// The word for what became of its cases, and why.
    said: (String, String),
    /// The id of the first of its cases.
    first: String,
    /// Everything about the first of its cases, if that is to be shown.
    details: Option<String>,
    /// Number of its cases.
    cases: usize,
    /// The ids of some further ones.
    others: Vec<String>,
}

/// Causes for which cases of a run did not pass, so far.
#[derive(Clone, Debug, Default)]
pub struct Causes {
    known: IndexMap<Key, Cause>,
    /// Number of cases whose cause is not kept.
    more: usize,
}

impl Causes {
    /// Takes a case that ended.
    pub fn take(&mut self, record: &Record) {
        let kind = match (record.verdict, record.binding()) {
            (StatusName::Failed, _) if record.waiver.is_some() => Some(CauseKind::Waived),
            (StatusName::Failed, Level::Required) => Some(CauseKind::RequiredFailure),
            (StatusName::Failed, Level::Recommended | Level::Optional) => Some(CauseKind::OtherFailure),
            (StatusName::Inconclusive, _) => Some(CauseKind::Inconclusive),
            (StatusName::NeedsReview, _) => Some(CauseKind::NeedsReview),
            (StatusName::NotRun, _) => Some(CauseKind::NotRun),
            (StatusName::Passed, _) => None,
        };
        if let Some(kind) = kind {
            let error = record.findings.iter().find(|finding| finding.weight == Weight::Error);
            let (check, shape) = match (error, &record.reason) {
                (Some(error), _) => (Some(error.check.clone()), shape_of(error)),
                (None, Some(reason)) => (None, shape(reason.as_str())),
                (None, None) => (None, String::new()),
            };
            let whole = kind == CauseKind::RequiredFailure;
            self.note((kind, check, shape), record, || {
                let said = terminal::in_short(record).unwrap_or_default();
                (said, whole.then(|| terminal::details(record)))
            });
        }
        if record.verdict != StatusName::Failed {
            let warnings = record
                .findings
                .iter()
                .filter(|finding| finding.weight == Weight::Warning);
            for warning in warnings {
                let key = (CauseKind::Warning, Some(warning.check.clone()), shape_of(warning));
                self.note(key, record, || (terminal::warning(record, warning), None));
            }
        }
    }

    fn note(&mut self, key: Key, record: &Record, first: impl FnOnce() -> ((String, String), Option<String>)) {
        let is_full = self.known.len() >= MOST_CAUSES;
        match self.known.get_mut(&key) {
            Some(cause) => {
                cause.cases += 1;
                let id = record.id.as_str();
                if cause.others.len() < MOST_NAMED && cause.others.last().is_none_or(|last| last != id) {
                    cause.others.push(id.to_string());
                }
            }
            None if !is_full => {
                let (said, details) = first();
                let cause = Cause {
                    said,
                    first: record.id.to_string(),
                    details,
                    cases: 1,
                    others: Vec::new(),
                };
                self.known.insert(key, cause);
            }
            None => self.more += 1,
        }
    }

    /// All of it as lines for the terminal: required failures whole, the rest in a line each.
    pub fn lines(&self) -> Vec<String> {
        self.lines_of(|_| true)
    }

    /// The same of failures and warnings alone.
    pub fn failures(&self) -> Vec<String> {
        self.lines_of(|kind| match kind {
            CauseKind::RequiredFailure | CauseKind::OtherFailure | CauseKind::Warning => true,
            CauseKind::Inconclusive | CauseKind::NeedsReview | CauseKind::Waived | CauseKind::NotRun => false,
        })
    }

    fn lines_of(&self, are_shown: fn(CauseKind) -> bool) -> Vec<String> {
        let causes = self.known.iter().map(|((kind, ..), cause)| (*kind, cause));
        let mut causes: Vec<(CauseKind, &Cause)> = causes.filter(|(kind, _)| are_shown(*kind)).collect();
        // What fails most cases comes first; of two that fail as many, the one that came first.
        causes.sort_by(|(kind, cause), (other_kind, other)| kind.cmp(other_kind).then(other.cases.cmp(&cause.cases)));
        let mut lines = Vec::new();
        let mut shown: IndexMap<CauseKind, usize> = IndexMap::new();
        let mut left_out = self.more;
        for (kind, cause) in causes {
            let count = shown.entry(kind).or_insert(0);
            *count += 1;
            match &cause.details {
                Some(details) if *count <= MOST_WHOLE => {
                    lines.push(details.trim_end().to_string());
                    lines.extend(cause.further().map(|further| format!("  {further}")));
                    lines.push(String::new());
                }
                _ if *count <= MOST_LINES => {
                    lines.push(cause.line());
                }
                _ => left_out += cause.cases,
            }
        }
        if left_out > 0 {
            lines.push(format!(
                "… and {} more of other kinds; --report json=PATH has all of them",
                counted(left_out, "case")
            ));
        }
        lines
    }
}

impl Cause {
    /// All of it in one line.
    fn line(&self) -> String {
        let (word, why) = &self.said;
        if self.cases == 1 {
            return format!("{word} {} {DIM}—{DIM:#} {why}", self.first);
        }
        let cases = counted(self.cases, "case");
        format!("{word} {cases} {DIM}—{DIM:#} {why} {DIM}({}, …){DIM:#}", self.first)
    }

    /// The number of further cases with some of their ids; nothing if there is one case only.
    fn further(&self) -> Option<String> {
        let more = self.cases - 1;
        (more > 0).then(|| {
            let named = self.others.join(", ");
            let rest = if more > self.others.len() { ", …" } else { "" };
            format!("and {} more like it: {named}{rest}", counted(more, "case"))
        })
    }
}

/// Text that two findings of a check share if they have the same cause: the likely one, or what was expected and found.
fn shape_of(finding: &FindingRecord) -> String {
    match &finding.likely_cause {
        Some(cause) => shape(cause.as_str()),
        None => format!(
            "{} {}",
            shape(finding.expected.as_str()),
            shape(finding.actual.as_str())
        ),
    }
}

/// A text without what differs from case to case: numbers, and words in quotation marks.
fn shape(text: &str) -> String {
    let mut shape = String::with_capacity(text.len());
    let mut quoted = None;
    for c in text.chars() {
        match quoted {
            Some(end) if c == end => quoted = None,
            Some(_) => {}
            None if c == '"' => {
                quoted = Some('"');
                shape.push('"');
            }
            None if c == '“' => {
                quoted = Some('”');
                shape.push('"');
            }
            None if c.is_ascii_digit() => {
                if !shape.ends_with('#') {
                    shape.push('#');
                }
            }
            None => shape.push(c),
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::shape;

    #[test]
    fn numbers_and_quoted_words_make_no_other_cause() {
        assert_eq!(shape("after 1203 ms, not \"kc-1\""), shape("after 7 ms, not \"kc-22\""));
        assert_ne!(shape("HTTP status 401"), shape("HTTP status missing"));
    }
}

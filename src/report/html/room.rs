//! How much the page has room for: one of any number of cases must open at once.

use crate::report::json::Head;
use crate::report::overview::Overview;

/// The page shall not be larger than 5 MB; so much of it is given away, in bytes.
const WHOLE: usize = 4_800_000;
/// What the least that is shown of a case needs.
const LEAST_CASE: usize = 1_300;
/// What a case needs beside the texts of the record.
const CASE: usize = 540;
/// What a finding needs beside them.
const FINDING: usize = 340;
/// What an exchange needs beside them.
const EXCHANGE: usize = 380;
/// A message grows by line breaks and indents: so many quarters of its length.
const GROWTH: usize = 5;
/// The longest part of a message that is shown.
const MOST: usize = 16 << 10;
/// The least that is shown of a message of a case that did not pass.
const LEAST: usize = 512;
/// A case may take so many times its share of what is left.
const GREED: usize = 8;

/// How much is shown of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Each message up to so many bytes, with header fields and commands.
    Messages(usize),
    /// Each body up to so many bytes.
    Bodies(usize),
    /// The findings.
    Findings,
    /// The first finding.
    FirstFinding,
}

/// Shares the page out among the cases.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    passed: Detail,
    others: Detail,
    written: usize,
    cases: usize,
}

impl Room {
    /// The room beside what is written already: failures first, what is left goes to the cases that passed.
    pub fn of(head: &Head, overview: &Overview, written: usize) -> Self {
        let sizes = &overview.sizes;
        let cases = head.summary.cases;
        let fixed = cases * CASE + sizes.findings * FINDING + sizes.exchanges * EXCHANGE + sizes.texts;
        let left = WHOLE.saturating_sub(written + fixed) * 4 / GROWTH;
        // What passed keeps some room however much failed.
        let others = sizes.others.limit(left * 4 / 5).clamp(LEAST, MOST);
        let left = left.saturating_sub(sizes.others.bytes(others));
        let passed = if sizes.passed.bytes(MOST) + sizes.extras <= left {
            Detail::Messages(MOST)
        } else {
            Detail::Bodies(sizes.passed.limit(left))
        };
        Self {
            passed,
            others: Detail::Messages(others),
            written,
            cases,
        }
    }

    /// What may be shown of the next case, the most first.
    pub fn details(&self, passed: bool) -> [Detail; 3] {
        let most = if passed { self.passed } else { self.others };
        [most, Detail::Findings, Detail::FirstFinding]
    }

    /// Whether the next case may be so long: all after it must find the least that they need.
    pub fn admits(&self, bytes: usize) -> bool {
        let left = WHOLE.saturating_sub(self.written + self.cases * LEAST_CASE);
        bytes <= LEAST_CASE + left * GREED / self.cases.max(1)
    }

    /// Takes note of a case.
    pub fn take(&mut self, bytes: usize) {
        self.written += bytes;
        self.cases = self.cases.saturating_sub(1);
    }
}

//! How much the page has room for: one of any number of cases must open at once.
//!
//! Two thousand cases stay below 5 MB. Cases that did not pass get room first.

use crate::report::head::Head;
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

/// What is shown of the messages of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Messages {
    /// So many bytes of each body.
    pub most: usize,
    /// Whether header fields and commands are.
    pub extras: bool,
}

/// Shares the page out among the cases.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    passed: Messages,
    others: Messages,
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
        let whole = sizes.passed.bytes(MOST) + sizes.extras <= left;
        Self {
            passed: Messages {
                most: if whole { MOST } else { sizes.passed.limit(left) },
                extras: whole,
            },
            others: Messages {
                most: others,
                extras: true,
            },
            written,
            cases,
        }
    }

    /// What may be shown of the messages of the next case.
    pub fn messages(&self, passed: bool) -> Messages {
        if passed { self.passed } else { self.others }
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

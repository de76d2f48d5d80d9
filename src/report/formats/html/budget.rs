//! Budget of the page in bytes: a page with any number of cases must open at once.
//!
//! Two thousand cases stay below 5 MB. Cases that did not pass get room first.

use crate::report::head::Head;
use crate::report::overview::Overview;

/// The page shall not be larger than 5 MB; so much of it is given away, in bytes.
const WHOLE: usize = 4_800_000;
/// Bytes for the least that is shown of a case.
const LEAST_CASE: usize = 1_300;
/// Bytes for a case beside the texts of the record.
const CASE: usize = 540;
/// Bytes for a finding beside them.
const FINDING: usize = 340;
/// Bytes for an exchange beside them.
const EXCHANGE: usize = 380;
/// A message grows by line breaks and indents: so many quarters of its length.
const GROWTH: usize = 5;
/// The longest part of a message that is shown.
const MOST: usize = 16 << 10;
/// The least that is shown of a message of a case that did not pass.
const LEAST: usize = 512;
/// A case may take so many times its share of what is left.
const GREED: usize = 8;

/// Part of the messages of a case that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageBudget {
    /// So many bytes of each body.
    pub most: usize,
    /// True if header fields and commands are shown.
    pub extras: bool,
}

/// Shares the page out among the cases.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    passed: MessageBudget,
    others: MessageBudget,
    written: usize,
    cases: usize,
}

impl Budget {
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
            passed: MessageBudget {
                most: if whole { MOST } else { sizes.passed.limit(left) },
                extras: whole,
            },
            others: MessageBudget {
                most: others,
                extras: true,
            },
            written,
            cases,
        }
    }

    /// Part of the messages of the next case that may be shown.
    pub fn messages(&self, passed: bool) -> MessageBudget {
        if passed { self.passed } else { self.others }
    }

    /// Returns true if the next case may be so long: all after it must find the least that they need.
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

//! How much of each message the page has room for: a page of any number of cases must open at once.

use crate::report::json::Head;
use crate::report::overview::Overview;

/// The page shall not be larger than 5 MB; this much of it is shared out.
const WHOLE: usize = 4_400_000;
/// What the page needs without any case, in bytes.
const BARE: usize = 60_000;
/// What a case needs without its messages.
const CASE: usize = 560;
/// What an exchange needs without its messages.
const EXCHANGE: usize = 420;
/// A message grows by line breaks, indents and escapes: so many quarters of its length.
const GROWTH: usize = 7;
/// The longest part of a message that is shown, in bytes.
const MOST: usize = 16 << 10;
/// The least that is shown of a message of a case that did not pass.
const LEAST: usize = 512;

/// So many bytes are shown of each text of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Of cases that passed.
    pub passed: usize,
    /// Of all others.
    pub others: usize,
}

impl Room {
    /// Shares the page out: failures first, what is left goes to the cases that passed.
    pub fn of(head: &Head, overview: &Overview) -> Self {
        let sizes = &overview.sizes;
        let fixed = BARE + head.summary.cases * CASE + sizes.exchanges * EXCHANGE + 2 * sizes.fixed;
        let left = WHOLE.saturating_sub(fixed) * 4 / GROWTH;
        // Nearly all of it at most: what passed keeps some room however much failed.
        let others = sizes.others.limit(left * 4 / 5, LEAST).min(MOST);
        let left = left.saturating_sub(sizes.others.bytes(others));
        Self {
            passed: sizes.passed.limit(left, 0).min(MOST),
            others,
        }
    }
}

//! Verdict on each side of the demonstration.

use crate::app::exit::Exit;
use crate::contract::operation::Side;
use crate::judge::finding::StatusName;
use crate::report::record::Record;

/// End of the demonstration.
#[derive(Debug)]
pub struct DemoEnd {
    /// The record of each side; none if nothing was exchanged.
    pub sides: Vec<(Side, Record)>,
    /// Number of exchanges that were judged.
    pub exchanges: usize,
    /// Number of exchanges that came later.
    pub unjudged: usize,
}

impl DemoEnd {
    /// Returns the exit code: a side that failed counts before one that is unclear.
    pub fn exit(&self) -> Exit {
        if self.exchanges == 0 {
            return Exit::NothingRan;
        }
        let mut exit = Exit::Passed;
        for (_, record) in &self.sides {
            match record.verdict {
                StatusName::Passed => {}
                StatusName::Failed => return Exit::Failed,
                StatusName::Inconclusive | StatusName::NotRun | StatusName::NeedsReview => exit = Exit::Inconclusive,
            }
        }
        exit
    }
}

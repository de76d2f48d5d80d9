//! Parts of cases that ran for earlier tests: what was said in them belongs to the same story as what follows.
//!
//! A certification runs the marked parts of one scenario test by test, and a failed test stops those after it
//! before anybody is asked to act: see `docs/decisions/0005-a-chain-of-tests-is-one-scenario.md`.

use std::collections::{HashMap, HashSet};

use crate::certification::replay;
use crate::exchange::transcript::Entry;
use crate::plan::case::Case;
use crate::report::record::Record;
use crate::runner::session::EarlierPart;

/// Exchanges of cases whose steps prove several tests.
#[derive(Debug, Default)]
pub struct EarlierParts {
    entries: HashMap<String, Vec<Entry>>,
    /// Cases of which an earlier run has said a part.
    replayed: HashSet<String>,
}

impl EarlierParts {
    /// Returns the part of a case that precedes a step; nothing precedes the first.
    pub fn before(&mut self, case: &Case, step: usize) -> EarlierPart {
        let id = case.id.as_str();
        if step == 0 {
            self.replayed.remove(id);
            return EarlierPart::default();
        }
        self.entries
            .get(id)
            .map_or_else(EarlierPart::default, |entries| EarlierPart {
                from: step,
                entries: entries.clone(),
                replayed: self.replayed.contains(id),
            })
    }

    /// Keeps all exchanges of a case so far.
    pub fn keep(&mut self, case: &Case, entries: &[Entry]) {
        self.entries.insert(case.id.to_string(), entries.to_vec());
    }

    /// Adds the exchanges of an earlier run, out of its record.
    pub fn replay(&mut self, record: &Record) {
        let case = record.id.as_str().split('#').next().unwrap_or_default();
        let entries = self.entries.entry(case.to_string()).or_default();
        entries.extend(replay::entries(record));
        self.replayed.insert(case.to_string());
    }
}

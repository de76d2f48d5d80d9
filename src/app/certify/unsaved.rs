//! Results that could not be saved for a later run, and what that means for it.

use std::io;
use std::path::Path;

use crate::input::problem::Problem;

/// So many tests are named.
const NAMED: usize = 3;

/// The results since the state was last written.
#[derive(Debug, Default)]
pub struct Unsaved {
    tests: Vec<String>,
    why: Option<io::Error>,
}

impl Unsaved {
    /// A test has a result that is to be kept.
    pub fn add(&mut self, test: &str) {
        self.tests.push(test.to_string());
    }

    /// The state was written, or was not. It holds all results each time, so what was lost before is made good.
    pub fn written(&mut self, outcome: io::Result<()>) {
        self.why = outcome.err();
        if self.why.is_none() {
            self.tests.clear();
        }
    }

    /// Returns the problem to be reported at the end, if there is one.
    pub fn problem(&self, state: &Path) -> Option<Problem> {
        let why = self.why.as_ref()?;
        let lost = match self.tests.len() {
            0 => "what this run has heard".to_string(),
            1..=NAMED => format!("the results of {}", self.tests.join(", ")),
            more => format!(
                "the results of {more} tests, {} and so on",
                self.tests.get(..NAMED).unwrap_or_default().join(", ")
            ),
        };
        let help = format!("the verdicts of this run stand, but a later `--resume` will not know {lost}");
        Some(Problem::inaccessible("write", state, why).with_help(help))
    }
}

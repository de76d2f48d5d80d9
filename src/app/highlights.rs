//! Highlights of a run for the terminal, gathered while its cases end.

use crate::judge::finding::StatusName;
use crate::report::record::Record;
use crate::report::terminal;

/// Number of failed cases that are shown in detail at the end; the reports have all of them.
const MOST_DETAILS: usize = 25;
/// Number of warnings that are shown.
const MOST_WARNINGS: usize = 50;

/// Warnings and failed cases, up to a bound.
#[derive(Default)]
pub struct Highlights {
    details: Vec<String>,
    more_details: usize,
    warnings: Vec<String>,
    more_warnings: usize,
}

impl Highlights {
    /// Takes the parts of a case that are to be shown.
    pub fn take(&mut self, record: &Record) {
        match record.verdict {
            // Its line says that it is accepted; what was found stands in the reports.
            StatusName::Failed if record.waiver.is_some() => {}
            StatusName::Failed => {
                if self.details.len() < MOST_DETAILS {
                    self.details.push(terminal::details(record));
                } else {
                    self.more_details += 1;
                }
            }
            StatusName::Passed | StatusName::Inconclusive | StatusName::NotRun | StatusName::NeedsReview => {
                for warning in terminal::warnings(record) {
                    if self.warnings.len() < MOST_WARNINGS {
                        self.warnings.push(warning);
                    } else {
                        self.more_warnings += 1;
                    }
                }
            }
        }
    }

    /// Returns all of it as lines for the terminal.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = self.warnings.clone();
        if self.more_warnings > 0 {
            lines.push(format!(
                "… and {} more warnings; --report json=PATH has all of them",
                self.more_warnings
            ));
        }
        for detail in &self.details {
            lines.push(format!("\n{}", detail.trim_end()));
        }
        if self.more_details > 0 {
            lines.push(format!(
                "\n… and {} more; --report json=PATH has all of them",
                self.more_details
            ));
        }
        if !self.details.is_empty() {
            lines.push(String::new());
        }
        lines
    }
}

//! What is shown at the end of a run, gathered while the cases go by.

use crate::judge::finding::StatusName;
use crate::report::record::Record;
use crate::report::terminal;

/// How many failed cases are shown in detail at the end; the reports have all of them.
const MOST_DETAILS: usize = 25;
/// How many warnings are shown.
const MOST_WARNINGS: usize = 50;

/// Warnings and failed cases, up to a bound.
#[derive(Default)]
pub struct Shown {
    details: Vec<String>,
    more_details: usize,
    warnings: Vec<String>,
    more_warnings: usize,
}

impl Shown {
    /// Takes what is to be shown of a case.
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

    /// Prints all of it.
    pub fn print(&self) {
        for warning in &self.warnings {
            println!("{warning}");
        }
        if self.more_warnings > 0 {
            println!(
                "… and {} more warnings; --report json=PATH has all of them",
                self.more_warnings
            );
        }
        for detail in &self.details {
            println!("\n{}", detail.trim_end());
        }
        if self.more_details > 0 {
            println!("\n… and {} more; --report json=PATH has all of them", self.more_details);
        }
        if !self.details.is_empty() {
            println!();
        }
    }
}

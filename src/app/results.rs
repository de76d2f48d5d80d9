//! Results of a run so far: counts, highlights for the terminal, reports, and errors of Keycard itself.

use std::io;

use crate::app::internal_errors::InternalErrors;
use crate::app::pack::Enclosed;
use crate::app::reports::Reports;
use crate::redaction::redactor::Redactor;
use crate::report::causes::Causes;
use crate::report::head::Head;
use crate::report::record::Record;
use crate::report::recorder::Detail;
use crate::report::summary::Summary;

/// Results of a run, as its cases end.
pub struct Results {
    /// The counts.
    pub summary: Summary,
    /// The causes for which cases did not pass, for the terminal.
    pub causes: Causes,
    /// Errors of Keycard itself.
    pub errors: InternalErrors,
    /// Messages about files that hold a secret, or would have held one.
    pub leaks: Vec<String>,
    /// Changes that were not put back, each with its case: they are to be undone by hand.
    pub undone: Vec<String>,
    reports: Reports,
}

impl Results {
    /// Makes results without a case, for those reports.
    pub fn new(reports: Reports) -> Self {
        Self {
            summary: Summary::default(),
            causes: Causes::default(),
            errors: InternalErrors::default(),
            leaks: Vec::new(),
            undone: Vec::new(),
            reports,
        }
    }

    /// Returns the detail of records that a report or a pack asks for, if there is one.
    pub fn detail(&self) -> Option<Detail> {
        self.reports.detail()
    }

    /// Counts a case, keeps what kept it from passing, and hands it to the reports.
    pub fn take(&mut self, record: &Record) {
        self.summary.add(record);
        self.causes.take(record);
        self.reports.push(record);
    }

    /// Puts attestations into the evidence pack, if there is one and no others were named for it.
    ///
    /// # Errors
    /// A name is not one of a file within a pack.
    pub fn enclose(&mut self, given: Vec<(String, Enclosed)>) -> io::Result<()> {
        self.reports.enclose(given)
    }

    /// Writes every report; what cannot be written is an error of Keycard.
    pub fn write_reports(&mut self, head: &Head, redactor: &Redactor) {
        let written = self.reports.write(head, redactor);
        self.errors.extend(written.problems);
        self.leaks.extend(written.leaks);
    }
}

//! The reports that a run was asked for: spooled while it goes on, written at its end.

use std::io;
use std::path::Path;

use super::arguments::{ReportArgument, ReportFormat};
use crate::input::problem::Problem;
use crate::redaction::redactor::Redactor;
use crate::report::json::{self, Head};
use crate::report::junit::{self, Suites};
use crate::report::record::Record;
use crate::report::write::{self, LeakedIn, Spool};

/// The reports that were asked for.
pub struct Reports {
    wanted: Vec<ReportArgument>,
    spool: Option<Spool>,
    suites: Suites,
}

impl Reports {
    /// Makes sure that every report can be written before anything is sent.
    pub fn open(wanted: &[ReportArgument]) -> Result<Self, Problem> {
        let cannot = |path: &Path, error: &io::Error| {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            match folder {
                Some(folder) if error.kind() == io::ErrorKind::NotFound => Problem::new(format!(
                    "cannot write the report {}: the folder {} does not exist",
                    path.display(),
                    folder.display()
                )),
                _ => Problem::inaccessible("write the report", path, error),
            }
        };
        for (index, report) in wanted.iter().enumerate() {
            if wanted[..index].iter().any(|earlier| earlier.path == report.path) {
                return Err(Problem::new(format!(
                    "two reports would be written to {}",
                    report.path.display()
                )));
            }
            if report.path.is_dir() {
                return Err(cannot(&report.path, &io::ErrorKind::IsADirectory.into()));
            }
        }
        let spool = match wanted.first() {
            Some(report) => {
                let path = write::beside(&report.path, "partial.jsonl");
                Some(Spool::create(path).map_err(|error| cannot(&report.path, &error))?)
            }
            None => None,
        };
        Ok(Self {
            wanted: wanted.to_vec(),
            spool,
            suites: Suites::default(),
        })
    }

    /// Whether there is any.
    pub fn wanted(&self) -> bool {
        self.spool.is_some()
    }

    /// Keeps a record until the end.
    pub fn push(&mut self, record: &Record) -> io::Result<()> {
        let Some(spool) = &mut self.spool else { return Ok(()) };
        self.suites.add(record);
        spool.push(record)
    }

    /// Writes every report, and says which of them hold a secret.
    pub fn write(&mut self, head: &Head, redactor: &Redactor) -> io::Result<Vec<LeakedIn>> {
        let Some(mut spool) = self.spool.take() else {
            return Ok(Vec::new());
        };
        let mut leaks = Vec::new();
        for report in &self.wanted {
            let records = spool.lines()?;
            leaks.extend(write::file(&report.path, redactor, |mut out| match report.format {
                ReportFormat::Json => json::render(head, records, &mut out),
                ReportFormat::Junit => junit::render(&self.suites, records, &mut out),
            })?);
        }
        spool.remove()?;
        Ok(leaks)
    }
}

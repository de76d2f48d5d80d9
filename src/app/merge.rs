//! `[io]` Joining of the JSON reports of all shards to one result, and its reports.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::exit::Exit;
use crate::app::internal_errors::InternalErrors;
use crate::app::notice::Notice;
use crate::app::reports::{ReportOptions, Reports};
use crate::app::{earlier_results, head, scenarios};
use crate::evidence::shards::{self, ShardReport};
use crate::input::problem::{Problem, Problems};
use crate::redaction::redactor::Redactor;
use crate::report::format::{Needs, Subject};
use crate::report::head::Head;
use crate::report::record::Record;

/// Options of a merge.
#[derive(Clone, Debug)]
pub struct MergeOptions {
    /// The JSON reports, or evidence packs, of all shards.
    pub shards: Vec<PathBuf>,
    /// Reports and evidence pack to write.
    pub reports: ReportOptions,
    /// Contract files that were used in place of the built-in ones.
    pub schemas: Option<PathBuf>,
}

/// One result out of those of all shards.
#[derive(Debug)]
pub struct Merged {
    /// Head of the joined report.
    pub head: Head,
    /// The records of all shards.
    pub records: Vec<Record>,
    /// Errors of Keycard itself.
    pub errors: InternalErrors,
}

impl Merged {
    /// Returns the exit code.
    pub fn exit(&self) -> Exit {
        match Exit::from(self.head.conclusion) {
            Exit::Passed if !self.errors.is_empty() => Exit::Inconclusive,
            exit => exit,
        }
    }
}

/// Joins the reports, and writes those of the whole.
///
/// # Errors
/// A report cannot be read, they do not belong together, or the reports of the whole cannot be written.
pub fn merge(options: &MergeOptions, notices: &mut Vec<Notice>) -> Result<Merged, Problems> {
    let (mut parts, mut problems) = (Vec::new(), Vec::new());
    for path in &options.shards {
        match earlier_results::read(path) {
            Ok(report) => parts.push(ShardReport {
                name: path.display().to_string(),
                report,
            }),
            Err(problem) => problems.push(problem),
        }
    }
    Problems::none(problems, ())?;
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date().to_string();
    let (head, records) = match shards::join(parts, &today) {
        Ok(joined) => joined,
        Err(faults) => {
            Problems::none(faults.into_iter().map(Problem::new).collect(), ())?;
            return Err(Problem::new("the reports do not belong together").into());
        }
    };
    let errors = write(options, &head, &records, notices)?;
    Ok(Merged { head, records, errors })
}

fn write(
    options: &MergeOptions,
    head: &Head,
    records: &[Record],
    notices: &mut Vec<Notice>,
) -> Result<InternalErrors, Problem> {
    let contract = scenarios::contract(options.schemas.clone());
    let subject = match head.plan {
        Some(_) => Subject::Certification,
        None => Subject::Cases,
    };
    let wanted = &options.reports;
    let coverage = wanted.pack.place.is_some()
        || wanted
            .reports
            .iter()
            .any(|report| report.format.needs == Needs::Overview);
    if coverage && head::contract(&contract) != head.versions.contract {
        return Err(Problem::new("the shards were judged by another contract than this one")
            .with_help(Some("name it: --schemas DIR".to_string())));
    }
    let mut reports = Reports::open(wanted, subject, &contract, notices)?;
    for record in records {
        reports.push(record);
    }
    let mut errors = InternalErrors::default();
    // What was redacted when it was written names no secret any more.
    errors.extend(reports.write(head, &Redactor::default()).problems);
    Ok(errors)
}

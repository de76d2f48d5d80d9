//! `keycard merge`: the JSON reports of all shards, joined to one verdict.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

use super::diagnostics;
use super::evidence::arguments::{EvidenceArguments, report_options};
use super::evidence::keys::refuse;
use crate::app::exit::Exit;
use crate::app::formats::{self, ReportArgument};
use crate::app::internal_errors::InternalErrors;
use crate::app::reports::Reports;
use crate::app::{earlier_results, head, scenarios};
use crate::evidence::join::{self, Part};
use crate::input::problem::Problem;
use crate::redaction::redactor::Redactor;
use crate::report::format::{Needs, Subject};
use crate::report::head::Head;
use crate::report::record::Record;
use crate::report::terminal;
use crate::report::waiver::WaiverUse;

/// What is said where the reports are no good.
const END: &str = "nothing was joined";

/// Arguments of `keycard merge`.
#[derive(Args, Debug)]
pub struct MergeArguments {
    /// The JSON reports (or evidence packs) of all shards.
    #[arg(value_name = "REPORT", required = true)]
    pub shards: Vec<PathBuf>,
    /// Reports to write.
    #[arg(long, value_name = "FORMAT=PATH", help = formats::help(Subject::Certification))]
    pub report: Vec<ReportArgument>,
    /// What is left behind for others to check.
    #[command(flatten)]
    pub evidence: EvidenceArguments,
    /// The contract files that were used, if not the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub schemas: Option<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: &MergeArguments) -> Exit {
    let mut parts = Vec::new();
    let mut problems = Vec::new();
    for path in &arguments.shards {
        match earlier_results::read(path) {
            Ok(report) => parts.push(Part {
                name: path.display().to_string(),
                report,
            }),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        diagnostics::refusals(&problems, END);
        return Exit::Input;
    }
    let today = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    let (head, records) = match join::join(parts, &today) {
        Ok(joined) => joined,
        Err(faults) => {
            let problems: Vec<Problem> = faults.into_iter().map(Problem::new).collect();
            diagnostics::refusals(&problems, END);
            return Exit::Input;
        }
    };
    match write(arguments, &head, &records) {
        Ok(errors) => conclude(&head, &records, &errors),
        Err(exit) => exit,
    }
}

fn write(arguments: &MergeArguments, head: &Head, records: &[Record]) -> Result<InternalErrors, Exit> {
    let contract = scenarios::contract(arguments.schemas.clone());
    let subject = match head.plan {
        Some(_) => Subject::Certification,
        None => Subject::Cases,
    };
    let coverage = arguments.evidence.evidence.is_some()
        || arguments
            .report
            .iter()
            .any(|report| report.format.needs == Needs::Overview);
    if coverage && head::contract(&contract) != head.versions.contract {
        let problem = Problem::new("the shards were judged by another contract than this one")
            .with_help(Some("name it: --schemas DIR".to_string()));
        return Err(refuse(&problem, END));
    }
    let options = report_options(&arguments.report, &arguments.evidence);
    if options.take_stdout() {
        super::take_stdout();
    }
    let mut notices = Vec::new();
    let opened = Reports::open(&options, subject, &contract, &mut notices);
    diagnostics::notices(&notices);
    let opened = opened.map_err(|problem| refuse(&problem, END))?;
    // What was redacted when it was written names no secret any more.
    let redactor = Redactor::default();
    let mut reports = opened;
    for record in records {
        reports.push(record);
    }
    let mut errors = InternalErrors::default();
    errors.extend(reports.write(head, &redactor).problems);
    Ok(errors)
}

fn conclude(head: &Head, records: &[Record], errors: &InternalErrors) -> Exit {
    for line in records.iter().filter_map(terminal::line) {
        println!("{line}");
    }
    let seconds = records.iter().map(|record| record.duration_ms).sum::<f64>() / 1e3;
    println!("{}", terminal::summary(&head.summary, seconds, head.target.as_str()));
    for fault in head.waivers.iter().filter_map(WaiverUse::fault) {
        eprintln!("error: {fault}");
    }
    if let Some(plan) = &head.plan {
        println!("\n{}", terminal::tests(plan).trim_end());
        println!("{}", head.statement);
    }
    // What was redacted when it was written names no secret any more.
    for line in errors.lines(&Redactor::default()) {
        eprintln!("{line}");
    }
    match Exit::from(head.conclusion) {
        Exit::Passed if !errors.is_empty() => Exit::Inconclusive,
        exit => exit,
    }
}

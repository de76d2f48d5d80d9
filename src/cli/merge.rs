//! `keycard merge`: the JSON reports of all shards, joined to one verdict.

use std::path::PathBuf;

use clap::Args;

use super::diagnostics;
use super::evidence::arguments::{EvidenceArguments, report_options};
use super::output::take_stdout;
use super::refusal::refuse_with;
use crate::app::exit::Exit;
use crate::app::formats::{self, ReportArgument};
use crate::app::merge::{MergeOptions, Merged, merge};
use crate::redaction::redactor::Redactor;
use crate::report::causes::Causes;
use crate::report::format::Subject;
use crate::report::terminal;
use crate::report::waiver::WaiverUse;

/// Arguments of `keycard merge`.
#[derive(Args, Debug)]
pub struct MergeArguments {
    /// The JSON reports (or evidence packs) of all shards.
    #[arg(value_name = "REPORT", required = true)]
    pub shards: Vec<PathBuf>,
    /// Reports to write.
    #[arg(long, value_name = "FORMAT=PATH", help = formats::help(Subject::Certification))]
    pub report: Vec<ReportArgument>,
    /// Evidence pack for others to check.
    #[command(flatten)]
    pub evidence: EvidenceArguments,
    /// The contract files that were used, if not the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub schemas: Option<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: &MergeArguments) -> Exit {
    let options = MergeOptions {
        shards: arguments.shards.clone(),
        reports: report_options(&arguments.report, &arguments.evidence),
        schemas: arguments.schemas.clone(),
    };
    if options.reports.take_stdout() {
        take_stdout();
    }
    let mut notices = Vec::new();
    let merged = merge(&options, &mut notices);
    diagnostics::notices(&notices);
    match merged {
        Ok(merged) => {
            print(&merged);
            merged.exit()
        }
        Err(problems) => refuse_with(problems.iter(), "nothing was joined"),
    }
}

fn print(Merged { head, records, errors }: &Merged) {
    let mut causes = Causes::default();
    records.iter().for_each(|record| causes.take(record));
    for line in causes.lines() {
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
}

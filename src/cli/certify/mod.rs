//! `keycard certify`: the published tests of a certification, one after the other, each settled as it ends.
//!
//! The configuration is examined first, so that its faults are not taken for those of the system under test.

pub mod arguments;
pub mod attest;

mod terminal;

use self::arguments::CertifyArguments;
use self::terminal::Terminal;
use super::evidence::arguments::report_options;
use super::output::take_stdout;
use super::refusal::{refuse, refuse_input};
use super::run::{production_writes, prompts};
use super::{diagnostics, doctor};
use crate::app::certify::certification::Certification;
use crate::app::certify::end::{self, CertifyEnd};
use crate::app::certify::options::CertifyOptions;
use crate::app::certify::prepare::{self, Prepared};
use crate::app::doctor::Extent;
use crate::app::exit::Exit;
use crate::app::reports::Reports;
use crate::app::results::Results;
use crate::certification::proof::Proofs;
use crate::report::{head, terminal as report};

/// Runs the command.
pub fn run(arguments: &CertifyArguments) -> Exit {
    let options = options(arguments);
    if options.reports.take_stdout() {
        take_stdout();
    }
    let mut notices = Vec::new();
    let prepared = prepare::prepare(&options, &mut notices);
    diagnostics::notices(&notices);
    let (mut prepared, proofs, reports) = match prepared {
        Ok(prepared) => prepared,
        Err(problems) => return refuse_input(&problems),
    };
    if !prepared.has_tests() {
        // Nothing is sent, so nobody has to be there.
        eprintln!(
            "Nothing to run: no published test falls to this shard; `keycard merge` wants its JSON report all the same."
        );
        return certify(&prepared, &options, proofs, reports);
    }
    println!("Is the configuration right?");
    let limit = arguments.timeout.min(std::time::Duration::from_secs(5));
    let examined = doctor::print_examination(&arguments.config, limit, Extent::WithoutCases);
    match examined {
        Exit::Passed => {}
        Exit::Input => {
            eprintln!("\nNo test was run: these are faults of the configuration, not of the system under test.");
            return examined;
        }
        Exit::Failed | Exit::Inconclusive | Exit::NothingRan => {
            eprintln!("\nNo test was run: the system under test cannot be reached.");
            return examined;
        }
    }
    if let Err(problem) = prepared.listen() {
        return refuse(&problem.into());
    }
    println!(
        "\n{}, revision {}",
        prepared.published.title, prepared.published.revision
    );
    certify(&prepared, &options, proofs, reports)
}

fn options(arguments: &CertifyArguments) -> CertifyOptions {
    CertifyOptions {
        config: arguments.config.clone(),
        plan: arguments.plan.clone(),
        folder: arguments.dir.clone(),
        resume: arguments.resume,
        restart: arguments.restart.clone(),
        timeout: arguments.timeout,
        reports: report_options(&arguments.report, &arguments.evidence),
        trust_configuration: arguments.trust_configuration,
        shard: arguments.shard,
        seed: arguments.seed,
        production_writes: production_writes(arguments.allow_production_writes),
        prompts: prompts(),
    }
}

fn certify(prepared: &Prepared, options: &CertifyOptions, proofs: Proofs, reports: Reports) -> Exit {
    let mut shown = Terminal::default();
    let results = Results::new(reports);
    match Certification::new(prepared, options, proofs, results, &mut shown).run() {
        Ok(ended) => {
            let end = end::conclude(prepared, options, ended);
            print(&end, options);
            end.exit
        }
        Err(error) => {
            eprintln!("error: {error}");
            Exit::Inconclusive
        }
    }
}

fn print(end: &CertifyEnd, options: &CertifyOptions) {
    for line in end.results.causes.failures() {
        println!("{line}");
    }
    if let Some(line) = report::unclaimed(&end.head.unclaimed) {
        println!("{line}");
    }
    if let Some(result) = &end.head.plan {
        println!("\n{}", report::readiness(result).trim_end());
    }
    println!("{}", head::STATEMENT);
    if end.interrupted {
        println!("interrupted; `keycard certify --resume` goes on with what is left");
    }
    if options.shard.is_some() {
        println!("`keycard merge` joins the JSON reports of all parts to one verdict");
    }
    for (fault, help) in &end.waiver_faults {
        eprintln!("error: {fault}");
        if let Some(help) = help {
            eprintln!("  help: {help}");
        }
    }
    for line in &end.errors {
        eprintln!("{line}");
    }
    for leak in &end.results.leaks {
        eprintln!("error: {leak}");
    }
    for undone in &end.undone {
        eprintln!("still to be done by hand, for {undone}");
    }
    if let Some((rejection, help)) = &end.rejection {
        eprintln!("error: {}: {rejection}", options.config.display());
        eprintln!("  help: {help}");
        eprintln!("  help: if the configuration is right, the fault is theirs: --trust-configuration fails the tests");
    }
}

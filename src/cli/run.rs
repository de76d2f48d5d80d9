//! `keycard run`: cases against a target, each settled as it ends.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Instant;

use super::arguments::RunArguments;
use super::ci::in_ci;
use super::diagnostics;
use super::evidence::arguments::report_options;
use super::output::take_stdout;
use super::progress::Progress;
use super::prompter::Prompter;
use super::refusal::refuse;
use super::values::StubOption;
use crate::app::case_selection::CaseSelection;
use crate::app::exit::Exit;
use crate::app::run::end::RunEnd;
use crate::app::run::execute::execute;
use crate::app::run::options::RunOptions;
use crate::app::run::prepare::prepare;
use crate::input::problem::Problem;
use crate::report::terminal;
use crate::runner::schedule::{ProductionWrites, Prompts};
use crate::stub::behaviour::Behaviour;

/// The configuration that is read where none is named, if it is there.
const CONFIG: &str = "keycard.toml";
/// The target that stands for the built-in stub.
const STUB: &str = "stub";

/// Runs the command.
pub fn run(arguments: &RunArguments) -> Exit {
    if arguments.update_snapshots && in_ci() {
        let problem = Problem::new("snapshots are never written in CI").with_help(Some(
            "run with --update-snapshots on your machine, look at the proposals and commit them".to_string(),
        ));
        return refuse(&problem.into());
    }
    let options = options(arguments);
    if options.reports.take_stdout() {
        take_stdout();
    }
    let mut notices = Vec::new();
    let prepared = prepare(&options, &mut notices);
    diagnostics::notices(&notices);
    let prepared = match prepared {
        Ok(prepared) => prepared,
        Err(refusal) => return refuse(&refusal),
    };
    println!("{}", prepared.tested);
    let begun = Instant::now();
    let progress = Progress::new(prepared.plan.len());
    let mut prompter = Prompter::default();
    let end = execute(
        prepared,
        &options,
        &mut |_, summary| progress.step(summary.failed_required, summary.failed_other),
        &mut |question| prompter.ask(question),
        &|| eprintln!("Finishing what is under way; Ctrl-C again to stop it."),
    );
    progress.finish();
    print(&end, begun.elapsed().as_secs_f64());
    end.exit
}

fn options(arguments: &RunArguments) -> RunOptions {
    // A flag beats the environment: the variable only counts where no target is named otherwise.
    let named = arguments.target.is_some() || arguments.fault.is_some() || !arguments.stub.is_empty();
    let config = match &arguments.config {
        Some(file) => Some(file.clone()),
        None if named => None,
        None => std::env::var_os("KEYCARD_CONFIG").map(PathBuf::from).or_else(|| {
            let here = PathBuf::from(CONFIG);
            here.is_file().then_some(here)
        }),
    };
    RunOptions {
        selection: CaseSelection::from(&arguments.selection),
        config,
        target: arguments.target.clone().filter(|target| target != STUB),
        jobs: arguments.jobs,
        timeout: arguments.timeout,
        fail_fast: arguments.fail_fast,
        fail_on_not_run: arguments.fail_on_not_run,
        reports: report_options(&arguments.report, &arguments.evidence),
        snapshots: arguments.snapshots.clone(),
        update_snapshots: arguments.update_snapshots,
        seed: arguments.seed,
        production_writes: production_writes(arguments.allow_production_writes),
        prompts: if arguments.ask { prompts() } else { Prompts::Refused },
        fault: arguments.fault,
        behaviour: (!arguments.stub.is_empty()).then(|| StubOption::behaviour(Behaviour::default(), &arguments.stub)),
    }
}

/// Returns the permission that a flag gives.
pub fn production_writes(allowed: bool) -> ProductionWrites {
    if allowed {
        ProductionWrites::Allowed
    } else {
        ProductionWrites::Refused
    }
}

/// Returns the use of prompts: a person can only be asked at a terminal.
pub fn prompts() -> Prompts {
    if std::io::stdin().is_terminal() && !in_ci() {
        Prompts::Shown
    } else {
        Prompts::Refused
    }
}

fn print(end: &RunEnd, seconds: f64) {
    let results = &end.results;
    for line in results.causes.lines() {
        println!("{line}");
    }
    println!("{}", terminal::summary(&results.summary, seconds, end.target.as_str()));
    if let Some(line) = terminal::limited(end.limited) {
        println!("{line}");
    }
    if let Some(line) = end.unclaimed.as_ref().and_then(terminal::unclaimed) {
        println!("{line}");
    }
    if end.proposals > 0 {
        println!(
            "{} snapshots proposed; look at them, then `keycard snapshots accept`",
            end.proposals
        );
    }
    for fault in &end.waiver_faults {
        eprintln!("error: {fault}");
    }
    for line in &end.errors {
        eprintln!("{line}");
    }
    for leak in &results.leaks {
        eprintln!("error: {leak}");
    }
    for undone in &end.undone {
        eprintln!("still to be done by hand, for {undone}");
    }
    for (rejection, help) in &end.rejections {
        eprintln!("warning: {rejection}");
        eprintln!("  help: {help}");
    }
    if let Some(why) = end.nothing {
        eprintln!("Nothing ran: {why}.");
    }
}

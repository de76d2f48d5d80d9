//! `keycard mutants`: the harness tested by itself. Every fault is planted in the stub in turn, and the
//! suite must catch it by the check that is named for it.

use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::Timestamp;

use super::arguments::{MutantsArguments, SelectionArguments};
use super::exit::Exit;
use super::planning;
use crate::assembly;
use crate::contract::rule::Weight;
use crate::judge::finding::StatusName;
use crate::judge::judgement::Judge;
use crate::plan::compile::Plan;
use crate::report::summary::counted;
use crate::runner::event::RunEvent;
use crate::runner::schedule::{self, Options, ProductionWrites, Prompts};
use crate::stub::fault::Fault;
use crate::stub::world;
use crate::wire::call::{Caller, Limits};

/// Runs the command.
pub fn run(arguments: &MutantsArguments) -> Exit {
    let plan = match planning::plan(&SelectionArguments::default(), Vec::new(), Vec::new()) {
        Ok(plan) => plan,
        Err(exit) => return exit,
    };
    let faults = if arguments.faults.is_empty() {
        Fault::ALL
    } else {
        &arguments.faults
    };
    println!(
        "{:<36} {:<14} {:>9} {:>7} {:>6}  FIRST CASE",
        "FAULT", "CHECK", "CAUGHT IN", "FAILED", "CASES"
    );
    let mut survivors = 0;
    for fault in faults {
        let seen = match observe(&plan, *fault, arguments.jobs) {
            Ok(seen) => seen,
            Err(error) => {
                eprintln!("error: {error}");
                return Exit::Inconclusive;
            }
        };
        survivors += usize::from(seen.caught == 0);
        println!(
            "{:<36} {:<14} {:>9} {:>7} {:>6}  {}",
            fault.name(),
            fault.caught_by(),
            seen.caught,
            seen.failed,
            plan.len(),
            seen.first.as_deref().unwrap_or("SURVIVED")
        );
    }
    println!("{} planted, {survivors} survived", counted(faults.len(), "fault"));
    if survivors == 0 { Exit::Passed } else { Exit::Failed }
}

/// What the suite said of a faulty stub.
#[derive(Default)]
struct Seen {
    /// Cases in which the check that is named for the fault spoke.
    caught: usize,
    /// Cases that failed, by whatever check.
    failed: usize,
    /// The first case, in the order of the plan, in which that check spoke.
    first: Option<String>,
    position: Option<usize>,
}

fn observe(plan: &Plan, fault: Fault, jobs: u16) -> Result<Seen, String> {
    let options = world::Options {
        fault: Some(fault),
        ..world::Options::default()
    };
    let assembled = assembly::simulated::stub(assembly::clock(Timestamp::now(), 1), options)
        .map_err(|error| format!("the built-in stub cannot start: {error}"))?;
    let contract = Arc::clone(plan.contract());
    let judge = Judge {
        contract: &contract,
        redactor: &assembled.redactor,
        snapshots: &assembled.snapshots,
    };
    // Only a planted fault is slow, and it is known how slow.
    let caller = Caller::new(Limits {
        answer: std::time::Duration::from_secs(1),
        ..Limits::default()
    });
    let options = Options {
        jobs: usize::from(jobs),
        production_writes: ProductionWrites::Refused,
        prompts: Prompts::Refused,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the run cannot start: {error}"))?;
    let mut seen = Seen::default();
    let on = |event: RunEvent<'_>| {
        if let RunEvent::Finished {
            position,
            case,
            transcript,
        } = event
        {
            let verdict = judge.judge(&case, &transcript);
            if let Some(host) = &assembled.stub {
                host.forget(&case.id.key());
            }
            seen.failed += usize::from(verdict.status.name() == StatusName::Failed);
            if verdict.findings.iter().any(|finding| {
                finding.check == fault.caught_by() && (finding.weight > Weight::Note || finding.check.starts_with("R-"))
            }) {
                seen.caught += 1;
                if seen.position.is_none_or(|first| position < first) {
                    seen.position = Some(position);
                    seen.first = Some(case.id.to_string());
                }
            }
        }
        ControlFlow::Continue(())
    };
    runtime
        .block_on(schedule::run(
            plan,
            &assembled.target,
            &caller,
            options,
            futures_util::stream::pending(),
            on,
        ))
        .map_err(|problems| problems.to_string())?;
    Ok(seen)
}

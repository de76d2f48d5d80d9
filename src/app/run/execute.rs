//! `[io]` Execution of a prepared run: its cases are called, and judged beside the calls.
//!
//! Judging goes on beside the calls: a thread judges, records and forgets each case, and as many transcripts may
//! wait for it as cases run at once. With `--fail-fast` the verdict is awaited first, because it decides what
//! begins.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use crate::app::results::Results;
use crate::app::run::collector::{Collected, Collector, Ended, OnSettled};
use crate::app::run::end::{self, RunEnd};
use crate::app::run::options::RunOptions;
use crate::app::run::prepare::PreparedRun;
use crate::app::settle::Settlement;
use crate::app::target_setup::TargetSetup;
use crate::input::problem::Problems;
use crate::plan::compile::Plan;
use crate::report::waiver::{Scope, Tally};
use crate::runner::event::{Question, RunEvent};
use crate::runner::schedule;
use crate::wire::call::{Caller, Limits};

/// So many cases run at once against a target that does not belong to Keycard.
const JOBS: u16 = 8;
/// So many against the stub: most of them wait for a call, or for none.
const JOBS_OF_STUB: u16 = 64;

/// Extent to which a run was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Whole,
    Interrupted,
}

/// Executes a run and writes its reports. `on_settled` hears each case, `on_question` each request to a person, and
/// `on_interrupt` of the first Ctrl-C, at once.
pub fn execute(
    prepared: PreparedRun,
    options: &RunOptions,
    on_settled: &mut OnSettled<'_>,
    on_question: &mut dyn FnMut(Question),
    on_interrupt: &dyn Fn(),
) -> RunEnd {
    let PreparedRun {
        plan,
        setup,
        tested: _,
        reports,
        proposals,
        clock,
        waivers,
        fail_on_not_run,
    } = prepared;
    let mut on_settled = |record: &_, summary: &_| on_settled(record, summary);
    let mut collector = Collector::new(
        &plan,
        Settlement::new(&setup, plan.contract()),
        proposals.as_deref(),
        Tally::new(&waivers, clock.today(), &setup.redactor),
        Results::new(reports),
        &mut on_settled,
    );
    let outcome = call(&plan, &setup, options, &mut collector, on_question, on_interrupt);
    let whole = matches!(outcome, Ok(Extent::Whole));
    let mut collected = collector.close(|pattern| {
        if whole && options.selection.covers(pattern) {
            Scope::Whole
        } else {
            Scope::Part
        }
    });
    note(outcome, &mut collected);
    let end = end::conclude(&plan, setup, collected, &options.selection, clock);
    if fail_on_not_run { end.refusing_not_run() } else { end }
}

fn note(outcome: Result<Extent, String>, collected: &mut Collected) {
    match outcome {
        Ok(Extent::Whole) => {}
        Ok(Extent::Interrupted) => collected.results.summary.incomplete = true,
        Err(error) => collected.results.errors.add_message(error),
    }
}

fn call(
    plan: &Plan,
    setup: &TargetSetup,
    options: &RunOptions,
    collector: &mut Collector<'_>,
    on_question: &mut dyn FnMut(Question),
    on_interrupt: &dyn Fn(),
) -> Result<Extent, String> {
    let usual = if setup.stub.is_some() { JOBS_OF_STUB } else { JOBS };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the run cannot start: {error}"))?;
    let caller = Caller::new(Limits {
        answer: options.timeout,
        connect: options.timeout.min(Limits::default().connect),
        ..Limits::default()
    });
    let schedule_options = schedule::Options {
        jobs: usize::from(options.jobs.unwrap_or(usual)),
        production_writes: options.production_writes,
        prompts: options.prompts,
    };
    let interrupted = AtomicBool::new(false);
    let interrupts = futures_util::stream::unfold((), |()| async {
        tokio::signal::ctrl_c().await.ok()?;
        if !interrupted.swap(true, Ordering::Relaxed) {
            on_interrupt();
        }
        Some(((), ()))
    });
    let run = |on: &mut dyn FnMut(Ended) -> ControlFlow<String>| {
        let on = |event: RunEvent<'_>| match event {
            RunEvent::Started { .. } => ControlFlow::Continue(()),
            RunEvent::Asked(question) => {
                on_question(question);
                ControlFlow::Continue(())
            }
            RunEvent::Finished {
                position,
                case,
                transcript,
            } => on(Ended {
                position,
                case,
                transcript,
            }),
        };
        runtime.block_on(schedule::run(
            plan,
            &setup.target,
            &caller,
            schedule_options,
            interrupts,
            on,
        ))
    };
    if options.fail_fast {
        // Whether another case begins depends on the verdict on this one.
        run(&mut |ended| {
            if collector.take(ended) {
                return ControlFlow::Break("an earlier case failed (--fail-fast)".to_string());
            }
            ControlFlow::Continue(())
        })
    } else {
        judging_beside(collector, schedule_options.jobs, run)
    }
    .map_err(|problems| problems.to_string())?;
    Ok(if interrupted.into_inner() {
        Extent::Interrupted
    } else {
        Extent::Whole
    })
}

/// Judges on a thread of its own: while one case is judged and recorded, the next are under way.
/// At most `backlog` transcripts wait, so memory stays bounded.
fn judging_beside(
    collector: &mut Collector<'_>,
    backlog: usize,
    run: impl FnOnce(&mut dyn FnMut(Ended) -> ControlFlow<String>) -> Result<(), Problems>,
) -> Result<(), Problems> {
    thread::scope(|scope| {
        let (ended, arriving) = mpsc::sync_channel(backlog);
        let judging = scope.spawn(move || {
            for ended in arriving {
                collector.take(ended);
            }
        });
        let outcome = run(&mut |case| match ended.send(case) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break("the verdicts could not be written down".to_string()),
        });
        drop(ended);
        if let Err(panic) = judging.join() {
            std::panic::resume_unwind(panic);
        }
        outcome
    })
}

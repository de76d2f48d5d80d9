//! `keycard self-test`: the harness tested by itself. Every fault is planted in the stub in turn, and the
//! suite must catch it by the check that is named for it.
//!
//! A fault is caught only where the check says more than it says of the honest stub.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use jiff::Timestamp;

use super::arguments::{SelectionArguments, SelfTestArguments};
use super::planning;
use crate::app::built_in_stub;
use crate::app::exit::Exit;
use crate::app::scenarios::{self, Scenarios};
use crate::app::target_setup;
use crate::contract::operation::Api;
use crate::contract::rule::Weight;
use crate::judge::finding::{StatusName, Verdict};
use crate::judge::judgement::Judge;
use crate::plan::compile::Plan;
use crate::plan::selection::{Selection, Selector};
use crate::report::text::counted;
use crate::runner::event::RunEvent;
use crate::runner::schedule::{self, Options, ProductionWrites, Prompts};
use crate::stub::faults::fault::Fault;
use crate::stub::host_options::HostOptions;
use crate::wire::call::{Caller, Limits};

/// Runs the command.
pub fn run(arguments: &SelfTestArguments) -> Exit {
    let plan = match planning::plan(&SelectionArguments::default(), Vec::new(), Vec::new()) {
        Ok(plan) => plan,
        Err(exit) => return exit,
    };
    let suite = match Suite::of(&plan, arguments.jobs) {
        Ok(suite) => suite,
        Err(error) => return refuse(&error),
    };
    let faults = if arguments.faults.is_empty() {
        Fault::all().collect()
    } else {
        arguments.faults.clone()
    };
    println!(
        "{:<32} {:<22} {:>9} {:>7} {:>6}  FIRST CASE",
        "FAULT", "CHECK", "CAUGHT IN", "FAILED", "CASES"
    );
    let survivors = match each_in_order(
        &faults,
        |fault| observe(&suite, fault, arguments),
        |fault, seen| {
            println!(
                "{:<32} {:<22} {:>9} {:>7} {:>6}  {}",
                fault.name(),
                fault.caught_by(),
                seen.caught,
                seen.failed,
                seen.cases,
                seen.first.as_ref().map_or("SURVIVED", |(_, case)| case)
            );
        },
    ) {
        Ok(seen) => seen.iter().filter(|seen| seen.caught == 0).count(),
        Err(error) => return refuse(&error),
    };
    println!("{} planted, {survivors} survived", counted(faults.len(), "fault"));
    if survivors == 0 { Exit::Passed } else { Exit::Failed }
}

fn refuse(error: &str) -> Exit {
    eprintln!("error: {error}");
    Exit::Inconclusive
}

/// Works on several faults at once and tells of them in their order.
fn each_in_order<T: Send>(
    faults: &[Fault],
    work: impl Fn(Fault) -> Result<T, String> + Sync,
    mut tell: impl FnMut(Fault, &T),
) -> Result<Vec<T>, String> {
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    thread::scope(|scope| {
        let (done, results) = mpsc::channel();
        for _ in 0..workers.min(faults.len()) {
            let (done, next, work) = (done.clone(), &next, &work);
            scope.spawn(move || {
                while let Some((index, fault)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    faults.get(index).map(|fault| (index, *fault))
                } {
                    // Nobody listens any more once one has failed.
                    if done.send((index, work(fault))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done);
        let (mut early, mut told) = (BTreeMap::new(), Vec::new());
        for (index, result) in results {
            early.insert(index, result?);
            while let Some(result) = early.remove(&told.len()) {
                if let Some(fault) = faults.get(told.len()) {
                    tell(*fault, &result);
                }
                told.push(result);
            }
        }
        Ok(told)
    })
}

/// What is tried against each fault.
struct Suite<'p> {
    plan: &'p Plan,
    /// The cases of each API: those of the other one cannot notice anything.
    of_api: [(Api, Plan); 2],
    honest: Honest,
    promises: HashMap<String, BTreeSet<String>>,
}

impl<'p> Suite<'p> {
    fn of(plan: &'p Plan, jobs: u16) -> Result<Self, String> {
        let part = |api| of_api(plan, api).map(|part| (api, part));
        Ok(Self {
            plan,
            of_api: [part(Api::ChannelManager)?, part(Api::Connector)?],
            honest: Honest::observe(plan, jobs)?,
            promises: promises(plan),
        })
    }
}

/// What each check says of the honest stub, by case: what it says of a faulty one must be more.
struct Honest(HashMap<(String, String), Weight>);

impl Honest {
    fn observe(plan: &Plan, jobs: u16) -> Result<Self, String> {
        let mut said = HashMap::new();
        play(plan, None, jobs, |_, case, verdict| {
            for finding in &verdict.findings {
                let weight = said
                    .entry((case.to_string(), finding.check.to_string()))
                    .or_insert(finding.weight);
                *weight = finding.weight.max(*weight);
            }
            ControlFlow::Continue(())
        })?;
        Ok(Self(said))
    }

    /// Whether a check says more of a case than of the honest stub.
    fn is_surpassed(&self, case: &str, verdict: &Verdict, check: &str) -> bool {
        let usual = self.0.get(&(case.to_string(), check.to_string()));
        let mut findings = verdict
            .findings
            .iter()
            .filter(|finding| finding.check.as_str() == check);
        findings.any(|finding| usual.is_none_or(|usual| finding.weight > *usual))
    }
}

/// What the suite said of a faulty stub.
#[derive(Default)]
struct Seen {
    /// Cases that ran.
    cases: usize,
    /// Cases in which the check that is named for the fault spoke.
    caught: usize,
    /// Cases that failed, by whatever check.
    failed: usize,
    /// The first case, in the order of the plan, in which that check spoke.
    first: Option<(usize, String)>,
}

/// The scenarios that say that they prove something, by what that is.
fn promises(plan: &Plan) -> HashMap<String, BTreeSet<String>> {
    let mut promises: HashMap<String, BTreeSet<String>> = HashMap::new();
    for case in (0..plan.len()).filter_map(|position| plan.case(position).ok()) {
        let scenario = case.id.as_str().split('[').next().unwrap_or_default();
        for id in case.covers {
            promises.entry(id).or_default().insert(scenario.to_string());
        }
    }
    promises
}

/// The cases of the scenarios that promise to prove what the fault breaks, if there are any.
fn likely(suite: &Suite<'_>, check: &str) -> Option<Plan> {
    let scenarios = suite.promises.get(check)?;
    let selection = Selection {
        selectors: scenarios.iter().cloned().map(Selector::Id).collect(),
        ..Selection::default()
    };
    scenarios::plan(suite.plan.contract(), &Scenarios::default(), &selection).ok()
}

/// What the suite says of a fault; if one catch is enough, those cases are tried first that promise it.
fn observe(suite: &Suite<'_>, fault: Fault, arguments: &SelfTestArguments) -> Result<Seen, String> {
    if arguments.first
        && let Some(few) = likely(suite, fault.caught_by())
    {
        let seen = observe_in(&few, fault, &suite.honest, arguments)?;
        if seen.caught > 0 {
            return Ok(seen);
        }
    }
    let plan = suite.of_api.iter().find(|(api, _)| *api == fault.api());
    let plan = plan.map_or(suite.plan, |(_, plan)| plan);
    observe_in(plan, fault, &suite.honest, arguments)
}

/// The cases of one API.
fn of_api(whole: &Plan, api: Api) -> Result<Plan, String> {
    let selection = Selection {
        api: Some(api),
        ..Selection::default()
    };
    let plan =
        scenarios::plan(whole.contract(), &Scenarios::default(), &selection).map_err(|error| error.to_string())?;
    // A fault that shows in one operation is found sooner when the cases of another do not come first.
    plan.scattered().map_err(|problems| problems.to_string())
}

fn observe_in(plan: &Plan, fault: Fault, honest: &Honest, arguments: &SelfTestArguments) -> Result<Seen, String> {
    let mut seen = Seen::default();
    play(plan, Some(fault), arguments.jobs, |position, case, verdict| {
        seen.cases += 1;
        seen.failed += usize::from(verdict.status.name() == StatusName::Failed);
        if honest.is_surpassed(case, verdict, fault.caught_by()) {
            seen.caught += 1;
            if seen.first.as_ref().is_none_or(|(first, _)| position < *first) {
                seen.first = Some((position, case.to_string()));
            }
            if arguments.first {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(seen)
}

/// Runs the plan against the stub until `on` has seen enough.
fn play(
    plan: &Plan,
    fault: Option<Fault>,
    jobs: u16,
    mut on: impl FnMut(usize, &str, &Verdict) -> ControlFlow<()>,
) -> Result<(), String> {
    let options = HostOptions {
        fault,
        ..HostOptions::default()
    };
    let assembled = built_in_stub::stub(target_setup::clock(Timestamp::now(), 1), options)
        .map_err(|error| format!("the built-in stub cannot start: {error}"))?;
    let judge = Judge {
        contract: plan.contract(),
        redactor: &assembled.redactor,
        snapshots: &assembled.snapshots,
    };
    // Only one fault is slow, and it is known how slow; a busy machine must not make others look so.
    let answer = match fault {
        Some(fault) if fault.caught_by() == "time-limit" => std::time::Duration::from_secs(1),
        Some(_) | None => Limits::default().answer,
    };
    let caller = Caller::new(Limits {
        answer,
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
    let mut enough = false;
    let on = |event: RunEvent<'_>| {
        let RunEvent::Finished {
            position,
            case,
            transcript,
        } = event
        else {
            return ControlFlow::Continue(());
        };
        if let Some(host) = &assembled.stub {
            host.forget(&case.id.key());
        }
        if enough {
            return ControlFlow::Continue(());
        }
        match on(position, case.id.as_str(), &judge.judge(&case, &transcript)) {
            ControlFlow::Continue(()) => ControlFlow::Continue(()),
            ControlFlow::Break(()) => {
                enough = true;
                ControlFlow::Break("enough was seen".to_string())
            }
        }
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
        .map_err(|problems| problems.to_string())
}

//! `[io]` Self-test of the harness: every fault is planted in the stub in turn, and the suite must catch it by the check
//! that is named for it.
//!
//! A fault is caught only where the check says more than it says of the honest stub.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::app::scenarios::{self, Scenarios};
use crate::app::settle::Settlement;
use crate::app::{built_in_stub, target_setup};
use crate::contract::operation::Api;
use crate::contract::rule::Weight;
use crate::judge::finding::{StatusName, Verdict};
use crate::plan::compile::Plan;
use crate::plan::selection::{Selection, Selector};
use crate::runner::event::RunEvent;
use crate::runner::schedule::{self, Options, ProductionWrites, Prompts};
use crate::snapshots::store::Store;
use crate::stub::faults::fault::Fault;
use crate::stub::host_options::HostOptions;
use crate::wire::call::{Caller, Limits};

/// Options of a self-test.
#[derive(Clone, Debug)]
pub struct SelfTestOptions {
    /// Faults to plant.
    pub faults: Vec<Fault>,
    /// Number of cases that run at once.
    pub jobs: u16,
    /// Decision that one catch of a fault is enough.
    pub first: bool,
}

/// Counts of the cases that met a faulty stub.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    /// Cases that ran.
    pub cases: usize,
    /// Cases in which the check that is named for the fault found it.
    pub caught: usize,
    /// Cases that failed, by whatever check.
    pub failed: usize,
    /// The first case, in the order of the plan, in which that check found it, with its position.
    pub first: Option<(usize, String)>,
}

/// Plants each fault in a stub of its own, and returns what was observed of each. `on_observed` gets them in the order of
/// the faults, each as soon as it is there.
///
/// # Errors
/// Keycard itself cannot go on.
pub fn run(
    plan: &Plan,
    options: &SelfTestOptions,
    on_observed: impl FnMut(Fault, &Observation),
) -> Result<Vec<Observation>, String> {
    let suite = Suite::of(plan, options.jobs)?;
    each_in_order(&options.faults, |fault| observe(&suite, fault, options), on_observed)
}

/// Works on several faults at once, and hands the results on in the order of the faults.
fn each_in_order<T: Send>(
    faults: &[Fault],
    work: impl Fn(Fault) -> Result<T, String> + Sync,
    mut on_result: impl FnMut(Fault, &T),
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
        let (mut early, mut in_order) = (BTreeMap::new(), Vec::new());
        for (index, result) in results {
            early.insert(index, result?);
            while let Some(result) = early.remove(&in_order.len()) {
                if let Some(fault) = faults.get(in_order.len()) {
                    on_result(*fault, &result);
                }
                in_order.push(result);
            }
        }
        Ok(in_order)
    })
}

/// The cases that are tried against each fault.
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

/// The weight of what each check finds with the honest stub, by case: a catch has to be more.
struct Honest(HashMap<(String, String), Weight>);

impl Honest {
    fn observe(plan: &Plan, jobs: u16) -> Result<Self, String> {
        let mut found = HashMap::new();
        play(plan, None, jobs, Store::BuiltIn, |_, case, verdict| {
            for finding in &verdict.findings {
                let weight = found
                    .entry((case.to_string(), finding.check.to_string()))
                    .or_insert(finding.weight);
                *weight = finding.weight.max(*weight);
            }
            ControlFlow::Continue(())
        })?;
        Ok(Self(found))
    }

    /// Returns true if a check finds more in a case than with the honest stub.
    fn is_surpassed(&self, case: &str, verdict: &Verdict, check: &str) -> bool {
        let usual = self.0.get(&(case.to_string(), check.to_string()));
        let mut findings = verdict
            .findings
            .iter()
            .filter(|finding| finding.check.as_str() == check);
        findings.any(|finding| usual.is_none_or(|usual| finding.weight > *usual))
    }
}

/// Collects the scenarios that cover something, by the id of what they cover.
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

/// Plans the cases that are known to show the fault, or those that cover what it breaks, if there are any.
fn likely(suite: &Suite<'_>, fault: Fault) -> Option<Plan> {
    let scenarios: Vec<String> = match fault.shown_in() {
        Some(scenario) => vec![scenario.to_string()],
        None => suite.promises.get(fault.caught_by())?.iter().cloned().collect(),
    };
    let selection = Selection {
        selectors: scenarios.into_iter().map(Selector::Id).collect(),
        ..Selection::default()
    };
    scenarios::plan(suite.plan.contract(), &Scenarios::default(), &selection).ok()
}

/// Observes a fault; if one catch is enough, the likely cases are tried first.
fn observe(suite: &Suite<'_>, fault: Fault, options: &SelfTestOptions) -> Result<Observation, String> {
    if options.first
        && let Some(few) = likely(suite, fault)
    {
        let observed = observe_in(&few, fault, &suite.honest, options)?;
        if observed.caught > 0 {
            return Ok(observed);
        }
    }
    let plan = suite.of_api.iter().find(|(api, _)| *api == fault.api());
    let plan = plan.map_or(suite.plan, |(_, plan)| plan);
    observe_in(plan, fault, &suite.honest, options)
}

/// Plans the cases of one API.
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

fn observe_in(plan: &Plan, fault: Fault, honest: &Honest, options: &SelfTestOptions) -> Result<Observation, String> {
    let mut observed = Observation::default();
    play(
        plan,
        Some(fault),
        options.jobs,
        Store::BuiltIn,
        |position, case, verdict| {
            observed.cases += 1;
            observed.failed += usize::from(verdict.status.name() == StatusName::Failed);
            if honest.is_surpassed(case, verdict, fault.caught_by()) {
                observed.caught += 1;
                if observed.first.as_ref().is_none_or(|(first, _)| position < *first) {
                    observed.first = Some((position, case.to_string()));
                }
                if options.first {
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        },
    )?;
    Ok(observed)
}

/// Runs the plan against the stub until `on` has seen enough: it is given the place of each case in the plan, its id and
/// its verdict.
///
/// # Errors
/// The stub cannot start, or a case cannot be put together.
pub fn play(
    plan: &Plan,
    fault: Option<Fault>,
    jobs: u16,
    snapshots: Store,
    mut on: impl FnMut(usize, &str, &Verdict) -> ControlFlow<()>,
) -> Result<(), String> {
    let options = HostOptions {
        fault,
        ..HostOptions::default()
    };
    let mut assembled = built_in_stub::stub(target_setup::clock(Timestamp::now(), 1), options)
        .map_err(|error| format!("the built-in stub cannot start: {error}"))?;
    assembled.snapshots = snapshots;
    let settlement = Settlement::new(&assembled, plan.contract());
    // Only one fault is slow, and it is known how slow; a busy machine must not make others look so.
    let answer = match fault {
        Some(fault) if fault.caught_by() == "time-limit" => Duration::from_secs(1),
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
    let enough = Notify::new();
    let mut is_enough = false;
    let on = |event: RunEvent<'_>| {
        let RunEvent::Finished {
            position,
            case,
            transcript,
        } = event
        else {
            return ControlFlow::Continue(());
        };
        settlement.forget(&case);
        if !is_enough {
            let judged = settlement.judge(*case, *transcript);
            is_enough = on(position, judged.case.id.as_str(), &judged.verdict).is_break();
            if is_enough {
                enough.notify_one();
            }
        }
        ControlFlow::Continue(())
    };
    let run = schedule::run(
        plan,
        &assembled.target,
        &caller,
        options,
        futures_util::stream::pending(),
        on,
    );
    runtime
        .block_on(async {
            tokio::select! {
                biased;
                // A run that is cancelled puts together each case that it leaves out, for its report; this one has none.
                () = enough.notified() => Ok(()),
                ended = run => ended,
            }
        })
        .map_err(|problems| problems.to_string())
}

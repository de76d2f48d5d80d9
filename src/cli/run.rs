//! `keycard run`: cases against a target, each judged, recorded and forgotten as it ends.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::sync::mpsc;
use std::thread;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

use super::arguments::{RunArguments, SelectionArguments};
use super::asking::Desk;
use super::exit::Exit;
use super::formats::Subject;
use super::head::unclaimed;
use super::ledger::{Closed, Ended, Ledger};
use super::planning;
use super::progress::Progress;
use super::reports::Reports;
use super::values::StubOption;
use super::{address, diagnostics, door, head};
use crate::assembly::{self, Assembled};
use crate::config;
use crate::input::problem::{Problem, Problems};
use crate::plan::compile::Plan;
use crate::plan::waiver::Waiver;
use crate::report::terminal;
use crate::report::waiver::{Scope, Tally, WaiverUse};
use crate::runner::event::RunEvent;
use crate::runner::schedule::{self, Prompts};
use crate::snapshots::store::Store;
use crate::stub;
use crate::wire::call::{Caller, Limits};

/// Runs the command.
pub fn run(arguments: &RunArguments) -> Exit {
    match prepare(arguments) {
        Ok(prepared) => prepared.run(arguments),
        Err(exit) => exit,
    }
}

/// Everything that is settled before the first request.
struct Prepared {
    plan: Plan,
    assembled: Assembled,
    reports: Reports,
    /// Where new and changed snapshots are proposed, if they are.
    proposals: Option<std::path::PathBuf>,
    started: Timestamp,
    seed: u64,
    waivers: Vec<Waiver>,
}

fn prepare(arguments: &RunArguments) -> Result<Prepared, Exit> {
    if arguments.update_snapshots && super::in_ci() {
        return Err(planning::refuse(
            Problem::new("snapshots are never written in CI").with_help(Some(
                "run with --update-snapshots on your machine, look at the proposals and commit them".to_string(),
            )),
        ));
    }
    let started = Timestamp::now();
    let seed = arguments.seed.unwrap_or_else(random_seed);
    let clock = assembly::clock(started, seed);
    // A flag beats the environment: the variable only counts where no target is named otherwise.
    let file = arguments.config.clone().or_else(|| {
        let named = arguments.target.is_some() || arguments.fault.is_some();
        std::env::var_os("KEYCARD_CONFIG")
            .filter(|_| !named)
            .map(std::path::PathBuf::from)
    });
    let configuration = match &file {
        Some(path) => {
            let config = config::load::file(path).map_err(|problems| planning::refuse_all(&problems))?;
            let contract = assembly::contract(arguments.selection.schemas.clone());
            config
                .check(&contract)
                .map_err(|problems| planning::refuse_all(&problems))?;
            diagnostics::warnings(&config.warnings);
            Some(config)
        }
        None => None,
    };
    let waivers = configuration
        .as_ref()
        .map(|config| config.waivers.clone())
        .unwrap_or_default();
    let own = configuration
        .as_ref()
        .map(|config| config.scenarios.clone())
        .unwrap_or_default();
    let host = match &arguments.target {
        Some(_) => Some(address::host(&arguments.selection)?),
        None => None,
    };
    let hosts = match &configuration {
        Some(config) => config.hosts(),
        None => host.into_iter().collect(),
    };
    let plan = planning::plan(&arguments.selection, own, hosts)?;
    let mut assembled = match (configuration, arguments.target.as_deref().zip(host)) {
        (Some(config), _) => {
            let address = config.listening.address;
            assembly::configured(config, started, seed)
                .listening(address)
                .map_err(|error| planning::refuse(cannot_listen(address, &error)))?
        }
        (None, Some((url, host))) => address::target(url, host, clock)?,
        (None, None) => assembly::simulated::stub(clock, stub_options(arguments)).map_err(|error| {
            eprintln!("the built-in stub cannot start: {error}");
            Exit::Inconclusive
        })?,
    };
    assembled.hosting(plan.contract());
    if let Some(directory) = &arguments.snapshots {
        assembled.snapshots = Store::Directory(directory.clone());
    } else if assembled.stub.is_some()
        && (arguments.selection.no_builtin || arguments.selection.schemas.is_some() || !arguments.stub.is_empty())
    {
        // The embedded snapshots are those of the built-in scenarios and of the stub as it is.
        assembled.snapshots = Store::Off;
    }
    let proposals = match (&assembled.snapshots, arguments.update_snapshots) {
        (_, false) => None,
        (Store::Directory(directory), true) => Some(directory.clone()),
        (Store::Off | Store::BuiltIn, true) => {
            return Err(planning::refuse(
                Problem::new("there is no directory to write snapshots to").with_help(Some(
                    "name it: --snapshots DIR, or `snapshots = \"DIR\"` in the configuration".to_string(),
                )),
            ));
        }
    };
    if assembled.too_short > 0 {
        eprintln!(
            "warning: {} secrets are shorter than four characters and can only be masked by the name of their property",
            assembled.too_short
        );
    }
    let reports = Reports::open(&arguments.report, Subject::Cases, &arguments.evidence, plan.contract())
        .map_err(planning::refuse)?;
    Ok(Prepared {
        plan,
        assembled,
        reports,
        proposals,
        started,
        seed,
        waivers,
    })
}

pub(super) fn random_seed() -> u64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_nanos());
    let mixed = now ^ (u128::from(std::process::id()) << 64);
    crate::fnv::digest(&mixed.to_le_bytes())
}

impl Prepared {
    fn run(mut self, arguments: &RunArguments) -> Exit {
        let begun = Instant::now();
        let progress = Progress::new(self.plan.len());
        let mut ledger = Ledger::new(
            &self.assembled,
            &self.plan,
            &mut self.reports,
            &progress,
            self.proposals.as_deref(),
            Tally::new(
                &self.waivers,
                self.started.to_zoned(jiff::tz::TimeZone::UTC).date(),
                &self.assembled.redactor,
            ),
        );
        let outcome = execute(&self.plan, &self.assembled, arguments, &mut ledger);
        progress.finish();
        let whole = matches!(outcome, Ok(End::Whole));
        let mut closed = ledger.close(|pattern| {
            if whole && arguments.selection.covers(pattern) {
                Scope::Whole
            } else {
                Scope::Part
            }
        });
        match outcome {
            Ok(End::Whole) => {}
            Ok(End::Interrupted) => closed.summary.incomplete = true,
            Err(error) => closed.trouble.say(error),
        }
        let leaks = self.write_reports(&mut closed, &arguments.selection);
        self.conclude(&closed, begun.elapsed().as_secs_f64(), &leaks)
    }

    fn why_nothing(&self) -> &'static str {
        if self.plan.is_empty() {
            "no case falls to this shard; `keycard merge` wants its JSON report all the same"
        } else {
            "not one case could be tried"
        }
    }

    fn write_reports(&mut self, closed: &mut Closed, selection: &SelectionArguments) -> Vec<String> {
        let head = head::head(&self.plan, &self.assembled, closed, self.started, self.seed, selection);
        let written = self.reports.write(&head, &self.assembled.redactor);
        closed.trouble.extend(written.problems);
        written.leaks
    }

    fn conclude(&self, closed: &Closed, seconds: f64, leaks: &[String]) -> Exit {
        closed.shown.print();
        println!(
            "{}",
            terminal::summary(
                &closed.summary,
                seconds,
                self.assembled.redactor.text(&self.assembled.name).as_str()
            )
        );
        if let Some(line) = terminal::limited(closed.limited) {
            println!("{line}");
        }
        // The stub calls on after a case has ended; that nobody hears it is no news.
        if self.assembled.stub.is_none()
            && let Some(line) = terminal::unclaimed(&unclaimed(&self.assembled))
        {
            println!("{line}");
        }
        if closed.proposals > 0 {
            println!(
                "{} snapshots proposed; look at them, then `keycard snapshots accept`",
                closed.proposals
            );
        }
        let mut exit = Exit::from(closed.summary.conclusion());
        for fault in closed.waivers.iter().filter_map(WaiverUse::fault) {
            eprintln!("error: {fault}");
        }
        closed.trouble.print(&self.assembled.redactor);
        for leak in leaks {
            eprintln!("error: {leak}");
        }
        for left in &closed.left {
            eprintln!("still to be done by hand, for {}", self.assembled.redactor.text(left));
        }
        for (host, refusal) in closed.refusals().filter(|_| self.assembled.stub.is_none()) {
            let redactor = &self.assembled.redactor;
            eprintln!("warning: {}", redactor.text(&door::told(refusal)));
            eprintln!("  help: {}", redactor.text(&door::help(refusal, &self.assembled, host)));
        }
        if (!closed.trouble.is_none() || !leaks.is_empty()) && exit != Exit::Failed {
            exit = Exit::Inconclusive;
        }
        if exit == Exit::NothingRan {
            eprintln!("Nothing ran: {}.", self.why_nothing());
        }
        exit
    }
}

pub(super) fn cannot_listen(address: Option<SocketAddr>, error: &std::io::Error) -> Problem {
    let address = address.map_or_else(String::new, |address| format!(" on {address}"));
    Problem::new(format!("Keycard cannot listen{address}: {error}")).with_help(Some(
        "`address` in the section `listen` of the configuration names a free port of this machine".to_string(),
    ))
}

fn stub_options(arguments: &RunArguments) -> stub::options::Options {
    stub::options::Options {
        fault: arguments.fault,
        behaviour: StubOption::behaviour(stub::behaviour::Behaviour::default(), &arguments.stub),
        ..stub::options::Options::default()
    }
}

/// How a run ended.
enum End {
    Whole,
    Interrupted,
}

/// So many cases run at once against a target that does not belong to Keycard.
const JOBS: u16 = 8;
/// So many against the stub: most of them wait for a call, or for none.
const JOBS_OF_STUB: u16 = 64;

fn execute(
    plan: &Plan,
    assembled: &Assembled,
    arguments: &RunArguments,
    ledger: &mut Ledger<'_>,
) -> Result<End, String> {
    let usual = if assembled.stub.is_some() { JOBS_OF_STUB } else { JOBS };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the run cannot start: {error}"))?;
    let limits = Limits {
        answer: arguments.timeout,
        connect: arguments.timeout.min(Limits::default().connect),
        ..Limits::default()
    };
    let caller = Caller::new(limits);
    let options = schedule::Options {
        jobs: usize::from(arguments.jobs.unwrap_or(usual)),
        production_writes: if arguments.allow_production_writes {
            schedule::ProductionWrites::Allowed
        } else {
            schedule::ProductionWrites::Refused
        },
        prompts: if std::io::stdin().is_terminal() && !super::in_ci() {
            Prompts::Shown
        } else {
            Prompts::Refused
        },
    };
    let interrupted = std::sync::atomic::AtomicBool::new(false);
    let interrupts = futures_util::stream::unfold((), |()| async {
        tokio::signal::ctrl_c().await.ok()?;
        interrupted.store(true, std::sync::atomic::Ordering::Relaxed);
        Some(((), ()))
    });
    let mut desk = Desk::default();
    let run = |on: &mut dyn FnMut(Ended) -> ControlFlow<String>| {
        let on = |event: RunEvent<'_>| match event {
            RunEvent::Started { .. } => ControlFlow::Continue(()),
            RunEvent::Asked(question) => {
                desk.ask(question);
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
        runtime.block_on(schedule::run(plan, &assembled.target, &caller, options, interrupts, on))
    };
    if arguments.fail_fast {
        // Whether another case begins depends on the verdict on this one.
        run(&mut |ended| {
            if ledger.take(ended) {
                return ControlFlow::Break("an earlier case failed (--fail-fast)".to_string());
            }
            ControlFlow::Continue(())
        })
    } else {
        judging_beside(ledger, options.jobs, run)
    }
    .map_err(|problems| problems.to_string())?;
    Ok(if interrupted.into_inner() {
        End::Interrupted
    } else {
        End::Whole
    })
}

/// Judges on a thread of its own: while one case is judged and recorded, the next are under way.
/// At most `backlog` transcripts wait, so memory stays bounded.
fn judging_beside(
    ledger: &mut Ledger<'_>,
    backlog: usize,
    run: impl FnOnce(&mut dyn FnMut(Ended) -> ControlFlow<String>) -> Result<(), Problems>,
) -> Result<(), Problems> {
    thread::scope(|scope| {
        let (ended, arriving) = mpsc::sync_channel(backlog);
        let judging = scope.spawn(move || {
            for ended in arriving {
                ledger.take(ended);
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

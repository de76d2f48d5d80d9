//! `keycard run`: cases against a target, each judged, recorded and forgotten as it ends.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

use super::arguments::RunArguments;
use super::exit::Exit;
use super::planning;
use super::progress::Progress;
use super::reports::Reports;
use super::shown::Shown;
use super::{address, diagnostics};
use crate::assembly::{self, Assembled};
use crate::config;
use crate::contract::operation::Side;
use crate::exchange::transcript::Transcript;
use crate::input::problem::Problem;
use crate::judge::evidence::Evidence;
use crate::judge::finding::StatusName;
use crate::judge::judgement::Judge;
use crate::judge::snapshot;
use crate::plan::case::Case;
use crate::plan::compile::Plan;
use crate::report::json::{self, Head};
use crate::report::record::{self, Detail};
use crate::report::summary::Summary;
use crate::report::terminal;
use crate::report::write::LeakedIn;
use crate::runner::call::{Caller, Limits};
use crate::runner::event::RunEvent;
use crate::runner::schedule;
use crate::runner::target::Target;
use crate::scenario::model::Level;
use crate::snapshots::store::{self, Proposal, Store};

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
    let own = configuration
        .as_ref()
        .map(|config| config.scenarios.clone())
        .unwrap_or_default();
    let mut sides: Vec<Side> = arguments.selection.side.map(Side::from).into_iter().collect();
    if sides.is_empty()
        && let Some(config) = &configuration
    {
        sides = config.endpoints.iter().map(|(_, side, _)| *side).collect();
    }
    let plan = planning::plan(&arguments.selection, own, sides)?;
    let mut assembled = match (configuration, &arguments.target) {
        (Some(config), _) => assembly::configured(config, clock),
        (None, Some(url)) => address::target(url, &arguments.selection, clock)?,
        (None, None) => assembly::stub(clock, arguments.fault).map_err(|error| {
            eprintln!("the built-in stub cannot start: {error}");
            Exit::Inconclusive
        })?,
    };
    if let Some(directory) = &arguments.snapshots {
        assembled.snapshots = Store::Directory(directory.clone());
    } else if assembled.stub.is_some() && (arguments.selection.only || arguments.selection.schemas.is_some()) {
        // The embedded snapshots are those of the built-in scenarios.
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
    let reports = Reports::open(&arguments.report).map_err(planning::refuse)?;
    Ok(Prepared {
        plan,
        assembled,
        reports,
        proposals,
        started,
        seed,
    })
}

fn random_seed() -> u64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_nanos());
    let mixed = now ^ (u128::from(std::process::id()) << 64);
    crate::plan::case::digest(&mixed.to_le_bytes())
}

impl Prepared {
    fn run(mut self, arguments: &RunArguments) -> Exit {
        let begun = Instant::now();
        let progress = Progress::new(self.plan.len());
        let mut summary = Summary::default();
        let mut shown = Shown::default();
        let mut trouble: Vec<String> = Vec::new();
        let contract = Arc::clone(self.plan.contract());
        let judge = Judge {
            contract: &contract,
            redactor: &self.assembled.redactor,
            snapshots: &self.assembled.snapshots,
        };
        let updating = self.proposals.as_deref();
        let mut proposals = 0;
        let reports = &mut self.reports;
        let outcome = {
            let on = |event: RunEvent<'_>| {
                let RunEvent::Finished {
                    position,
                    case,
                    transcript,
                } = event
                else {
                    return ControlFlow::Continue(());
                };
                learn(&self.assembled, &transcript);
                let verdict = judge.judge(&case, &transcript);
                if let Some(directory) = updating {
                    match propose(directory, &judge, &case, &transcript) {
                        Ok(count) => proposals += count,
                        Err(error) => trouble.push(format!(
                            "snapshots cannot be written to {}: {error}",
                            directory.display()
                        )),
                    }
                }
                let passed = verdict.status.name() == StatusName::Passed;
                let detail = if reports.wanted() || !passed {
                    Detail::Exchanges
                } else {
                    Detail::Findings
                };
                let record = record::record(position, &case, &transcript, &verdict, &self.assembled.redactor, detail);
                if let Some(host) = &self.assembled.stub {
                    host.forget(&case.id.key());
                }
                summary.add(&record);
                if let Err(error) = reports.push(&record) {
                    trouble.push(format!("the report cannot be written: {error}"));
                }
                if let Some(line) = terminal::line(&record) {
                    progress.line(&line);
                }
                shown.take(&record);
                progress.step(summary.failed_required + summary.failed_other);
                let stop =
                    arguments.fail_fast && record.verdict == StatusName::Failed && record.level == Level::Required;
                if stop {
                    ControlFlow::Break("an earlier case failed (--fail-fast)".to_string())
                } else {
                    ControlFlow::Continue(())
                }
            };
            execute(&self.plan, &self.assembled.target, arguments, on)
        };
        progress.finish();
        match outcome {
            Ok(End::Whole) => {}
            Ok(End::Interrupted) => summary.incomplete = true,
            Err(error) => trouble.push(error),
        }
        let leaks = self.write_reports(summary, &mut trouble);
        self.conclude(
            summary,
            &shown,
            begun.elapsed().as_secs_f64(),
            proposals,
            &trouble,
            &leaks,
        )
    }

    fn write_reports(&mut self, summary: Summary, trouble: &mut Vec<String>) -> Vec<LeakedIn> {
        let head = Head {
            format: json::FORMAT,
            tool: concat!("keycard ", env!("CARGO_PKG_VERSION")).to_string(),
            statement: json::STATEMENT.to_string(),
            started: self.started.to_string(),
            target: self.assembled.redactor.text(&self.assembled.name),
            seed: self.seed,
            summary,
            conclusion: summary.conclusion(),
        };
        match self.reports.write(&head, &self.assembled.redactor) {
            Ok(leaks) => leaks,
            Err(error) => {
                trouble.push(format!("the reports cannot be written: {error}"));
                Vec::new()
            }
        }
    }

    fn conclude(
        &self,
        summary: Summary,
        shown: &Shown,
        seconds: f64,
        proposals: usize,
        trouble: &[String],
        leaks: &[LeakedIn],
    ) -> Exit {
        shown.print();
        println!(
            "{}",
            terminal::summary(
                &summary,
                seconds,
                self.assembled.redactor.text(&self.assembled.name).as_str()
            )
        );
        if proposals > 0 {
            println!("{proposals} snapshots proposed; look at them, then `keycard snapshots accept`");
        }
        let mut exit = Exit::from(summary.conclusion());
        for text in trouble {
            eprintln!("error: {}", self.assembled.redactor.text(text));
        }
        for leak in leaks {
            eprintln!(
                "error: {} holds a secret ({}); do not pass it on",
                leak.path.display(),
                leak.leak
            );
        }
        if (!trouble.is_empty() || !leaks.is_empty()) && exit != Exit::Failed {
            exit = Exit::Inconclusive;
        }
        if exit == Exit::NothingRan {
            eprintln!("Nothing ran: not one case could be tried.");
        }
        exit
    }
}

/// Tokens that the target hands out are secrets from then on.
fn learn(assembled: &Assembled, transcript: &Transcript) {
    use crate::exchange::transcript::Outcome;

    for entry in &transcript.entries {
        if let Outcome::Answered(response) = &entry.outcome
            && let Ok(json) = response.body.json()
        {
            assembled.redactor.learn_from(json);
        }
    }
}

fn propose(directory: &Path, judge: &Judge<'_>, case: &Case, transcript: &Transcript) -> io::Result<usize> {
    let evidence = Evidence {
        case,
        transcript,
        contract: judge.contract,
    };
    let mut count = 0;
    for taken in snapshot::taken(evidence, judge.redactor) {
        if store::propose(directory, &taken, case.id.as_str(), &case.requirement)? == Proposal::Written {
            count += 1;
        }
    }
    Ok(count)
}

/// How a run ended.
enum End {
    Whole,
    Interrupted,
}

fn execute(
    plan: &Plan,
    target: &Target,
    arguments: &RunArguments,
    on: impl FnMut(RunEvent<'_>) -> ControlFlow<String>,
) -> Result<End, String> {
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
        jobs: usize::from(arguments.jobs),
        production_writes: if arguments.allow_production_writes {
            schedule::ProductionWrites::Allowed
        } else {
            schedule::ProductionWrites::Refused
        },
    };
    let interrupted = std::sync::atomic::AtomicBool::new(false);
    let interrupts = futures_util::stream::unfold((), |()| async {
        tokio::signal::ctrl_c().await.ok()?;
        interrupted.store(true, std::sync::atomic::Ordering::Relaxed);
        Some(((), ()))
    });
    runtime
        .block_on(schedule::run(plan, target, &caller, options, interrupts, on))
        .map_err(|problems| problems.to_string())?;
    Ok(if interrupted.into_inner() {
        End::Interrupted
    } else {
        End::Whole
    })
}

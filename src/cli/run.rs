//! `keycard run`: cases against a target, each judged, recorded and forgotten as it ends.

use std::collections::HashMap;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

use super::arguments::{ReportArgument, ReportFormat, RunArguments, SelectionArguments};
use super::diagnostics;
use super::exit::Exit;
use super::progress::Progress;
use crate::assembly::{self, Assembled, BuiltIn, Scenarios};
use crate::config;
use crate::contract::operation::{Api, Side};
use crate::exchange::transcript::Transcript;
use crate::input::problem::{Problem, Problems};
use crate::judge::evidence::Evidence;
use crate::judge::finding::StatusName;
use crate::judge::judgement::Judge;
use crate::judge::snapshot;
use crate::plan::case::Case;
use crate::plan::compile::{self, CompileError, Plan};
use crate::plan::credential::CredentialName;
use crate::plan::selection::Selection;
use crate::redaction::secret::Secret;
use crate::report::json::{self, Head};
use crate::report::junit::{self, Suites};
use crate::report::record::{self, Detail, Record};
use crate::report::summary::Summary;
use crate::report::terminal;
use crate::report::write::{self, LeakedIn, Spool};
use crate::runner::call::{Caller, Limits};
use crate::runner::credentials::{Credentials, kebab};
use crate::runner::event::RunEvent;
use crate::runner::schedule;
use crate::runner::target::{Agreement, Clock, Endpoint, Target};
use crate::scenario::model::Level;
use crate::snapshots::store::{self, Proposal, Store};

/// How many failed cases are shown in detail at the end; the reports have all of them.
const MOST_DETAILS: usize = 25;
/// How many warnings are shown.
const MOST_WARNINGS: usize = 50;

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
    started: Timestamp,
    seed: u64,
}

fn prepare(arguments: &RunArguments) -> Result<Prepared, Exit> {
    if arguments.update_snapshots && std::env::var_os("CI").is_some() {
        return Err(refuse(Problem::new("snapshots are never written in CI").with_help(
            Some("run with --update-snapshots on your machine, look at the proposals and commit them".to_string()),
        )));
    }
    let started = Timestamp::now();
    let seed = arguments.seed.unwrap_or_else(random_seed);
    let clock = assembly::clock(started, seed);
    let configuration = match &arguments.config {
        Some(path) => {
            let config = config::load::file(path).map_err(|problems| refuse_all(&problems))?;
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
    let plan = plan(&arguments.selection, own, sides)?;
    let mut assembled = match (configuration, &arguments.target) {
        (Some(config), _) => assembly::configured(config, clock),
        (None, Some(url)) => at_address(url, &arguments.selection, clock)?,
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
    let reports = Reports::open(&arguments.report).map_err(refuse)?;
    Ok(Prepared {
        plan,
        assembled,
        reports,
        started,
        seed,
    })
}

/// Reads the scenarios and compiles the plan; problems are shown.
///
/// # Errors
/// The exit code to end with.
pub fn plan(arguments: &SelectionArguments, own: Vec<std::path::PathBuf>, sides: Vec<Side>) -> Result<Plan, Exit> {
    let selection = Selection {
        selectors: arguments.selectors.clone(),
        api: arguments.api.map(Api::from),
        sides,
        shard: arguments.shard,
    };
    let which = Scenarios {
        built_in: if arguments.only {
            BuiltIn::LeftOut
        } else {
            BuiltIn::Included
        },
        directories: arguments.scenarios.iter().cloned().chain(own).collect(),
    };
    let scenarios = assembly::scenarios(&which, &selection).map_err(|problems| refuse_all(&problems))?;
    let contract = assembly::contract(arguments.schemas.clone());
    compile::compile(&contract, scenarios, &selection).map_err(|error| match error {
        CompileError::Input(problems) => refuse_all(&problems),
        CompileError::Nothing { unmatched, of } => {
            for selector in &unmatched {
                eprintln!("no case matches `{selector}`");
            }
            if unmatched.is_empty() {
                eprintln!("no case is selected (there are {of} before --api, --side and --shard)");
            }
            eprintln!("Nothing ran; `keycard list` shows the cases there are.");
            Exit::NothingRan
        }
    })
}

fn refuse(problem: Problem) -> Exit {
    refuse_all(&Problems::from(problem))
}

/// Shows problems of the input.
pub fn refuse_all(problems: &Problems) -> Exit {
    diagnostics::errors(problems.iter());
    Exit::Input
}

fn random_seed() -> u64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_nanos());
    let mixed = now ^ (u128::from(std::process::id()) << 64);
    crate::plan::case::digest(&mixed.to_le_bytes())
}

/// The target of `--target`: its credentials come from environment variables.
fn at_address(url: &str, selection: &SelectionArguments, clock: Clock) -> Result<Assembled, Exit> {
    if let Err(error) = url::Url::parse(url) {
        return Err(refuse(
            Problem::new(format!("--target is not an address: {error}"))
                .with_help(Some("write e.g. --target https://partner.example/mews".to_string())),
        ));
    }
    let side = selection.side.map_or(Side::Mews, Side::from);
    let api = selection.api.map_or(Api::ChannelManager, Api::from);
    let mut credentials = Credentials::default();
    for property in ["clientToken", "connectionToken", "email"] {
        for (name, credential) in CredentialName::ALL {
            let key = if credential == CredentialName::Valid {
                kebab(property)
            } else {
                format!("{name}-{}", kebab(property))
            };
            let variable = format!("KEYCARD_{}", key.replace('-', "_").to_uppercase());
            if let Ok(value) = std::env::var(&variable)
                && !value.is_empty()
            {
                credentials.set(property, credential, Secret::new(value));
            }
        }
    }
    let endpoint = Endpoint {
        address: url.to_string(),
        addresses: HashMap::new(),
        credentials,
        agreement: Agreement {
            production: url::Url::parse(url).is_ok_and(|url| url.host_str() == Some("api.mews.com")),
            spaces: listed("KEYCARD_SPACES"),
            rates: listed("KEYCARD_RATES"),
            currency: "EUR".to_string(),
            unmapped_space: "KC-NO-SUCH-SPACE".to_string(),
            unmapped_rate: "KC-NO-SUCH-RATE".to_string(),
            response_url: "http://127.0.0.1:8400/api/channelManager/v1".to_string(),
            ..Agreement::default()
        },
    };
    Ok(assembly::targeted(
        Target::new(clock).with(api, side, endpoint),
        Store::Off,
        url.to_string(),
    ))
}

/// A list of codes in an environment variable, separated by commas.
fn listed(variable: &str) -> Vec<String> {
    let text = std::env::var(variable).unwrap_or_default();
    text.split(',')
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .map(str::to_string)
        .collect()
}

/// What is shown at the end, gathered while the cases go by; bounded.
#[derive(Default)]
struct Shown {
    details: Vec<String>,
    more_details: usize,
    warnings: Vec<String>,
    more_warnings: usize,
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
        let updating = arguments.snapshots.as_deref().filter(|_| arguments.update_snapshots);
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
        for warning in &shown.warnings {
            anstream::println!("{warning}");
        }
        if shown.more_warnings > 0 {
            anstream::println!(
                "… and {} more warnings; --report json=PATH has all of them",
                shown.more_warnings
            );
        }
        for detail in &shown.details {
            anstream::println!("\n{}", detail.trim_end());
        }
        if shown.more_details > 0 {
            anstream::println!(
                "\n… and {} more; --report json=PATH has all of them",
                shown.more_details
            );
        }
        if !shown.details.is_empty() {
            println!();
        }
        anstream::println!(
            "{}",
            terminal::summary(
                &summary,
                seconds,
                &self.assembled.redactor.text(&self.assembled.name).to_string()
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
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_ok() {
            interrupted.store(true, std::sync::atomic::Ordering::Relaxed);
        } else {
            std::future::pending::<()>().await;
        }
    };
    runtime
        .block_on(schedule::run(plan, target, &caller, options, interrupt, on))
        .map_err(|problems| problems.to_string())?;
    Ok(if interrupted.into_inner() {
        End::Interrupted
    } else {
        End::Whole
    })
}

impl Shown {
    fn take(&mut self, record: &Record) {
        match record.verdict {
            StatusName::Failed => {
                if self.details.len() < MOST_DETAILS {
                    self.details.push(terminal::details(record));
                } else {
                    self.more_details += 1;
                }
            }
            StatusName::Passed | StatusName::Inconclusive | StatusName::NotRun | StatusName::NeedsReview => {
                for warning in terminal::warnings(record) {
                    if self.warnings.len() < MOST_WARNINGS {
                        self.warnings.push(warning);
                    } else {
                        self.more_warnings += 1;
                    }
                }
            }
        }
    }
}

/// The reports that were asked for.
struct Reports {
    wanted: Vec<ReportArgument>,
    spool: Option<Spool>,
    suites: Suites,
}

impl Reports {
    /// Makes sure that every report can be written before anything is sent.
    fn open(wanted: &[ReportArgument]) -> Result<Self, Problem> {
        let cannot = |path: &Path, error: &io::Error| {
            Problem::new(format!("the report {} cannot be written: {error}", path.display()))
        };
        for (index, report) in wanted.iter().enumerate() {
            if wanted[..index].iter().any(|earlier| earlier.path == report.path) {
                return Err(Problem::new(format!(
                    "two reports would be written to {}",
                    report.path.display()
                )));
            }
            if report.path.is_dir() {
                return Err(Problem::new(format!(
                    "the report {} cannot be written: it is a directory",
                    report.path.display()
                )));
            }
        }
        let spool = match wanted.first() {
            Some(report) => {
                let path = write::beside(&report.path, "partial.jsonl");
                Some(Spool::create(path).map_err(|error| cannot(&report.path, &error))?)
            }
            None => None,
        };
        Ok(Self {
            wanted: wanted.to_vec(),
            spool,
            suites: Suites::default(),
        })
    }

    fn wanted(&self) -> bool {
        self.spool.is_some()
    }

    fn push(&mut self, record: &Record) -> io::Result<()> {
        let Some(spool) = &mut self.spool else { return Ok(()) };
        self.suites.add(record);
        spool.push(record)
    }

    fn write(&mut self, head: &Head, redactor: &crate::redaction::redactor::Redactor) -> io::Result<Vec<LeakedIn>> {
        let Some(mut spool) = self.spool.take() else {
            return Ok(Vec::new());
        };
        let mut leaks = Vec::new();
        for report in &self.wanted {
            let records = spool.lines()?;
            leaks.extend(write::file(&report.path, redactor, |mut out| match report.format {
                ReportFormat::Json => json::render(head, records, &mut out),
                ReportFormat::Junit => junit::render(&self.suites, records, &mut out),
            })?);
        }
        spool.remove()?;
        Ok(leaks)
    }
}

//! `[io]` The same cases under `cargo test`: one libtest-mimic trial each.
//!
//! A crate of one's own gets them with a test target without the usual harness:
//!
//! ```toml
//! [[test]]
//! name = "contract"
//! harness = false
//! ```
//!
//! and a file of three lines:
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     keycard::harness::Suite::own("tests/scenarios").config("keycard.toml").main()
//! }
//! ```
//!
//! Filters, `--list`, `--exact`, threads and cargo-nextest work as with any other test.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use jiff::Timestamp;
use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::assembly::{self, Assembled, BuiltIn, Scenarios};
use crate::cli::diagnostics;
use crate::cli::exit::Exit;
use crate::config;
use crate::exchange::transcript::Outcome;
use crate::input::problem::{Problem, Problems};
use crate::judge::finding::StatusName;
use crate::judge::judgement::Judge;
use crate::plan::case::Case;
use crate::plan::compile::{CompileError, Plan};
use crate::plan::selection::Selection;
use crate::report::record::{self, Detail};
use crate::report::terminal;
use crate::runner::schedule::{self, ProductionWrites};
use crate::runner::session::Setting;
use crate::scenario::model::Level;
use crate::wire::call::{Caller, Limits};

/// Which cases become tests, and what they are run against.
///
/// `KEYCARD_SCENARIOS=dir` points a suite at another directory, `KEYCARD_CONFIG=file` at a target.
#[derive(Clone, Debug, Default)]
pub struct Suite {
    scenarios: Scenarios,
    config: Option<PathBuf>,
}

impl Suite {
    /// The built-in scenarios against the built-in stub.
    pub fn built_in() -> Self {
        Self::default()
    }

    /// The scenarios of a directory, against the built-in stub unless [`Self::config`] names a target.
    pub fn own(directory: impl Into<PathBuf>) -> Self {
        Self {
            scenarios: Scenarios {
                built_in: BuiltIn::LeftOut,
                directories: vec![directory.into()],
            },
            config: None,
        }
    }

    /// The same scenarios against the target of a configuration file.
    #[must_use]
    pub fn config(mut self, file: impl Into<PathBuf>) -> Self {
        self.config = Some(file.into());
        self
    }

    /// Runs the suite with the arguments of the process, and gives the exit code for `main`.
    ///
    /// Wrong input is explained on standard error and ends with 2, an empty selection with 4. A
    /// filter of the test runner that leaves nothing is no error, as with any other test.
    pub fn main(mut self) -> ExitCode {
        if let Some(directory) = std::env::var_os("KEYCARD_SCENARIOS") {
            self.scenarios = Scenarios {
                built_in: BuiltIn::LeftOut,
                directories: vec![directory.into()],
            };
        }
        if let Some(file) = std::env::var_os("KEYCARD_CONFIG") {
            self.config = Some(file.into());
        }
        let arguments = Arguments::from_args();
        match self.trials() {
            Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
            Err(exit) => exit.into(),
        }
    }

    fn trials(self) -> Result<Vec<Trial>, Exit> {
        let refuse = |problems: Problems| {
            diagnostics::errors(problems.iter());
            Exit::Input
        };
        let clock = assembly::clock(Timestamp::now(), u64::from(std::process::id()));
        let contract = assembly::contract(None);
        let mut which = self.scenarios;
        let mut selection = Selection::default();
        let assembled = match &self.config {
            Some(file) => {
                let config = config::load::file(file).map_err(refuse)?;
                config.check(&contract).map_err(refuse)?;
                diagnostics::warnings(&config.warnings);
                which.directories.extend(config.scenarios.iter().cloned());
                selection.hosts = config.hosts();
                let address = config.listening.address;
                assembly::configured(config, clock)
                    .listening(address)
                    .map_err(|error| refuse(Problem::new(format!("Keycard cannot listen: {error}")).into()))?
            }
            None => assembly::simulated::stub(clock, Default::default()).map_err(|_| Exit::Inconclusive)?,
        };
        which.directories.sort();
        which.directories.dedup();
        let plan = assembly::plan(&contract, &which, &selection).map_err(|error| match error {
            CompileError::Input(problems) => refuse(problems),
            CompileError::Nothing { .. } => Exit::NothingRan,
        })?;
        let shared = Arc::new(Shared::new(plan, assembled)?);
        (0..shared.plan.len())
            .map(|position| trial(&shared, position))
            .collect::<Result<_, _>>()
            .map_err(refuse)
    }
}

/// What all trials of a suite share.
struct Shared {
    plan: Plan,
    assembled: Assembled,
    caller: Caller,
    runtime: tokio::runtime::Runtime,
}

impl Shared {
    fn new(plan: Plan, assembled: Assembled) -> Result<Self, Exit> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|_| Exit::Inconclusive)?;
        Ok(Self {
            plan,
            assembled,
            caller: Caller::new(Limits::default()),
            runtime,
        })
    }
}

fn trial(shared: &Arc<Shared>, position: usize) -> Result<Trial, Problems> {
    let name = shared.plan.id(position)?.to_string();
    let shared = Arc::clone(shared);
    Ok(Trial::ignorable_test(name, move || {
        let case = shared
            .plan
            .case(position)
            .map_err(|problems| Failed::from(problems.to_string()))?;
        shared.judge(position, &case)
    }))
}

impl Shared {
    fn judge(&self, position: usize, case: &Case) -> Result<Completion, Failed> {
        let target = &self.assembled.target;
        let setting = Setting {
            target,
            caller: &self.caller,
            questions: None,
        };
        let transcript = self
            .runtime
            .block_on(schedule::one_case(case, setting, ProductionWrites::Refused));
        let redactor = &self.assembled.redactor;
        for entry in &transcript.entries {
            if let Outcome::Answered(response) = &entry.outcome
                && let Ok(json) = response.body.json()
            {
                redactor.learn_from(json);
            }
        }
        let judge = Judge {
            contract: self.plan.contract(),
            redactor,
            snapshots: &self.assembled.snapshots,
        };
        let verdict = judge.judge(case, &transcript);
        if let Some(host) = &self.assembled.stub {
            host.forget(&case.id.key());
        }
        let record = record::record(position, case, &transcript, &verdict, redactor, Detail::Exchanges);
        let text = anstream::adapter::strip_str(&terminal::details(&record)).to_string();
        let reason = record.reason.as_ref().map(ToString::to_string).unwrap_or_default();
        match (record.verdict, record.level) {
            (StatusName::Passed, _) => Ok(Completion::Completed),
            (StatusName::Failed, Level::Recommended | Level::Optional) => Ok(Completion::ignored_with(format!(
                "failed, but only {}:\n{text}",
                record.level.name()
            ))),
            (StatusName::Failed, Level::Required) | (StatusName::Inconclusive, _) => Err(Failed::from(text)),
            (StatusName::NotRun | StatusName::NeedsReview, _) => Ok(Completion::ignored_with(reason)),
        }
    }
}

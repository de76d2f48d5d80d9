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
//!
//! A failure that the configuration waives is an ignored test that says so. Each waiver is a test as well, so
//! that one that no longer serves is noticed: it fails if the waiver expired, is about no case, or is about
//! cases that all pass. It runs those cases itself if their own tests are filtered out.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::app::built_in_stub;
use crate::app::diagnostics;
use crate::app::exit::Exit;
use crate::app::scenarios::{self, BuiltIn, Scenarios};
use crate::app::settle::Settlement;
use crate::app::target_setup::{self, TargetSetup};
use crate::config;
use crate::exchange::transcript::Transcript;
use crate::input::problem::{Problem, Problems};
use crate::judge::finding::StatusName;
use crate::plan::case::Case;
use crate::plan::compile::{CompileError, Plan};
use crate::plan::selection::Selection;
use crate::plan::waiver::{Pattern, Waiver};
use crate::report::record::Record;
use crate::report::recorder::{Detail, Origin};
use crate::report::terminal;
use crate::report::waiver::{Scope, Tally, WaiverState, WaiverUse};
use crate::runner::reachability::Reachability;
use crate::runner::schedule::{self, ProductionWrites};
use crate::runner::setting::Setting;
use crate::scenario::load;
use crate::scenario::model::Level;
use crate::wire::call::{Caller, Limits};

/// Cases that become tests, and the target that they are run against.
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
            let _ = writeln!(
                anstream::stderr(),
                "{}",
                diagnostics::errors(problems.iter(), "nothing was sent")
            );
            Exit::Input
        };
        let now = Timestamp::now();
        let seed = u64::from(std::process::id());
        let contract = scenarios::contract(None);
        let mut which = self.scenarios;
        let mut selection = Selection::default();
        let mut waivers = Vec::new();
        let setup = match &self.config {
            Some(file) => {
                let config = config::load::file(file).map_err(refuse)?;
                config.check(&contract).map_err(refuse)?;
                if !config.warnings.is_empty() {
                    let _ = writeln!(anstream::stderr(), "{}", diagnostics::warnings(&config.warnings));
                }
                which.directories.extend(config.scenarios.iter().cloned());
                selection.hosts = config.hosts();
                waivers.clone_from(&config.waivers);
                let address = config.listening.address;
                target_setup::configured(config, now, seed)
                    .listening(address)
                    .map_err(|error| refuse(Problem::new(format!("Keycard cannot listen: {error}")).into()))?
            }
            None => built_in_stub::stub(target_setup::clock(now, seed), Default::default())
                .map_err(|_| Exit::Inconclusive)?,
        };
        which.directories.sort();
        which.directories.dedup();
        let plan = scenarios::plan(&contract, &which, &selection).map_err(|error| match error {
            CompileError::Input(problems) => refuse(problems),
            CompileError::Nothing { .. } => Exit::NothingRan,
        })?;
        setup.hosting(plan.contract());
        let waived = Waived::of(waivers, &plan, &which, now.to_zoned(TimeZone::UTC).date()).map_err(refuse)?;
        let shared = Arc::new(Shared::new(plan, setup, waived)?);
        let cases = (0..shared.plan.len()).map(|position| trial(&shared, position));
        let waivers = (0..shared.waived.waivers.len()).map(|index| Ok(waiver(&shared, index)));
        cases.chain(waivers).collect::<Result<_, _>>().map_err(refuse)
    }
}

/// The waivers of a suite, and the cases that they are about.
struct Waived {
    waivers: Vec<(Waiver, Scope)>,
    today: Date,
    /// Cases that a waiver is about, each judged once, whichever test is the first to ask.
    judged: HashMap<usize, OnceLock<Record>>,
}

impl Waived {
    fn of(waivers: Vec<Waiver>, plan: &Plan, which: &Scenarios, today: Date) -> Result<Self, Problems> {
        let mut judged = HashMap::new();
        let cases = if waivers.is_empty() { 0 } else { plan.len() };
        for position in 0..cases {
            let id = plan.id(position)?;
            if waivers.iter().any(|waiver| waiver.case.matches(id.as_str())) {
                judged.insert(position, OnceLock::new());
            }
        }
        // What the suite leaves out, a waiver may be about.
        let scope = |waiver: &Pattern| match which.built_in {
            BuiltIn::LeftOut if !load::built_in(|id| waiver.concerns(id)).is_empty() => Scope::Part,
            BuiltIn::LeftOut | BuiltIn::Included => Scope::Whole,
        };
        let scoped = waivers.into_iter().map(|waiver| {
            let scope = scope(&waiver.case);
            (waiver, scope)
        });
        Ok(Self {
            waivers: scoped.collect(),
            today,
            judged,
        })
    }
}

/// Parts that all trials of a suite share.
struct Shared {
    plan: Plan,
    setup: TargetSetup,
    waived: Waived,
    caller: Caller,
    reachability: Mutex<Reachability>,
    runtime: tokio::runtime::Runtime,
}

impl Shared {
    fn new(plan: Plan, setup: TargetSetup, waived: Waived) -> Result<Self, Exit> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|_| Exit::Inconclusive)?;
        Ok(Self {
            plan,
            setup,
            waived,
            caller: Caller::new(Limits::default()),
            reachability: Mutex::default(),
            runtime,
        })
    }
}

fn trial(shared: &Arc<Shared>, position: usize) -> Result<Trial, Problems> {
    let name = shared.plan.id(position)?.to_string();
    let shared = Arc::clone(shared);
    Ok(Trial::ignorable_test(name, move || {
        let case = shared.case(position)?;
        let record = match shared.waived.judged.get(&position) {
            Some(judged) => judged.get_or_init(|| shared.judge(position, &case)).clone(),
            None => shared.judge(position, &case),
        };
        shared.conclude(&case, record)
    }))
}

/// The test of a waiver: whether it still serves.
fn waiver(shared: &Arc<Shared>, index: usize) -> Trial {
    let (waiver, _) = &shared.waived.waivers[index];
    let name = shared.setup.redactor.text(&format!("waivers/{}", waiver.case));
    let shared = Arc::clone(shared);
    Trial::ignorable_test(name.to_string(), move || shared.settle(index))
}

impl Shared {
    fn case(&self, position: usize) -> Result<Case, Failed> {
        let case = self.plan.case(position);
        case.map_err(|problems| Failed::from(problems.to_string()))
    }

    /// Runs and judges a case.
    fn judge(&self, position: usize, case: &Case) -> Record {
        let target = &self.setup.target;
        let setting = Setting {
            target,
            caller: &self.caller,
            questions: None,
            given_up: None,
        };
        let reachability = || self.reachability.lock().unwrap_or_else(PoisonError::into_inner);
        let given_up = reachability().given_up(case);
        let transcript = match given_up {
            Some(stop) => Transcript {
                facts: target.facts(case),
                stopped: Some(stop),
                ..Transcript::default()
            },
            None => self
                .runtime
                .block_on(schedule::one_case(case, setting, ProductionWrites::Refused)),
        };
        reachability().note(case, &transcript, 0);
        let settlement = Settlement::new(&self.setup, self.plan.contract());
        let judged = settlement.judge(case.clone(), transcript);
        settlement.forget(case);
        let origin = Origin::in_plan(&self.plan, position);
        settlement.record(&judged, origin, None, None, Detail::Exchanges)
    }

    /// Concludes the test of a case.
    fn conclude(&self, case: &Case, mut record: Record) -> Result<Completion, Failed> {
        let redactor = &self.setup.redactor;
        let waivers: Vec<Waiver> = self.waived.waivers.iter().map(|(waiver, _)| waiver.clone()).collect();
        let mut tally = Tally::new(&waivers, self.waived.today, redactor);
        if let Some(waiver) = tally.take(case.id.as_str(), record.verdict) {
            record.accept(waiver, redactor);
        }
        let text = anstream::adapter::strip_str(&terminal::details(&record)).to_string();
        let reason = record.reason.as_ref().map(ToString::to_string).unwrap_or_default();
        match (record.verdict, record.level) {
            (StatusName::Failed, _) if record.waiver.is_some() => {
                Ok(Completion::ignored_with(format!("{reason}\n{text}")))
            }
            (StatusName::Passed, _) => Ok(Completion::Completed),
            (StatusName::Failed, Level::Recommended | Level::Optional) => Ok(Completion::ignored_with(format!(
                "failed, but only {}:\n{text}",
                record.level.name()
            ))),
            (StatusName::Failed, Level::Required) | (StatusName::Inconclusive, _) => Err(Failed::from(text)),
            (StatusName::NotRun | StatusName::NeedsReview, _) => Ok(Completion::ignored_with(reason)),
        }
    }

    /// Settles a waiver by the cases that it is about.
    fn settle(&self, index: usize) -> Result<Completion, Failed> {
        let (waiver, scope) = &self.waived.waivers[index];
        let redactor = &self.setup.redactor;
        let mut tally = Tally::new(std::slice::from_ref(waiver), self.waived.today, redactor);
        let mut positions: Vec<usize> = self.waived.judged.keys().copied().collect();
        positions.sort_unstable();
        for position in positions {
            let case = self.case(position)?;
            if let Some(judged) = self.waived.judged.get(&position)
                && waiver.case.matches(case.id.as_str())
            {
                let record = judged.get_or_init(|| self.judge(position, &case));
                tally.take(case.id.as_str(), record.verdict);
            }
        }
        let settled = tally.close(|_| *scope);
        let faults: Vec<String> = settled.iter().filter_map(WaiverUse::fault).collect();
        if !faults.is_empty() {
            return Err(Failed::from(faults.join("\n")));
        }
        if settled.iter().any(|waiver| waiver.standing == WaiverState::Undecided) {
            return Ok(Completion::ignored_with("it cannot be told whether it is still needed"));
        }
        Ok(Completion::Completed)
    }
}

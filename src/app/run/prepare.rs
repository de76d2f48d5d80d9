//! `[io]` Preparation of a run: everything that is decided before the first request.

use std::path::PathBuf;

use crate::app::built_in_stub;
use crate::app::notice::Notice;
use crate::app::refusal::Refusal;
use crate::app::reports::Reports;
use crate::app::run::options::RunOptions;
use crate::app::run_clock::RunClock;
use crate::app::scenarios::{self, BuiltIn};
use crate::app::target_setup::{self, TargetSetup, cannot_listen};
use crate::app::url_target;
use crate::config;
use crate::config::model::Config;
use crate::contract::operation::{Api, Side};
use crate::input::problem::{Problem, Problems};
use crate::plan::compile::Plan;
use crate::plan::waiver::Waiver;
use crate::report::format::Subject;
use crate::snapshots::store::Store;
use crate::stub::host_options::HostOptions;
use crate::stub::options::WorldOptions;

/// A run that can begin.
pub struct PreparedRun {
    /// Its cases.
    pub plan: Plan,
    /// The target.
    pub setup: TargetSetup,
    /// Sentence that says what is tested, and who says so.
    pub tested: String,
    /// The reports, which can be written.
    pub reports: Reports,
    /// Directory to which new and changed snapshots are proposed, if they are.
    pub proposals: Option<PathBuf>,
    /// Start and seed of the run.
    pub clock: RunClock,
    /// Known failures that are accepted for a while.
    pub waivers: Vec<Waiver>,
    /// Decision that the run proves nothing if a case is not run.
    pub fail_on_not_run: bool,
}

/// Target that the options name.
enum Tested {
    Configured(Box<Config>),
    Address(String, (Api, Side)),
    Stub,
}

impl Tested {
    /// Words behind the name of the target: who says that it is tested.
    fn described(&self) -> String {
        match self {
            Self::Configured(config) => {
                let file = config.path().display();
                format!(", as {file} says ({} environment)", config.environment.name())
            }
            Self::Address(..) | Self::Stub => String::new(),
        }
    }
}

/// Prepares a run: reads the configuration and the scenarios, sets up the target, opens the reports.
///
/// # Errors
/// Something of that is wrong, or nothing is selected.
pub fn prepare(options: &RunOptions, notices: &mut Vec<Notice>) -> Result<PreparedRun, Refusal> {
    let clock = RunClock::start(options.seed);
    let tested = tested(options, notices)?;
    let (hosts, own, waivers) = match &tested {
        Tested::Configured(config) => (config.hosts(), config.scenarios.clone(), config.waivers.clone()),
        Tested::Address(_, host) => (vec![*host], Vec::new(), Vec::new()),
        Tested::Stub => Default::default(),
    };
    let plan = options.selection.plan(own, hosts, notices)?;
    let fail_on_not_run =
        options.fail_on_not_run || matches!(&tested, Tested::Configured(config) if config.fail_on_not_run);
    let tested_as = tested.described();
    let mut setup = set_up(tested, options, clock, notices)?;
    let tested = format!("Testing {}{tested_as}.", setup.name);
    setup.hosting(plan.contract());
    if let Some(store) = snapshots(options, &setup) {
        setup.snapshots = store;
    }
    let proposals = proposals(options, &setup)?;
    if setup.too_short > 0 {
        notices.push(Notice::Line(format!(
            "warning: {} secrets are shorter than four characters and can only be masked by the name of their property",
            setup.too_short
        )));
    }
    let reports = Reports::open(&options.reports, Subject::Cases, plan.contract(), notices)?;
    Ok(PreparedRun {
        plan,
        setup,
        tested,
        reports,
        proposals,
        clock,
        waivers,
        fail_on_not_run,
    })
}

/// Reads what is to be tested.
fn tested(options: &RunOptions, notices: &mut Vec<Notice>) -> Result<Tested, Problems> {
    if let Some(path) = &options.config {
        let config = config::load::file(path)?;
        config.check(&scenarios::contract(options.selection.schemas.clone()))?;
        notices.push(Notice::Problems(config.warnings.clone()));
        return Ok(Tested::Configured(Box::new(config)));
    }
    match &options.target {
        Some(url) => Ok(Tested::Address(url.clone(), url_target::host(&options.selection)?)),
        None => Ok(Tested::Stub),
    }
}

/// Sets up the target, with whatever has to listen for it.
fn set_up(
    tested: Tested,
    options: &RunOptions,
    clock: RunClock,
    notices: &mut Vec<Notice>,
) -> Result<TargetSetup, Refusal> {
    let stub_clock = target_setup::clock(clock.started, clock.seed);
    match tested {
        Tested::Configured(config) => {
            let address = config.listening.address;
            target_setup::configured(*config, clock.started, clock.seed)
                .listening(address)
                .map_err(|error| cannot_listen(address, &error).into())
        }
        Tested::Address(url, host) => Ok(url_target::target(&url, host, stub_clock, notices)?),
        Tested::Stub => built_in_stub::stub(stub_clock, stub_options(options))
            .map_err(|error| Refusal::Unable(format!("the built-in stub cannot start: {error}"))),
    }
}

fn stub_options(options: &RunOptions) -> HostOptions {
    HostOptions {
        fault: options.fault,
        world: WorldOptions {
            behaviour: options.behaviour.unwrap_or_default(),
            ..WorldOptions::default()
        },
    }
}

/// Returns the accepted snapshots, where they are not those of the target.
fn snapshots(options: &RunOptions, setup: &TargetSetup) -> Option<Store> {
    if let Some(directory) = &options.snapshots {
        return Some(Store::Directory(directory.clone()));
    }
    let selection = &options.selection;
    let as_built_in =
        selection.built_in == BuiltIn::Included && selection.schemas.is_none() && options.behaviour.is_none();
    // The embedded snapshots are those of the built-in scenarios and of the stub as it is.
    (setup.stub.is_some() && !as_built_in).then_some(Store::Off)
}

/// Returns the directory to which snapshots are proposed, if they are.
fn proposals(options: &RunOptions, setup: &TargetSetup) -> Result<Option<PathBuf>, Problem> {
    match (&setup.snapshots, options.update_snapshots) {
        (_, false) => Ok(None),
        (Store::Directory(directory), true) => Ok(Some(directory.clone())),
        (Store::Off | Store::BuiltIn, true) => Err(Problem::new("there is no directory to write snapshots to")
            .with_help(Some(
                "name it: --snapshots DIR, or `snapshots = \"DIR\"` in the configuration".to_string(),
            ))),
    }
}

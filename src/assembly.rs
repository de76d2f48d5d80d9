//! Puts the stages together for the two roots, the command line and the test harness: which
//! scenarios, which contract, which target, which secrets, which snapshots.

pub mod simulated;

use std::io;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::config::model::Config;
use crate::contract::catalogue::Contract;
use crate::contract::load::Files;
use crate::contract::operation::Api;
use crate::input::problem::{Problem, Problems};
use crate::plan::compile::{self, CompileError, Plan};
use crate::plan::selection::Selection;
use crate::redaction::redactor::Redactor;
use crate::runner::listener::Listener;
use crate::runner::target::{Clock, Target};
use crate::scenario::load::{self, Found};
use crate::scenario::model::Scenario;
use crate::scenario::read;
use crate::snapshots::store::Store;
use crate::stub::host::Host;

/// A thread for fewer files than these costs more than it saves.
const FEWEST_SHARED: usize = 64;

/// Which scenario files are read.
#[derive(Clone, Debug, Default)]
pub struct Scenarios {
    /// Whether the built-in ones are among them.
    pub built_in: BuiltIn,
    /// Directories or files of one's own.
    pub directories: Vec<PathBuf>,
}

/// Whether the built-in scenarios are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BuiltIn {
    /// They are.
    #[default]
    Included,
    /// Only one's own are.
    LeftOut,
}

/// The contract in a directory, or the built-in one.
pub fn contract(schemas: Option<PathBuf>) -> Arc<Contract> {
    match schemas {
        Some(directory) => Arc::new(Contract::new(Files::Directory(directory))),
        None => Contract::built_in(),
    }
}

/// So many files are read at a time: what was read is compiled before the next ones are.
const READ_AHEAD: usize = 1_024;

/// The files of the scenarios that a selection can have cases of.
///
/// The built-in files are proved by the project's tests, so those that cannot be selected are not
/// even read; of the user's own, every file is, and every problem is found.
fn files(which: &Scenarios, selection: &Selection) -> (Vec<Found>, Vec<Problem>) {
    let mut problems: Vec<Problem> = Vec::new();
    let mut files: Vec<Found> = match which.built_in {
        BuiltIn::Included => load::built_in(|id| selection.may_select(id)),
        BuiltIn::LeftOut => Vec::new(),
    };
    for directory in &which.directories {
        let (found, faults) = load::directory(directory);
        files.extend(found);
        problems.extend(faults);
    }
    // A folder's scenarios stand together, wherever they come from: reports group by folder.
    files.sort_by(|a, b| folder_and_name(&a.id).cmp(&folder_and_name(&b.id)));
    (files, problems)
}

/// The plan of a selection.
///
/// # Errors
/// Everything that is wrong with any of the files, whichever stage finds it; or nothing is selected.
pub fn plan(contract: &Arc<Contract>, which: &Scenarios, selection: &Selection) -> Result<Plan, CompileError> {
    let (files, mut problems) = files(which, selection);
    let scenarios = files
        .chunks(READ_AHEAD)
        .flat_map(read_all)
        .filter_map(|outcome| match outcome {
            Ok((scenario, found)) => {
                problems.extend(found);
                Some(scenario)
            }
            Err(found) => {
                problems.extend(found);
                None
            }
        });
    let compiled = compile::compile(contract, scenarios, selection);
    if contract.is_own() {
        problems.extend(contract.read_whole().err().into_iter().flatten());
    }
    if problems.is_empty() {
        return compiled;
    }
    if let Err(CompileError::Input(found)) = compiled {
        // A second problem of the same value follows from the first.
        let seen = problems.len();
        for problem in found {
            let follows = problems[..seen].iter().any(|earlier| earlier.covers(&problem));
            if !follows && !problems.iter().any(|known| known.says_the_same(&problem)) {
                problems.push(problem);
            }
        }
    }
    match Problems::none(problems, ()) {
        Err(problems) => Err(CompileError::Input(problems)),
        Ok(()) => Err(Problems::from(Problem::new("the scenarios cannot be read")).into()),
    }
}

fn folder_and_name(id: &str) -> (&str, &str) {
    id.rsplit_once('/').unwrap_or(("", id))
}

/// Reading YAML is a third of the work of a run of one-call scenarios, so all processors share it.
fn read_all(files: &[Found]) -> Vec<Result<(Scenario, Vec<Problem>), Problems>> {
    let read = |files: &[Found]| -> Vec<_> {
        files
            .iter()
            .map(|file| read::as_far_as_possible(&file.id, &file.source))
            .collect()
    };
    let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let share = files.len().div_ceil(processors).max(FEWEST_SHARED);
    let mut shares = files.chunks(share);
    let Some(first) = shares.next() else {
        return Vec::new();
    };
    thread::scope(|scope| {
        let others: Vec<_> = shares.map(|files| scope.spawn(move || read(files))).collect();
        let mut outcomes = read(first);
        for other in others {
            match other.join() {
                Ok(found) => outcomes.extend(found),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        outcomes
    })
}

/// The dates and the seed of a run that begins now, of the stub or of whoever lives by UTC.
pub fn clock(now: Timestamp, seed: u64) -> Clock {
    clock_in(TimeZone::UTC, now, seed)
}

fn clock_in(zone: TimeZone, now: Timestamp, seed: u64) -> Clock {
    let today = now.to_zoned(zone).date();
    let from = today.saturating_add(30.days());
    Clock {
        today: today.to_string(),
        from: from.to_string(),
        to: from.saturating_add(1.day()).to_string(),
        seed,
    }
}

/// A target, and what has to live as long as it does.
#[derive(Debug)]
pub struct Assembled {
    /// The implementation under test.
    pub target: Target,
    /// What replaces its secrets.
    pub redactor: Redactor,
    /// The accepted snapshots.
    pub snapshots: Store,
    /// How many secrets are too short to be masked wherever they stand.
    pub too_short: usize,
    /// What a report calls the target.
    pub name: String,
    /// The stub, if it is the target.
    pub stub: Option<Host>,
    /// Where calls of the target are taken, if anywhere.
    pub listener: Option<Listener>,
}

/// The sides that a configuration names as a target; its calls are heard after [`Assembled::listening`].
pub fn configured(config: Config, now: Timestamp, seed: u64) -> Assembled {
    let clock = clock_in(config.zone(), now, seed);
    let name = config
        .endpoints
        .iter()
        .map(|(_, _, endpoint)| endpoint.address.clone())
        .collect::<Vec<_>>()
        .join(" and ");
    let mut target = Target::new(clock);
    for (api, side, endpoint) in config.endpoints {
        target = target.with(api, side, endpoint);
    }
    targeted(target, config.snapshots.map_or(Store::Off, Store::Directory), name)
}

impl Assembled {
    /// The same, with calls of the target taken at that address, if there is one.
    ///
    /// # Errors
    /// The address cannot be listened on.
    pub fn listening(mut self, address: Option<SocketAddr>) -> io::Result<Self> {
        if let Some(address) = address {
            self.listen(address)?;
        }
        Ok(self)
    }

    /// Tells those who call by which method operations are called. A contract without any tells nothing.
    pub fn hosting(&self, contract: &Contract) {
        if let Some(listener) = &self.listener
            && let Ok(operations) = contract.operations(Api::ChannelManager)
        {
            listener.inbox().set_hosted_operations(operations.to_vec());
        }
    }

    /// Takes calls of the target at that address from now on.
    ///
    /// # Errors
    /// The address cannot be listened on.
    pub fn listen(&mut self, address: SocketAddr) -> io::Result<()> {
        let listener = Listener::start(address)?;
        if let Some(answers) = self.target.property_answers() {
            listener.inbox().set_property_answers(answers);
        }
        let target = std::mem::replace(&mut self.target, Target::new(Clock::default()));
        self.target = target
            .heard_by(listener.inbox().clone())
            .answered_on(listener.address().port());
        self.listener = Some(listener);
        Ok(())
    }
}

/// A target that stands already.
pub fn targeted(target: Target, snapshots: Store, name: String) -> Assembled {
    let (redactor, too_short) = redactor(&target);
    Assembled {
        redactor,
        too_short,
        target,
        snapshots,
        name,
        stub: None,
        listener: None,
    }
}

/// The redactor that knows every secret of a target, and how many it cannot replace by value.
fn redactor(target: &Target) -> (Redactor, usize) {
    let mut builder = Redactor::builder();
    for endpoint in target.endpoints() {
        for secret in endpoint.credentials.secrets() {
            builder = builder.secret(&secret);
        }
    }
    let too_short = builder.too_short();
    (builder.build(), too_short)
}

//! Options of a run, as a command line or a test gives them.

use std::path::PathBuf;
use std::time::Duration;

use crate::app::case_selection::CaseSelection;
use crate::app::reports::ReportOptions;
use crate::runner::schedule::{ProductionWrites, Prompts};
use crate::stub::behaviour::Behaviour;
use crate::stub::faults::fault::Fault;

/// Options of a run.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// Selection of the cases.
    pub selection: CaseSelection,
    /// Configuration that says what to test.
    pub config: Option<PathBuf>,
    /// Base address to test, in place of a configuration.
    pub target: Option<String>,
    /// Number of cases that run at once, if it is not the usual one.
    pub jobs: Option<u16>,
    /// Longest time to wait for an answer.
    pub timeout: Duration,
    /// Decision that no further case begins once a required one has failed.
    pub fail_fast: bool,
    /// Decision that a run proves nothing in which a case was not run, whatever the configuration says.
    pub fail_on_not_run: bool,
    /// Reports and evidence pack to write.
    pub reports: ReportOptions,
    /// Directory of accepted snapshots.
    pub snapshots: Option<PathBuf>,
    /// Decision that new and changed snapshots are written as proposals.
    pub update_snapshots: bool,
    /// Seed of the fresh values, if it is that of an earlier run.
    pub seed: Option<u64>,
    /// Permission to change data of a production environment.
    pub production_writes: ProductionWrites,
    /// Use of prompts to a person.
    pub prompts: Prompts,
    /// Fault to plant in the built-in stub.
    pub fault: Option<Fault>,
    /// Behaviour of the built-in stub, if it is not the usual one.
    pub behaviour: Option<Behaviour>,
}

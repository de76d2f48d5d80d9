//! Options of a certification.

use std::path::PathBuf;
use std::time::Duration;

use crate::app::reports::ReportOptions;
use crate::plan::selection::Shard;
use crate::runner::schedule::{ProductionWrites, Prompts};

/// Plan that is followed if nothing else is said.
pub const PLAN: &str = "channel-manager";

/// Options of a certification.
#[derive(Clone, Debug)]
pub struct CertifyOptions {
    /// Configuration that says where the system under test is.
    pub config: PathBuf,
    /// Name or file of the plan.
    pub plan: Option<String>,
    /// Folder of the proofs and attestations.
    pub folder: PathBuf,
    /// Decision to go on with an earlier run.
    pub resume: bool,
    /// Ids of the tests that are to be begun anew.
    pub restart: Vec<String>,
    /// Longest time to wait for an answer.
    pub timeout: Duration,
    /// Reports and evidence pack to write.
    pub reports: ReportOptions,
    /// Decision to fail tests where the configuration would be suspected.
    pub trust_configuration: bool,
    /// Only one part of the tests.
    pub shard: Option<Shard>,
    /// Seed of the fresh values, if it is that of an earlier run.
    pub seed: Option<u64>,
    /// Permission to change data of a production environment.
    pub production_writes: ProductionWrites,
    /// Use of prompts to a person.
    pub prompts: Prompts,
}

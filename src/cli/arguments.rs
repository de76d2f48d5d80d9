//! Arguments of the commands, with their help.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::evidence::arguments::EvidenceArguments;
use super::values::{StubOption, address, duration, fault, jobs, stub_option};
use crate::app::formats::{self, ReportArgument};
use crate::report::format::Subject;

use crate::contract::operation::{Api, Side};
use crate::plan::selection::{Selector, Shard};
use crate::stub::faults::fault::Fault;

/// Arguments that select cases.
#[derive(Args, Clone, Debug, Default)]
pub struct SelectionArguments {
    /// Cases to take: an id or its start, `tag:NAME` or `covers:ID`; all if none is given.
    #[arg(value_name = "SELECTOR")]
    pub selectors: Vec<Selector>,
    /// A directory of scenarios of your own (repeatable).
    #[arg(long, value_name = "DIR", env = "KEYCARD_SCENARIOS")]
    pub scenarios: Vec<PathBuf>,
    /// Leave the built-in scenarios out.
    #[arg(long, alias = "only")]
    pub no_builtin: bool,
    /// Only cases (with --operations, operations) of this API; with --target, the API of the target.
    #[arg(long, value_enum)]
    pub api: Option<ApiArgument>,
    /// The side that hosts the operations: only cases that test them (with --operations, only they are listed); with
    /// --target, the side that the target hosts.
    #[arg(long, value_enum)]
    pub side: Option<SideArgument>,
    /// Contract files to use in place of the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub schemas: Option<PathBuf>,
    /// Only the K-th of N parts of the cases, divided by a stable digest of their ids.
    #[arg(long, value_name = "K/N")]
    pub shard: Option<Shard>,
    /// Only cases that failed, were inconclusive or were not run in that JSON report or evidence pack.
    #[arg(long, value_name = "REPORT")]
    pub rerun_failed: Option<PathBuf>,
}

/// Arguments of `keycard self-test`.
#[derive(Args, Debug)]
pub struct SelfTestArguments {
    /// The faults to plant (`keycard list --faults`); all if none is given.
    #[arg(value_name = "FAULT", value_parser = fault)]
    pub faults: Vec<Fault>,
    /// Number of cases that run at once.
    #[arg(long, short, default_value_t = 128, value_parser = jobs)]
    pub jobs: u16,
    /// Go on to the next fault once a case has caught one, without counting the others.
    #[arg(long)]
    pub first: bool,
}

/// Arguments of `keycard run`.
#[derive(Args, Debug)]
pub struct RunArguments {
    /// Selection of cases.
    #[command(flatten)]
    pub selection: SelectionArguments,
    /// The configuration that says what to test; KEYCARD_CONFIG names one as well. Otherwise it is keycard.toml of this
    /// folder, and where there is none, the built-in stub is tested.
    #[arg(long, value_name = "FILE", conflicts_with = "target")]
    pub config: Option<PathBuf>,
    /// The base address to test, with --side or --api connector; or `stub`, the built-in one. Tokens come from KEYCARD_CLIENT_TOKEN,
    /// KEYCARD_CONNECTION_TOKEN and so on; of the Connector API from MEWS_CLIENT_TOKEN, MEWS_ACCESS_TOKEN and so on.
    #[arg(long, value_name = "URL|stub")]
    pub target: Option<String>,
    /// Number of cases that run at once: 8 if nothing is said, and 64 against the built-in stub.
    #[arg(long, short, value_parser = jobs)]
    pub jobs: Option<u16>,
    /// The longest time to wait for an answer.
    #[arg(long, default_value = "10s", value_parser = duration)]
    pub timeout: Duration,
    /// Begin no further case once a required one has failed.
    #[arg(long)]
    pub fail_fast: bool,
    /// End with exit code 3 if a case was not run; `fail-on-not-run = true` in the configuration does the same.
    #[arg(long)]
    pub fail_on_not_run: bool,
    /// Reports to write.
    #[arg(long, value_name = "FORMAT=PATH", help = formats::help(Subject::Cases))]
    pub report: Vec<ReportArgument>,
    /// Evidence pack for others to check.
    #[command(flatten)]
    pub evidence: EvidenceArguments,
    /// The directory of accepted snapshots of error responses.
    #[arg(long, value_name = "DIR")]
    pub snapshots: Option<PathBuf>,
    /// Write new and changed snapshots as proposals (`.snap.new`) beside the accepted ones.
    #[arg(long)]
    pub update_snapshots: bool,
    /// Make the fresh values of the run (message ids and so on) those of an earlier one; a target that has them still
    /// may take its messages for repeated ones.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Allow cases that change data to run against a production environment.
    #[arg(long)]
    pub allow_production_writes: bool,
    /// Ask a person at the terminal to act where there is no hook; such cases are not run otherwise.
    #[arg(long)]
    pub ask: bool,
    /// Plant a fault in the built-in stub, to see it caught.
    #[arg(long, value_name = "FAULT", value_parser = fault, conflicts_with_all = ["config", "target"])]
    pub fault: Option<Fault>,
    /// Settle a point that the documentation leaves open otherwise in the built-in stub (repeatable);
    /// `keycard list --stub-options` shows them.
    #[arg(long, value_name = "OPTION=VALUE", value_parser = stub_option, conflicts_with_all = ["config", "target"])]
    pub stub: Vec<StubOption>,
}

/// Arguments of `keycard demo`.
#[derive(Args, Debug)]
pub struct DemoArguments {
    /// Settle a point that the documentation leaves open otherwise (repeatable);
    /// `keycard list --stub-options` shows them.
    #[arg(long, value_name = "OPTION=VALUE", value_parser = stub_option)]
    pub stub: Vec<StubOption>,
    /// Plant a fault in both sides, to see it caught.
    #[arg(long, value_name = "FAULT", value_parser = fault)]
    pub fault: Option<Fault>,
    /// Show the beginning of each message, with tokens masked.
    #[arg(long)]
    pub bodies: bool,
    /// Go on serving after the last act, until interrupted.
    #[arg(long)]
    pub keep_running: bool,
    /// Serve the reference channel manager alone at that address, until interrupted; port 0 is any that is free.
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["bodies", "keep_running"])]
    pub serve: Option<SocketAddr>,
    /// The platform that it calls then, without the path of an operation.
    #[arg(
        long,
        value_name = "URL",
        default_value = "http://127.0.0.1:8400",
        value_parser = address,
        requires = "serve"
    )]
    pub platform: String,
}

/// Arguments of `keycard list`.
#[derive(Args, Debug)]
pub struct ListArguments {
    /// Selection of cases.
    #[command(flatten)]
    pub selection: SelectionArguments,
    /// List the operations of the contract, with the number of their cases.
    #[arg(long)]
    pub operations: bool,
    /// List the faults that can be planted in the stub, and the check that catches each.
    #[arg(long, conflicts_with = "operations")]
    pub faults: bool,
    /// List the published tests of a certification plan: the name of a built-in one, or a file.
    #[arg(long, value_name = "PLAN", conflicts_with_all = ["operations", "faults", "stub_options"])]
    pub plan: Option<String>,
    /// List the hooks that make the system under test act, and what each is told: of a plan with --plan, else of the
    /// selected cases.
    #[arg(long, conflicts_with_all = ["operations", "faults", "stub_options"])]
    pub hooks: bool,
    /// List the points that the documentation leaves open, and how the stub can settle each.
    #[arg(long, conflicts_with_all = ["operations", "faults"])]
    pub stub_options: bool,
}

/// Arguments of `keycard check`.
#[derive(Args, Debug)]
pub struct CheckArguments {
    /// Scenario files, directories of them, configuration files, or plans (`*.plan.yaml`, whose tests are proved by the
    /// built-in scenarios and those that are named here); the built-in scenarios if none is given.
    pub paths: Vec<PathBuf>,
    /// Contract files to use in place of the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub schemas: Option<PathBuf>,
}

/// Arguments of `keycard doctor`.
#[derive(Args, Debug)]
pub struct DoctorArguments {
    /// The configuration to examine.
    #[arg(long, value_name = "FILE", env = "KEYCARD_CONFIG", default_value = "keycard.toml")]
    pub config: PathBuf,
    /// The longest time to wait for an answer.
    #[arg(long, default_value = "5s", value_parser = duration)]
    pub timeout: Duration,
}

/// Arguments of `keycard init`.
#[derive(Args, Debug)]
pub struct InitArguments {
    /// The folder to write to; made if it does not exist.
    #[arg(default_value = ".")]
    pub folder: PathBuf,
}

/// Arguments of `keycard snapshots`.
#[derive(Args, Debug)]
pub struct SnapshotsArguments {
    /// Action to take.
    #[arg(value_enum)]
    pub action: SnapshotAction,
    /// Only snapshots whose name starts with one of these.
    pub names: Vec<String>,
    /// The directory of snapshots.
    #[arg(long, value_name = "DIR", default_value = "snapshots")]
    pub dir: PathBuf,
    /// A directory of scenarios of your own (repeatable), for finding stale snapshots.
    #[arg(long, value_name = "DIR", env = "KEYCARD_SCENARIOS")]
    pub scenarios: Vec<PathBuf>,
    /// Leave the built-in scenarios out.
    #[arg(long, alias = "only")]
    pub no_builtin: bool,
}

/// Actions on snapshots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SnapshotAction {
    /// Make the proposed ones the accepted ones, and remove stale ones.
    Accept,
    /// Remove the proposed ones.
    Reject,
    /// List the proposed and the stale ones.
    List,
}

/// Arguments of `keycard redact`.
#[derive(Args, Debug)]
pub struct RedactArguments {
    /// The files; standard input if none is given.
    pub files: Vec<PathBuf>,
    /// A configuration whose tokens are masked wherever they stand.
    #[arg(long, value_name = "FILE", env = "KEYCARD_CONFIG")]
    pub config: Option<PathBuf>,
}

/// An API, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ApiArgument {
    /// The Channel Manager API.
    ChannelManager,
    /// The Connector API.
    Connector,
}

impl From<ApiArgument> for Api {
    fn from(argument: ApiArgument) -> Self {
        match argument {
            ApiArgument::ChannelManager => Self::ChannelManager,
            ApiArgument::Connector => Self::Connector,
        }
    }
}

/// A side, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SideArgument {
    /// The platform.
    Mews,
    /// The partner.
    ChannelManager,
}

impl From<SideArgument> for Side {
    fn from(argument: SideArgument) -> Self {
        match argument {
            SideArgument::Mews => Self::Mews,
            SideArgument::ChannelManager => Self::ChannelManager,
        }
    }
}

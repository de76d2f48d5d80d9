//! Arguments of `keycard certify` and `keycard attest`, with their help.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::app::formats::{self, ReportArgument};

use crate::cli::evidence::arguments::EvidenceArguments;
use crate::cli::values::duration;
use crate::plan::selection::Shard;
use crate::report::format::Subject;

/// Default folder for the state of a certification.
const FOLDER: &str = "keycard-certification";

/// Arguments of `keycard certify`.
#[derive(Args, Debug)]
pub struct CertifyArguments {
    /// The configuration that says where the system under test is.
    #[arg(long, value_name = "FILE", env = "KEYCARD_CONFIG", default_value = "keycard.toml")]
    pub config: PathBuf,
    /// The plan: the name of a built-in one, or a file that ends in .yaml. The default is `plan` of the
    /// configuration, or else channel-manager.
    #[arg(long, value_name = "PLAN")]
    pub plan: Option<String>,
    /// The folder in which is kept what was proved and attested.
    #[arg(long, value_name = "DIR", default_value = FOLDER)]
    pub dir: PathBuf,
    /// Go on with an earlier run: what it proved is not run again, unless it is no longer true of this
    /// plan, these scenarios or this configuration.
    #[arg(long)]
    pub resume: bool,
    /// With --resume: begin that published test anew (repeatable), and with it those that share its booking, whatever was
    /// proved of them; for a booking that cannot be gone on with, since the partner has cancelled it, say.
    #[arg(long, alias = "anew", value_name = "TEST", requires = "resume")]
    pub restart: Vec<String>,
    /// The longest time to wait for an answer.
    #[arg(long, default_value = "30s", value_parser = duration)]
    pub timeout: Duration,
    /// Reports to write.
    #[arg(long, value_name = "FORMAT=PATH", help = formats::help(Subject::Certification))]
    pub report: Vec<ReportArgument>,
    /// The evidence pack; the attestations that count go into it if no folder of others is named.
    #[command(flatten)]
    pub evidence: EvidenceArguments,
    /// Go on if the system under test turns the first message away for its tokens or its address, and fail the tests.
    /// Otherwise the run stops then with exit code 2, because the configuration is the first suspect.
    #[arg(long)]
    pub trust_configuration: bool,
    /// Only the K-th of N parts of the published tests, divided by a stable digest of their ids; tests that build
    /// on one another stay together. `keycard merge` joins the JSON reports of all parts to one verdict. Parts that
    /// run at the same time need a system under test of their own each: what one pushes, another would overwrite.
    #[arg(long, value_name = "K/N")]
    pub shard: Option<Shard>,
    /// Make the fresh values of the run (message ids and so on) those of an earlier one; a system under test that has
    /// them still may take its messages for repeated ones.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Allow tests that change data to run against a production environment.
    #[arg(long)]
    pub allow_production_writes: bool,
}

/// Arguments of `keycard attest`.
#[derive(Args, Debug)]
pub struct AttestArguments {
    /// The published test, e.g. INV-1.
    pub test: String,
    /// Name of the person who attests.
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// Description of what was seen, and where.
    #[arg(long, value_name = "TEXT")]
    pub note: String,
    /// A file that shows it, e.g. a screenshot; a copy of it is kept.
    #[arg(long, value_name = "PATH")]
    pub file: Option<PathBuf>,
    /// The configuration, whose secrets neither the words nor the file may hold; keycard.toml if there is one.
    #[arg(long, value_name = "FILE", env = "KEYCARD_CONFIG")]
    pub config: Option<PathBuf>,
    /// The plan: the name of a built-in one, or a file that ends in .yaml. The default is `plan` of the
    /// configuration, or else channel-manager.
    #[arg(long, value_name = "PLAN")]
    pub plan: Option<String>,
    /// The folder in which is kept what was proved and attested.
    #[arg(long, value_name = "DIR", default_value = FOLDER)]
    pub dir: PathBuf,
}

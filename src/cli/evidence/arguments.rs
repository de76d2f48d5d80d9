//! Arguments that have to do with evidence packs, with their help.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::app::formats::ReportArgument;
use crate::app::pack::PackOptions;
use crate::app::reports::ReportOptions;

/// Arguments for the evidence pack that a run leaves behind for others to check.
#[derive(Args, Clone, Debug, Default)]
pub struct EvidenceArguments {
    /// Write an evidence pack: all reports, redacted transcripts and a manifest with SHA-256 of each file;
    /// a zip file if PATH ends in .zip, a folder otherwise.
    #[arg(long, value_name = "PATH")]
    pub evidence: Option<PathBuf>,
    /// A folder with the attestations of people, to be put into the pack as they are.
    #[arg(long, value_name = "DIR", requires = "evidence")]
    pub attestations: Option<PathBuf>,
    /// Sign the pack with this Ed25519 key, as `keycard evidence keygen` makes one.
    #[arg(long, value_name = "KEY", requires = "evidence")]
    pub sign: Option<PathBuf>,
}

/// Actions of `keycard evidence`.
#[derive(Debug, Subcommand)]
pub enum EvidenceAction {
    /// Make a pair of Ed25519 keys to sign evidence packs with.
    #[command(after_help = "Example:
  keycard evidence keygen --out partner.pem     and give others partner.pub.pem")]
    Keygen(KeygenArguments),
    /// Sign an evidence pack that is not signed yet.
    #[command(after_help = "Example:
  keycard evidence sign evidence.zip --key partner.pem")]
    Sign(SignArguments),
    /// Check an evidence pack offline: every file listed and unaltered, none missing, none added.
    #[command(after_help = "Examples:
  keycard evidence verify evidence.zip
  keycard evidence verify evidence.zip --public-key partner.pub.pem

Exit codes: 0 the pack is whole; 1 something was altered, or it is not signed with that key; 2 the input is wrong.")]
    Verify(VerifyArguments),
}

/// Arguments of `keycard evidence verify`.
#[derive(Args, Debug)]
pub struct VerifyArguments {
    /// The pack: a folder or a zip file.
    #[arg(value_name = "PACK")]
    pub pack: PathBuf,
    /// The pack must be signed with this key.
    #[arg(long, value_name = "PUB")]
    pub public_key: Option<PathBuf>,
}

/// Arguments of `keycard evidence sign`.
#[derive(Args, Debug)]
pub struct SignArguments {
    /// The pack: a folder or a zip file.
    #[arg(value_name = "PACK")]
    pub pack: PathBuf,
    /// The private key.
    #[arg(long, value_name = "KEY")]
    pub key: PathBuf,
}

/// Arguments of `keycard evidence keygen`.
#[derive(Args, Debug)]
pub struct KeygenArguments {
    /// The file of the private key; the public key gets the same name with `.pub.pem`.
    #[arg(long, value_name = "KEY")]
    pub out: PathBuf,
}

/// Returns the reports and the pack that the arguments ask for.
pub fn report_options(reports: &[ReportArgument], evidence: &EvidenceArguments) -> ReportOptions {
    ReportOptions {
        reports: reports.to_vec(),
        pack: PackOptions {
            place: evidence.evidence.clone(),
            attestations: evidence.attestations.clone(),
            key: evidence.sign.clone(),
        },
    }
}

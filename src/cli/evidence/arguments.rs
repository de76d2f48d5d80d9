//! The arguments that have to do with evidence packs, with their help.

use std::path::PathBuf;

use clap::Args;

/// What a run leaves behind for others to check.
#[derive(Args, Clone, Debug, Default)]
pub struct EvidenceArguments {
    /// Write an evidence pack: all reports, redacted transcripts and a manifest with SHA-256 of each file;
    /// a zip file if PATH ends in .zip, a folder otherwise.
    #[arg(long, value_name = "PATH")]
    pub evidence: Option<PathBuf>,
    /// A folder with the attestations of people, to be put into the pack as they are.
    #[arg(long, value_name = "DIR", requires = "evidence")]
    pub attestations: Option<PathBuf>,
    /// Sign the pack with this Ed25519 key, as `keycard keygen` makes one.
    #[arg(long, value_name = "KEY", requires = "evidence")]
    pub sign: Option<PathBuf>,
}

/// Arguments of `keycard verify`.
#[derive(Args, Debug)]
pub struct VerifyArguments {
    /// The pack: a folder or a zip file.
    #[arg(value_name = "PACK")]
    pub pack: PathBuf,
    /// The pack must be signed with this key.
    #[arg(long, value_name = "PUB")]
    pub public_key: Option<PathBuf>,
}

/// Arguments of `keycard sign`.
#[derive(Args, Debug)]
pub struct SignArguments {
    /// The pack: a folder or a zip file.
    #[arg(value_name = "PACK")]
    pub pack: PathBuf,
    /// The private key.
    #[arg(long, value_name = "KEY")]
    pub key: PathBuf,
}

/// Arguments of `keycard keygen`.
#[derive(Args, Debug)]
pub struct KeygenArguments {
    /// The file of the private key; the public key gets the same name with `.pub.pem`.
    #[arg(long, value_name = "KEY")]
    pub out: PathBuf,
}

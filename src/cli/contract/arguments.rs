//! The arguments of `keycard contract`, with their help.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

/// Arguments of `keycard contract`.
#[derive(Args, Debug)]
pub struct ContractArguments {
    /// The action.
    #[command(subcommand)]
    pub action: ContractAction,
}

/// Action on contracts.
#[derive(Debug, Subcommand)]
pub enum ContractAction {
    /// Turn the documentation or the OpenAPI document of the Connector API into contract files.
    #[command(
        after_help = "With both --docs and --openapi, the files of the documentation are written, and each place where the
two disagree is shown. Files that are written by hand (errors.yaml, rules.yaml, ambiguities.yaml,
README.md) are left alone; generated ones that nothing describes any more are removed.

Examples:
  keycard contract import --docs open-api-docs --out schemas/connector
  keycard contract import --docs open-api-docs --openapi connector.yaml
  keycard contract import --docs open-api-docs --out schemas/connector --check

Exit codes: 0 done, or with --check up to date; 1 with --check, something would change;
2 the input is wrong."
    )]
    Import(ImportArguments),
    /// Compare two contracts, and say whom each change breaks.
    #[command(
        after_help = "OLD and NEW are each a directory of contract files (it has operations.json), a checkout of the
documentation (it has connector-api/ or operations/), or an OpenAPI document.

A change breaks clients if a caller of the old contract can go wrong with the new one, and servers
if an implementation or a stub of the old contract is not right any more.
schemas/contract-diff.schema.json describes the JSON; its order is always the same.

Examples:
  keycard contract diff schemas/connector open-api-docs
  keycard contract diff old.yaml new.yaml --json > changes.json

Exit codes: 0 nothing breaks a client; 1 something does; 2 the input is wrong."
    )]
    Diff(DiffArguments),
}

/// Arguments of `keycard contract import`.
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("description").args(["docs", "openapi"]).required(true).multiple(true)))]
pub struct ImportArguments {
    /// A checkout of the documentation, or its directory connector-api.
    #[arg(long, value_name = "DIR")]
    pub docs: Option<PathBuf>,
    /// The OpenAPI document, as YAML or JSON.
    #[arg(long, value_name = "FILE")]
    pub openapi: Option<PathBuf>,
    /// The directory to write to; without it, nothing is written.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Write nothing; exit with 1 if a file in the directory of --out is not what would be written.
    #[arg(long, requires = "out")]
    pub check: bool,
    /// Show everything as one JSON object.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `keycard contract diff`.
#[derive(Args, Debug)]
pub struct DiffArguments {
    /// The contract as it was.
    pub old: PathBuf,
    /// The contract as it is.
    pub new: PathBuf,
    /// Show the changes as one JSON object.
    #[arg(long)]
    pub json: bool,
}

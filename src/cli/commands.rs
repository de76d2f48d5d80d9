//! Command tree: every command with its help, and the groups in which `keycard --help` shows them.

use std::ffi::OsString;
use std::fmt::Write as _;

use clap::builder::StyledStr;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use super::arguments::{
    CheckArguments, DemoArguments, DoctorArguments, InitArguments, ListArguments, RedactArguments, RunArguments,
    SelfTestArguments, SnapshotsArguments,
};
use super::certify::arguments::{AttestArguments, CertifyArguments};
use super::compare::CompareArguments;
use super::contract::arguments::ContractArguments;
use super::evidence::arguments::EvidenceAction;
use super::merge::MergeArguments;
use super::old_names;

/// Contract tests and a certification self-check for integrations with the Mews platform.
#[derive(Debug, Parser)]
#[command(
    name = "keycard",
    version,
    max_term_width = 100,
    after_help = "`keycard help COMMAND` shows the arguments of a command, with examples.

Exit codes: 0 all required cases passed, 1 a requirement failed, \
2 the input is wrong, 3 it could not be told, 4 nothing ran."
)]
pub struct Arguments {
    /// Command to run.
    #[command(subcommand)]
    pub command: Command,
}

/// Commands. The first paragraph of each is its line in `keycard --help`, so it is short.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a commented keycard.toml and a first scenario.
    #[command(after_help = "Example:
  keycard init my-integration")]
    Init(InitArguments),
    /// Find faults of the configuration before blaming the target.
    #[command(after_help = "Example:
  keycard doctor --config keycard.toml")]
    Doctor(DoctorArguments),
    /// Check scenario, configuration and plan files; nothing is sent.
    #[command(after_help = "Example:
  keycard check my-scenarios/ keycard.toml")]
    Check(CheckArguments),
    /// List cases, operations, faults or hooks; nothing is sent.
    #[command(after_help = "Examples:
  keycard list tag:auth
  keycard list --operations --side mews")]
    List(ListArguments),
    /// Let both sides of the stub talk, and judge every message.
    ///
    /// The simulated Mews and the reference channel manager talk to each other, and every message of both is judged.
    #[command(after_help = "Examples:
  keycard demo
  keycard demo --stub confirmations=later --bodies
  keycard demo --keep-running                   and tell them to act by their hooks
  keycard demo --serve 127.0.0.1:9000           the reference channel manager alone, to be certified")]
    Demo(DemoArguments),
    /// Run cases against the stub or a target, and judge every message.
    #[command(after_help = "Examples:
  keycard run                                   every built-in case against the built-in stub
  keycard run --config keycard.toml tag:auth    the authentication cases against your endpoints
  keycard run --no-builtin --scenarios my/ --report junit=out.xml")]
    Run(Box<RunArguments>),
    /// Run the published tests of a certification on your endpoints.
    ///
    /// At the end it says what is missing before the certification call, in the order in which to fix it.
    #[command(after_help = "Examples:
  keycard certify --config keycard.toml
  keycard certify --resume --report html=certification.html
  keycard certify --plan my.plan.yaml
  keycard certify --shard 1/2 --report json=1.json
  keycard certify --report sheet-csv=sheet.csv --report errors-csv=errors.csv

Exit codes: 0 ready; 1 a required test failed; 2 the input is wrong, or the other side rejects every request; 3 a required test was not
run, or could not be told, or has to be attested; 4 no test falls to the shard.")]
    Certify(Box<CertifyArguments>),
    /// Record your attestation of a test that the API does not show.
    ///
    /// It is for a published test whose effect the API does not show: a person has looked at it, and attests what was
    /// seen.
    #[command(after_help = "Example:
  keycard attest INV-1 --by 'A. Jansen' --note 'Compared with the extranet' --file calendar.png")]
    Attest(AttestArguments),
    /// Accept, reject or list snapshots of error responses.
    #[command(after_help = "Examples:
  keycard run --config keycard.toml --snapshots snapshots --update-snapshots
  keycard snapshots list --dir snapshots
  keycard snapshots accept --dir snapshots")]
    Snapshots(SnapshotsArguments),
    /// Join the JSON reports of all shards to one verdict.
    ///
    /// The shards are those of a run or of a certification.
    #[command(after_help = "Example:
  keycard run --shard 1/2 --report json=1.json
  keycard run --shard 2/2 --report json=2.json
  keycard merge 1.json 2.json --report junit=all.xml --report html=all.html")]
    Merge(MergeArguments),
    /// Compare two results: what is better, worse, new or gone.
    ///
    /// It also says what must be run again before a certification.
    #[command(after_help = "Examples:
  keycard compare last-year.zip evidence.zip
  keycard compare old.json new.json --json

Exit codes: 0 nothing got worse; 1 something did; 2 the input is wrong.")]
    Compare(CompareArguments),
    /// Verify or sign evidence packs, or make keys to sign with.
    ///
    /// `keycard run`, `certify` and `merge` write a pack with --evidence.
    Evidence {
        /// Action to take.
        #[command(subcommand)]
        action: EvidenceAction,
    },
    /// Mask tokens and cards in a log, JSON, HAR or configuration file.
    ///
    /// What it prints is fit to be shown to others; all else stays byte for byte.
    #[command(after_help = "Examples:
  keycard redact partner.log > partner.redacted.log
  curl -s … | keycard redact")]
    Redact(RedactArguments),
    /// Import contracts of the Connector API, or compare two.
    ///
    /// They are imported from its published descriptions.
    #[command(subcommand_required = true, arg_required_else_help = true)]
    Contract(ContractArguments),
    /// Plant each fault in the stub, and show which check catches it.
    #[command(after_help = "Examples:
  keycard self-test                             the whole table
  keycard self-test accepts-expired-token")]
    SelfTest(SelfTestArguments),
    /// Print a completion script for a shell.
    #[command(after_help = "Example:
  keycard completions bash > /etc/bash_completion.d/keycard")]
    Completions {
        /// Name of the shell.
        shell: clap_complete::Shell,
    },
}

/// Groups of `keycard --help`, and the commands of each, in the order in which they are shown.
const GROUPS: &[(&str, &[&str])] = &[
    ("Start", &["init", "doctor", "check", "list", "demo"]),
    ("Test", &["run", "certify", "attest", "snapshots"]),
    ("Results", &["merge", "compare", "evidence"]),
    ("Secrets", &["redact"]),
    ("Maintain", &["contract", "self-test", "completions"]),
];

/// Parses the arguments of a process, the first of which is the name of the program.
///
/// # Errors
/// They are wrong, or help or the version is asked for.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, clap::Error> {
    let matches = command().try_get_matches_from(old_names::replaced(arguments));
    matches
        .and_then(|matches| Arguments::from_arg_matches(&matches))
        .map_err(old_names::suggest_new)
}

/// The whole command, whose help shows its commands in groups.
pub fn command() -> clap::Command {
    let command = Arguments::command();
    let help = help(&command);
    command.help_template(help)
}

/// Template of the help: clap has one heading for all commands, so that the groups are written out here.
fn help(command: &clap::Command) -> StyledStr {
    let styles = command.get_styles();
    let (header, literal) = (styles.get_header(), styles.get_literal());
    let names = GROUPS.iter().flat_map(|(_, commands)| *commands);
    let width = names.map(|name| name.len()).max().unwrap_or(0);
    let mut groups = String::new();
    for (group, names) in GROUPS {
        let _ = writeln!(groups, "{header}{group}:{header:#}");
        for command in names.iter().filter_map(|name| command.find_subcommand(name)) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            let name = command.get_name();
            let blanks = width - name.len();
            let _ = writeln!(groups, "  {literal}{name}{literal:#}{:blanks$}  {about}", "");
        }
        groups.push('\n');
    }
    StyledStr::from(format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{groups}{header}Options:{header:#}\n{{options}}{{after-help}}"
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{GROUPS, command};

    #[test]
    fn every_command_is_in_one_group() {
        let grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
        let command = command();
        let shown: BTreeSet<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        assert_eq!(grouped.iter().copied().collect::<BTreeSet<_>>(), shown);
        assert_eq!(grouped.len(), shown.len());
    }

    #[test]
    fn the_arguments_are_consistent() {
        command().debug_assert();
    }
}

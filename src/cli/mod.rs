//! The command line: arguments in, exit code out; one file per subcommand.
//!
//! This is the one place that prints, and only by its own `println!` and `eprintln!`: those of the
//! standard library panic when nobody reads any more, as in `keycard list | head`.

/// Prints a line to standard output, or to standard error if a report takes the former; a reader that
/// has gone is no reason to fail.
macro_rules! println {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = if $crate::cli::stdout_is_taken() {
            writeln!(anstream::stderr(), $($text)*)
        } else {
            writeln!(anstream::stdout(), $($text)*)
        };
    }};
}

/// Prints a line to standard error; a reader that has gone is no reason to fail.
macro_rules! eprintln {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(anstream::stderr(), $($text)*);
    }};
}

pub mod arguments;
pub mod asking;
pub mod certify;
pub mod check;
pub mod commands;
pub mod compare;
pub mod contract;
pub mod demo;
pub mod diagnostics;
pub mod doctor;
pub mod evidence;
pub mod hooks;
pub mod init;
pub mod list;
pub mod merge;
pub mod old_names;
pub mod planning;
pub mod progress;
pub mod redact;
pub mod run;
pub mod self_test;
pub mod snapshots;
pub mod values;

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use commands::Command;
use evidence::arguments::EvidenceAction;

use crate::app::exit::Exit;

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    let arguments = match commands::parse(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are not errors; a closed pipe cannot be helped.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Input.into()
            } else {
                Exit::Passed.into()
            };
        }
    };
    let exit = match arguments.command {
        Command::Init(arguments) => init::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Certify(arguments) => certify::run(&arguments),
        Command::Attest(arguments) => certify::attest::run(&arguments),
        Command::Snapshots(arguments) => snapshots::run(&arguments),
        Command::Merge(arguments) => merge::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Evidence { action } => match action {
            EvidenceAction::Keygen(arguments) => evidence::keys::generate(&arguments),
            EvidenceAction::Sign(arguments) => evidence::keys::sign(&arguments),
            EvidenceAction::Verify(arguments) => evidence::verify::run(&arguments),
        },
        Command::Redact(arguments) => redact::run(&arguments),
        Command::Contract(arguments) => contract::run(&arguments),
        Command::SelfTest(arguments) => self_test::run(&arguments),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut commands::command(), "keycard", &mut script);
            println!("{}", String::from_utf8_lossy(&script).trim_end());
            Exit::Passed
        }
    };
    exit.into()
}

/// Set once a report is asked for on standard output, and never taken back.
static STDOUT_TAKEN: AtomicBool = AtomicBool::new(false);

/// From now on standard output belongs to a report.
fn take_stdout() {
    STDOUT_TAKEN.store(true, Ordering::Relaxed);
}

fn stdout_is_taken() -> bool {
    STDOUT_TAKEN.load(Ordering::Relaxed)
}

/// Whether this is a run of continuous integration, as the variable `CI` says.
fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

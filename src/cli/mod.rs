//! The command line: arguments in, exit code out; one file per subcommand.
//!
//! This is the one place that prints.

/// Prints a line to standard output. Unlike the macro of that name in `std`, which this one takes the
/// place of below, it does not panic once nobody reads on (`keycard list | head`): a run goes on
/// and writes its reports.
macro_rules! println {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        // Nobody is left to tell.
        let _ = writeln!(anstream::stdout(), $($text)*);
    }};
}

/// Prints a line to standard error; see `println`.
macro_rules! eprintln {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(anstream::stderr(), $($text)*);
    }};
}

pub mod arguments;
pub mod check;

pub mod diagnostics;
pub mod doctor;

pub mod exit;
pub mod init;
pub mod list;

pub mod progress;
pub mod redact;

pub mod run;
pub mod snapshots;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command};
use exit::Exit;

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
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
        Command::Run(arguments) => run::run(&arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Snapshots(arguments) => snapshots::run(&arguments),
        Command::Redact(arguments) => redact::run(&arguments),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "keycard", &mut script);
            println!("{}", String::from_utf8_lossy(&script).trim_end());
            Exit::Passed
        }
    };
    exit.into()
}

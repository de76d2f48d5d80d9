//! The command line: arguments in, printed lines and an exit code out; one file for each command.
//!
//! It knows how to ask and to print. The application, in `app`, does the work.

#[macro_use]
pub mod output;

pub mod arguments;
pub mod certify;
pub mod check;
pub mod ci;
pub mod commands;
pub mod compare;
pub mod contract;
pub mod demo;
pub mod diagnostics;
pub mod doctor;
pub mod evidence;
pub mod init;
pub mod list;
pub mod merge;
pub mod old_names;
pub mod planning;
pub mod progress;
pub mod prompter;
pub mod redact;
pub mod refusal;
pub mod run;
pub mod self_test;
pub mod snapshots;
pub mod values;

use std::process::ExitCode;

use commands::Command;

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
        Command::Evidence { action } => evidence::run(&action),
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

//! `keycard doctor`: faults of the configuration, found before the target is blamed.

use std::path::Path;
use std::time::Duration;

use super::arguments::DoctorArguments;
use super::refusal::refuse;
use crate::app::doctor::remark::{Remark, RemarkKind};
use crate::app::doctor::{Extent, examine};
use crate::app::exit::Exit;
use crate::report::text::counted;

/// Runs the command.
pub fn run(arguments: &DoctorArguments) -> Exit {
    print_examination(&arguments.config, arguments.timeout, Extent::Whole)
}

/// Examines a configuration, and prints what is found.
pub fn print_examination(config: &Path, limit: Duration, extent: Extent) -> Exit {
    let counts = match examine(config, limit, extent, &mut |remark| print(config, remark)) {
        Ok(counts) => counts,
        Err(refusal) => return refuse(&refusal),
    };
    println!();
    println!(
        "{}, {}, {}",
        counted(counts.faults, "fault"),
        counted(counts.unreachable, "unreachable address"),
        counted(counts.warnings, "warning")
    );
    counts.exit()
}

fn print(file: &Path, Remark { kind, text }: &Remark) {
    let file = file.display();
    match kind {
        RemarkKind::Ok => println!("ok           {text}"),
        RemarkKind::Warning => println!("warning      {file}: {text}"),
        RemarkKind::Fault => println!("FAULT        {file}: {text}"),
        RemarkKind::Unreachable => println!("UNREACHABLE  {file}: {text}"),
    }
}

//! `keycard redact`: makes text fit to be shown to others; everything else stays byte for byte.

use std::fs::File;
use std::io::{self, Write};

use super::arguments::RedactArguments;
use super::refusal::refuse_input;
use crate::app::exit::Exit;
use crate::app::target_setup;
use crate::config::load;
use crate::redaction::file::redact_stream;
use crate::redaction::redactor::Redactor;

/// Runs the command.
pub fn run(arguments: &RedactArguments) -> Exit {
    let redactor = match &arguments.config {
        None => Redactor::default(),
        Some(path) => match load::file(path) {
            Ok(config) => target_setup::configured(config, jiff::Timestamp::UNIX_EPOCH, 0).redactor,
            Err(problems) => return refuse_input(&problems),
        },
    };
    let mut out = io::stdout().lock();
    if arguments.files.is_empty()
        && let Err(error) = redact_stream(io::stdin().lock(), &mut out, &redactor)
    {
        return failed("standard input", &error);
    }
    // Every file is opened before anything is written: half an output is worse than none.
    let mut files = Vec::new();
    for path in &arguments.files {
        match File::open(path).and_then(|file| {
            if file.metadata()?.is_dir() {
                Err(io::ErrorKind::IsADirectory.into())
            } else {
                Ok(file)
            }
        }) {
            Ok(file) => files.push((path, file)),
            Err(error) => return failed(&path.display().to_string(), &error),
        }
    }
    for (path, file) in files {
        if let Err(error) = redact_stream(file, &mut out, &redactor) {
            return failed(&path.display().to_string(), &error);
        }
    }
    match out.flush() {
        Ok(()) => Exit::Passed,
        Err(error) => failed("standard output", &error),
    }
}

fn failed(what: &str, error: &io::Error) -> Exit {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Exit::Passed;
    }
    eprintln!("error: {what}: {error}");
    Exit::Input
}

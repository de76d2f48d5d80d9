//! Running the real binary: how long it took, and the most memory it held.

use std::error::Error;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// One run.
pub struct Sample {
    pub seconds: f64,
    /// The most memory that was resident, in kilobytes; 0 where the system does not tell.
    pub peak: u64,
}

/// The binary of this build, whose output nobody reads.
pub fn keycard() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keycard"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Times a command that has to succeed, and does nothing beside it.
pub fn time(command: &mut Command) -> Outcome<f64> {
    let begun = Instant::now();
    let status = command.status()?;
    let seconds = begun.elapsed().as_secs_f64();
    if !status.success() {
        return Err(format!("{command:?} ended with {status}").into());
    }
    Ok(seconds)
}

/// Runs a command that has to succeed, and looks at its memory all the time, which slows down a short one.
pub fn run(command: &mut Command) -> Outcome<Sample> {
    let begun = Instant::now();
    let mut child = command.spawn()?;
    let mut peak = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if let Ok(text) = fs::read_to_string(format!("/proc/{}/status", child.id())) {
            let high = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes = high.and_then(|high| high.trim().trim_end_matches(" kB").parse().ok());
            peak = kilobytes.unwrap_or(peak);
        }
        thread::sleep(Duration::from_micros(200));
    };
    if !status.success() {
        return Err(format!("{command:?} ended with {status}").into());
    }
    Ok(Sample {
        seconds: begun.elapsed().as_secs_f64(),
        peak,
    })
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

pub fn milliseconds(seconds: f64) -> String {
    format!("{:.1} ms", seconds * 1e3)
}

pub fn megabytes(kilobytes: u64) -> String {
    if kilobytes == 0 {
        return "unknown".to_string();
    }
    format!("{:.1} MB", kilobytes as f64 / 1024.0)
}

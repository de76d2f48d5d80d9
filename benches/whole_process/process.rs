//! One process from start to exit: how long it took, and the most memory it held.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use super::{Outcome, bare_loop};
use crate::inputs::Inputs;

/// A command that can be run again and again.
#[derive(Clone)]
pub struct Child {
    program: OsString,
    arguments: Vec<OsString>,
    environment: Vec<(String, String)>,
}

/// One run.
pub struct Sample {
    /// From start to exit.
    pub seconds: f64,
    /// The most memory that was resident, in kilobytes; 0 if it was not watched or cannot be told.
    pub peak: u64,
}

impl Child {
    /// The binary of this build.
    pub fn keycard() -> Self {
        Self {
            program: env!("CARGO_BIN_EXE_keycard").into(),
            arguments: Vec::new(),
            environment: Vec::new(),
        }
    }

    /// The bare loop over those bodies.
    pub fn bare_loop(base: &str, bodies: &Path) -> Outcome<Self> {
        Ok(Self {
            program: std::env::current_exe()?.into(),
            arguments: Vec::new(),
            environment: Vec::new(),
        }
        .arguments([bare_loop::MODE, &format!("{base}/updateAvailability")])
        .argument(bodies))
    }

    /// The same with more arguments.
    pub fn arguments<'a>(mut self, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        self.arguments.extend(arguments.into_iter().map(OsString::from));
        self
    }

    /// The same with one more argument.
    pub fn argument(mut self, argument: &Path) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// The same with both reports written.
    pub fn reports(self, inputs: &Inputs) -> Self {
        let json = format!("json={}", inputs.reports.join("report.json").display());
        let junit = format!("junit={}", inputs.reports.join("report.xml").display());
        self.arguments(["--report", &json, "--report", &junit])
    }

    /// The same with those environment variables.
    pub fn with_environment<const N: usize>(mut self, variables: [(&str, &str); N]) -> Self {
        let variables = variables.map(|(name, value)| (name.to_string(), value.to_string()));
        self.environment.extend(variables);
        self
    }

    /// Runs it.
    pub fn run(&self) -> Outcome<Sample> {
        self.sample(false)
    }

    /// Runs it while its memory is watched, which costs a little time.
    pub fn run_and_watch(&self) -> Outcome<Sample> {
        self.sample(true)
    }

    /// How many cases its last line counts.
    pub fn cases(&self) -> Outcome<usize> {
        let output = self.command().output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.split_once(" cases")
            .and_then(|(before, _)| before.rsplit(' ').next())
            .and_then(|count| count.parse().ok())
            .ok_or_else(|| format!("no count of cases in: {text}").into())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        for name in ["KEYCARD_SCENARIOS", "KEYCARD_CONFIG"] {
            command.env_remove(name);
        }
        command
    }

    fn sample(&self, watched: bool) -> Outcome<Sample> {
        let begun = Instant::now();
        let mut child = self.command().stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let mut peak = 0;
        let status = loop {
            if !watched {
                break child.wait()?;
            }
            // The kernel keeps the high-water mark, so only what is added in the last
            // millisecond can be missed.
            peak = high_water(child.id()).unwrap_or(peak).max(peak);
            if let Some(status) = child.try_wait()? {
                break status;
            }
            thread::sleep(Duration::from_millis(1));
        };
        let seconds = begun.elapsed().as_secs_f64();
        if !status.success() {
            return Err(format!("{:?} {:?} ended with {status}", self.program, self.arguments).into());
        }
        Ok(Sample { seconds, peak })
    }
}

fn high_water(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

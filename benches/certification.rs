//! What a certification costs: all published tests, whole pushes of a year included, against the
//! reference channel manager in a process of its own.
//!
//! `cargo bench --bench certification` prints a table; `KEYCARD_BENCH_QUICK=1` runs each only once.
#![expect(clippy::print_stdout, reason = "the table is the result")]

mod measure;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};

use measure::{Outcome, keycard, median, megabytes, milliseconds};
use serde_json::Value;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/certification");
/// Where the configuration of the example has the two sides listen.
const PLATFORM: &str = "127.0.0.1:8400";
const PARTNER: &str = "127.0.0.1:9000";

fn main() -> ExitCode {
    // `cargo test --all-targets` runs benches too: there is nothing to test.
    if !std::env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let quick = std::env::var_os("KEYCARD_BENCH_QUICK").is_some();
    let times = if quick { 1 } else { 5 };
    match plain(times).and_then(|()| with_evidence(times)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("the bench cannot go on: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The plan, with no report but the terminal's.
fn plain(times: usize) -> Outcome<()> {
    let mut seconds = Vec::new();
    certified(times, &[], |command, _| {
        seconds.push(measure::time(command)?);
        Ok(())
    })?;
    println!("{:<42} {:>10}", "the whole plan", milliseconds(median(seconds)));
    Ok(())
}

/// The plan with an evidence pack, its memory, and what is in the pack.
fn with_evidence(times: usize) -> Outcome<()> {
    let words = ["--evidence", "evidence.zip", "--report", "json=report.json"];
    let mut samples = Vec::new();
    let mut seen = (0, 0, 0);
    certified(times, &words, |command, folder| {
        samples.push(measure::run(command)?);
        let report: Value = serde_json::from_slice(&fs::read(folder.join("report.json"))?)?;
        let cases = report["cases"].as_array().map_or(&[][..], Vec::as_slice);
        let exchanges = cases.iter().filter_map(|case| case["exchanges"].as_array());
        let pack = fs::metadata(folder.join("evidence.zip"))?.len();
        seen = (cases.len(), exchanges.map(Vec::len).sum::<usize>(), pack);
        Ok(())
    })?;
    let peak = samples.iter().map(|sample| sample.peak).max().unwrap_or(0);
    let seconds = median(samples.into_iter().map(|sample| sample.seconds).collect());
    println!(
        "{:<42} {:>10} {:>10}",
        "the whole plan, with an evidence pack",
        milliseconds(seconds),
        megabytes(peak)
    );
    let (cases, exchanges, pack) = seen;
    println!(
        "{:<42} {cases} cases, {exchanges} exchanges, a pack of {} KB",
        "",
        pack / 1024
    );
    Ok(())
}

/// Certifies a partner that was just started, so many times, each in a folder of its own.
fn certified(times: usize, words: &[&str], mut run: impl FnMut(&mut Command, &Path) -> Outcome<()>) -> Outcome<()> {
    for _ in 0..times {
        let platform = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let partner = Partner::start(&platform)?;
        let folder = tempfile::tempdir()?;
        let config = fs::read_to_string(format!("{EXAMPLE}/keycard.toml"))?;
        let config = config.replace(PLATFORM, &platform).replace(PARTNER, &partner.address);
        fs::write(folder.path().join("keycard.toml"), config)?;
        fs::copy(
            format!("{EXAMPLE}/system-errors.yaml"),
            folder.path().join("system-errors.yaml"),
        )?;
        let mut command = keycard();
        command.arg("certify").args(words).current_dir(folder.path());
        for line in fs::read_to_string(format!("{EXAMPLE}/partner.env"))?.lines() {
            let pair = line.strip_prefix("export ").and_then(|pair| pair.split_once('='));
            command.envs(pair);
        }
        run(&mut command, folder.path())?;
    }
    Ok(())
}

/// The reference channel manager, until it is dropped.
struct Partner {
    child: Child,
    address: String,
}

impl Partner {
    fn start(platform: &str) -> Outcome<Self> {
        let mut command = keycard();
        command.args([
            "demo",
            "--serve",
            "127.0.0.1:0",
            "--platform",
            &format!("http://{platform}"),
        ]);
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let first = lines.next().ok_or("it did not start")??;
        // It goes on writing to where somebody has to read.
        std::thread::spawn(move || lines.for_each(drop));
        let address = first.rsplit("http://").next().unwrap_or_default();
        let address = address.trim_end_matches("/channelManager").to_string();
        Ok(Self { child, address })
    }
}

impl Drop for Partner {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! What a run costs from start to exit: time and peak memory of the real binary against a fast
//! local server, beside a bare loop that sends the same bodies.
//!
//! `cargo bench` prints a table; `KEYCARD_BENCH_QUICK=1` makes it short and rough. The machine
//! drifts, so what is compared runs alternately, in pairs, and the ratio is the median of the pairs.

#![expect(clippy::print_stdout, reason = "the table is the result")]

mod bare_loop;
mod inputs;
mod process;
mod server;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use inputs::Inputs;
use process::{Child, Sample};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// How much is measured.
struct Effort {
    pairs: usize,
    short_pairs: usize,
    many: [usize; 2],
}

const FULL: Effort = Effort {
    pairs: 15,
    short_pairs: 40,
    many: [10_000, 100_000],
};
const QUICK: Effort = Effort {
    pairs: 5,
    short_pairs: 10,
    many: [2_000, 10_000],
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let outcome = match arguments.get(1).map(String::as_str) {
        Some(bare_loop::MODE) => bare_loop::run(&arguments[2..]),
        _ if arguments.iter().any(|argument| argument == "--bench") => measure(),
        // `cargo test --all-targets` runs benches too: there is nothing to test.
        _ => Ok(()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("the bench cannot go on: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Outcome<()> {
    let effort = if std::env::var_os("KEYCARD_BENCH_QUICK").is_some() {
        QUICK
    } else {
        FULL
    };
    let base = server::start()?;
    let folder = tempfile::tempdir()?;
    println!("{:<52} {:>10} {:>10} {:>8}  goal", "", "keycard", "bare loop", "ratio");
    thousand_files(&effort, &base, folder.path())?;
    single(&effort, &base, folder.path())?;
    many_cases(&effort, &base, folder.path())?;
    built_in(&effort)
}

/// 1,000 scenario files of one call each, both reports written.
fn thousand_files(effort: &Effort, base: &str, folder: &Path) -> Outcome<()> {
    let inputs = Inputs::files(&folder.join("thousand"), 1_000)?;
    let keycard = keycard(base, &inputs).reports(&inputs);
    let bare = Child::bare_loop(base, &inputs.bodies)?;
    compare(
        "1,000 one-call files, JSON and JUnit",
        effort.pairs,
        &keycard,
        &bare,
        "≤ 2.5, aim 1.6",
    )?;
    memory("  peak memory", &keycard, "≤ 30 MB")?;
    Ok(())
}

/// What there is to pay before and after the first case.
fn single(effort: &Effort, base: &str, folder: &Path) -> Outcome<()> {
    let inputs = Inputs::files(&folder.join("single"), 1)?;
    let bare = Child::bare_loop(base, &inputs.bodies)?;
    let pairs = effort.short_pairs;
    compare(
        "one case, no report",
        pairs,
        &keycard(base, &inputs),
        &bare,
        "≤ 12 ms, aim 8",
    )?;
    let reporting = keycard(base, &inputs).reports(&inputs);
    compare("one case, JSON and JUnit", pairs, &reporting, &bare, "≤ 12 ms, aim 8")?;
    let built_in = Child::keycard().arguments(["run", inputs::BUILT_IN_CASE]);
    alone("one built-in case against the stub", pairs, &built_in, "≤ 12 ms, aim 8")?;
    alone(
        "keycard --version",
        pairs,
        &Child::keycard().arguments(["--version"]),
        "",
    )
}

/// Memory must not grow with the number of cases.
fn many_cases(effort: &Effort, base: &str, folder: &Path) -> Outcome<()> {
    type Make = fn(&Path, usize) -> Outcome<Inputs>;
    let shapes: [(&str, Make); 2] = [("rows of one matrix", Inputs::matrix), ("files", Inputs::files)];
    for (shape, make) in shapes {
        let mut peaks = Vec::new();
        for count in effort.many {
            let inputs = make(&folder.join(format!("{shape}-{count}")), count)?;
            let keycard = keycard(base, &inputs).reports(&inputs);
            let sample = keycard.run_and_watch()?;
            println!(
                "{:<52} {:>10} {:>10} {:>8}",
                format!("{count} {shape}, JSON and JUnit"),
                format!("{:.2} s", sample.seconds),
                "",
                format!("{:.0}/s", count as f64 / sample.seconds),
            );
            println!("{:<52} {:>10}", "  peak memory", megabytes(sample.peak));
            peaks.push(sample.peak);
        }
        let growth = peaks[1].saturating_sub(peaks[0]);
        println!(
            "{:<52} {:>10} {:>10} {:>8}  ≤ 100 MB",
            format!("  growth from {} to {}", effort.many[0], effort.many[1]),
            megabytes(growth),
            "",
            ""
        );
    }
    Ok(())
}

/// Every built-in case against the stub, which shares the process and so the time.
fn built_in(effort: &Effort) -> Outcome<()> {
    let keycard = Child::keycard().arguments(["run"]);
    let cases = keycard.cases()?;
    let samples = (0..effort.pairs)
        .map(|_| keycard.run())
        .collect::<Outcome<Vec<Sample>>>()?;
    let seconds = median(samples.iter().map(|sample| sample.seconds).collect());
    println!(
        "{:<52} {:>10} {:>10} {:>8}",
        format!("{cases} built-in cases against the stub"),
        milliseconds(seconds),
        "",
        format!("{:.0}/s", cases as f64 / seconds),
    );
    memory("  peak memory", &keycard, "")
}

fn keycard(base: &str, inputs: &Inputs) -> Child {
    Child::keycard()
        .arguments([
            "run",
            "--target",
            base,
            "--side",
            "channel-manager",
            "--no-builtin",
            "--scenarios",
        ])
        .argument(&inputs.scenarios)
        .with_environment(inputs::ENVIRONMENT)
}

fn compare(what: &str, pairs: usize, keycard: &Child, bare: &Child, goal: &str) -> Outcome<()> {
    // The first of each warms the caches of the file system.
    keycard.run()?;
    bare.run()?;
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    let mut ratios = Vec::new();
    for _ in 0..pairs {
        let (mine, other) = (keycard.run()?.seconds, bare.run()?.seconds);
        ours.push(mine);
        theirs.push(other);
        ratios.push(mine / other);
    }
    println!(
        "{what:<52} {:>10} {:>10} {:>8}  {goal}",
        milliseconds(median(ours)),
        milliseconds(median(theirs)),
        format!("{:.2}", median(ratios)),
    );
    Ok(())
}

fn alone(what: &str, times: usize, child: &Child, goal: &str) -> Outcome<()> {
    child.run()?;
    let mut seconds = Vec::new();
    for _ in 0..times {
        seconds.push(child.run()?.seconds);
    }
    println!(
        "{what:<52} {:>10} {:>10} {:>8}  {goal}",
        milliseconds(median(seconds)),
        "",
        ""
    );
    Ok(())
}

fn memory(what: &str, child: &Child, goal: &str) -> Outcome<()> {
    let peak = child.run_and_watch()?.peak;
    println!("{what:<52} {:>10} {:>10} {:>8}  {goal}", megabytes(peak), "", "");
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn milliseconds(seconds: f64) -> String {
    format!("{:.1} ms", seconds * 1e3)
}

fn megabytes(kilobytes: u64) -> String {
    if kilobytes == 0 {
        // Only Linux tells, through /proc.
        return "unknown".to_string();
    }
    format!("{:.1} MB", kilobytes as f64 / 1024.0)
}

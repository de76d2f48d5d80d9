//! What the Connector API costs: its cases about tokens beside a bare loop over the same requests, the
//! start of a run of one case, and the import of the documentation.
//!
//! `cargo bench --bench connector` prints a table; `KEYCARD_BENCH_QUICK=1` makes it short and rough.
//! The import needs a checkout of the documentation: `KEYCARD_DOCS=../open-api-docs/connector-api`.
#![expect(clippy::print_stdout, reason = "the table is the result")]

mod measure;

use std::ops::ControlFlow;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use keycard::app::built_in_stub;
use keycard::app::scenarios::{self, Scenarios};
use keycard::app::target_setup;
use keycard::contract::catalogue::Contract;
use keycard::exchange::message::Request;
use keycard::plan::selection::{Selection, Selector};
use keycard::runner::event::RunEvent;
use keycard::runner::schedule::{self, Options, ProductionWrites, Prompts};
use keycard::stub::host::Host;
use keycard::stub::host_options::HostOptions;
use keycard::wire::call::{Caller, Limits};
use measure::{Outcome, keycard, median, megabytes, milliseconds};

/// The cases about tokens.
const ABOUT_TOKENS: [&str; 2] = ["connector/auth/", "connector/environments/"];
/// A case of one call.
const ONE_CASE: &str = "connector/operations/answers-the-smallest-request[services/getAll]";

fn main() -> ExitCode {
    // `cargo test --all-targets` runs benches too: there is nothing to test.
    if !std::env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("the bench cannot go on: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Outcome<()> {
    let quick = std::env::var_os("KEYCARD_BENCH_QUICK").is_some();
    println!("{:<52} {:>10} {:>10} {:>8}  goal", "", "keycard", "bare loop", "ratio");
    tokens(if quick { 3 } else { 11 })?;
    start(if quick { 10 } else { 40 })?;
    import(if quick { 1 } else { 5 })
}

/// The real binary over all cases about tokens, and in turn a loop that sends their requests one after another.
fn tokens(pairs: usize) -> Outcome<()> {
    let requests = requests()?;
    let host = Host::start(HostOptions::default())?;
    let mut arguments = vec!["run"];
    arguments.extend(ABOUT_TOKENS);
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    measure::run(keycard().args(&arguments))?;
    bare_loop(&host, &requests)?;
    for _ in 0..pairs {
        let (mine, bare) = (
            measure::run(keycard().args(&arguments))?.seconds,
            bare_loop(&host, &requests)?,
        );
        ours.push(mine);
        theirs.push(bare);
        ratios.push(mine / bare);
    }
    println!(
        "{:<52} {:>10} {:>10} {:>8}  ≤ 2.5, aim 1.6",
        format!("{} cases about tokens against the stub", requests.len()),
        milliseconds(median(ours)),
        milliseconds(median(theirs)),
        format!("{:.2}", median(ratios)),
    );
    let peak = |selectors: &[&str]| measure::run(keycard().arg("run").args(selectors)).map(|sample| sample.peak);
    // A part that reaches all operations, as the whole does: more operations are more schemas.
    let quarter = [&ABOUT_TOKENS[..], &["--shard", "1/4"]].concat();
    let (few, all) = (peak(&quarter)?, peak(&ABOUT_TOKENS)?);
    println!("{:<52} {:>10}", "  peak memory", megabytes(all));
    let growth = all.saturating_sub(few);
    println!(
        "{:<52} {:>10}  flat",
        "  growth from a quarter of them",
        megabytes(growth)
    );
    Ok(())
}

/// Every request of those cases, as the runner makes it.
fn requests() -> Outcome<Vec<Request>> {
    let selection = Selection {
        selectors: ABOUT_TOKENS.map(|prefix| Selector::Id(prefix.to_string())).to_vec(),
        ..Selection::default()
    };
    let contract = Contract::built_in();
    let plan = scenarios::plan(&contract, &Scenarios::default(), &selection)?;
    let assembled = built_in_stub::stub(target_setup::clock(Timestamp::now(), 1), HostOptions::default())?;
    let caller = Caller::new(Limits::default());
    let options = Options {
        jobs: 64,
        production_writes: ProductionWrites::Refused,
        prompts: Prompts::Refused,
    };
    let mut requests = Vec::new();
    let on = |event: RunEvent<'_>| {
        if let RunEvent::Finished { transcript, .. } = event {
            requests.extend(transcript.entries.into_iter().map(|entry| entry.request));
        }
        ControlFlow::Continue(())
    };
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(schedule::run(
            &plan,
            &assembled.target,
            &caller,
            options,
            futures_util::stream::pending(),
            on,
        ))?;
    Ok(requests)
}

/// Trusts no one, like keycard's own client for plain HTTP.
fn client() -> Outcome<reqwest::Client> {
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Ok(reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .http1_only()
        .build()?)
}

/// Sends the requests one after another on one connection, and reads each answer; the seconds that it takes.
fn bare_loop(host: &Host, requests: &[Request]) -> Outcome<f64> {
    let client = client()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let begun = Instant::now();
    runtime.block_on(async {
        for request in requests {
            let method = reqwest::Method::from_bytes(request.method.to_string().as_bytes())?;
            let path = request.url.splitn(4, '/').nth(3).unwrap_or_default();
            let mut builder = client.request(method, format!("{}/{path}", host.address()));
            for (name, value) in request.headers.iter() {
                builder = builder.header(name, value);
            }
            let response = builder.body(request.body.bytes().to_vec()).send().await?;
            if let Ok(text) = std::str::from_utf8(&response.bytes().await?)
                && !text.is_empty()
            {
                let _: serde_json::Value = serde_json::from_str(text)?;
            }
            if let Some((case, _)) = path.split_once('/') {
                host.forget(case);
            }
        }
        Outcome::Ok(())
    })?;
    Ok(begun.elapsed().as_secs_f64())
}

/// One case, from the start of the process to its exit.
fn start(times: usize) -> Outcome<()> {
    let mut seconds = Vec::new();
    for _ in 0..times {
        seconds.push(measure::time(keycard().args(["run", ONE_CASE]))?);
    }
    println!(
        "{:<52} {:>10} {:>10} {:>8}  ≤ 12 ms",
        "one case against the stub, from start to exit",
        milliseconds(median(seconds)),
        "",
        ""
    );
    Ok(())
}

/// The import of the whole documentation.
fn import(times: usize) -> Outcome<()> {
    let Some(docs) = std::env::var_os("KEYCARD_DOCS") else {
        println!("{:<52} {:>10}", "import of the documentation", "no KEYCARD_DOCS");
        return Ok(());
    };
    let out = tempfile::tempdir()?;
    let mut seconds = Vec::new();
    for _ in 0..times {
        let begun = Instant::now();
        let status = keycard()
            .args(["contract", "import", "--docs"])
            .arg(&docs)
            .arg("--out")
            .arg(out.path())
            .status()?;
        seconds.push(begun.elapsed().as_secs_f64());
        if !status.success() {
            return Err(format!("the import ended with {status}").into());
        }
    }
    println!(
        "{:<52} {:>10} {:>10} {:>8}  < 3 s",
        "import of the documentation",
        milliseconds(median(seconds)),
        "",
        ""
    );
    Ok(())
}

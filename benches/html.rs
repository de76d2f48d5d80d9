//! What the HTML report costs: how long it takes to write, how large it is, and how soon a browser shows it
//! and has filtered it.
//!
//! `cargo bench --bench html` prints a table. The browser is headless Chromium, if it is installed.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "the table is the result")]

use std::fs;
use std::process::{Command, Stdio};
use std::time::Instant;

use keycard::contract::catalogue::Contract;
use keycard::report::format::{EndedRun, Format as _};
use keycard::report::formats::html::Html;
use keycard::report::formats::json::Report;
use keycard::report::overview::Overview;
use keycard::report::record::{Line, Record};
use serde_json::{Value, json};
use support::browser::{self, Browser};

/// As many cases as the goal speaks of.
const CASES: usize = 2_000;
/// A fault that most cases pass, and one that most fail.
const FAULTS: [&str; 2] = ["accepts-expired-token", "async-flag-on-failure"];

fn main() {
    // `cargo test --all-targets` runs benches too: there is nothing to test.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for fault in FAULTS {
        let report = report(folder.path(), fault);
        let failed = report.run.summary.failed_required + report.run.summary.failed_other;
        println!("{CASES} cases, {failed} of them failed ({fault})");
        let (page, milliseconds) = fastest(|| render(&report));
        println!("  written in        {milliseconds:>8.1} ms");
        #[expect(clippy::cast_precision_loss, reason = "megabytes")]
        let size = page.len() as f64 / 1e6;
        println!("  size              {size:>8.2} MB   goal < 5 MB");
        if browser::is_there() {
            let path = folder.path().join("page.html");
            fs::write(&path, &page).unwrap();
            in_browser(&path);
        }
    }
}

/// A real run, with cases repeated under other names until there are enough.
fn report(folder: &std::path::Path, fault: &str) -> Report {
    let path = folder.join("report.json");
    let status = Command::new(env!("CARGO_BIN_EXE_keycard"))
        .args([
            "run",
            "--api",
            "channel-manager",
            "--fault",
            fault,
            "--seed",
            "1",
            "--report",
        ])
        .arg(format!("json={}", path.display()))
        .env_clear()
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(1));
    let mut report: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let ran = report["cases"].as_array().unwrap().clone();
    let cases = ran.iter().cycle().take(CASES).enumerate();
    let cases: Vec<Value> = cases
        .map(|(position, case)| {
            let mut case = case.clone();
            if position >= ran.len() {
                case["id"] = json!(format!("again/{}", case["id"].as_str().unwrap()));
            }
            case["position"] = json!(position);
            case
        })
        .collect();
    report["cases"] = json!(cases);
    let mut report: Report = serde_json::from_value(report).unwrap();
    let mut summary = keycard::report::summary::Summary::default();
    report.cases.iter().for_each(|record| summary.add(record));
    report.run.summary = summary;
    report
}

fn render(report: &Report) -> Vec<u8> {
    let mut overview = Overview::new(Contract::built_in());
    report.cases.iter().for_each(|record: &Record| overview.add(record));
    let mut lines = report.cases.iter().map(|record| Ok(Line::of(record)?));
    let run = EndedRun {
        head: &report.run,
        overview: Some(&overview),
        before: 0,
    };
    let mut page = Vec::new();
    Html.write(&run, &mut lines, &mut page).unwrap();
    page
}

fn fastest<T>(mut work: impl FnMut() -> T) -> (T, f64) {
    let timed = (0..5).map(|_| {
        let begun = Instant::now();
        (work(), begun.elapsed().as_secs_f64() * 1e3)
    });
    timed.min_by(|(_, a), (_, b)| a.total_cmp(b)).unwrap()
}

/// Medians of several visits, in milliseconds.
fn in_browser(page: &std::path::Path) {
    let mut visits: Vec<Value> = Vec::new();
    for _ in 0..7 {
        let mut browser = Browser::start();
        browser.look(1400, 1000, "light");
        browser.open(page, "");
        visits.push(browser.value(MEASURED));
    }
    for (name, what) in [
        ("first", "something is seen"),
        ("interactive", "read whole"),
        ("load", "ready"),
        ("verdict", "filter: failed"),
        ("all", "filter: all again"),
        ("search", "first search"),
        ("further", "further search"),
        ("open", "a case is opened"),
    ] {
        let mut times: Vec<f64> = visits.iter().filter_map(|visit| visit[name].as_f64()).collect();
        times.sort_by(f64::total_cmp);
        if let Some(median) = times.get(times.len() / 2) {
            println!("  {what:<18}{median:>7.0} ms");
        }
    }
}

/// From the change of a control until the frame after it is drawn.
const MEASURED: &str = "(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const [visit] = performance.getEntriesByType('navigation');
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  const measured = { first: paint?.startTime, interactive: visit.domInteractive, load: visit.loadEventEnd };
  const form = document.getElementById('filter');
  const time = async (name, act) => {
    await frame();
    const begun = performance.now();
    act();
    await frame();
    await frame();
    measured[name] = performance.now() - begun;
  };
  const failed = form.querySelector('[value=failed]');
  const search = (text) => {
    form.elements.q.value = text;
    form.elements.q.dispatchEvent(new Event('input', { bubbles: true }));
  };
  await time('verdict', () => failed.click());
  await time('all', () => failed.click());
  await time('search', () => search('updateprices'));
  await time('further', () => search('updateprices expired'));
  search('');
  await time('open', () => { document.querySelector('.case.failed').open = true; });
  return measured;
})()";

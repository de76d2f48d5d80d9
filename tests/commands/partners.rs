//! Honest channel managers in processes of their own, at any number of jobs: nothing above a note is found.
//!
//! One is the reference of the stub, the other one the Python partner of `tests/partners/`, which shares no code with
//! it. Other orders, jobs and variants are left to `.ci/full`.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::Value;
use support::{Ran, keycard_with};
use tempfile::TempDir;

use crate::certify::partner::{Partner, free};

/// A partner's folder, with its configuration for the addresses that this test has.
struct Stage {
    folder: TempDir,
    tokens: Vec<(String, String)>,
    _partner: Running,
}

/// The process of a partner, until it is dropped.
enum Running {
    Reference { _partner: Partner },
    Python(Child),
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Self::Python(child) = self {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The variables that an `.env` file sets.
fn variables(file: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("export "));
    let pairs = lines.filter_map(|line| line.split_once('='));
    pairs
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect()
}

impl Stage {
    fn reference() -> Self {
        let platform = free();
        let partner = Partner::start(&format!("http://{platform}"), &[]);
        let address = partner.address.clone();
        let running = Running::Reference { _partner: partner };
        let changes = [("127.0.0.1:9000", address), ("127.0.0.1:8400", platform)];
        Self::new("examples/certification", running, &changes, "")
    }

    /// The Python partner with options of its own, and lines that the configuration of its side needs for them.
    fn python(options: &[&str], settings: &str) -> Self {
        let folder = source("tests/partners");
        let platform = free();
        let mut command = Command::new("python3");
        command
            .arg(folder.join("channel_manager.py"))
            .args(["--port", "0", "--mews-url"])
            .arg(format!("http://{platform}/api/channelManager/v1"))
            .args(options)
            .envs(variables(&folder.join("partner.env")));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        thread::spawn(move || lines.for_each(drop));
        // The prefix is part of the address that the partner names.
        let url = first.strip_prefix("ready on http://").unwrap().trim_end_matches('/');
        let host = url.split('/').next().unwrap();
        let changes = [
            ("127.0.0.1:9001/cm", url.to_string()),
            ("127.0.0.1:9001", host.to_string()),
            ("127.0.0.1:8401", platform),
        ];
        Self::new("tests/partners", Running::Python(child), &changes, settings)
    }

    fn new(from: &str, partner: Running, changes: &[(&str, String)], settings: &str) -> Self {
        let from = source(from);
        let folder = tempfile::tempdir().unwrap();
        let mut configuration = fs::read_to_string(from.join("keycard.toml")).unwrap();
        for (old, new) in changes {
            configuration = configuration.replace(old, new);
        }
        let section = "[channel-manager]\n";
        configuration = configuration.replacen(section, &format!("{section}{settings}\n"), 1);
        // Neither partner is slow: most of the time would be spent between two messages.
        let configuration = configuration.replace("quiet = \"100ms\"", "quiet = \"100ms\"\nsettle = \"50ms\"");
        fs::write(folder.path().join("keycard.toml"), configuration).unwrap();
        fs::copy(
            from.join("system-errors.yaml"),
            folder.path().join("system-errors.yaml"),
        )
        .unwrap();
        Self {
            folder,
            tokens: variables(&from.join("partner.env")),
            _partner: partner,
        }
    }

    fn keycard(&self, arguments: &[&str]) -> Ran {
        let tokens: Vec<(&str, &str)> = self.tokens.iter().map(|(name, value)| (&**name, &**value)).collect();
        keycard_with(self.folder.path(), arguments, &tokens)
    }

    /// Runs all cases for channel managers, so many at once; gives the reasons for which some were not run.
    fn run(&self, jobs: &str) -> BTreeSet<String> {
        let mut arguments = vec![
            "run",
            "--config",
            "keycard.toml",
            "channel-manager/",
            "--report",
            "json=out.json",
        ];
        if jobs != "default" {
            arguments.extend(["--jobs", jobs]);
        }
        let ran = self.keycard(&arguments);
        assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
        let report = fs::read(self.folder.path().join("out.json")).unwrap();
        let report: Value = serde_json::from_slice(&report).unwrap();
        let cases = report["cases"].as_array().unwrap();
        let mut wrong = Vec::new();
        let mut reasons = BTreeSet::new();
        let mut passed = 0;
        for case in cases {
            let findings = case["findings"].as_array().unwrap();
            wrong.extend(
                findings
                    .iter()
                    .filter(|finding| finding["weight"] != "note")
                    .map(|finding| format!("{}: {finding}", case["id"])),
            );
            match case["verdict"].as_str().unwrap() {
                "passed" => passed += 1,
                "not-run" => {
                    reasons.insert(case["reason"].as_str().unwrap().to_string());
                }
                verdict => wrong.push(format!("{}: {verdict}: {}", case["id"], case["reason"])),
            }
        }
        assert!(wrong.is_empty(), "{} jobs:\n{}", jobs, wrong.join("\n"));
        assert!(passed >= 450, "only {passed} of {} passed: {reasons:#?}", cases.len());
        reasons
    }
}

/// Everything but what the partner need not do, and what the configuration has no token or code for.
fn assert_reasons(reasons: &BTreeSet<String>, more: &[&str]) {
    let lawful = ["and need not come", "is configured", "too little is configured as"];
    let unlawful = reasons
        .iter()
        .filter(|reason| !lawful.iter().chain(more).any(|part| reason.contains(part)));
    let unlawful: Vec<_> = unlawful.collect();
    assert!(unlawful.is_empty(), "{unlawful:#?}");
}

#[test]
fn the_reference_is_left_alone_with_many_jobs() {
    assert_reasons(&Stage::reference().run("16"), &[]);
}

#[test]
fn the_python_partner_is_left_alone() {
    assert_reasons(&Stage::python(&[], "").run("default"), &[]);
}

#[test]
fn the_python_partner_is_ready() {
    let stage = Stage::python(&["--categories", "6", "--sparse-restrictions", "--shuffle"], "");
    let ran = stage.keycard(&["certify"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("ready"), "{}", ran.stdout);
}

/// What a partner may do otherwise, with what its configuration says of it.
const VARIANTS: [(&[&str], &str); 11] = [
    (&["--categories", "6"], ""),
    (
        &["--unmapped-pair", "BED:LATE"],
        "unmapped-pair = { space = \"BED\", rate = \"LATE\" }",
    ),
    (&["--errors", "legacy"], ""),
    (&["--confirm", "async"], ""),
    (
        &["--without", "processGroup,processAvailabilityBlock,changeNotificaton"],
        "",
    ),
    (
        &["--without", "processGroup,processAvailabilityBlock"],
        "not-hosted = [\"processGroup\", \"processAvailabilityBlock\"]",
    ),
    (&["--exact-router", "--extra-fields", "--null-fields"], ""),
    (&["--gross-only", "--sparse-restrictions", "--shuffle"], ""),
    (&["--other-codes", "--confirm-once", "--heed-notices"], ""),
    (&["--host", "::1"], ""),
    (&["--prefix", "/some/path", "--delay", "0.05", "--http-1.0"], ""),
];

#[test]
#[ignore = "it takes half an hour; .ci/full runs it"]
fn the_python_partner_is_left_alone_in_each_variant() {
    for (options, settings) in VARIANTS {
        println!("{options:?}");
        assert_reasons(&Stage::python(options, settings).run("default"), &["is not hosted"]);
    }
}

#[test]
#[ignore = "it takes half an hour; .ci/full runs it"]
fn jobs_and_order_change_nothing() {
    for jobs in ["1", "3", "16", "16", "3"] {
        for stage in [Stage::reference(), Stage::python(&[], "")] {
            println!("{jobs} jobs");
            assert_reasons(&stage.run(jobs), &[]);
        }
    }
}

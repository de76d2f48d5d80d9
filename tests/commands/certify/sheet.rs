//! The certification sheet of the reference channel manager, as a partner gets it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::partner::{Partner, Setup, certify, command, free, shorten};
use regex::Regex;
use serde_json::Value;
use support::{Server, answer, assert_golden, request, scenario};
use tempfile::TempDir;

/// A partner with those faults, and a folder with its configuration.
fn stage(more: &[&str]) -> (Partner, TempDir) {
    let listen = free();
    let partner = Partner::start(&format!("http://{listen}"), more);
    let folder = Setup::of(&partner.address, &listen).folder();
    shorten(folder.path());
    (partner, folder)
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

fn golden(name: &str, now: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands/certify/golden");
    assert_golden(&folder, name, now);
}

fn verify(folder: &Path, pack: &str) -> Output {
    command(folder, &["evidence", "verify", pack]).output().unwrap()
}

#[test]
fn the_sheet_is_written_packed_and_sealed() {
    let (_partner, folder) = stage(&["--fault", "keeps-old-restrictions"]);
    let here = folder.path();
    let certified = certify(
        here,
        &[
            "--report",
            "sheet=sheet.md",
            "--report",
            "sheet-csv=sheet.csv",
            "--report",
            "errors-csv=errors.csv",
            "--evidence",
            "pack",
            "--seed",
            "7",
        ],
    );
    assert_eq!(certified.code, Some(1), "{}", certified.text);
    // What depends on the day, on ports and on the values of the run is of no interest.
    let varying = Regex::new(
        r"\d{4}-\d\d-\d\d(T[0-9:.]+Z)?|127\.0\.0\.1:\d+|kc-[0-9a-f]{16}|\d+ of \d+ nights|\\?\[[\d, ]+\\?\]",
    )
    .unwrap();
    for name in ["sheet.md", "sheet.csv", "errors.csv"] {
        let now = read(here, name);
        assert_eq!(now, read(&here.join("pack"), name), "{name} is another one in the pack");
        golden(name, &varying.replace_all(&now, "…"));
    }
    let manifest: Value = serde_json::from_str(&read(here, "pack/manifest.json")).unwrap();
    let listed: Vec<&str> = manifest["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["path"].as_str().unwrap())
        .collect();
    let whole = verify(here, "pack");
    assert_eq!(whole.status.code(), Some(0), "{whole:?}");
    for name in ["sheet.md", "sheet.csv", "errors.csv"] {
        assert!(listed.contains(&name), "{listed:?}");
        let path: PathBuf = here.join("pack").join(name);
        let bytes = fs::read(&path).unwrap();
        let mut altered = bytes.clone();
        altered[bytes.len() / 2] ^= 1;
        fs::write(&path, altered).unwrap();
        let found = verify(here, "pack");
        assert_eq!(found.status.code(), Some(1), "{name}");
        let said = String::from_utf8([found.stdout, found.stderr].concat()).unwrap();
        assert!(said.contains(name), "{said}");
        fs::write(&path, bytes).unwrap();
    }
}

#[test]
fn a_run_without_published_tests_has_no_sheet_and_sends_nothing() {
    let server = Server::start(|mut stream| {
        while request(&mut stream).is_some() {
            answer(&mut stream, r#"{"channels":[],"success":true}"#);
        }
    });
    let folder = scenario();
    for format in ["sheet", "sheet-csv", "errors-csv"] {
        let target = format!("http://{}", server.address);
        let report = format!("{format}=out");
        let output = command(
            folder.path(),
            &[
                "run",
                "--target",
                &target,
                "--side",
                "mews",
                "--no-builtin",
                "--scenarios",
                ".",
                "--report",
                &report,
                "--evidence",
                "pack",
            ],
        )
        .output()
        .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains(&format!("the report `{format}` tells of the published tests")),
            "{said}"
        );
        assert!(
            said.contains(&format!("keycard certify --report {format}=PATH")),
            "{said}"
        );
        assert!(output.stdout.is_empty());
    }
    assert_eq!(server.connections(), 0);
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "something was written");
}

#[test]
fn the_action_leaves_the_sheet_beside_the_reports() {
    let (_partner, folder) = stage(&[]);
    let action = Path::new(env!("CARGO_MANIFEST_DIR")).join("action/run.sh");
    let output = Command::new("bash")
        .arg(action)
        .current_dir(folder.path())
        .envs([
            ("KEYCARD_INPUT_BINARY", env!("CARGO_BIN_EXE_keycard")),
            ("KEYCARD_INPUT_COMMAND", "certify"),
            ("KEYCARD_INPUT_CONFIG", "keycard.toml"),
            ("PARTNER_CLIENT_TOKEN", super::partner::CLIENT),
            ("PARTNER_CONNECTION_TOKEN", super::partner::CONNECTION),
        ])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for name in ["sheet.md", "sheet.csv", "errors.csv"] {
        let sheet = read(folder.path(), &format!("keycard-reports/{name}"));
        assert!(sheet.lines().count() > 1, "{name}: {sheet}");
    }
}

#[test]
fn the_hooks_of_the_plan_are_listed_with_what_each_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let output = command(folder.path(), &["list", "--hooks", "--plan", "channel-manager"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    golden("hooks.txt", &text);
    // Without a plan it is those of the cases, each named by its own id.
    let words = [
        "list",
        "--hooks",
        "channel-manager/certification/names-an-unmapped-rate",
    ];
    let none = command(folder.path(), &words).output().unwrap();
    assert_eq!((none.status.code(), none.stdout.len()), (Some(0), 0));
    let words = [
        "list",
        "--hooks",
        "channel-manager/certification/does-not-repeat-an-invalid-booking",
    ];
    let one = command(folder.path(), &words).output().unwrap();
    let one = String::from_utf8(one.stdout).unwrap();
    assert!(
        one.contains("invalid-reservation\n  is told   {}\n  then      processGroup is awaited\n"),
        "{one}"
    );
    assert!(
        one.contains("for       channel-manager/certification/does-not-repeat-an-invalid-booking"),
        "{one}"
    );
}

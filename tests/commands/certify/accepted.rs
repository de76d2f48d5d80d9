//! What persons accept or attest: waivers, attestations, and the list of system errors as evidence.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::partner::{CLIENT, command};
use super::{Fate, Stage};

/// Puts waivers into the configuration as it was: case, and last day.
fn waive(stage: &Stage, config: &str, waivers: &[(&str, &str)]) {
    let waivers = waivers.iter().map(|(case, expires)| {
        format!("[[waivers]]\ncase = \"{case}\"\nowner = \"Ada\"\nreason = \"mended in May\"\nexpires = {expires}\n")
    });
    let text = format!("{config}\n{}", waivers.collect::<String>());
    fs::write(stage.folder.path().join("keycard.toml"), text).unwrap();
}

/// The only optional test, by its cases.
const OPTIONAL: &str = "channel-manager/certification/sells-a-product*";

/// A short plan of which one required and the optional test are left, so that it is quick.
fn few(stage: &Stage) -> String {
    let path = stage.folder.path().join("short.plan.yaml");
    let plan = fs::read_to_string(&path).unwrap();
    let (head, tests) = plan.split_once("tests:\n").unwrap();
    let group = tests
        .split("  - id: ")
        .find(|test| test.starts_with("RES-1\n"))
        .unwrap();
    let group = group.lines().find(|line| line.contains("group:")).unwrap();
    let source = tests
        .lines()
        .find(|line| line.contains("source: &of-reservations"))
        .unwrap();
    let kept: String = tests
        .split("  - id: ")
        .filter(|test| test.starts_with("RES-13\n") || test.starts_with("ERR-1\n"))
        .map(|test| format!("  - id: {test}"))
        .collect();
    let kept = kept
        .replace("group: *reservations", group.trim())
        .replace("source: *of-reservations", source.trim());
    fs::write(&path, format!("{head}tests:\n{kept}")).unwrap();
    fs::read_to_string(stage.folder.path().join("keycard.toml")).unwrap()
}

#[test]
fn a_waived_failure_of_an_optional_test_is_shown_and_blocks_nothing() {
    // The booking never arrives, so that the optional test fails.
    let stage = Stage::meddled(|path, _| {
        if path.ends_with("processGroup") {
            Fate::IsLost
        } else {
            Fate::Passes
        }
    })
    .changed(|setup| setup.within = "500ms");
    let config = few(&stage);
    waive(&stage, &config, &[(OPTIONAL, "2999-01-01")]);
    let reports = [
        "--report",
        "junit=report.xml",
        "--report",
        "html=report.html",
        "--report",
        "sheet=sheet.md",
    ];
    let certified = stage.certify(&reports);
    assert_eq!(certified.code, Some(0), "{}", certified.text);
    assert!(certified.text.contains("RES-13  waived"), "{}", certified.text);
    assert!(
        certified
            .reason("RES-13")
            .starts_with("waived by Ada until 2999-01-01: mended in May; "),
        "{}",
        certified.reason("RES-13")
    );
    let tests = certified.report["run"]["plan"]["tests"].as_array().unwrap();
    let test = tests.iter().find(|test| test["id"] == "RES-13").unwrap();
    assert_eq!(
        (&test["verdict"], &test["waiver"]["owner"]),
        (&"failed".into(), &"Ada".into())
    );
    assert_eq!(certified.report["run"]["waivers"][0]["standing"], "in-force");
    assert_eq!(certified.report["run"]["summary"]["waiverFaults"], 0);
    let read = |name: &str| fs::read_to_string(stage.folder.path().join(name)).unwrap();
    assert!(
        read("report.xml").contains("waived: waived by Ada"),
        "{}",
        read("report.xml")
    );
    assert!(read("report.html").contains(r#"<span class="badge waived">waived</span></td>"#));
    assert!(
        read("sheet.md").contains("| optional | waived |"),
        "{}",
        read("sheet.md")
    );
    let validator = jsonschema::validator_for(&keycard::report::formats::json::schema()).unwrap();
    assert!(validator.is_valid(&certified.report));
    // Without it the test fails as it does, and blocks nothing either.
    waive(&stage, &config, &[]);
    let certified = stage.certify(&[]);
    assert_eq!((certified.code, certified.with("failed")), (Some(0), vec!["RES-13"]));
}

#[test]
fn a_waiver_that_no_longer_serves_fails_the_certification() {
    let stage = Stage::honest();
    let config = few(&stage);
    let others = "channel-manager/ari/*";
    for (waivers, expected) in [
        (
            vec![(OPTIONAL, "2999-01-01")],
            "is no longer needed, since its 2 cases pass",
        ),
        (vec![(OPTIONAL, "2020-01-01")], "expired on 2020-01-01"),
        (vec![("channel-manager/nowhere", "2999-01-01")], "is about no case"),
        (
            vec![("RES-13", "2999-01-01")],
            "RES-13 is a test: a waiver is about a case of it, such as `channel",
        ),
        (
            vec![("channel-manager/certification/sells-a-produkt[gross]", "2999-01-01")],
            "did you mean `channel-manager/certification/sells-a-product[gross]`?",
        ),
    ] {
        waive(&stage, &config, &waivers);
        let certified = stage.certify(&[]);
        assert_eq!(certified.code, Some(1), "{}", certified.text);
        assert!(certified.text.contains(expected), "{expected}\n{}", certified.text);
        assert_eq!(certified.report["run"]["conclusion"], "failed");
        assert_eq!(certified.report["run"]["summary"]["waiverFaults"], 1);
    }
    // One of a case that `keycard run` tries is no matter of the certification.
    waive(&stage, &config, &[(others, "2999-01-01")]);
    let certified = stage.certify(&[]);
    assert_eq!(certified.code, Some(0), "{}", certified.text);
    // A resumed run has proved the same.
    waive(&stage, &config, &[(OPTIONAL, "2999-01-01")]);
    assert_eq!(stage.certify(&["--resume"]).code, Some(1));
}

#[test]
fn a_waiver_of_a_required_test_is_refused_with_its_place() {
    let stage = Stage::honest();
    let config = fs::read_to_string(stage.folder.path().join("keycard.toml")).unwrap();
    waive(
        &stage,
        &config,
        &[
            (OPTIONAL, "2999-01-01"),
            ("channel-manager/certification/*", "2999-01-01"),
        ],
    );
    let output = command(stage.folder.path(), &["certify"]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert_eq!(text.matches("the waiver of Ada is about").count(), 1, "{text}");
    let written = fs::read_to_string(stage.folder.path().join("keycard.toml")).unwrap();
    let line = written
        .lines()
        .position(|line| line.contains("certification/*"))
        .unwrap()
        + 1;
    assert!(text.contains(&format!("keycard.toml:{line}:8")), "{text}");
}

#[test]
fn each_situation_is_told_by_a_code_of_system_errors_and_the_list_is_evidence() {
    let stage = Stage::honest();
    few(&stage);
    let list = stage.folder.path().join("system-errors.yaml");
    let entry = |situation: &str, code: u64| {
        format!("- {{ situation: {situation}, code: {code}, message: Please send it again in a few minutes. }}\n")
    };
    let of = |timeout, maintenance, downtime| {
        entry("timeout", timeout) + &entry("maintenance", maintenance) + &entry("downtime", downtime)
    };
    for (errors, expected) in [
        (of(7, 1, 1), "expected code 1 for `timeout`, found 7 ("),
        (of(1, 8, 1), "expected code 1 for `maintenance`, found 8 ("),
        (of(1, 1, 2), "expected code 1 for `downtime`, found 2 ("),
        (of(1, 13, 1), "expected code 1 for `maintenance`, found 13 ("),
        (
            of(1, 1, 1) + &entry("maintenance of prices", 12),
            "expected code 1 or 13 for `maintenance of prices`",
        ),
        (
            of(1, 1, 1) + &entry("timeout of prices", 13),
            "expected code 1 for `timeout of prices`, found 13",
        ),
    ] {
        fs::write(&list, errors).unwrap();
        let certified = stage.certify(&["--resume"]);
        assert_eq!(certified.with("failed"), ["ERR-1"], "{}", certified.text);
        assert!(
            certified.reason("ERR-1").contains(expected),
            "{expected}\n{}",
            certified.reason("ERR-1")
        );
        assert_eq!(certified.report["run"]["plan"]["declared"][0]["situation"], "timeout");
    }
    // What is right, and what nobody asked for.
    let more = entry("maintenance of price updates", 13) + &entry("no such booking", 2);
    fs::write(
        &list,
        of(1, 1, 1) + &more + "- { situation: downtime, code: 1, message: x x x x }\n",
    )
    .unwrap();
    let reports = ["--resume", "--report", "html=report.html", "--evidence", "pack"];
    let certified = stage.certify(&reports);
    assert_eq!(certified.code, Some(0), "{}", certified.text);
    let cases = certified.report["cases"].as_array().unwrap();
    let case = cases
        .iter()
        .find(|case| case["id"].as_str().unwrap().ends_with("/system-errors"))
        .unwrap();
    let weights: Vec<&Value> = case["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| &finding["weight"])
        .collect();
    assert_eq!(weights, ["warning", "warning"], "{case}");
    for (name, said) in [
        ("report.html", "<td>maintenance of price updates</td><td>13</td>"),
        ("pack/report.html", "<td>maintenance of price updates</td><td>13</td>"),
        ("pack/report.json", "\"situation\":\"maintenance of price updates\""),
        ("pack/sheet.md", "| maintenance of price updates | 13 | Please send"),
        (
            "pack/errors.csv",
            "13,,,Please send it again in a few minutes.,maintenance of price updates\r\n",
        ),
    ] {
        let text = fs::read_to_string(stage.folder.path().join(name)).unwrap();
        let text = if Path::new(name).extension().is_some_and(|end| end == "json") {
            serde_json::from_str::<Value>(&text).unwrap().to_string()
        } else {
            text
        };
        assert!(text.contains(said), "{name}: {said}");
    }
}

#[test]
fn an_attestation_holds_no_secret_and_only_the_one_in_force_is_packed() {
    let stage = Stage::honest().changed(|setup| {
        setup.read_back = false;
        setup.system_errors = false;
    });
    few(&stage);
    let here = stage.folder.path();
    stage.certify(&[]);
    fs::write(here.join("log.txt"), format!("sent {CLIENT} twice: {CLIENT}")).unwrap();
    fs::write(here.join("old.png"), "old").unwrap();
    fs::write(here.join("new.png"), "new").unwrap();
    let masked = "BD8C***";
    let note = format!("the token {CLIENT} was taken");
    for (words, place) in [
        (
            ["ERR-1", "--by", "A", "--note", note.as_str(), "--file", "new.png"],
            "--note holds a secret",
        ),
        (
            ["ERR-1", "--by", "A", "--note", "b", "--file", "log.txt"],
            "log.txt holds a secret",
        ),
    ] {
        let (code, text) = stage.attest(&words);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains(place) && !text.contains(CLIENT), "{text}");
        assert_eq!(text.matches(masked).count(), 1, "{text}");
    }
    assert!(!here.join("keycard-certification/attachments").exists());
    for file in ["old.png", "new.png"] {
        let (code, text) = stage.attest(&["ERR-1", "--by", "A", "--note", file, "--file", file]);
        assert_eq!(code, Some(0), "{text}");
    }
    let certified = stage.certify(&["--resume", "--evidence", "pack"]);
    assert_eq!(certified.code, Some(0), "{}", certified.text);
    let packed = |name: &str| fs::read_to_string(here.join("pack/attestations").join(name)).unwrap();
    let given: Value = serde_json::from_str(&packed("attestations.json")).unwrap();
    let given = given["attestations"].as_array().unwrap();
    assert_eq!((given.len(), &given[0]["note"]), (1, &"new.png".into()));
    assert_eq!(packed(given[0]["file"]["copy"].as_str().unwrap()), "new");
    let files = fs::read_dir(here.join("pack/attestations/attachments")).unwrap();
    assert_eq!(files.count(), 1);
    assert!(!here.join("pack/attestations/state.json").exists());
    let verified = command(here, &["evidence", "verify", "pack"]).output().unwrap();
    assert_eq!(verified.status.code(), Some(0));
}

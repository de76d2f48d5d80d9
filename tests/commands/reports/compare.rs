//! Two results side by side, through the binary.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::keycard_in;
use tempfile::TempDir;

const CASES: &str = "channel-manager/auth/mews-goes-by";

/// A folder with the report of a run, `old.json`.
fn reported() -> (TempDir, Value) {
    let folder = tempfile::tempdir().unwrap();
    let ran = keycard_in(folder.path(), &["run", "--report", "json=old.json", CASES]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let report = serde_json::from_slice(&fs::read(folder.path().join("old.json")).unwrap()).unwrap();
    (folder, report)
}

/// The comparison of `old.json` with that report.
fn compared(folder: &Path, new: &Value) -> (Option<i32>, Value, String) {
    fs::write(folder.join("new.json"), new.to_string()).unwrap();
    let words = keycard_in(folder, &["compare", "old.json", "new.json"]);
    let ran = keycard_in(folder, &["compare", "old.json", "new.json", "--json"]);
    assert_eq!(words.code, ran.code);
    let comparison: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr));
    let validator = jsonschema::validator_for(&keycard::evidence::comparison::schema()).unwrap();
    assert!(validator.is_valid(&comparison));
    (ran.code, comparison, words.stdout)
}

fn finding(check: &str) -> Value {
    json!({
        "check": check, "weight": "error", "requirement": "", "exchange": null, "message": null, "pointer": null,
        "expected": "", "actual": "", "source": null, "detail": null,
    })
}

#[test]
fn the_same_twice_is_the_same() {
    let (folder, report) = reported();
    let (code, comparison, words) = compared(folder.path(), &report);
    assert_eq!(code, Some(0));
    assert_eq!(comparison["summary"]["same"], 11);
    assert_eq!(comparison["cases"], json!([]));
    assert_eq!(comparison["runAgain"], json!([]));
    assert!(
        words.ends_with("0 better, 0 worse, 0 changed otherwise, 0 new, 0 gone, 11 the same\n"),
        "{words}"
    );
}

#[test]
fn what_changed_is_told_in_its_way() {
    let (folder, report) = reported();
    let mut old = report.clone();
    let mut new = report;
    let id = |index: usize| old["cases"][index]["id"].as_str().unwrap().to_string();
    let ids: Vec<String> = (0..11).map(id).collect();
    old["cases"][0]["verdict"] = "failed".into(); // → passed
    new["cases"][1]["verdict"] = "failed".into(); // passed →
    new["cases"][1]["findings"] = json!([finding("outcome")]);
    for report in [&mut old, &mut new] {
        report["cases"][2]["verdict"] = "failed".into(); // fails one more check
        report["cases"][2]["findings"] = json!([finding("outcome")]);
    }
    new["cases"][2]["findings"] = json!([finding("outcome"), finding("schema")]);
    old["cases"][3]["verdict"] = "failed".into(); // → inconclusive: neither
    new["cases"][3]["verdict"] = "inconclusive".into();
    old["cases"][4]["verdict"] = "not-run".into(); // → failed: was not known
    new["cases"][4]["verdict"] = "failed".into();
    old["cases"].as_array_mut().unwrap().remove(6);
    new["cases"].as_array_mut().unwrap().remove(5);
    fs::write(folder.path().join("old.json"), old.to_string()).unwrap();
    let (code, comparison, words) = compared(folder.path(), &new);
    assert_eq!(code, Some(1));
    let way = |id: &str| {
        let cases = comparison["cases"].as_array().unwrap();
        let found = cases.iter().find(|case| case["id"] == *id);
        found.map(|case| case["way"].as_str().unwrap().to_string())
    };
    let ways: Vec<Option<String>> = ids.iter().map(|id| way(id)).collect();
    let expected = ["better", "worse", "worse", "other", "worse", "gone", "new"];
    for (index, expected) in expected.iter().enumerate() {
        assert_eq!(ways[index].as_deref(), Some(*expected), "case {index}");
    }
    assert!(ways[7..].iter().all(Option::is_none));
    let more = comparison["cases"]
        .as_array()
        .unwrap()
        .iter()
        .find(|case| case["id"] == *ids[2])
        .unwrap();
    assert_eq!(more["failsNow"], json!(["schema"]));
    let mut again: Vec<&str> = comparison["runAgain"]
        .as_array()
        .unwrap()
        .iter()
        .map(|again| again["id"].as_str().unwrap())
        .collect();
    again.sort_unstable();
    let mut expected: Vec<&str> = [1, 2, 3, 4, 5].iter().map(|index| ids[*index].as_str()).collect();
    expected.sort_unstable();
    assert_eq!(again, expected);
    assert!(
        words.contains(&format!("worse   {}: passed → failed (outcome)", ids[1])),
        "{words}"
    );
    assert!(words.contains(&format!("gone    {}: was passed", ids[5])), "{words}");
    assert!(words.contains("To be run again before a certification (5):"), "{words}");
    assert!(
        words.contains("1 better, 3 worse, 1 changed otherwise, 1 new, 1 gone, 4 the same"),
        "{words}"
    );
    // The other way round, what got better is worse.
    let ran = keycard_in(folder.path(), &["compare", "new.json", "old.json", "--json"]);
    let back: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(back["summary"]["new"], 1);
    assert_eq!(back["summary"]["gone"], 1);
    // To fail one check less is to fail.
    assert_eq!(back["summary"]["same"], 5);
}

#[test]
fn other_inputs_are_told() {
    let (folder, report) = reported();
    let mut new = report;
    new["run"]["versions"]["contract"]["channel-manager"] = "0".into();
    new["run"]["tool"] = "keycard 9.9.9".into();
    new["run"]["target"] = "http://elsewhere".into();
    new["cases"][0]["scenarioDigest"] = "0".into();
    let gone = new["cases"].as_array_mut().unwrap().remove(1);
    new["run"]["plan"] = json!({
        "id": "channel-manager", "title": "", "revision": "1", "source": "", "readiness": {"state": "ready"},
        "tests": [{"id": "RES-1", "group": "", "title": "", "level": "required", "source": "", "verdict": "needs-review"}],
    });
    let (code, comparison, words) = compared(folder.path(), &new);
    assert_eq!(code, Some(0));
    let inputs = &comparison["inputs"];
    assert_eq!(inputs["contract"], json!(["channel-manager"]));
    assert_eq!(inputs["scenarios"], json!([new["cases"][0]["id"]]));
    for what in ["tool", "target", "plan"] {
        assert_eq!(inputs[what], true, "{what}");
    }
    assert_eq!(comparison["tests"][0]["way"], "new");
    let again = comparison["runAgain"].as_array().unwrap();
    let of_gone = again.iter().find(|again| again["id"] == gone["id"]).unwrap();
    assert_eq!(
        of_gone["why"],
        "not in the new result; the contract has changed since the old one"
    );
    assert!(
        again
            .iter()
            .any(|again| again["id"] == "RES-1" && again["why"] == "needs review")
    );
    assert!(
        words.contains("The contract of the API channel-manager changed"),
        "{words}"
    );
    assert!(words.contains("1 case has another scenario"), "{words}");
}

#[test]
fn a_waived_failure_is_no_pass() {
    let (folder, report) = reported();
    let mut new = report;
    new["cases"][0]["verdict"] = "failed".into();
    new["cases"][0]["waiver"] = json!({"case": "x", "owner": "Ada", "reason": "r", "expires": "2999-01-01"});
    let (code, comparison, _) = compared(folder.path(), &new);
    assert_eq!(code, Some(1));
    assert_eq!(comparison["cases"][0]["new"], "waived");
}

#[test]
fn packs_are_compared_if_they_are_whole() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    assert_eq!(keycard_in(here, &["run", "--evidence", "old", CASES]).code, Some(0));
    assert_eq!(
        keycard_in(
            here,
            &[
                "run",
                "--evidence",
                "new.zip",
                "--fault",
                "accepts-old-token-names",
                CASES
            ]
        )
        .code,
        Some(2)
    );
    assert_eq!(keycard_in(here, &["run", "--evidence", "new.zip", CASES]).code, Some(0));
    let ran = keycard_in(here, &["compare", "old", "new.zip"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.contains("11 the same"), "{}", ran.stdout);
    let report = here.join("old/report.json");
    let text = fs::read_to_string(&report).unwrap();
    fs::write(&report, text.replacen("passed", "failed", 1)).unwrap();
    let ran = keycard_in(here, &["compare", "old", "new.zip"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("is not what was packed: report.json was altered"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_is_no_result_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    for (text, says) in [
        ("", "is not a JSON report of Keycard"),
        ("[]", "is not a JSON report of Keycard"),
        (
            r#"{"run": {"format": 99}}"#,
            "its format is 99, and this version reads 1",
        ),
        (r#"{"run": {"format": 1}, "cases": []}"#, "missing field"),
        ("PK\u{3}\u{4}", "is not an evidence pack"),
    ] {
        fs::write(here.join("bad.json"), text).unwrap();
        let ran = keycard_in(here, &["compare", "bad.json", "bad.json"]);
        assert_eq!(ran.code, Some(2), "{text}");
        let said = ran.stderr.replace("\n  │ ", " ");
        assert!(said.contains(says), "{says}\n{said}");
    }
    assert_eq!(keycard_in(here, &["compare", "none.json", "none.json"]).code, Some(2));
}

#[test]
fn a_published_test_and_its_case_are_counted_once() {
    let (folder, mut old) = reported();
    let ids: Vec<Value> = old["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| case["id"].clone())
        .collect();
    let plan = |verdict: &str| {
        let test = |id: &str, case: &Value, verdict: &str| {
            json!({
                "id": id, "group": "G", "title": "T", "level": "required", "source": "a/page", "verdict": verdict,
                "cases": [case],
            })
        };
        json!({
            "id": "p", "title": "P", "revision": "1", "source": "a/page", "readiness": { "state": "ready" },
            "tests": [test("A-1", &ids[0], verdict), test("A-2", &ids[1], "passed")],
        })
    };
    old["run"]["plan"] = plan("passed");
    fs::write(folder.path().join("old.json"), old.to_string()).unwrap();
    let mut new = old.clone();
    new["run"]["plan"] = plan("failed");
    new["cases"][0]["verdict"] = json!("failed");
    new["cases"][0]["findings"] = json!([finding("schema")]);
    let (code, comparison, words) = compared(folder.path(), &new);
    assert_eq!(code, Some(1));
    assert_eq!(comparison["summary"]["worse"], 1, "{words}");
    // Two tests, and the nine cases that prove none.
    assert_eq!(comparison["summary"]["same"], 10, "{words}");
    assert_eq!(comparison["tests"][0]["failsNow"], json!(["schema"]));
    assert_eq!(comparison["cases"].as_array().unwrap().len(), 1);
    assert_eq!(comparison["runAgain"].as_array().unwrap().len(), 1, "{words}");
    // Another check that fails in the case of a test that failed before is worse.
    fs::write(folder.path().join("old.json"), new.to_string()).unwrap();
    let mut worse = new;
    worse["cases"][0]["findings"] = json!([finding("schema"), finding("outcome")]);
    let (code, comparison, words) = compared(folder.path(), &worse);
    assert_eq!((code, &comparison["summary"]["worse"]), (Some(1), &json!(1)), "{words}");
}

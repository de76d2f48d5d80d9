//! Shards joined to one verdict, and what failed run again, through the binary.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::{CLIENT, CONNECTION, Ran, Server, answer, keycard_with, request, write_scenario};
use tempfile::TempDir;

const CASES: &str = "channel-manager/auth/mews-goes-by";

/// Runs the binary in a folder, with the tokens that configurations of these tests name.
fn with_tokens(folder: &Path, arguments: &[&str]) -> Ran {
    keycard_with(folder, arguments, &[("C", CLIENT), ("D", CONNECTION)])
}

fn report(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn write(path: &Path, report: &Value) {
    fs::write(path, report.to_string()).unwrap();
}

/// A folder with the reports of three shards, `1.json` and so on.
fn sharded() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for number in 1..=3 {
        let (shard, place) = (format!("{number}/3"), format!("json={number}.json"));
        let ran = with_tokens(
            folder.path(),
            &["run", "--seed", "7", "--shard", &shard, "--report", &place, CASES],
        );
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    }
    folder
}

fn told(report: &Value) -> Vec<(Value, Value, Value)> {
    let cases = report["cases"].as_array().unwrap();
    let told = cases
        .iter()
        .map(|case| (case["position"].clone(), case["id"].clone(), case["verdict"].clone()));
    told.collect()
}

#[test]
fn shards_joined_say_what_the_whole_says() {
    let folder = sharded();
    let here = folder.path();
    let ran = with_tokens(here, &["run", "--seed", "7", "--report", "json=whole.json", CASES]);
    assert_eq!(ran.code, Some(0));
    let arguments = [
        "merge",
        "3.json",
        "1.json",
        "2.json",
        "--report",
        "json=all.json",
        "--report",
        "junit=all.xml",
    ];
    let ran = with_tokens(
        here,
        &[&arguments[..], &["--report", "html=all.html", "--evidence", "all.zip"]].concat(),
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.contains("11 passed of 11 cases"), "{}", ran.stdout);
    let (whole, all) = (report(&here.join("whole.json")), report(&here.join("all.json")));
    assert_eq!(told(&all), told(&whole));
    for key in ["summary", "conclusion", "versions", "selection", "tool", "target"] {
        assert_eq!(all["run"][key], whole["run"][key], "{key}");
    }
    assert!(all["run"].get("shard").is_none());
    assert_eq!(
        report(&here.join("2.json"))["run"]["shard"],
        json!({"number": 2, "of": 3})
    );
    assert!(
        fs::read_to_string(here.join("all.xml"))
            .unwrap()
            .contains(r#"tests="11" failures="0""#)
    );
    assert_eq!(with_tokens(here, &["evidence", "verify", "all.zip"]).code, Some(0));
    let validator = jsonschema::validator_for(&keycard::report::formats::json::schema()).unwrap();
    assert!(validator.is_valid(&all));
}

#[test]
fn a_failure_in_any_shard_fails_the_whole() {
    let folder = sharded();
    let here = folder.path();
    for (verdict, code) in [("failed", 1), ("inconclusive", 3)] {
        let mut one = report(&here.join("2.json"));
        one["cases"][0]["verdict"] = verdict.into();
        one["cases"][0]["level"] = "required".into();
        write(&here.join("bad.json"), &one);
        let ran = with_tokens(
            here,
            &["merge", "1.json", "bad.json", "3.json", "--report", "json=all.json"],
        );
        assert_eq!(ran.code, Some(code), "{}", ran.stderr);
        assert!(
            ran.stdout.contains(one["cases"][0]["id"].as_str().unwrap()),
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn what_are_not_all_parts_of_one_run_are_refused() {
    let folder = sharded();
    let here = folder.path();
    let refused = |files: &[&str], says: &str| {
        let arguments = [&["merge"], files, &["--report", "json=all.json"]].concat();
        let ran = with_tokens(here, &arguments);
        assert_eq!(ran.code, Some(2), "{says}: {}", ran.stdout);
        let said = ran.stderr.replace("\n  │ ", " ");
        assert!(said.contains(says), "{says}\n{said}");
        assert!(!here.join("all.json").exists());
    };
    refused(&["1.json", "2.json"], "a shard is missing: 3/3");
    refused(&["1.json"], "2 shards are missing: 2/3, 3/3");
    refused(&["1.json", "2.json", "2.json", "3.json"], "are both of shard 2/3");
    refused(&["1.json", "2.json", "none.json"], "it does not exist");
    let whole = with_tokens(here, &["run", "--report", "json=whole.json", CASES]);
    assert_eq!(whole.code, Some(0));
    refused(
        &["1.json", "2.json", "3.json", "whole.json"],
        "whole.json is of no shard, but of a whole run without a certification plan; `--shard K/N` makes shards",
    );
    // How what is no shard differs from one says nothing.
    let mut elsewhere = report(&here.join("whole.json"));
    elsewhere["run"]["target"] = json!("http://elsewhere");
    write(&here.join("elsewhere.json"), &elsewhere);
    let ran = with_tokens(here, &["merge", "elsewhere.json", "1.json", "2.json", "3.json"]);
    assert!(!ran.stderr.contains("targets"), "{}", ran.stderr);
    assert!(ran.stderr.contains("elsewhere.json is of no shard"), "{}", ran.stderr);
    let other = |pointer: &str, value: Value, says: &str| {
        let mut three = report(&here.join("3.json"));
        *three.pointer_mut(pointer).unwrap() = value;
        write(&here.join("other.json"), &three);
        refused(&["1.json", "2.json", "other.json"], says);
    };
    other(
        "/run/tool",
        json!("keycard 9"),
        "1.json and other.json were made by two versions of Keycard: keycard 0.1.0 and keycard 9",
    );
    other(
        "/run/versions/contract/channel-manager",
        json!("0"),
        "were judged by two contracts",
    );
    other("/run/versions/scenarios", json!("0"), "are of different scenarios");
    other(
        "/run/selection",
        json!(["tag:x"]),
        &format!("are of different selections of cases: {CASES} and tag:x"),
    );
    other(
        "/run/target",
        json!("http://elsewhere"),
        "tested different targets: the built-in stub and http://elsewhere",
    );
    other("/run/shard/of", json!(4), "is one of 4 shards, others are not");
    let stolen = report(&here.join("1.json"))["cases"][0].clone();
    let mut three = report(&here.join("3.json"));
    three["cases"].as_array_mut().unwrap().push(stolen);
    write(&here.join("other.json"), &three);
    refused(&["1.json", "2.json", "other.json"], "is in 1.json and in other.json");
}

/// Three cases fall to three of eight shards at most; the others say so, and are parts all the same.
#[test]
fn shards_without_a_case_are_parts_of_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::create_dir(here.join("own")).unwrap();
    for id in ["a", "b", "c"] {
        write_scenario(&here.join("own"), id, "- call: getChannels");
    }
    let run = |more: &[&str]| {
        let words = [&["run", "--no-builtin", "--scenarios", "own", "--seed", "7"], more].concat();
        with_tokens(here, &words)
    };
    let mut files = Vec::new();
    let mut empty = Vec::new();
    for number in 1..=8 {
        let (shard, file) = (format!("{number}/8"), format!("{number}.json"));
        let (place, page) = (format!("json={file}"), format!("html={number}.html"));
        let pack = format!("{number}.zip");
        let ran = run(&[
            "--shard",
            &shard,
            "--report",
            &place,
            "--report",
            &page,
            "--evidence",
            &pack,
        ]);
        let part = report(&here.join(&file));
        assert_eq!(part["run"]["shard"], json!({"number": number, "of": 8}));
        if part["cases"].as_array().unwrap().is_empty() {
            assert_eq!(ran.code, Some(4), "{}", ran.stderr);
            assert!(
                ran.stderr.contains("Nothing ran: no case falls to this shard"),
                "{}",
                ran.stderr
            );
            assert_eq!(part["run"]["conclusion"], "nothing-ran");
            assert!(
                fs::read_to_string(here.join(format!("{number}.html")))
                    .unwrap()
                    .contains("</html>")
            );
            assert_eq!(with_tokens(here, &["evidence", "verify", &pack]).code, Some(0));
            empty.push(file.clone());
        } else {
            assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        }
        files.push(file);
    }
    assert!(empty.len() >= 5, "{empty:?}");
    let words: Vec<&str> = files.iter().map(String::as_str).collect();
    let merge = |files: &[&str]| with_tokens(here, &[&["merge"], files, &["--report", "json=all.json"]].concat());
    let merged = merge(&words);
    assert_eq!(merged.code, Some(0), "{}", merged.stderr);
    let whole = run(&["--report", "json=whole.json"]);
    assert_eq!(whole.code, Some(0), "{}", whole.stderr);
    let (all, whole) = (report(&here.join("all.json")), report(&here.join("whole.json")));
    assert_eq!(told(&all), told(&whole));
    for key in ["summary", "conclusion", "versions", "selection", "target"] {
        assert_eq!(all["run"][key], whole["run"][key], "{key}");
    }
    // One that is left out is missed, whatever was in it.
    let others: Vec<&str> = words.iter().copied().filter(|file| *file != empty[0]).collect();
    assert_eq!(merge(&others).code, Some(2));
    // A selection that matches nothing is another matter: there is no part of it.
    let ran = run(&["--shard", "1/8", "--report", "json=none.json", "no-such-case"]);
    assert_eq!(ran.code, Some(4), "{}", ran.stderr);
    assert!(ran.stderr.contains("no case matches `no-such-case`"), "{}", ran.stderr);
    assert!(!here.join("none.json").exists());
    let place = empty[0].trim_end_matches(".json");
    let listed = with_tokens(
        here,
        &[
            "list",
            "--no-builtin",
            "--scenarios",
            "own",
            "--shard",
            &format!("{place}/8"),
        ],
    );
    assert_eq!(listed.code, Some(4));
    assert!(
        listed.stderr.contains("no case falls to this shard"),
        "{}",
        listed.stderr
    );
}

/// A waiver about two shards is settled where both are known.
#[test]
fn waivers_are_settled_by_all_shards_together() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let server = Server::start(|mut stream| {
        while let Some(body) = request(&mut stream) {
            let channels = if body.contains("broken") { "7" } else { "[]" };
            answer(&mut stream, &format!(r#"{{"channels":{channels},"success":true}}"#));
        }
    });
    for id in ["a", "b", "c", "d", "e", "f"] {
        let note = if id == "a" { "broken" } else { "fine" };
        write_scenario(
            here,
            &format!("case-{id}"),
            &format!("- call: getChannels\n  body: {{ note: {note} }}"),
        );
    }
    let config = |waivers: &[&str]| {
        let mut text = format!(
            "scenarios = [\".\"]\n[mews]\nurl = \"http://{}\"\nclient-token = {{ env = \"C\" }}\nconnection-token = {{ env = \"D\" }}\n",
            server.address
        );
        for case in waivers {
            text.push_str(&format!(
                "[[waivers]]\ncase = \"{case}\"\nowner = \"Ada\"\nreason = \"r\"\nexpires = 2999-01-01\n"
            ));
        }
        fs::write(here.join("keycard.toml"), text).unwrap();
        let mut codes = BTreeMap::new();
        for number in [1, 2] {
            let (shard, place) = (format!("{number}/2"), format!("json={number}.json"));
            let ran = with_tokens(
                here,
                &[
                    "run",
                    "--config",
                    "keycard.toml",
                    "--no-builtin",
                    "--shard",
                    &shard,
                    "--report",
                    &place,
                ],
            );
            codes.insert(number, ran.code);
        }
        let merged = with_tokens(here, &["merge", "1.json", "2.json"]);
        (codes, merged)
    };
    let (codes, merged) = config(&["case-*"]);
    assert!(codes.values().all(|code| *code == Some(0)), "{codes:?}");
    assert_eq!(merged.code, Some(0), "{}", merged.stderr);
    assert!(merged.stdout.contains("5 passed, 1 waived"), "{}", merged.stdout);
    let (_, merged) = config(&["case-*", "case-b"]);
    assert_eq!(merged.code, Some(1));
    assert!(
        merged
            .stderr
            .contains("the waiver of `case-b` by Ada is no longer needed"),
        "{}",
        merged.stderr
    );
}

#[test]
fn what_failed_is_run_again_and_nothing_else() {
    let folder = sharded();
    let here = folder.path();
    assert_eq!(
        with_tokens(
            here,
            &["merge", "1.json", "2.json", "3.json", "--report", "json=all.json"]
        )
        .code,
        Some(0)
    );
    let ran = with_tokens(here, &["run", "--rerun-failed", "all.json"]);
    assert_eq!(ran.code, Some(4), "{}", ran.stderr);
    assert!(ran.stderr.contains("there is nothing to run again"), "{}", ran.stderr);
    let mut all = report(&here.join("all.json"));
    let verdicts = ["failed", "inconclusive", "not-run", "needs-review"];
    for (index, verdict) in verdicts.iter().enumerate() {
        all["cases"][index]["verdict"] = (*verdict).into();
    }
    let mut gone = all["cases"][0].clone();
    gone["id"] = "channel-manager/auth/no-more".into();
    all["cases"].as_array_mut().unwrap().push(gone);
    write(&here.join("all.json"), &all);
    let ran = with_tokens(
        here,
        &["run", "--rerun-failed", "all.json", "--report", "json=again.json"],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stderr.contains("1 case to be run again"), "{}", ran.stderr);
    let again = report(&here.join("again.json"));
    let ids: Vec<&Value> = again["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| &case["id"])
        .collect();
    assert_eq!(
        ids,
        [&all["cases"][0]["id"], &all["cases"][1]["id"], &all["cases"][2]["id"]]
    );
    assert_eq!(again["run"]["selection"], json!(["--rerun-failed"]));
    assert_eq!(with_tokens(here, &["run", "--rerun-failed", "none.json"]).code, Some(2));
}

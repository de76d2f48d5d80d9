//! A certification in parts: each part keeps chains of tests together, and all parts joined say what the
//! whole says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::partner::{Certified, Partner, Setup, certify, command, free, shorten};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A partner with those faults, and a folder with a configuration.
fn stage(more: &[&str], change: impl FnOnce(&mut Setup)) -> (Partner, TempDir) {
    let (partner, _, folder) = replaceable(more, change);
    (partner, folder)
}

/// The same, and the address of the platform: another partner can take the place of the first.
fn replaceable(more: &[&str], change: impl FnOnce(&mut Setup)) -> (Partner, String, TempDir) {
    let listen = free();
    let platform = format!("http://{listen}");
    let partner = Partner::start(&platform, more);
    let mut setup = Setup::of(&partner.address, &listen);
    change(&mut setup);
    let folder = setup.folder();
    shorten(folder.path());
    (partner, platform, folder)
}

/// One that knows nothing of what the other was told: with one seed, messages would come again.
fn anew(mut partner: Partner, platform: &str, more: &[&str]) -> Partner {
    partner.kill();
    Partner::start_at(&partner.address, platform, more)
}

fn report(folder: &Path, name: &str) -> Value {
    serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap()
}

/// Runs each part; its report is `1.json` and so on.
fn parts(folder: &Path, of: u64) -> Vec<Certified> {
    let part = |number: u64| {
        let certified = certify(
            folder,
            &[
                "--seed",
                "7",
                "--shard",
                &format!("{number}/{of}"),
                "--report",
                "html=part.html",
            ],
        );
        let page = fs::read_to_string(folder.join("part.html")).unwrap();
        assert!(page.contains(&format!("<b>Part {number} of {of}</b>")) && !page.contains("<b>Ready</b>"));
        fs::rename(folder.join("report.json"), folder.join(format!("{number}.json"))).unwrap();
        certified
    };
    (1..=of).map(part).collect()
}

/// Joins the parts; `all.json` is the report of the whole.
fn merge(folder: &Path, of: u64, more: &[&str]) -> (Option<i32>, String) {
    let files: Vec<String> = (1..=of).rev().map(|number| format!("{number}.json")).collect();
    let mut words = vec!["merge", "--report", "json=all.json"];
    words.extend(files.iter().map(String::as_str));
    words.extend(more);
    let output = command(folder, &words).output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code(), said)
}

fn ids(plan: &Value) -> Vec<String> {
    let tests = plan["tests"].as_array().unwrap();
    tests
        .iter()
        .map(|test| test["id"].as_str().unwrap().to_string())
        .collect()
}

/// What must be the same of the whole, however it came about.
fn same(joined: &Value, whole: &Value) {
    for key in [
        "plan",
        "summary",
        "conclusion",
        "versions",
        "tool",
        "target",
        "selection",
    ] {
        assert_eq!(joined["run"][key], whole["run"][key], "{key}");
    }
    assert!(joined["run"].get("shard").is_none());
    let told = |report: &Value| -> Vec<Value> {
        let cases = report["cases"].as_array().unwrap();
        cases
            .iter()
            .map(|case| json!([case["position"], case["id"], case["verdict"]]))
            .collect()
    };
    assert_eq!(told(joined), told(whole));
}

#[test]
fn parts_joined_say_what_the_whole_says() {
    for (faults, read_back, code, states) in [
        (&[][..], true, 0, "ready"),
        (&["--fault", "keeps-old-restrictions"][..], true, 1, "not-ready"),
        (&[][..], false, 3, "not-ready"),
    ] {
        let (partner, platform, folder) = replaceable(faults, |setup| setup.read_back = read_back);
        let here = folder.path();
        let whole = certify(here, &["--seed", "7"]);
        assert_eq!(whole.code, Some(code), "{}", whole.text);
        let _partner = anew(partner, &platform, faults);
        let parts = parts(here, 3);
        let (joined, said) = merge(here, 3, &["--report", "sheet-csv=sheet.csv", "--evidence", "all.zip"]);
        assert_eq!(joined, Some(code), "{said}");
        let all = report(here, "all.json");
        same(&all, &whole.report);
        assert_eq!(all["run"]["plan"]["readiness"]["state"], states);
        let worst = parts.iter().filter_map(|part| part.code).filter(|part| *part == code);
        assert!(worst.count() > 0, "no part ended with {code}");
        assert_eq!(fs::read_to_string(here.join("sheet.csv")).unwrap().lines().count(), 26);
        assert!(
            said.contains("INV-1") && said.contains("not a certification by Mews"),
            "{said}"
        );
    }
}

#[test]
fn a_part_keeps_chains_together_and_never_says_that_all_is_ready() {
    let (_partner, folder) = stage(&[], |_| {});
    let here = folder.path();
    let mut seen = BTreeSet::new();
    for (number, part) in std::iter::zip(1.., parts(here, 3)) {
        assert_eq!(part.code, Some(0), "{}", part.text);
        assert!(!part.text.contains("\nready"), "{}", part.text);
        assert!(part.text.contains(&format!("part {number} of 3: ")), "{}", part.text);
        assert!(part.text.contains("`keycard merge` joins"), "{}", part.text);
        let plan = &part.report["run"]["plan"];
        assert_eq!(
            plan["readiness"],
            json!({"state": "part", "shard": {"number": number, "of": 3}, "missing": []})
        );
        assert_eq!(plan["all"].as_array().unwrap().len(), 25);
        let ids = ids(plan);
        for chain in [["RES-1", "RES-2", "RES-3"], ["RES-7", "RES-8", "RES-9"]] {
            let here = chain.iter().filter(|id| ids.iter().any(|known| known == *id)).count();
            assert!(here == 0 || here == 3, "{ids:?}");
        }
        seen.extend(ids);
    }
    assert_eq!(seen.len(), 25);
    let schema = jsonschema::validator_for(&keycard::report::formats::json::schema()).unwrap();
    assert!(schema.is_valid(&report(here, "1.json")));
}

/// A part without a test sends nothing, is no success, and is wanted all the same.
#[test]
fn a_part_without_a_test_is_a_part() {
    let (partner, folder) = stage(&[], |_| {});
    let here = folder.path();
    let text = fs::read_to_string(here.join("short.plan.yaml")).unwrap();
    let (head, tests) = text.split_once("tests:\n").unwrap();
    let first: Vec<&str> = tests
        .split("  - id:")
        .filter(|test| !test.trim().is_empty())
        .take(2)
        .collect();
    let few: String = first.iter().map(|test| format!("  - id:{test}")).collect();
    fs::write(here.join("short.plan.yaml"), format!("{head}tests:\n{few}")).unwrap();
    let whole = certify(here, &["--seed", "7"]);
    assert_eq!(whole.code, Some(0), "{}", whole.text);
    let parts = parts(here, 5);
    let empty: Vec<usize> = (0..5).filter(|index| parts[*index].code == Some(4)).collect();
    assert!(empty.len() >= 3, "{empty:?}");
    for index in &empty {
        let part = &parts[*index];
        assert!(
            part.text.contains("no published test falls to this shard"),
            "{}",
            part.text
        );
        assert_eq!(part.report["run"]["conclusion"], "nothing-ran");
        assert_eq!(part.report["run"]["plan"]["tests"], json!([]));
    }
    let (code, said) = merge(here, 5, &[]);
    assert_eq!(code, Some(0), "{said}");
    same(&report(here, "all.json"), &whole.report);
    // Nobody has to be there for it.
    drop(partner);
    let alone = certify(here, &["--shard", &format!("{}/5", empty[0] + 1)]);
    assert_eq!(alone.code, Some(4), "{}", alone.text);
}

#[test]
fn what_are_not_all_parts_of_one_certification_are_refused() {
    let (_partner, folder) = stage(&[], |_| {});
    let here = folder.path();
    parts(here, 2);
    let second = report(here, "2.json");
    let refused = |change: &dyn Fn(&mut Value), says: &str| {
        let mut altered = second.clone();
        change(&mut altered);
        fs::write(here.join("2.json"), altered.to_string()).unwrap();
        let (code, said) = merge(here, 2, &[]);
        assert_eq!(code, Some(2), "{said}");
        // A line may end behind a hyphen.
        let said = said.replace("-\n  │ ", "-").replace("\n  │ ", " ");
        assert!(said.contains(says), "{says}\n{said}");
    };
    let tests = |report: &mut Value| report["run"]["plan"]["tests"].as_array_mut().unwrap().clone();
    refused(&|_| fs::remove_file(here.join("1.json")).unwrap(), "it does not exist");
    parts(here, 2);
    refused(
        &|report| report["run"]["versions"]["plan"] = "0".into(),
        "2.json and 1.json are both of a certification by the plan `short`, revision 7a13825c of 2025-12-04, but the \
         file of the plan was changed between them",
    );
    refused(
        &|report| report["run"]["plan"] = Value::Null,
        "2.json is of a run without a certification plan, and 1.json of a certification by the plan `short`, revision \
         7a13825c of 2025-12-04",
    );
    refused(
        &|report| report["run"]["plan"]["id"] = "long".into(),
        "2.json is of a certification by the plan `long`, revision 7a13825c of 2025-12-04, and 1.json of a \
         certification by the plan `short`, revision 7a13825c of 2025-12-04",
    );
    refused(
        &|report| report["run"]["shard"] = Value::Null,
        "2.json is of no shard, but of a whole certification by the plan `short`, revision",
    );
    refused(
        &|report| report["run"]["plan"]["tests"] = tests(report)[1..].into(),
        "is in none of the shards",
    );
    refused(
        &|report| {
            let mut twice = tests(report);
            twice.push(report_of(here)["run"]["plan"]["tests"][0].clone());
            report["run"]["plan"]["tests"] = twice.into();
        },
        "is in 2.json and in 1.json",
    );
}

fn report_of(folder: &Path) -> Value {
    report(folder, "1.json")
}

#[test]
fn parts_joined_say_of_waivers_and_of_the_list_what_the_whole_says() {
    let (_partner, folder) = stage(&[], |_| {});
    let here = folder.path();
    let config = fs::read_to_string(here.join("keycard.toml")).unwrap();
    let waiver = |case: &str| {
        format!("\n[[waivers]]\ncase = \"{case}\"\nowner = \"Ada\"\nreason = \"known\"\nexpires = 2999-01-01\n")
    };
    let waivers = waiver("channel-manager/certification/sells-a-product*") + &waiver("channel-manager/nowhere");
    fs::write(here.join("keycard.toml"), config + &waivers).unwrap();
    parts(here, 2);
    let (code, said) = merge(here, 2, &[]);
    assert_eq!(code, Some(1), "{said}");
    let joined = report(here, "all.json");
    let standings = |report: &Value| -> Vec<Value> {
        let waivers = report["run"]["waivers"].as_array().unwrap();
        waivers.iter().map(|waiver| waiver["standing"].clone()).collect()
    };
    assert_eq!(standings(&joined), ["no-longer-failing", "unmatched"], "{said}");
    assert_eq!(joined["run"]["plan"]["readiness"]["state"], "ready");
    assert_eq!(joined["run"]["conclusion"], "failed");
    assert_eq!(joined["run"]["plan"]["declared"].as_array().unwrap().len(), 3);
}

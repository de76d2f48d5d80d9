//! What is kept of long messages: the whole in a pack, and elsewhere the beginning and where the whole is.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::Stage;

/// The records of all transcripts below a folder.
fn transcripts(folder: &Path) -> Vec<Value> {
    let mut records = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            records.extend(transcripts(&path));
        } else {
            let text = fs::read_to_string(path).unwrap();
            records.extend(text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
        }
    }
    records
}

/// Every body of a case whose id ends so.
fn bodies<'r>(records: &'r [Value], end: &str) -> Vec<&'r str> {
    let case = records
        .iter()
        .find(|record| record["id"].as_str().unwrap().ends_with(end));
    let exchanges = case.unwrap()["exchanges"].as_array().unwrap();
    let bodies = exchanges
        .iter()
        .flat_map(|exchange| [&exchange["requestBody"], &exchange["responseBody"]]);
    bodies.filter_map(Value::as_str).collect()
}

#[test]
fn a_pack_has_every_message_whole_also_of_tests_that_an_earlier_run_has_proved() {
    let stage = Stage::honest();
    let certified = stage.certify(&["--evidence", "pack"]);
    assert_eq!(certified.code, Some(0), "{}", certified.text);
    let records = transcripts(&stage.folder.path().join("pack/transcripts"));
    let full = bodies(&records, "takes-a-full-update");
    let longest = full.iter().max_by_key(|body| body.len()).unwrap();
    assert!(longest.len() > 17 << 10, "{}", longest.len());
    for record in &records {
        for body in bodies(std::slice::from_ref(record), "") {
            assert!(!body.contains(" bytes in all)"), "{}", record["id"]);
        }
    }
    assert!(serde_json::from_str::<Value>(longest).unwrap()["prices"].is_array());

    // The other reports have its beginning, and say how long it is.
    let cases = certified.report["cases"].as_array().unwrap();
    let shown = bodies(cases, "takes-a-full-update");
    let cut = shown.iter().find(|body| body.ends_with(" bytes in all)")).unwrap();
    assert!(cut.len() < 17 << 10);
    let full = cases
        .iter()
        .find(|case| case["id"].as_str().unwrap().ends_with("takes-a-full-update"));
    let exchanges = full.unwrap()["exchanges"].as_array().unwrap();
    assert!(
        exchanges
            .iter()
            .any(|exchange| exchange["responseBytes"] == longest.len())
    );

    let resumed = stage.certify(&["--resume", "--evidence", "again"]);
    assert!(
        resumed.reason("INV-6").contains("proved by an earlier run"),
        "{}",
        resumed.text
    );
    let again = transcripts(&stage.folder.path().join("again/transcripts"));
    assert!(bodies(&again, "takes-a-full-update").contains(longest));
}

//! Which rate is pushed as the one that includes a product.

use std::collections::BTreeSet;
use std::fs;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::Stage;
use super::partner::command;

/// What is said of the rate, and the rates of those pushes that have one alone.
fn pushed(config: impl Fn(&str) -> String) -> (String, Vec<String>) {
    let alone: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = Arc::clone(&alone);
    let stage = Stage::meddled_towards(move |path, body| {
        if path.ends_with("updatePrices") {
            let body: Value = serde_json::from_str(body).unwrap();
            let entries = body["ratePrices"].as_array().unwrap();
            let rates: BTreeSet<&str> = entries
                .iter()
                .filter_map(|entry| entry["ratePlanCode"].as_str())
                .collect();
            // ERR-4 names one that is not mapped.
            let known = rates.iter().filter(|rate| !rate.starts_with("KC-"));
            if rates.len() == 1 {
                heard.lock().unwrap().extend(known.map(ToString::to_string));
            }
        }
        None
    });
    let path = stage.folder.path().join("keycard.toml");
    fs::write(&path, config(&fs::read_to_string(&path).unwrap())).unwrap();
    let certified = stage.certify(&[]);
    assert_eq!(certified.code, Some(0), "{}", certified.text);
    (certified.text, std::mem::take(&mut *alone.lock().unwrap()))
}

#[test]
fn the_package_rate_is_the_configured_one_or_else_the_last() {
    let (text, rates) = pushed(|config| config.replace("products = ", "package-rate = \"LATE\"\nproducts = "));
    assert!(text.contains("package-rate is LATE, which includes BRKF"), "{text}");
    assert_eq!(rates, ["LATE", "LATE"]);
    let (text, rates) = pushed(str::to_string);
    assert!(
        text.contains("package-rate not configured: PKG, the last of rates, is taken for the one that includes BRKF"),
        "{text}"
    );
    assert_eq!(rates, ["PKG", "PKG"]);
}

#[test]
fn a_package_rate_is_one_of_the_rates() {
    let stage = Stage::honest();
    let path = stage.folder.path().join("keycard.toml");
    let config = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        config.replace("products = ", "package-rate = \"PKGE\"\nproducts = "),
    )
    .unwrap();
    let output = command(stage.folder.path(), &["certify"]).output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    for part in ["`PKGE` is none of `rates`", "did you mean `PKG`?", "keycard.toml:"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

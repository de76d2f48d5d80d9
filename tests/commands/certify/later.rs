//! A partner that takes every push in at once and tells all outcomes later, refusals as well.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use keycard::stub::seed;
use serde_json::{Value, json};

use super::partner::{Fate, between, post};
use super::{Stage, all_but};

/// A partner that promises while its connection is switched off, and then says that code.
fn refusing_later(code: u64) -> Stage {
    let stage = Stage::honest();
    let off = Arc::new(AtomicBool::new(false));
    let switched = Arc::clone(&off);
    let hooks = between(&stage.partner.address, move |path, _| {
        if path.ends_with("activate-connection") {
            switched.store(path.ends_with("deactivate-connection"), Ordering::SeqCst);
        }
        Fate::Passes
    });
    let listen: Arc<OnceLock<String>> = Arc::default();
    listen.set(stage.setup.listen.clone()).unwrap();
    let url = between(&stage.partner.address, move |path, body| {
        if !path.contains("/update") || !off.load(Ordering::SeqCst) {
            return Fate::Passes;
        }
        let push: Value = serde_json::from_str(body).unwrap();
        let to = listen.get().unwrap().clone();
        let address = push["responseUrl"].as_str().unwrap();
        let path = address.split_once(&to).unwrap().1.to_string();
        let told = json!({
            "clientToken": seed::MEWS_CLIENT,
            "connectionToken": push["connectionToken"],
            "relatedMessageId": push["messageId"],
            "success": false,
            "errors": [{ "code": code, "message": "The connection of the property is switched off; switch it on first." }],
        });
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(20));
            post(&to, &path, &told.to_string());
        });
        Fate::IsAnswered(json!({ "success": true, "asyncConfirmation": true }).to_string())
    });
    stage.changed(|setup| {
        setup.hooks = hooks;
        setup.url = url;
    })
}

#[test]
fn a_switched_off_connection_may_be_told_later() {
    let certified = refusing_later(3).certify(&[]);
    assert_eq!(certified.with("passed"), all_but(&[]), "{}", certified.text);
    let cases = certified.report["cases"].as_array().unwrap();
    let case = cases
        .iter()
        .find(|case| {
            case["id"]
                .as_str()
                .unwrap()
                .ends_with("/refuses-pushes-while-switched-off")
        })
        .unwrap();
    let findings = case["findings"].as_array().unwrap();
    let warnings = findings.iter().filter(|finding| finding["weight"] == "warning");
    assert_eq!(warnings.count(), 3, "{case}");
}

#[test]
fn what_is_told_later_is_judged_as_what_is_told_at_once() {
    let certified = refusing_later(7).certify(&[]);
    assert_eq!(certified.with("failed"), ["ERR-5"], "{}", certified.text);
}

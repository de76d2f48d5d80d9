//! What the tests of bookings ask of their content, and what they leave alone.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::partner::{Fate, between, post};
use super::{Stage, all_but};

/// A partner whose bookings are changed on their way.
fn rewritten(change: impl Fn(&mut Value) + Send + Sync + 'static) -> Stage {
    Stage::meddled(move |path, body| {
        if !path.ends_with("processGroup") {
            return Fate::Passes;
        }
        let mut body: Value = serde_json::from_str(body).unwrap();
        change(&mut body);
        Fate::Becomes(body.to_string())
    })
}

/// A partner each reservation of whose bookings is changed on its way.
fn altered(change: impl Fn(&mut Value, &Value) + Send + Sync + 'static) -> Stage {
    rewritten(move |body| {
        let customer = body["customer"].clone();
        for reservation in body["reservations"].as_array_mut().into_iter().flatten() {
            change(reservation, &customer);
        }
    })
}

#[test]
fn a_card_may_come_without_its_verification_code() {
    for code in [None, Some(Value::Null)] {
        let stage = rewritten(move |body| {
            if let Some(card) = body["paymentCard"].as_object_mut() {
                card.remove("cvv");
                card.extend(code.clone().map(|code| ("cvv".to_string(), code)));
            }
        });
        let certified = stage.certify(&[]);
        assert_eq!(certified.with("passed"), all_but(&[]), "{}", certified.text);
    }
}

#[test]
fn guests_are_counted_by_the_codes_that_are_configured_or_by_the_published_words() {
    let recoded = || {
        altered(|reservation, _| {
            for counts in reservation["guestCounts"].as_array_mut().into_iter().flatten() {
                counts["code"] = json!(if counts["code"] == "Adult" { "ADT" } else { "CHD" });
            }
        })
    };
    let certify = |stage: &Stage, ages: &str| {
        let path = stage.folder.path().join("keycard.toml");
        let config = fs::read_to_string(&path).unwrap();
        fs::write(&path, config.replace(r#"ages = ["Adult", "Child"]"#, ages)).unwrap();
        stage.certify(&[])
    };
    let ages = r#"ages = ["ADT", "CHD"]"#;
    for stage in [recoded(), Stage::honest()] {
        let certified = certify(&stage, ages);
        assert_eq!(certified.with("passed"), all_but(&[]), "{}", certified.text);
    }
    // One code in the other's place is the wrong number of each.
    let certified = certify(&recoded(), r#"ages = ["CHD", "ADT"]"#);
    assert_eq!(certified.with("failed"), ["RES-1", "RES-4"], "{}", certified.text);
}

#[test]
fn amounts_of_both_kinds_and_another_mapped_code_are_no_matter_of_a_change() {
    let stage = altered(|reservation, _| {
        let both = |amount: &mut Value| {
            let value = amount.get("gross").or(amount.get("net")).and_then(Value::as_f64);
            if let Some(value) = value {
                *amount = json!({ "gross": value, "net": value });
            }
        };
        if reservation["state"] == 2 {
            reservation["spaceTypeCode"] = json!("BED");
        }
        both(&mut reservation["totalAmount"]);
        reservation["amounts"]
            .as_array_mut()
            .into_iter()
            .flatten()
            .for_each(both);
    });
    let certified = stage.certify(&[]);
    assert!(!certified.text.contains("check: expected"), "{}", certified.text);
    for test in ["RES-2", "RES-5", "RES-8", "RES-11"] {
        assert!(certified.with("passed").contains(&test), "{test}: {}", certified.text);
    }
}

#[test]
fn more_guests_than_asked_for_are_too_many() {
    let stage = altered(|reservation, _| {
        if let Some(counts) = reservation["guestCounts"].as_array_mut() {
            counts.push(json!({ "code": "Adult", "count": 3 }));
        }
    });
    let failed = stage.certify(&[]);
    for test in ["RES-1", "RES-4"] {
        assert!(failed.with("failed").contains(&test), "{}", failed.text);
    }
}

#[test]
fn guests_may_be_counted_one_by_one() {
    let stage = altered(|reservation, _| {
        let counts = reservation["guestCounts"].as_array_mut();
        for counts in counts.into_iter().filter(|counts| counts.len() == 2) {
            counts[0]["count"] = json!(1);
            counts.push(json!({ "code": "Adult", "count": 1 }));
        }
    });
    let certified = stage.certify(&[]);
    assert!(!certified.text.contains("check: expected"), "{}", certified.text);
}

#[test]
fn one_who_travels_along_is_somebody_else() {
    let stage = altered(|reservation, customer| {
        if reservation.get("guests").is_some() {
            reservation["guests"] = json!([customer]);
        }
    });
    let certified = stage.certify(&[]);
    assert_eq!(certified.with("failed"), ["RES-1", "RES-4"], "{}", certified.text);
}

#[test]
fn a_product_is_one_that_is_mapped() {
    let stage = altered(|reservation, _| {
        for extra in reservation["extras"].as_array_mut().into_iter().flatten() {
            extra["code"] = json!("NOPE");
        }
    });
    let certified = stage.certify(&[]);
    assert_eq!(certified.with("failed"), ["RES-13"], "{}", certified.text);
}

#[test]
fn a_refused_booking_that_comes_again_a_little_later_is_noticed() {
    let (listen, first) = (std::sync::OnceLock::<String>::new(), AtomicBool::new(true));
    let listen = std::sync::Arc::new(listen);
    let known = std::sync::Arc::clone(&listen);
    let stage = Stage::meddled(move |path, body| {
        let parsed: Value = serde_json::from_str(body).unwrap_or_default();
        let reservation = &parsed["reservations"][0];
        let backwards = reservation["from"].as_str() > reservation["to"].as_str();
        if path.ends_with("processGroup") && backwards && first.swap(false, Ordering::SeqCst) {
            let (to, path, body) = (known.get().unwrap().clone(), path.to_string(), body.to_string());
            thread::spawn(move || {
                // Long after the time in which Keycard listens for second calls.
                thread::sleep(Duration::from_millis(400));
                post(&to, &path, &body);
            });
        }
        Fate::Passes
    });
    listen.set(stage.setup.listen.clone()).unwrap();
    let scenario = stage
        .folder
        .path()
        .join("own/short/does-not-repeat-an-invalid-booking.yaml");
    let text = fs::read_to_string(&scenario).unwrap();
    fs::write(&scenario, text.replace("watch: 50ms", "watch: 3s")).unwrap();
    let certified = stage.certify(&[]);
    assert_eq!(certified.with("failed"), ["ERR-6"], "{}", certified.text);
}

#[test]
fn a_probe_and_a_message_without_a_token_are_nobodys() {
    for (method, path) in [
        ("GET", "/"),
        ("HEAD", "/health"),
        ("GET", "/api/channelManager/v1/getChannels"),
        ("POST", "/processGruop"),
    ] {
        let stage = Stage::honest();
        let listen = stage.setup.listen.clone();
        let first = AtomicBool::new(true);
        let hooks = between(&stage.partner.address, move |at, _| {
            if at.ends_with("single-gross-reservation") && first.swap(false, Ordering::SeqCst) {
                let mut stream = TcpStream::connect(&listen).unwrap();
                let head = format!(
                    "{method} {path} HTTP/1.1\r\nhost: {listen}\r\ncontent-type: application/json\r\n\
                     content-length: 2\r\nconnection: close\r\n\r\n{{}}"
                );
                stream.write_all(head.as_bytes()).unwrap();
                let mut answer = String::new();
                let _ = stream.read_to_string(&mut answer);
                let status = if path.ends_with("/getChannels") { 405 } else { 404 };
                assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
            }
            Fate::Passes
        });
        let stage = stage.changed(|setup| setup.hooks = hooks);
        let certified = stage.certify(&[]);
        assert_eq!(certified.with("passed"), all_but(&[]), "{}", certified.text);
        let told = &certified.report["run"]["unclaimed"]["calls"][0];
        assert_eq!(told["method"], method);
        let reason = told["reason"].as_str().unwrap();
        let of_operation = reason.contains("every operation is called with POST");
        assert_eq!(of_operation, path.ends_with("/getChannels"), "{told}");
        let is_misspelt = reason.contains("there is no operation `processGruop`; perhaps `processGroup`");
        assert_eq!(is_misspelt, path == "/processGruop", "{told}");
    }
}

//! ERR-6: whichever way a booking is invalid, it has to be so, and must not come again.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::Stage;
use super::partner::{Certified, Fate, between, post};
#[cfg(unix)]
use super::prompts::{Terminal, act, by_hand_through};

/// The only test of the plan.
const PLAN: &str = r#"
title: Invalid bookings
api: channel-manager
under-test: channel-manager
source: page
revision: { commit: 7a13825c, date: 2025-12-04 }
tests:
  - id: ERR-6
    group: Errors
    title: Does not repeat an invalid booking
    level: required
    source: page
    scenarios: [short/does-not-repeat-an-invalid-booking]
"#;

/// Certifies a partner whose invalid booking is a valid one with that change, and comes once more as it is if `again`.
fn sends(again: bool, change: impl Fn(&mut Value) + Send + Sync + 'static) -> Certified {
    let (listen, first) = (Arc::new(OnceLock::<String>::new()), AtomicBool::new(true));
    let known = Arc::clone(&listen);
    let stage = Stage::meddled(move |path, body| {
        if !path.ends_with("processGroup") {
            return Fate::Passes;
        }
        let mut booking: Value = serde_json::from_str(body).unwrap();
        let reservation = &mut booking["reservations"][0];
        // It has prices for two nights.
        let from: Date = reservation["from"].as_str().unwrap().parse().unwrap();
        reservation["to"] = json!(from.checked_add(2.days()).unwrap().to_string());
        change(&mut booking);
        if again && first.swap(false, Ordering::SeqCst) {
            let (to, path) = (known.get().unwrap().clone(), path.to_string());
            let mut booking = booking.clone();
            booking["messageId"] = json!("another");
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(200));
                post(&to, &path, &booking.to_string());
            });
        }
        Fate::Becomes(booking.to_string())
    });
    listen.set(stage.setup.listen.clone()).unwrap();
    fs::write(stage.folder.path().join("short.plan.yaml"), PLAN).unwrap();
    if again {
        let path = "own/short/does-not-repeat-an-invalid-booking.yaml";
        let text = fs::read_to_string(stage.folder.path().join(path)).unwrap();
        fs::write(stage.folder.path().join(path), text.replace("watch: 50ms", "watch: 2s")).unwrap();
    }
    stage.certify(&[])
}

/// A way in which a booking is invalid: its name, what makes it so, and the check that says so.
type Way = (&'static str, fn(&mut Value), &'static str);

/// The ways in which a booking of the partner becomes invalid.
const WAYS: &[Way] = &[
    (
        "its space is not mapped",
        |booking| booking["reservations"][0]["spaceTypeCode"] = json!("NOPE"),
        "R-GRP-21",
    ),
    (
        "its rate is not mapped",
        |booking| booking["reservations"][0]["ratePlanCode"] = json!("NOPE"),
        "R-GRP-21",
    ),
    (
        "a night costs less than nothing",
        |booking| booking["reservations"][0]["amounts"][0]["gross"] = json!(-5),
        "R-GRP-8",
    ),
    (
        "a night has no price",
        |booking| booking["reservations"][0]["amounts"] = json!([]),
        "R-GRP-6",
    ),
    (
        "nobody stays",
        |booking| booking["reservations"][0]["guestCounts"] = json!([]),
        "R-GRP-4",
    ),
    (
        "nobody books",
        |booking| drop(booking.as_object_mut().unwrap().remove("customer")),
        "R-GRP-2",
    ),
    (
        "its currency does not exist",
        |booking| booking["currencyCode"] = json!("ZZZ"),
        "R-GRP-22",
    ),
    (
        "its dates are none",
        |booking| booking["reservations"][0]["from"] = json!("tomorrow"),
        "schema",
    ),
];

#[test]
fn a_booking_may_be_invalid_in_any_way() {
    for (way, change, because) in WAYS {
        let certified = sends(false, change);
        assert_eq!(certified.with("passed"), ["ERR-6"], "{way}: {}", certified.text);
        let findings = certified.report["cases"][0]["findings"].as_array().unwrap();
        let noted = findings
            .iter()
            .any(|finding| finding["check"] == *because && finding["weight"] == "note");
        assert!(noted, "{way}: {findings:#?}");
    }
}

#[test]
fn whatever_is_invalid_must_not_come_again() {
    for (way, change, _) in &WAYS[..2] {
        let certified = sends(true, change);
        assert_eq!(certified.with("failed"), ["ERR-6"], "{way}: {}", certified.text);
        assert!(
            certified.reason("ERR-6").contains("R-ERR-11"),
            "{way}: {}",
            certified.text
        );
    }
}

#[test]
fn a_valid_booking_in_place_of_an_invalid_one_shows_nothing() {
    let certified = sends(false, |_| {});
    assert_eq!(certified.with("failed"), ["ERR-6"], "{}", certified.text);
    let reason = certified.reason("ERR-6");
    assert!(
        reason.contains("has to be refused") && reason.contains("a valid one"),
        "{reason}"
    );
}

#[test]
fn what_makes_a_booking_invalid_excuses_nothing_else() {
    let certified = sends(false, |booking| {
        booking["reservations"][0]["spaceTypeCode"] = json!("NOPE");
        booking.as_object_mut().unwrap().remove("clientToken");
    });
    assert_eq!(certified.with("failed"), ["ERR-6"], "{}", certified.text);
}

#[cfg(unix)]
#[test]
fn a_person_may_send_any_invalid_booking_and_no_valid_one() {
    for (space, verdict) in [("NOPE", "passed"), ("DBL", "failed")] {
        let (partner, folder) = by_hand_through("20s", PLAN, |listen| {
            between(listen, move |path, body| {
                if !path.ends_with("processGroup") {
                    return Fate::Passes;
                }
                let mut booking: Value = serde_json::from_str(body).unwrap();
                booking["reservations"][0]["spaceTypeCode"] = json!(space);
                Fate::Becomes(booking.to_string())
            })
        });
        let mut terminal = Terminal::certify(folder.path(), &[]);
        terminal.sees("Send a booking that is invalid");
        act(&partner, "single-gross-reservation", &json!({}));
        let certified = terminal.ends(folder.path());
        assert_eq!(certified.with(verdict), ["ERR-6"], "{space}: {}", certified.text);
    }
}

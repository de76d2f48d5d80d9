//! What a partner learns of the property while it is certified, and the time that it is given.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::partner::{CLIENT, CONNECTION, asked};
use super::{Fate, Stage, between};

/// Each push: the operation, its first date, and what the property was told to be meanwhile.
type Told = Arc<Mutex<Vec<(String, String, Value)>>>;

/// What a partner hears if it asks for the configuration at the address of Keycard.
fn property(listen: &str) -> Value {
    let body = json!({ "clientToken": CLIENT, "connectionToken": CONNECTION, "extent": {} });
    let answer = asked(listen, "/api/channelManager/v1/getConfiguration", &body.to_string());
    answer["property"].clone()
}

/// The honest partner, before which each push to it leads to a question about the property.
fn asking(more: &str) -> (Stage, Told) {
    let told = Told::default();
    let mut stage = Stage::honest();
    let (listen, heard) = (stage.setup.listen.clone(), Arc::clone(&told));
    let through = between(&stage.partner.address, move |path, body| {
        if let Some(operation) = path.rsplit('/').next().filter(|name| name.starts_with("update")) {
            let body: Value = serde_json::from_str(body).unwrap();
            let first = ["availabilities", "prices", "restrictions"]
                .iter()
                .find_map(|list| body[list][0]["from"].as_str());
            let row = (
                operation.to_string(),
                first.unwrap_or_default().to_string(),
                property(&listen),
            );
            heard.lock().unwrap().push(row);
        }
        Fate::Passes
    });
    stage = stage.changed(|setup| {
        setup.url = through;
        setup.more = more.to_string();
    });
    (stage, told)
}

#[test]
fn prices_are_set_without_tax_while_net_prices_are_pushed() {
    let (stage, told) = asking("");
    let certified = stage.certify(&[]);
    assert_eq!(certified.code, Some(0), "{}", certified.text);
    let told = told.lock().unwrap();
    let modes = told.iter().filter(|(operation, ..)| operation == "updatePrices");
    let mut modes: Vec<u64> = modes
        .map(|(_, _, property)| property["pricingMode"].as_u64().unwrap())
        .collect();
    modes.dedup();
    assert_eq!(modes, [0, 1, 0]);
}

#[test]
fn a_day_begins_at_the_midnight_of_the_property() {
    let mut firsts = Vec::new();
    // Never are these two on the same date.
    for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        let (stage, told) = asking(&format!("time-zone = \"{zone}\""));
        let certified = stage.certify(&[]);
        assert_eq!(certified.code, Some(0), "{}", certified.text);
        let told = told.lock().unwrap();
        let (_, first, property) = told.first().unwrap_or_else(|| panic!("{}", certified.text));
        assert_eq!(property["timeZoneIdentifier"], zone);
        firsts.push(first.clone());
    }
    assert!(firsts[0] > firsts[1], "{firsts:?}");
}

/// What comes of a partner that knows a booking only some time after it has heard that it was taken.
fn with_a_slow_ledger(settle: &'static str) -> Vec<String> {
    let taken = Arc::<Mutex<Option<Instant>>>::default();
    let seen = Arc::clone(&taken);
    let mut stage = Stage::meddled(move |path, _| {
        if path.ends_with("processGroup") {
            *seen.lock().unwrap() = Some(Instant::now());
        }
        Fate::Passes
    });
    let through = between(&stage.partner.address, move |path, body| {
        let since = taken.lock().unwrap().map(|taken| taken.elapsed());
        if path.ends_with("confirmGroup") && since.is_some_and(|since| since < Duration::from_millis(100)) {
            return Fate::Becomes(body.replace("\"channelManagerId\":\"", "\"channelManagerId\":\"not-yet-"));
        }
        Fate::Passes
    });
    stage = stage.changed(|setup| {
        setup.url = through;
        setup.settle = settle;
    });
    let certified = stage.certify(&[]);
    certified.with("failed").iter().map(ToString::to_string).collect()
}

#[test]
fn a_booking_is_confirmed_a_moment_after_it_was_taken() {
    assert_eq!(with_a_slow_ledger("400ms"), [""; 0]);
    assert_eq!(
        with_a_slow_ledger("1ms"),
        ["RES-1", "RES-4", "RES-7", "RES-10", "RES-13"]
    );
}

#[test]
fn a_partner_may_ask_for_a_full_update_at_any_time() {
    let mut stage = Stage::honest();
    let listen = stage.setup.listen.clone();
    let answers = Arc::<Mutex<Vec<Value>>>::default();
    let heard = Arc::clone(&answers);
    let through = between(&stage.partner.address, move |path, _| {
        if path.ends_with("updateAvailability") {
            let body = json!({ "clientToken": CLIENT, "connectionToken": CONNECTION });
            let answer = asked(&listen, "/api/channelManager/v1/requestAriUpdate", &body.to_string());
            heard.lock().unwrap().push(answer);
        }
        Fate::Passes
    });
    stage = stage.changed(|setup| setup.url = through);
    let certified = stage.certify(&[]);
    assert_eq!(certified.code, Some(0), "{}", certified.text);
    let answers = answers.lock().unwrap();
    assert!(answers.iter().all(|answer| answer["success"] == true), "{answers:?}");
    assert!(answers.len() > 2);
    assert!(certified.text.contains("/requestAriUpdate"), "{}", certified.text);
}

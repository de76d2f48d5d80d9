//! Pushes of the inventory: what a full update holds, and that it keeps the rules (R-ARI).

use std::collections::BTreeMap;

use keycard::stub::owed::Callback;
use keycard::stub::seed;
use serde_json::{Value, json};

use super::calls::{calling, hook, outcome, owed, told};

const LISTS: [(&str, &str, &str); 3] = [
    (
        "updateAvailability",
        "availabilities",
        "processAvailabilityConfirmation",
    ),
    ("updatePrices", "ratePrices", "processRateConfirmation"),
    ("updateRestrictions", "restrictions", "processRestrictionConfirmation"),
];

/// How often each key and night is told, by operation; every entry keeps the rules on its way.
fn nights(calls: &[Callback]) -> BTreeMap<String, BTreeMap<(String, String), usize>> {
    let mut nights: BTreeMap<String, BTreeMap<_, usize>> = BTreeMap::new();
    for call in calls {
        let (operation, body) = owed(call);
        let (_, list, confirmation) = LISTS.iter().find(|(name, ..)| *name == operation).unwrap();
        assert_eq!(
            body["responseUrl"],
            format!("https://mews.example/case/api/channelManager/v1/{confirmation}")
        );
        assert_eq!(body["clientToken"], seed::PARTNER_CLIENT);
        let entries = body[list].as_array().unwrap();
        assert!(!entries.is_empty());
        for entry in entries {
            check(&operation, entry);
            let date = |name: &str| entry[name].as_str().unwrap().parse::<jiff::civil::Date>().unwrap();
            let key = format!("{}/{}", entry["ratePlanCode"], entry["spaceTypeCode"]);
            let mut night = date("from");
            assert!(night <= date("to"));
            while night <= date("to") {
                *nights
                    .entry(operation.clone())
                    .or_default()
                    .entry((key.clone(), night.to_string()))
                    .or_default() += 1;
                night = night.tomorrow().unwrap();
            }
        }
    }
    nights
}

fn check(operation: &str, entry: &Value) {
    match operation {
        "updateAvailability" => assert!(entry["availability"].as_i64().unwrap() >= 0),
        "updatePrices" => {
            assert_eq!(entry["agePrices"], json!([]));
            for (index, price) in entry["prices"].as_array().unwrap().iter().enumerate() {
                assert_eq!(price["guestCount"], index + 1);
                assert_eq!(price["currencyCode"], seed::CURRENCY);
                assert!(price["grossAmount"].as_f64() >= price["netAmount"].as_f64());
            }
        }
        _ => {
            let state = entry["state"].as_array().unwrap();
            assert!(*state == [json!(1)] || state[0] == 2 && state.len() > 1);
            if let (Some(min), Some(max)) = (entry["minLos"].as_i64(), entry["maxLos"].as_i64()) {
                assert!(1 <= min && min <= max);
            }
        }
    }
}

#[test]
fn a_requested_update_covers_everything_whatever_the_filters() {
    for filters in [
        json!({}),
        json!({ "ariType": [1], "ratePlanCodes": ["FLEX"], "spaceTypeCodes": ["DBL"] }),
    ] {
        let (answer, calls) = told(&mut calling(&[]), "requestAriUpdate", |body| {
            body["from"] = json!("2026-12-25");
            body["to"] = json!("2027-01-05");
            body.as_object_mut()
                .unwrap()
                .extend(filters.as_object().unwrap().clone());
        });
        assert_eq!(answer, json!({ "success": true }));
        let nights = nights(&calls);
        let count = |operation: &str| nights[operation].len();
        assert_eq!(
            LISTS.map(|(operation, ..)| count(operation)),
            [5 * 12, 25 * 12, 25 * 12]
        );
        assert!(nights.values().flat_map(BTreeMap::values).all(|times| *times == 1));
    }
}

#[test]
fn a_period_that_is_over_is_not_pushed_and_one_that_began_is_pushed_from_today() {
    let ask = |from: &str, to: &str| {
        let (answer, calls) = told(&mut calling(&[]), "requestAriUpdate", |body| {
            body["from"] = json!(from);
            body["to"] = json!(to);
        });
        assert_eq!(outcome(&answer), None);
        calls
    };
    assert!(ask("2025-01-01", "2026-02-28").is_empty());
    assert_eq!(
        nights(&ask("2025-01-01", "2026-03-02"))["updateAvailability"].len(),
        5 * 2
    );
    // Without an end it would never end.
    assert!(nights(&ask("2026-03-01", "9999-12-31"))["updatePrices"].len() < 30_000);
}

#[test]
fn a_full_year_is_pushed_whole_in_chunks_and_always_the_same() {
    let push = |body: Value| {
        let mut world = calling(&[]);
        let (status, said, calls) = hook(&mut world, "push-full", body);
        assert_eq!(status, 200);
        assert_eq!(said["pushed"].as_array().unwrap().len(), calls.len());
        (said, calls)
    };
    let (_, calls) = push(json!({}));
    assert_eq!(calls.len(), 3);
    let whole = nights(&calls);
    assert_eq!(whole["updateRestrictions"].len(), 25 * 365);
    let (_, again) = push(json!({}));
    assert!(
        calls
            .iter()
            .zip(&again)
            .all(|(one, two)| one.body.bytes() == two.body.bytes())
    );

    let (said, chunks) = push(json!({ "days": 365, "chunk": 100, "kinds": ["prices", 1] }));
    assert_eq!(chunks.len(), 8);
    let ids: std::collections::BTreeSet<_> = said["pushed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|push| push["messageId"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 8);
    let chunked = nights(&chunks);
    assert_eq!(chunked["updatePrices"], whole["updatePrices"]);
    assert_eq!(chunked["updateAvailability"], whole["updateAvailability"]);
    assert!(!chunked.contains_key("updateRestrictions"));
}

#[test]
fn mappings_decide_what_is_pushed() {
    let mut world = calling(&[]);
    told(&mut world, "setInventory", |_| {});
    let (_, _, calls) = hook(&mut world, "push-full", json!({ "days": 1 }));
    let sent = nights(&calls);
    assert!(sent.values().all(|nights| nights.len() == 1));
    // Mapped, and still not synchronized.
    told(&mut world, "setInventory", |body| {
        body["inventoryMappings"] = json!([{ "ratePlanCode": seed::UNSYNCHRONIZED_RATE, "spaceTypeCode": "DBL" }]);
    });
    assert!(hook(&mut world, "push-full", json!({ "days": 1 })).2.is_empty());
    assert!(
        hook(
            &mut world,
            "change-inventory",
            json!({ "kind": "prices", "spaceTypeCode": "DBL" })
        )
        .2
        .is_empty()
    );
}

#[test]
fn a_change_is_pushed_alone_and_kept() {
    let mut world = calling(&[]);
    let (_, _, calls) = hook(
        &mut world,
        "change-inventory",
        json!({ "kind": "prices", "spaceTypeCode": "DBL", "ratePlanCode": "FLEX", "from": "2026-03-02", "value": 80.5 }),
    );
    let (operation, body) = owed(&calls[0]);
    assert_eq!(operation, "updatePrices");
    assert_eq!(body["ratePrices"].as_array().unwrap().len(), 1);
    assert_eq!(body["ratePrices"][0]["prices"][0]["grossAmount"], 80.5);
    nights(&calls);
    let (_, _, calls) = hook(&mut world, "push-full", json!({ "days": 3, "kinds": ["prices"] }));
    let (_, body) = owed(&calls[0]);
    let changed: Vec<_> = body["ratePrices"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["prices"][0]["grossAmount"] == 80.5)
        .collect();
    assert_eq!(changed.len(), 1);
    assert_eq!(
        (&changed[0]["from"], &changed[0]["to"]),
        (&json!("2026-03-02"), &json!("2026-03-02"))
    );
    let (_, _, calls) = hook(
        &mut world,
        "change-inventory",
        json!({ "kind": "restrictions", "value": { "state": [2, 6], "minLos": 3 } }),
    );
    let (_, body) = owed(&calls[0]);
    assert_eq!(body["restrictions"][0]["state"], json!([2, 6]));
    assert_eq!(body["restrictions"][0]["minLos"], 3);
    let (status, ..) = hook(
        &mut world,
        "change-inventory",
        json!({ "kind": "availability", "value": -1 }),
    );
    assert_eq!(status, 422);
}

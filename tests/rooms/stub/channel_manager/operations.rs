//! What each operation does with a call that is let in.

use keycard::stub::seed;
use keycard::stub::world::World;
use serde_json::{Value, json};

use super::calls::{codes, honest, outcome, valid};

#[test]
fn an_email_address_opens_its_owners_properties_only() {
    let ask = |email: Value| valid(&mut honest(), "getProperties", |body| body["email"] = email);
    let own = ask(json!(seed::EMAIL));
    let properties = own["properties"].as_array().unwrap();
    assert_eq!(properties.len(), 2);
    let tokens = properties[0]["connections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|connection| &connection["token"]);
    assert_eq!(
        tokens.collect::<Vec<_>>(),
        [seed::CONNECTION_A, seed::CONNECTION_DISABLED]
    );
    assert!(properties[1].get("connections").is_none());

    let other = ask(json!(seed::EMAIL_OTHER_ENTERPRISE));
    assert_eq!(other["properties"].as_array().unwrap().len(), 1);
    assert_eq!(other["properties"][0]["connections"][0]["token"], seed::CONNECTION_B);

    for email in [seed::EMAIL_UNKNOWN, seed::EMAIL_UNVERIFIED] {
        assert_eq!(outcome(&ask(json!(email))), Some(8));
    }
    for email in [Value::Null, json!(""), json!("noor"), json!(5)] {
        assert_eq!(outcome(&ask(email)), Some(6));
    }
}

#[test]
fn the_configuration_holds_what_the_extent_asks_for() {
    let ask = |extent: Value| valid(&mut honest(), "getConfiguration", |body| body["extent"] = extent);
    let optional = [
        "products",
        "productMappings",
        "companies",
        "travelAgencies",
        "ageCategories",
    ];
    let all_synchronized = |answer: &Value, list: &str| {
        answer[list]
            .as_array()
            .unwrap()
            .iter()
            .all(|item| item["isSynchronized"] == true)
    };
    for extent in [
        Value::Null,
        json!({}),
        json!({ "includeEverything": true, "includeProducts": false }),
    ] {
        let answer = ask(extent);
        assert_eq!(answer["connectionToken"], seed::CONNECTION_A);
        assert!(optional.iter().all(|name| answer.get(name).is_none()));
        assert!(all_synchronized(&answer, "ratePlans") && all_synchronized(&answer, "spaceCategories"));
        assert_eq!(answer["inventoryMappings"].as_array().unwrap().len(), 25);
    }
    let answer = ask(json!({
        "includeUnsynchronizedRates": true, "includeUnsynchronizedCategories": true, "includeProducts": true,
        "includeCompanies": true, "includeAgeCategories": true,
    }));
    assert!(optional.iter().all(|name| !answer[name].as_array().unwrap().is_empty()));
    assert!(!all_synchronized(&answer, "ratePlans") && !all_synchronized(&answer, "spaceCategories"));
    assert_eq!(outcome(&ask(json!([]))), Some(6));
    assert_eq!(outcome(&ask(json!({ "includeProducts": "yes" }))), Some(6));
}

#[test]
fn an_inventory_replaces_the_mappings_of_its_own_connection() {
    let mut world = honest();
    let mappings = |world: &mut World, token: &str| {
        let answer = valid(world, "getConfiguration", |body| body["connectionToken"] = json!(token));
        answer["inventoryMappings"].clone()
    };
    let before = mappings(&mut world, seed::CONNECTION_B);
    assert_eq!(outcome(&valid(&mut world, "setInventory", |_| {})), None);
    let wanted = json!([{ "ratePlanCode": "FLEX", "spaceTypeCode": "DBL" }]);
    assert_eq!(mappings(&mut world, seed::CONNECTION_A), wanted);
    assert_eq!(mappings(&mut world, seed::CONNECTION_B), before);

    let refused = valid(&mut world, "setInventory", |body| {
        body["inventoryMappings"] = json!([
            { "ratePlanCode": seed::UNMAPPED_RATE, "spaceTypeCode": seed::UNMAPPED_SPACE },
            { "ratePlanCode": "FLEX", "spaceTypeCode": seed::UNMAPPED_SPACE },
        ]);
    });
    assert_eq!(codes(&refused), [10, 6]);
    assert_eq!(refused["errors"][0]["categoryCode"], seed::UNMAPPED_SPACE);
    assert_eq!(mappings(&mut world, seed::CONNECTION_A), wanted);

    valid(&mut world, "setInventory", |body| body["inventoryMappings"] = json!([]));
    assert_eq!(mappings(&mut world, seed::CONNECTION_A), json!([]));
    assert_eq!(
        outcome(&valid(&mut world, "setInventory", |body| body["inventoryMappings"] = json!({}))),
        Some(6)
    );
}

#[test]
fn an_update_is_requested_for_a_period() {
    let ask = |name: &str, value: Value| valid(&mut honest(), "requestAriUpdate", |body| body[name] = value);
    assert_eq!(outcome(&ask("from", json!("2031-03-03"))), Some(7));
    assert_eq!(outcome(&ask("to", json!("2026-02-30"))), Some(6));
    assert_eq!(outcome(&ask("ariType", json!([1, 2, 3]))), None);
    assert_eq!(outcome(&ask("ariType", json!([4]))), Some(6));
    assert_eq!(outcome(&ask("from", json!("2001-01-01"))), None);
}

#[test]
fn pushes_are_stored_per_night_for_their_connection_only() {
    let mut world = honest();
    for operation in ["updateAvailability", "updatePrices", "updateRestrictions"] {
        assert_eq!(outcome(&valid(&mut world, operation, |_| {})), None);
        assert_eq!(outcome(&valid(&mut world, operation, |_| {})), None);
    }
    let day = |day| jiff::civil::date(2031, 3, day);
    assert_eq!(
        [1, 2, 3].map(|n| world.availability(seed::CONNECTION_A, "DBL", day(n))),
        [Some(4), Some(4), None]
    );
    assert_eq!(world.prices(seed::CONNECTION_A, "FLEX", "DBL", day(2))[0].gross, 109.0);
    assert!(world.prices(seed::CONNECTION_A, "FLEX", "SGL", day(2)).is_empty());
    assert_eq!(
        world
            .restriction(seed::CONNECTION_A, "FLEX", "DBL", day(1))
            .unwrap()
            .state,
        [2, 6]
    );
    assert_eq!(world.availability(seed::CONNECTION_B, "DBL", day(1)), None);
}

#[test]
fn unmapped_codes_are_reported_each_once_and_nothing_is_stored() {
    let mut world = honest();
    let row = |space: &str, rate: &str| {
        json!({
            "spaceTypeCode": space, "ratePlanCode": rate, "from": "2031-03-01", "to": "2031-03-01",
            "availability": 1, "prices": [], "agePrices": [], "state": [1],
        })
    };
    let (rate, space) = seed::UNMAPPED_PAIR;
    let rows = json!([
        row("DBL", "FLEX"),
        row("NO1", "FLEX"),
        row("NO2", "BAD"),
        row("NO1", "BAD"),
        row(space, rate),
        row(space, rate),
    ]);
    for (operation, list) in [("updatePrices", "ratePrices"), ("updateRestrictions", "restrictions")] {
        let answer = valid(&mut world, operation, |body| body[list] = rows.clone());
        assert_eq!(codes(&answer), [10, 10, 9, 11], "{operation}");
        assert_eq!(answer["errors"][2]["rateCode"], "BAD");
        assert_eq!(answer["errors"][3]["rateCode"], rate);
        assert_eq!(answer["errors"][3]["categoryCode"], space);
    }
    let answer = valid(&mut world, "updateAvailability", |body| {
        body["availabilities"] = rows.clone()
    });
    assert_eq!(codes(&answer), [10, 10]);
    assert_eq!(
        world.availability(seed::CONNECTION_A, "DBL", jiff::civil::date(2031, 3, 1)),
        None
    );
}

#[test]
fn malformed_pushes_name_what_is_wrong() {
    let cases = [
        ("updateAvailability", "/messageId", Value::Null, 6),
        ("updateAvailability", "/responseUrl", json!("confirm"), 6),
        ("updateAvailability", "/availabilities", Value::Null, 6),
        ("updateAvailability", "/availabilities", json!([]), 0),
        ("updateAvailability", "/availabilities/0/from", json!("2031-03-09"), 7),
        ("updateAvailability", "/availabilities/0/to", json!("2031-02-29"), 6),
        ("updateAvailability", "/availabilities/0/availability", json!("4"), 6),
        ("updatePrices", "/ratePrices", Value::Null, 6),
        ("updatePrices", "/ratePrices/0/prices/0/currencyCode", json!("CHF"), 7),
        ("updatePrices", "/ratePrices/0/prices/0/currencyCode", json!("euro"), 6),
        ("updatePrices", "/ratePrices/0/prices/0/guestCount", json!(0), 6),
        ("updatePrices", "/ratePrices/0/agePrices", Value::Null, 6),
        ("updateRestrictions", "/restrictions/0/state", json!([]), 6),
        ("updateRestrictions", "/restrictions/0/state", json!([3]), 6),
        ("updateRestrictions", "/restrictions/0/state", json!([2]), 7),
        ("updateRestrictions", "/restrictions/0/state", json!([1, 8]), 7),
        ("updateRestrictions", "/restrictions/0/state", json!([1]), 0),
        ("updateRestrictions", "/restrictions/0/minLos", json!(0), 6),
    ];
    for (operation, pointer, value, code) in cases {
        let answer = valid(&mut honest(), operation, |body| {
            *body.pointer_mut(pointer).unwrap() = value
        });
        assert_eq!(
            outcome(&answer).unwrap_or_default(),
            code,
            "{operation} {pointer}: {answer}"
        );
    }
    let answer = valid(&mut honest(), "updateRestrictions", |body| {
        body["restrictions"][0]["minLos"] = json!(5);
        body["restrictions"][0]["maxLos"] = json!(4);
    });
    assert_eq!(outcome(&answer), Some(7));
}

#[test]
fn only_a_known_booking_is_confirmed() {
    let confirm = |change: fn(&mut Value)| valid(&mut honest(), "confirmGroup", change);
    for change in [
        (|body| body["channelManagerId"] = json!("KC-NEVER")) as fn(&mut Value),
        |body| body["reservations"][0]["code"] = json!("99"),
        |body| body["connectionToken"] = json!(seed::CONNECTION_B),
    ] {
        let answer = confirm(change);
        assert_eq!(codes(&answer), [2]);
        assert!(
            answer["errors"][0]["message"].as_str().unwrap().contains("R-1"),
            "{answer}"
        );
    }
    assert_eq!(
        outcome(&confirm(
            |body| body["error"] = json!({ "code": 7, "message": "Too late." })
        )),
        None
    );
    assert_eq!(outcome(&confirm(|body| body["error"] = json!("no"))), Some(6));
    assert_eq!(outcome(&confirm(|body| drop(body["reservations"].take()))), Some(6));
    let unknown_failure = confirm(|body| {
        body["channelManagerId"] = json!("KC-NEVER");
        body["reservations"].take();
        body["errors"] = json!([{ "code": 2, "message": "Unknown." }]);
    });
    assert_eq!(codes(&unknown_failure), [2]);
}

#[test]
fn notices_of_changes_are_followed() {
    let mut world = honest();
    let mut notify = |token: &str, kind: Value| {
        let answer = valid(&mut world, "changeNotificaton", |body| {
            body["connectionToken"] = json!(token);
            body["type"] = kind;
        });
        outcome(&answer)
    };
    assert_eq!(notify("never seen", json!(0)), None);
    assert_eq!(notify("never seen", json!(1)), Some(3));
    assert_eq!(notify(seed::CONNECTION_A, json!(9)), Some(6));
    assert_eq!(notify(seed::CONNECTION_A, Value::Null), Some(6));
    assert_eq!(notify(seed::CONNECTION_OTHER_CLIENT, json!(0)), Some(3));
    assert_eq!(notify(seed::CONNECTION_A, json!(3)), None);
    assert_eq!(notify(seed::CONNECTION_A, json!(3)), None);
    assert_eq!(notify(seed::CONNECTION_DISABLED, json!(2)), None);
    let push = |world: &mut World, token: &str| {
        outcome(&valid(world, "updateAvailability", |body| {
            body["connectionToken"] = json!(token)
        }))
    };
    assert_eq!(push(&mut world, seed::CONNECTION_A), Some(3));
    assert_eq!(push(&mut world, seed::CONNECTION_DISABLED), None);
}

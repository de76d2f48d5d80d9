//! The hooks of the platform: what a person at the property makes it do.

use keycard::stub::platform::hooks;
use keycard::stub::seed;
use serde_json::{Value, json};

use super::calls::{calling, honest, hook, only, outcome, owed, told};

#[test]
fn each_hook_is_described_once_and_needs_little() {
    let mut names = std::collections::BTreeSet::new();
    for (name, sentence) in hooks::list() {
        assert!(names.insert(name));
        assert!(sentence.ends_with('.'), "{name}");
        let mut world = calling(&[]);
        let body = match name {
            "change-inventory" => json!({ "kind": "availability" }),
            "change-connection" => json!({ "type": 1 }),
            "disable-operation" | "enable-operation" | "fail-once" => json!({ "operation": "processGroup" }),
            _ => json!({}),
        };
        let (status, said, _) = hook(&mut world, name, body);
        assert_eq!(status, 200, "{name}: {said}");
        assert!(said.is_object());
        // Without the other side everything happens and nobody is called.
        assert!(hook(&mut honest(), name, json!({})).2.is_empty());
    }
    assert_eq!(names.len(), 13);
    let (status, said, _) = hook(&mut calling(&[]), "no-such", json!({}));
    assert_eq!((status, &said["success"]), (422, &json!(false)));
}

#[test]
fn what_cannot_be_done_is_refused_with_a_reason() {
    let cases = [
        ("create-group", json!({ "connectionToken": "nonsense" })),
        ("create-group", json!({ "connectionToken": seed::CONNECTION_DISABLED })),
        ("create-group", json!({ "spaceTypeCode": "NO1" })),
        ("create-group", json!({ "from": "2031-03-02", "to": "2031-03-02" })),
        ("create-group", json!({ "from": "tomorrow" })),
        ("create-group", json!({ "count": 0 })),
        ("modify-group", json!({ "channelManagerId": "G-NEVER" })),
        ("modify-group", json!({ "code": "99" })),
        ("cancel-group", json!({ "form": "other" })),
        ("cancel-block", json!({ "code": "BL-NEVER" })),
        ("change-connection", json!({ "type": 5 })),
        ("change-connection", json!({})),
        ("change-inventory", json!({ "kind": "weather" })),
        ("push-full", json!({ "kinds": [4] })),
        ("disable-operation", json!({ "operation": "updatePrices" })),
        ("disable-operation", json!({ "operation": "getChannels" })),
        ("fail-once", json!({})),
    ];
    for (name, body) in cases {
        let (status, said, calls) = hook(&mut calling(&[]), name, body.clone());
        assert_eq!(status, 422, "{name} {body}: {said}");
        assert!(!said["errors"][0]["message"].as_str().unwrap().is_empty());
        assert!(calls.is_empty());
    }
}

/// What every group that the platform sends must hold (R-GRP-27).
fn check_group(body: &Value) {
    for absent in ["paymentType", "paymentCard"] {
        assert!(body.get(absent).is_none());
    }
    assert_eq!(
        body["responseUrl"],
        "https://mews.example/case/api/channelManager/v1/processGroupConfirmation"
    );
    let reservations = body["reservations"].as_array().unwrap();
    let mut total = 0.0;
    for reservation in reservations {
        assert!(reservation["confirmationNumber"].is_string());
        let cancelled = reservation["state"] == 3;
        assert_eq!(cancelled, reservation["timeState"] == 4);
        if !cancelled {
            let amounts = reservation["amounts"].as_array().unwrap();
            let sum: f64 = amounts.iter().map(|amount| amount["gross"].as_f64().unwrap()).sum();
            assert!((sum - reservation["totalAmount"]["gross"].as_f64().unwrap()).abs() < 0.011);
            total += sum;
        }
    }
    if reservations.iter().any(|reservation| reservation["state"] != 3) {
        assert_eq!(body["currencyCode"], seed::CURRENCY);
        assert!(body["customer"]["lastName"].is_string());
        assert!((total - body["totalAmount"]["gross"].as_f64().unwrap()).abs() < 0.011);
    }
}

#[test]
fn a_group_is_booked_changed_and_cancelled() {
    let mut world = calling(&[]);
    let (_, made, calls) = hook(
        &mut world,
        "create-group",
        json!({ "count": 2, "spaceTypeCode": "TWN", "ratePlanCode": "PKG", "from": "2031-03-01", "to": "2031-03-04" }),
    );
    let (_, created) = only(&calls);
    check_group(&created);
    assert_eq!(created["messageId"], made["messageId"]);
    assert_eq!(created["reservations"][0]["amounts"].as_array().unwrap().len(), 3);
    let number = made["reservations"][0]["confirmationNumber"].clone();
    let named = |change: Value| {
        let mut body = json!({ "confirmationNumber": number });
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        body
    };

    let (_, _, calls) = hook(&mut world, "modify-group", named(json!({})));
    let (_, longer) = only(&calls);
    check_group(&longer);
    assert_eq!(longer["reservations"][0]["to"], "2031-03-05");
    assert_eq!(longer["reservations"][0]["state"], 2);

    let (_, said, calls) = hook(&mut world, "modify-group", named(json!({ "cancel": ["02"], "add": 1 })));
    let (_, changed) = only(&calls);
    check_group(&changed);
    let states: Vec<_> = changed["reservations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["state"])
        .collect();
    assert_eq!(states, [2, 3, 1]);
    assert_eq!(said["reservations"][0]["confirmationNumber"], number);

    let (_, _, calls) = hook(&mut world, "cancel-group", named(json!({})));
    let (_, cancelled) = only(&calls);
    check_group(&cancelled);
    assert!(
        cancelled["reservations"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["state"] == 3)
    );
    assert_eq!(hook(&mut world, "cancel-group", named(json!({}))).0, 422);

    hook(&mut world, "create-group", json!({}));
    let (_, _, calls) = hook(&mut world, "cancel-group", json!({ "form": "empty" }));
    assert_eq!(only(&calls).1["reservations"], json!([]));
}

#[test]
fn a_group_of_the_channel_manager_keeps_its_ids_when_the_property_changes_it() {
    let mut world = calling(&[]);
    // The total is ten more than the nights: they take it (N-70).
    told(&mut world, "processGroup", |body| {
        body["totalAmount"] = json!({ "gross": 228.0 })
    });
    let (_, _, calls) = hook(
        &mut world,
        "modify-group",
        json!({ "channelManagerId": "G-1", "add": 1 }),
    );
    let (_, body) = only(&calls);
    check_group(&body);
    assert_eq!(
        (&body["channelId"], &body["channelManagerId"]),
        (&json!("OTA-1"), &json!("G-1"))
    );
    assert_eq!(body["reservations"][0]["totalAmount"]["gross"], 228.0);
    assert_eq!(
        body["reservations"][0]["amounts"],
        json!([{ "gross": 109.0 }, { "gross": 119.0 }])
    );
    assert_eq!(body["reservations"][1]["code"], "02");
}

#[test]
fn a_block_is_made_changed_and_cancelled() {
    for (choices, offset, token) in [
        (vec![], "P7DT", true),
        (vec![("release-offset", "P7D"), ("block-token", "absent")], "P7D", false),
    ] {
        let mut world = calling(&choices);
        let (_, made, _) = hook(&mut world, "create-block", json!({ "count": 4, "name": "Expo" }));
        for (name, status, count) in [("modify-block", "Update", 5), ("cancel-block", "Cancel", 5)] {
            let number = &made["confirmationNumber"];
            let (_, _, calls) = hook(&mut world, name, json!({ "confirmationNumber": number }));
            let (operation, body) = only(&calls);
            assert_eq!(operation, "processAvailabilityBlock");
            assert_eq!(body.get("clientToken").is_some(), token);
            let block = &body["availabilityBlock"];
            assert_eq!(block["status"], status);
            assert_eq!(block["confirmationNumber"], *number);
            assert_eq!(block["releaseStrategy"], json!({ "type": "Rolling", "offset": offset }));
            let category = &block["spaceCategories"][0];
            assert_eq!(category["allocatedSpaces"][0]["count"], count);
            assert_eq!(category["occupiedSpaces"][0]["count"], 0);
            let rate = &category["rates"][0];
            let prices = rate["prices"].as_array().unwrap();
            assert!(prices.iter().all(|price| price["currencyCode"] == rate["currencyCode"]));
            assert!(block["dates"]["start"].as_str() < block["dates"]["end"].as_str());
        }
    }
    let mut world = calling(&[]);
    let (_, _, calls) = hook(&mut world, "create-block", json!({ "release": "fixed" }));
    assert_eq!(only(&calls).1["availabilityBlock"]["releaseStrategy"]["type"], "Fixed");
}

#[test]
fn a_connection_is_switched_and_notified() {
    let mut world = calling(&[]);
    let mut change = |kind: u64| {
        let (_, _, calls) = hook(&mut world, "change-connection", json!({ "type": kind }));
        let (operation, body) = owed(&calls[0]);
        assert_eq!(operation, "changeNotificaton");
        assert_eq!(
            (&body["type"], &body["connectionToken"]),
            (&json!(kind), &json!(seed::CONNECTION_A))
        );
        let (answer, _) = told(&mut world, "getConfiguration", |_| {});
        let (listed, _) = told(&mut world, "getProperties", |_| {});
        let shown = listed["properties"][0]["connections"].as_array().unwrap().len();
        (calls.len(), outcome(&answer), shown)
    };
    assert_eq!(change(1), (1, None, 2));
    assert_eq!(change(2), (1, None, 2));
    assert_eq!(change(3), (1, Some(3), 2));
    // Switched on again, everything is pushed.
    assert_eq!(change(2), (4, None, 2));
    assert_eq!(change(4), (1, Some(3), 1));
}

#[test]
fn an_operation_is_switched_off_and_on() {
    let mut world = calling(&[]);
    hook(&mut world, "disable-operation", json!({ "operation": "processGroup" }));
    let (answer, owed) = told(&mut world, "processGroup", |_| {});
    assert_eq!(outcome(&answer), Some(9));
    assert!(answer["errors"][0].get("rateCode").is_none());
    assert!(owed.is_empty());
    assert_eq!(outcome(&told(&mut world, "getConfiguration", |_| {}).0), None);
    hook(&mut world, "enable-operation", json!({ "operation": "processGroup" }));
    assert_eq!(outcome(&told(&mut world, "processGroup", |_| {}).0), None);
}

#[test]
fn an_operation_fails_once() {
    for operation in ["processGroup", "getChannels", "getConfiguration"] {
        let mut world = calling(&[]);
        hook(&mut world, "fail-once", json!({ "operation": operation }));
        let (answer, owed) = told(&mut world, operation, |_| {});
        assert_eq!(outcome(&answer), Some(1));
        assert!(owed.is_empty());
        assert_eq!(outcome(&told(&mut world, operation, |_| {}).0), None);
    }
}

//! Confirmations of what the platform sent: N-61, N-62, and what errors in them lead to.

use keycard::stub::seed;
use keycard::stub::world::World;
use serde_json::{Value, json};

use super::calls::{answer, calling, codes, hook, now, only, outcome, owed, told};

const CONFIRMATIONS: [&str; 5] = [
    "processAvailabilityConfirmation",
    "processRateConfirmation",
    "processRestrictionConfirmation",
    "processAvailabilityBlockConfirmation",
    "processGroupConfirmation",
];

#[test]
fn what_was_sent_can_be_confirmed_and_nothing_else() {
    for operation in CONFIRMATIONS {
        let mut world = calling(&[]);
        for _ in 0..2 {
            assert_eq!(outcome(&told(&mut world, operation, |_| {}).0), None, "{operation}");
        }
        let mut own = Value::Null;
        told(&mut world, operation, |body| own = body["relatedMessageId"].clone());
        let others = seed::KNOWN_PUSHES.iter().map(|(_, id)| *id).chain(["m-never"]);
        for other in others.filter(|other| own != *other) {
            for (choice, expected) in [("6", Some(6)), ("success", None)] {
                let (answer, _) = told(&mut calling(&[("unknown-message", choice)]), operation, |body| {
                    body["relatedMessageId"] = json!(other);
                });
                assert_eq!(outcome(&answer), expected, "{operation} {other}");
            }
        }
        let (refused, _) = told(&mut world, operation, |body| body["success"] = json!("true"));
        assert_eq!(codes(&refused), [6], "{operation}");
    }
}

#[test]
fn an_error_must_name_what_it_blames() {
    let cases = [
        (json!([]), Some(6)),
        (Value::Null, Some(6)),
        (json!([{ "code": 10, "message": "x" }]), Some(6)),
        (json!([{ "code": 9, "message": "x", "categoryCode": "DBL" }]), Some(6)),
        (json!([{ "code": 11, "message": "x", "categoryCode": "DBL" }]), Some(6)),
        (json!([{ "code": 11, "message": "x", "rateCode": "FLEX" }]), Some(6)),
        (json!([{ "code": 6, "message": " " }]), Some(6)),
        (json!([{ "code": 15, "message": "x" }]), Some(6)),
        (json!([{ "code": "9", "message": "x", "rateCode": "FLEX" }]), Some(6)),
        (json!([{ "code": 9, "message": "x", "rateCode": "FLEX" }]), None),
        (json!([{ "code": 7, "message": "x" }]), None),
    ];
    for operation in CONFIRMATIONS {
        for (errors, expected) in &cases {
            let (answer, _) = told(&mut calling(&[]), operation, |body| {
                body["success"] = json!(false);
                body["errors"] = errors.clone();
                // A failure of a block or a group need not name it.
                body.as_object_mut().unwrap().shift_remove("code");
                body.as_object_mut().unwrap().shift_remove("confirmationNumber");
            });
            assert_eq!(outcome(&answer), *expected, "{operation} {errors}");
        }
    }
}

#[test]
fn a_confirmation_is_about_what_was_sent() {
    let (answer, _) = told(&mut calling(&[]), "processGroupConfirmation", |body| {
        body["reservations"][0]["confirmationNumber"] = json!("R-NEVER");
    });
    assert_eq!(codes(&answer), [2]);
    let (answer, _) = told(&mut calling(&[]), "processAvailabilityBlockConfirmation", |body| {
        body["confirmationNumber"] = json!("B-NEVER");
    });
    assert_eq!(codes(&answer), [6]);
    // A number as the reference of a group, as in the page's example.
    let (answer, _) = told(&mut calling(&[]), "processGroupConfirmation", |body| {
        body["code"] = json!(123)
    });
    assert_eq!(outcome(&answer), None);
}

#[test]
fn the_names_that_a_confirmation_gives_are_repeated_later() {
    let mut world = calling(&[]);
    let (_, made, calls) = hook(&mut world, "create-group", json!({ "count": 2 }));
    let (operation, sent) = only(&calls);
    assert_eq!(operation, "processGroup");
    assert!(sent.get("channelManagerId").is_none());
    assert_eq!(world.unconfirmed().count(), 0);
    world.settle(&calls[0], Some(&answer(json!({ "success": true }))), now());
    assert_eq!(
        world.unconfirmed().collect::<Vec<_>>(),
        [made["messageId"].as_str().unwrap()]
    );
    let (confirmed, _) = told(&mut world, "processGroupConfirmation", |body| {
        body["relatedMessageId"] = made["messageId"].clone();
        body["code"] = json!("CM-7");
        body["reservations"] = made["reservations"].clone();
    });
    assert_eq!(outcome(&confirmed), None, "{confirmed}");
    assert_eq!(world.unconfirmed().count(), 0);
    let (_, _, calls) = hook(&mut world, "modify-group", json!({}));
    assert_eq!(only(&calls).1["channelManagerId"], "CM-7");

    let (_, made, calls) = hook(&mut world, "create-block", json!({}));
    assert_eq!(only(&calls).1["availabilityBlock"]["code"], Value::Null);
    told(&mut world, "processAvailabilityBlockConfirmation", |body| {
        body["relatedMessageId"] = made["messageId"].clone();
        body["code"] = json!("BL-7");
        body["confirmationNumber"] = made["confirmationNumber"].clone();
    });
    let (_, _, calls) = hook(&mut world, "cancel-block", json!({ "code": "BL-7" }));
    let (_, sent) = only(&calls);
    assert_eq!(sent["availabilityBlock"]["code"], "BL-7");
    assert_eq!(
        sent["availabilityBlock"]["confirmationNumber"],
        made["confirmationNumber"]
    );
}

/// What a full update holds: operation, and the codes of its entries.
fn pushed(world: &mut World) -> Vec<(String, Vec<(Value, Value)>)> {
    let (_, _, calls) = hook(world, "push-full", json!({ "days": 2 }));
    let codes = |entry: &Value| (entry["ratePlanCode"].clone(), entry["spaceTypeCode"].clone());
    calls
        .iter()
        .map(|call| {
            let (operation, body) = owed(call);
            let list = ["availabilities", "ratePrices", "restrictions"]
                .iter()
                .find_map(|list| body[list].as_array());
            (operation, list.unwrap().iter().map(codes).collect())
        })
        .collect()
}

#[test]
fn errors_unsynchronize_what_they_name() {
    let has = |world: &mut World, rate: &str, space: &str| -> Vec<bool> {
        let (rate, space) = (json!(rate), json!(space));
        pushed(world)
            .iter()
            .map(|(_, codes)| codes.iter().any(|(r, s)| *s == space && (r.is_null() || *r == rate)))
            .collect()
    };
    let fail = |error: Value| {
        let mut world = calling(&[]);
        let (answer, _) = told(&mut world, "processRateConfirmation", |body| {
            body["success"] = json!(false);
            body["errors"] = json!([error]);
        });
        assert_eq!(outcome(&answer), None);
        world
    };
    assert_eq!(has(&mut calling(&[]), "FLEX", "DBL"), [true, true, true]);
    let mut rate = fail(json!({ "code": 9, "message": "x", "rateCode": "FLEX" }));
    assert_eq!(has(&mut rate, "FLEX", "DBL"), [true, false, false]);
    assert_eq!(has(&mut rate, "LATE", "DBL"), [true, true, true]);
    let mut space = fail(json!({ "code": 10, "message": "x", "categoryCode": "DBL" }));
    assert_eq!(has(&mut space, "FLEX", "DBL"), [false, false, false]);
    assert_eq!(has(&mut space, "FLEX", "SGL"), [true, true, true]);
    let mut pair = fail(json!({ "code": 11, "message": "x", "categoryCode": "DBL", "rateCode": "FLEX" }));
    assert_eq!(has(&mut pair, "FLEX", "DBL"), [true, false, false]);
    assert_eq!(has(&mut pair, "LATE", "DBL"), [true, true, true]);
    for (code, operation) in [
        (12, "updateAvailability"),
        (13, "updatePrices"),
        (14, "updateRestrictions"),
    ] {
        let mut world = fail(json!({ "code": code, "message": "x" }));
        let sent: Vec<_> = pushed(&mut world).into_iter().map(|(sent, _)| sent).collect();
        assert_eq!(sent.len(), 2);
        assert!(!sent.contains(&operation.to_owned()));
    }

    // The configuration shows it: unlisted unless asked for, and deleted pairs are no longer mapped.
    let (configuration, _) = told(&mut rate, "getConfiguration", |_| {});
    let rates = configuration["ratePlans"].as_array().unwrap();
    assert!(
        rates
            .iter()
            .all(|rate| rate["code"] != "FLEX" && rate["isSynchronized"] == true)
    );
    let (configuration, _) = told(&mut rate, "getConfiguration", |body| {
        body["extent"] = json!({ "includeUnsynchronizedRates": true });
    });
    let rates = configuration["ratePlans"].as_array().unwrap();
    assert!(
        rates
            .iter()
            .any(|rate| rate["code"] == "FLEX" && rate["isSynchronized"] == false)
    );
    let (configuration, _) = told(&mut pair, "getConfiguration", |_| {});
    assert_eq!(configuration["inventoryMappings"].as_array().unwrap().len(), 24);
}

#[test]
fn an_answer_unsynchronizes_as_a_confirmation_does() {
    let mut world = calling(&[]);
    let (_, _, calls) = hook(&mut world, "push-full", json!({ "days": 1, "kinds": ["prices"] }));
    let refused = answer(json!({
        "success": false, "errors": [{ "code": 9, "message": "x", "rateCode": "FLEX" }],
    }));
    assert!(world.settle(&calls[0], Some(&refused), now()).is_empty());
    let (_, _, calls) = hook(&mut world, "push-full", json!({ "days": 1, "kinds": ["prices"] }));
    assert!(!only(&calls).1["ratePrices"].to_string().contains("FLEX"));
}

#[test]
fn a_message_is_sent_again_after_a_system_error_or_silence_and_not_for_ever() {
    let system = answer(json!({ "success": false, "errors": [{ "code": 1, "message": "x" }] }));
    let broken = keycard::exchange::message::Response {
        status: 500,
        ..system.clone()
    };
    for said in [None, Some(&system), Some(&broken)] {
        let mut world = calling(&[]);
        let (_, _, calls) = hook(&mut world, "change-inventory", json!({ "kind": "availability" }));
        let (mut tries, mut next) = (1, calls[0].clone());
        let mut pauses = Vec::new();
        while let Some(again) = world.settle(&next, said, now()).pop() {
            assert_eq!(again.body.bytes(), calls[0].body.bytes());
            pauses.push(again.after);
            tries += 1;
            next = again;
        }
        assert_eq!(tries, 3);
        assert!(pauses[0] < pauses[1]);
    }
    for code in [2, 3, 6, 7, 8] {
        let mut world = calling(&[]);
        let (_, owed) = told(&mut world, "processGroup", |_| {});
        let refused = answer(json!({ "success": false, "errors": [{ "code": code, "message": "x" }] }));
        assert!(world.settle(&owed[0], Some(&refused), now()).is_empty());
    }
    // Promised first, failed later.
    let mut world = calling(&[]);
    let (_, said, calls) = hook(&mut world, "change-inventory", json!({ "kind": "availability" }));
    let promised = answer(json!({ "success": true, "asyncConfirmation": true }));
    assert!(world.settle(&calls[0], Some(&promised), now()).is_empty());
    assert_eq!(world.unconfirmed().count(), 1);
    let (_, again) = told(&mut world, "processAvailabilityConfirmation", |body| {
        body["relatedMessageId"] = said["pushed"][0]["messageId"].clone();
        body["success"] = json!(false);
        body["errors"] = json!([{ "code": 1, "message": "x" }]);
    });
    assert_eq!(only(&again).1, only(&calls).1);
}

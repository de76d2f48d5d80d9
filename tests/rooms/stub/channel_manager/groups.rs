//! Groups that the channel manager sends: N-63 to N-76, and their confirmations.

use keycard::contract::operation::Side;
use keycard::stub::seed;
use keycard::stub::world::World;
use serde_json::{Value, json};

use super::calls::{calling, codes, group, now, only, outcome, request, reservation, told, with_tokens};

/// Sends a group and gives its confirmation.
fn confirmed(world: &mut World, change: impl FnOnce(&mut Value)) -> Value {
    let (answer, owed) = told(world, "processGroup", change);
    assert_eq!(outcome(&answer), None, "{answer}");
    let (operation, body) = only(&owed);
    assert_eq!(operation, "confirmGroup");
    assert_eq!(body["clientToken"], seed::PARTNER_CLIENT);
    assert_eq!(body["connectionToken"], seed::CONNECTION_A);
    // Exactly one of the two (R-COR-9).
    assert_ne!(body.get("error").is_some(), body.get("reservations").is_some());
    body
}

fn numbers(confirmation: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    confirmation["reservations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (text(&one["code"]), text(&one["confirmationNumber"])))
        .collect()
}

#[test]
fn a_group_is_created_changed_and_cancelled_under_the_same_numbers() {
    let mut world = calling(&[]);
    let (answer, _) = told(&mut calling(&[]), "processGroup", |_| {});
    assert_eq!(answer, json!({ "success": true, "asyncConfirmation": true }));
    let created = confirmed(&mut world, |_| {});
    assert_eq!(created["relatedMessageId"], "p-1");
    assert_eq!(created["channelManagerId"], "G-1");
    let first = numbers(&created);
    assert_eq!(first.len(), 1);

    let changed = numbers(&confirmed(&mut world, |body| {
        body["messageId"] = json!("p-2");
        body["reservations"] = json!([reservation("01"), reservation("02")]);
        body["totalAmount"] = json!({ "gross": 436.0 });
    }));
    assert_eq!(changed[0], first[0]);
    assert_ne!(changed[1].1, first[0].1);

    // Missing from the message, 01 is cancelled; its number is not forgotten.
    let partly = numbers(&confirmed(&mut world, |body| {
        body["reservations"] = json!([reservation("02")])
    }));
    assert_eq!(partly, changed);
    let again = numbers(&confirmed(&mut world, |body| {
        body["reservations"] = json!([reservation("01"), reservation("02")])
    }));
    assert_eq!(again, changed);

    for nothing in [json!([]), Value::Null, json!([{ "code": "01", "state": 3 }])] {
        let cancelled = confirmed(&mut world, |body| {
            *body = with_tokens(
                Side::Mews,
                &json!({ "messageId": "p-9", "channelManagerId": "G-1", "reservations": nothing }),
            );
        });
        assert_eq!(numbers(&cancelled), changed);
    }
    let other = numbers(&confirmed(&mut world, |body| body["channelManagerId"] = json!("G-2")));
    assert!(changed.iter().all(|(_, number)| *number != other[0].1));
}

#[test]
fn the_same_message_is_confirmed_once() {
    for operation in ["processGroup", "processAvailabilityBlock"] {
        let mut world = calling(&[("block-confirmation", "sent")]);
        let mut send = |message: &str, other: &str| {
            let (answer, owed) = told(&mut world, operation, |body| {
                body["messageId"] = json!(message);
                body["more"] = json!(other);
            });
            assert_eq!(outcome(&answer), None, "{answer}");
            owed.len()
        };
        assert_eq!(send("p-1", ""), 1);
        assert_eq!(send("p-1", ""), 0);
        assert_eq!(send("p-2", ""), 1);
        assert_eq!(send("p-1", "other content"), 1);
        assert_eq!(send("p-2", ""), 0);
    }
}

#[test]
fn a_known_group_can_be_cancelled_and_an_unknown_one_cannot() {
    let cancel = |id: &str| {
        told(&mut calling(&[]), "processGroup", |body| {
            body["channelManagerId"] = json!(id);
            body["reservations"] = json!([]);
        })
    };
    let (answer, owed) = cancel(seed::KNOWN_GROUP);
    assert_eq!(outcome(&answer), None);
    assert_eq!(
        numbers(&only(&owed).1),
        [("01".to_owned(), seed::KNOWN_GROUP_NUMBER.to_owned())]
    );
    let (answer, owed) = cancel("G-NEVER");
    assert_eq!(codes(&answer), [2]);
    assert!(owed.is_empty());
}

#[test]
fn malformed_groups_are_refused_at_once() {
    let cases: &[(&str, Value)] = &[
        ("/messageId", Value::Null),
        ("/channelId", Value::Null),
        ("/channelManagerId", json!(" ")),
        ("/currencyCode", json!("euro")),
        ("/currencyCode", Value::Null),
        ("/totalAmount", Value::Null),
        ("/totalAmount", json!({})),
        ("/totalAmount", json!({ "gross": "218" })),
        ("/paymentType", json!(4)),
        ("/customer", json!({})),
        ("/customer", json!({ "lastName": "Vos", "title": "Dr" })),
        ("/sources/0/type", json!(10)),
        ("/sources/0/isPrimary", Value::Null),
        ("/reservations", json!({})),
        ("/reservations/0", json!("01")),
        ("/reservations/0/code", json!("_")),
        ("/reservations/0/state", json!(4)),
        ("/reservations/0/spaceTypeCode", Value::Null),
        ("/reservations/0/ratePlanCode", Value::Null),
        ("/reservations/0/from", json!("01.03.2031")),
        ("/reservations/0/to", json!("2031-02-30")),
        ("/reservations/0/totalAmount", json!({ "net": null })),
        ("/reservations/0/amounts", Value::Null),
        ("/reservations/0/guestCounts", Value::Null),
        ("/reservations/0/guestCounts/0/code", json!("Dog")),
        ("/reservations/0/guests/0", json!({})),
        // N-66: cards.
        ("/paymentCard/cvv", json!("000")),
        ("/paymentCard/number", json!("4111 1111 1111 1111")),
        ("/paymentCard/number", json!("4242424242424242")),
        ("/paymentCard/expireDate", json!("1322")),
        ("/paymentCard/type", json!(99)),
        // N-73: what has taken the place of a discontinued property must be there.
        (
            "/paymentCard",
            json!({ "code": 1, "number": "4111111111111111", "expireDate": "1022" }),
        ),
    ];
    for (pointer, value) in cases {
        let mut world = calling(&[]);
        let (answer, owed) = told(&mut world, "processGroup", |body| {
            *body.pointer_mut(pointer).unwrap() = value.clone();
        });
        assert_eq!(outcome(&answer), Some(6), "{pointer} {value}: {answer}");
        assert!(owed.is_empty());
        // N-74: no number of a card is ever repeated.
        assert!(!answer.to_string().contains("4242"), "{answer}");
    }
    let (answer, _) = told(&mut calling(&[]), "processGroup", |body| {
        body["reservations"] = json!([reservation("01"), reservation("01")]);
    });
    assert_eq!(outcome(&answer), Some(6));
}

/// What breaks a rule of business, and the code for it.
fn broken() -> Vec<(&'static str, Value, u64)> {
    vec![
        ("/reservations/0/from", json!("2031-03-03"), 7),
        ("/reservations/0/from", json!("2031-03-09"), 7),
        ("/reservations/0/amounts/1", json!({ "gross": -1.0 }), 7),
        ("/reservations/0/amounts", json!([{ "gross": 218.0 }]), 7),
        ("/currencyCode", json!("CHF"), 7),
        ("/reservations/0/spaceTypeCode", json!(seed::UNMAPPED_SPACE), 10),
        ("/reservations/0/ratePlanCode", json!(seed::UNMAPPED_RATE), 9),
    ]
}

#[test]
fn what_breaks_a_rule_of_business_is_told_later_or_at_once() {
    for (pointer, value, code) in broken() {
        let change = |body: &mut Value| *body.pointer_mut(pointer).unwrap() = value.clone();
        let mut world = calling(&[]);
        let confirmation = confirmed(&mut world, change);
        assert_eq!(confirmation["error"]["code"], code, "{pointer}");
        // Nothing came of it.
        let (answer, _) = told(&mut world, "processGroup", |body| body["reservations"] = json!([]));
        assert_eq!(codes(&answer), [2], "{pointer}");

        let (answer, owed) = told(&mut calling(&[("business-errors", "at-once")]), "processGroup", change);
        assert_eq!(outcome(&answer), Some(code), "{pointer}");
        assert!(owed.is_empty());
    }
}

#[test]
fn errors_take_the_form_that_is_chosen() {
    let unknown = |body: &mut Value| {
        body["reservations"][0]["spaceTypeCode"] = json!("NO1");
        body["reservations"][0]["ratePlanCode"] = json!("NO2");
    };
    for (form, single, list) in [("error", true, false), ("errors", false, true), ("both", true, true)] {
        let (_, owed) = told(&mut calling(&[("confirmation-error", form)]), "processGroup", unknown);
        let (_, body) = only(&owed);
        assert_eq!(body.get("error").is_some(), single, "{form}");
        assert_eq!(body["errors"].as_array().map(Vec::len), list.then_some(2), "{form}");
        assert!(body.get("reservations").is_none());
    }
    for (choice, expected) in [("current", [10, 9]), ("docs", [4, 5])] {
        let (answer, _) = told(
            &mut calling(&[("group-codes", choice), ("business-errors", "at-once")]),
            "processGroup",
            unknown,
        );
        assert_eq!(codes(&answer), expected);
        assert_eq!(answer["errors"][0].get("categoryCode").is_some(), choice == "current");
        assert_eq!(answer["errors"][1].get("rateCode").is_some(), choice == "current");
    }
}

#[test]
fn the_promise_the_list_and_the_second_cancellation_are_choices() {
    for (choice, expected) in [("true", json!(true)), ("false", json!(false)), ("absent", Value::Null)] {
        let (answer, owed) = told(&mut calling(&[("async-flag", choice)]), "processGroup", |_| {});
        assert_eq!(answer["asyncConfirmation"], expected);
        assert_eq!(owed.len(), 1);
    }
    for (choice, listed) in [("all", 2), ("active", 1)] {
        let mut world = calling(&[("confirmed-reservations", choice)]);
        confirmed(&mut world, |body| {
            body["reservations"] = json!([reservation("01"), reservation("02")]);
        });
        let partly = confirmed(&mut world, |body| {
            body["reservations"] = json!([reservation("01"), { "code": "02", "state": 3 }]);
        });
        assert_eq!(numbers(&partly).len(), listed, "{choice}");
        let wholly = confirmed(&mut world, |body| body["reservations"] = json!([]));
        assert_eq!(numbers(&wholly).len(), 2, "{choice}");
    }
    for (choice, expected) in [("success", None), ("2", Some(2))] {
        let mut world = calling(&[("cancel-twice", choice)]);
        confirmed(&mut world, |_| {});
        confirmed(&mut world, |body| body["reservations"] = json!([]));
        let (answer, _) = told(&mut world, "processGroup", |body| body["reservations"] = json!([]));
        assert_eq!(outcome(&answer), expected, "{choice}");
    }
    for (choice, expected) in [("create", None), ("2", Some(2))] {
        let (answer, _) = told(&mut calling(&[("unknown-group", choice)]), "processGroup", |body| {
            body["reservations"][0]["state"] = json!(2);
        });
        assert_eq!(outcome(&answer), expected, "{choice}");
    }
}

#[test]
fn what_is_odd_and_harmless_is_taken() {
    let cases: Vec<fn(&mut Value)> = vec![
        // N-70: sums that do not add up.
        |body| body["totalAmount"] = json!({ "gross": 300.0 }),
        |body| body["reservations"][0]["totalAmount"] = json!({ "gross": 1.0 }),
        // N-71: more than a hundred reservations.
        |body| body["reservations"] = (0..101).map(|n| reservation(&n.to_string())).collect(),
        // N-72: what is deprecated.
        |body| {
            let one = body["reservations"][0].as_object_mut().unwrap();
            one.shift_remove("guestCounts");
            one.insert("adultCount".into(), json!(2));
            body["channel"] = json!({ "code": 1, "name": "Booking.com" });
            body["company"] = json!({ "name": "Vos Logistics", "iata": "57290001" });
            body["customer"]["loyaltyCode"] = json!("L1");
        },
        // N-73: what is discontinued.
        |body| body["reservations"][0]["distributor"] = json!("x"),
        // Codes that are not synchronized are as good as others.
        |body| {
            body["reservations"][0]["spaceTypeCode"] = json!(seed::UNSYNCHRONIZED_SPACE);
            body["reservations"][0]["ratePlanCode"] = json!(seed::UNSYNCHRONIZED_RATE);
        },
        |body| drop(body["paymentCard"].take()),
        |body| body["sources"][0]["code"] = Value::Null,
        |body| {
            body["reservations"][0]["extras"] = json!([{
                "code": seed::PRODUCT, "amount": { "gross": -5.0 }, "count": 1, "pricing": 1,
            }])
        },
    ];
    for (index, change) in cases.into_iter().enumerate() {
        let confirmation = confirmed(&mut calling(&[]), change);
        assert!(confirmation.get("error").is_none(), "case {index}: {confirmation}");
    }
}

#[test]
fn groups_are_taken_at_the_addresses_of_the_card_proxy_too() {
    for id in ["0426f19b66715a93", "b2721c9a0351d553"] {
        let mut request = request(Side::Mews, "processGroup", &with_tokens(Side::Mews, &group()));
        request.url = format!("/v1/push/{id}");
        let reply = calling(&[]).handle(&request, now());
        assert_eq!(outcome(reply.response.body.json().unwrap()), None);
        assert_eq!(reply.callbacks.len(), 1);
    }
}

//! Laws of the platform's state, for any sequence of messages.

use std::collections::BTreeMap;

use keycard::contract::operation::Side;
use keycard::exchange::body::Body;
use keycard::stub::seed;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::calls::{answer, calling, hook, now, operations, outcome, owed, request, reservation, told, with_tokens};

/// A message about a group: which of two groups, and which of its four reservations with which state.
fn message() -> impl Strategy<Value = (bool, BTreeMap<u8, u8>)> {
    (any::<bool>(), prop::collection::btree_map(0_u8..4, 0_u8..4, 0..4))
}

/// Any JSON, with names that mean something among its properties.
fn anything() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec![
        "reservations",
        "availabilityBlock",
        "code",
        "state",
        "from",
        "to",
        "totalAmount",
        "amounts",
        "guestCounts",
        "customer",
        "lastName",
        "errors",
        "success",
        "relatedMessageId",
        "messageId",
        "channelId",
        "channelManagerId",
        "inventoryMappings",
        "extent",
        "ariType",
        "paymentCard",
        "spaceCategories",
        "releaseStrategy",
        "offset",
        "x",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0_u8..12).prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
        prop::sample::select(vec![
            "2031-03-01",
            "2031-03-04",
            "9999-12-31",
            "01",
            "_",
            "Fixed",
            "P9DT",
            "KC-PUSH-5"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6).prop_map(|pairs| Value::Object(
                pairs
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()
            )),
        ]
    })
}

/// The operations of the platform, as places in a list.
fn platform() -> Vec<(&'static str, Value)> {
    operations()
        .into_iter()
        .filter(|(side, ..)| *side == Side::Mews)
        .map(|(_, name, body)| (name, body))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(64), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn numbers_are_stable_and_distinct(messages in prop::collection::vec(message(), 1..12)) {
        let mut world = calling(&[]);
        let mut known: BTreeMap<(String, String), String> = BTreeMap::new();
        for (second, states) in messages {
            let id = if second { "G-1" } else { "G-2" };
            let (_, calls) = told(&mut world, "processGroup", |body| {
                body["channelManagerId"] = json!(id);
                body["reservations"] = states
                    .iter()
                    .map(|(code, state)| {
                        let mut one = reservation(&code.to_string());
                        one["state"] = if *state == 0 { Value::Null } else { json!(state) };
                        one
                    })
                    .collect();
            });
            for call in &calls {
                let (_, body) = owed(call);
                for one in body["reservations"].as_array().unwrap() {
                    let text = |name: &str| one[name].as_str().unwrap().to_owned();
                    let number = text("confirmationNumber");
                    let given = known.entry((id.to_owned(), text("code"))).or_insert(number.clone());
                    prop_assert_eq!(&*given, &number);
                }
                // The whole group is listed, with what is cancelled.
                let listed = body["reservations"].as_array().unwrap().len();
                prop_assert_eq!(listed, known.keys().filter(|(group, _)| group == id).count());
            }
        }
        let distinct: std::collections::BTreeSet<_> = known.values().collect();
        prop_assert_eq!(distinct.len(), known.len());
    }

    #[test]
    fn an_inventory_is_set_once_and_for_all(wanted in prop::collection::vec((0_usize..5, 0_usize..5), 0..30)) {
        let mut world = calling(&[]);
        let pairs: Vec<Value> = wanted
            .iter()
            .map(|(rate, space)| json!({ "ratePlanCode": seed::RATES[*rate], "spaceTypeCode": seed::SPACES[*space] }))
            .collect();
        let mut set = || {
            let (answer, _) = told(&mut world, "setInventory", |body| body["inventoryMappings"] = json!(pairs));
            assert_eq!(outcome(&answer), None);
            told(&mut world, "getConfiguration", |_| {}).0["inventoryMappings"].as_array().unwrap().clone()
        };
        let once = set();
        prop_assert_eq!(&once, &set());
        // The same set as was sent (R-CFG-11).
        prop_assert!(pairs.iter().all(|pair| once.contains(pair)));
        prop_assert!(once.iter().all(|pair| pairs.contains(pair)));
    }

    #[test]
    fn no_message_is_too_odd_to_be_answered(place in 0_usize..12, whole in anything(), parts in anything(), keep in any::<bool>()) {
        let (operation, body) = platform().swap_remove(place);
        let mut body = if keep { body } else { json!({}) };
        if let (Some(body), Some(parts)) = (body.as_object_mut(), parts.as_object()) {
            body.extend(parts.clone());
        }
        let mut world = calling(&[("block-confirmation", "sent")]);
        for sent in [whole, with_tokens(Side::Mews, &body)] {
            let reply = world.handle(&request(Side::Mews, operation, &sent), now());
            prop_assert_eq!(reply.response.status, 200);
            let said = reply.response.body.json().unwrap();
            prop_assert!(said["success"].is_boolean());
            let failed = said["success"] == false;
            prop_assert_eq!(failed, said.get("errors").is_some());
            for call in &reply.callbacks {
                world.settle(call, None, now());
            }
        }
    }

    #[test]
    fn no_hook_and_no_answer_is_too_odd(place in 0_usize..12, body in anything(), said in anything()) {
        let (name, _) = keycard::stub::platform::hooks::list().nth(place).unwrap();
        let mut world = calling(&[]);
        let body = if body.is_object() { body } else { Value::Object(Map::new()) };
        let (status, said_of_hook, calls) = hook(&mut world, name, body);
        prop_assert!(matches!(status, 200 | 422));
        prop_assert!(said_of_hook.is_object());
        for call in &calls {
            world.settle(call, Some(&answer(said.clone())), now());
            let mut broken = answer(json!({}));
            broken.body = Body::from(b"{".to_vec());
            world.settle(call, Some(&broken), now());
        }
    }
}

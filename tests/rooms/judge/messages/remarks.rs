//! What is remarked of messages that pass: planted one by one, and in great numbers.

use keycard::contract::operation::Side::{ChannelManager, Mews};
use keycard::contract::remarks::{MOST_REMARKS, Remark, RemarkKind, Remarks};
use keycard::contract::rule::Weight;
use keycard::contract::schema::Message::{Request, Response};
use keycard::contract::{operation::Side, schema::Message};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{CONTRACT, MessageName, bodies, edited, operation, operations};

fn remarks(side: Side, id: &str, message: Message, body: &Value) -> Remarks {
    let shape = CONTRACT.shape(operation(side, id), message).unwrap();
    shape.remarks(message, body)
}

/// A short name of what is said.
fn said(remark: &Remark) -> String {
    let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_string());
    match &remark.kind {
        RemarkKind::Unknown { suggestion } => format!("unknown {}", or(suggestion)),
        RemarkKind::Deprecated { replacement, since } => format!("deprecated {} {}", or(replacement), or(since)),
        RemarkKind::Discontinued { replacement, .. } => format!("discontinued {}", or(replacement)),
        RemarkKind::Alternate { expected } => format!("alternate {expected}"),
        RemarkKind::Missing { property } => format!("missing {property}"),
    }
}

/// A row of `remarks.yaml`.
#[derive(Deserialize)]
struct Slip {
    r#in: (Side, String, MessageName),
    at: String,
    put: Value,
    told: String,
}

#[test]
fn planted_slips_are_remarked_where_they_are() {
    let slips: Vec<Slip> = serde_saphyr::from_str(include_str!("remarks.yaml")).unwrap();
    for Slip {
        r#in: (side, id, message),
        at: pointer,
        put: value,
        told: expected,
    } in slips
    {
        let (message, id) = (message.meant(), id.as_str());
        let operation = operation(side, id);
        let body = match message {
            Request => bodies::maximal(operation),
            Response => bodies::full_answer(operation),
        };
        let body = edited(body, &pointer, Some(value));
        let found = remarks(side, id, message, &body).made;
        let told: Vec<(String, &str)> = found
            .iter()
            .map(|remark| (said(remark), remark.pointer.as_str()))
            .collect();
        assert_eq!(told, [(expected, pointer.as_str())], "{side} {id}");
        let note = matches!(found[0].kind, RemarkKind::Unknown { .. }) && message == Response;
        assert_eq!(found[0].level, if note { Weight::Note } else { Weight::Warning });
        let violations = CONTRACT.schema(operation, message).unwrap().violations(&body);
        assert_eq!(violations, [], "{side} {id} {pointer}");
        assert!(
            found[0]
                .page
                .as_deref()
                .is_some_and(|page| page.starts_with("channel-manager-api/"))
        );
    }
}

#[test]
fn what_is_missed_is_remarked_where_it_is_not() {
    let head = json!({ "clientToken": "opaque", "connectionToken": "opaque" });
    let with = |more: Value| {
        let mut body = head.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let cancelled = with(json!({ "messageId": "m-1", "channelManagerId": "g-1" }));
    let refused =
        with(json!({ "relatedMessageId": "m-1", "success": false, "errors": [{ "code": 7, "message": "x" }] }));
    let told =
        |id: &str, body: &Value| -> Vec<String> { remarks(Mews, id, Request, body).made.iter().map(said).collect() };
    assert_eq!(told("processGroup", &cancelled), ["missing channelId"]);
    assert_eq!(told("processGroupConfirmation", &refused), ["missing code"]);
    let both = ["missing code", "missing confirmationNumber"];
    assert_eq!(told("processAvailabilityBlockConfirmation", &refused), both);
    let block = bodies::maximal(operation(ChannelManager, "processAvailabilityBlock"));
    let block = edited(block, "/availabilityBlock/releaseStrategy", None);
    let found = remarks(ChannelManager, "processAvailabilityBlock", Request, &block).made;
    assert_eq!(said(&found[0]), "missing releaseStrategy");
    assert_eq!(found[0].pointer, "/availabilityBlock");
}

#[test]
fn what_a_rule_tells_is_not_told_again() {
    let body = json!({ "success": false, "error": { "code": 1, "message": "Down." } });
    for operation in operations() {
        let found = remarks(operation.side, &operation.id, Response, &body);
        assert_eq!(found.made, [], "{}", operation.id);
    }
}

#[test]
fn the_same_slip_in_thousands_of_places_is_one_remark() {
    let entry =
        json!({ "spaceTypeCode": "ATTIC", "from": "2031-03-01", "to": "2031-03-01", "availability": 1, "avail": 2 });
    let body = json!({
        "clientToken": "opaque", "connectionToken": "opaque", "messageId": "m-1", "responseUrl": "https://keycard.example/in",
        "availabilities": vec![entry; 9000],
    });
    let found = remarks(ChannelManager, "updateAvailability", Request, &body).made;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].count, found[0].pointer.as_str()),
        (9000, "/availabilities/0/avail")
    );
}

/// The same value, the properties of each object in reverse.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(reversed).collect(),
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .rev()
                .map(|(name, value)| (name.clone(), reversed(value)));
            Value::Object(entries.collect())
        }
        scalar => scalar.clone(),
    }
}

#[test]
fn the_order_of_properties_makes_no_difference() {
    fn spoil(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(spoil),
            Value::Object(entries) => {
                entries.values_mut().for_each(spoil);
                entries.shift_insert(entries.len() / 2, "odd".to_string(), json!(1));
            }
            _ => {}
        }
    }
    for operation in operations() {
        for (message, mut body) in [
            (Request, bodies::maximal(operation)),
            (Response, bodies::full_answer(operation)),
        ] {
            spoil(&mut body);
            let told = |body: &Value| {
                let made = remarks(operation.side, &operation.id, message, body).made;
                let mut told: Vec<_> = made.iter().map(|remark| (said(remark), remark.count)).collect();
                told.sort();
                told
            };
            assert!(!told(&body).is_empty(), "{}", operation.id);
            assert_eq!(told(&body), told(&reversed(&body)), "{}", operation.id);
        }
    }
}

#[test]
fn the_number_of_remarks_is_limited_and_so_is_the_length_of_names() {
    let mut body = bodies::maximal(operation(Mews, "setInventory"));
    for index in 0..100 {
        body[format!("odd{index}")] = json!(index);
    }
    let found = remarks(Mews, "setInventory", Request, &body);
    assert_eq!((found.made.len(), found.omitted), (MOST_REMARKS, 100 - MOST_REMARKS));
    let mut body = bodies::maximal(operation(Mews, "setInventory"));
    body["x".repeat(5000)] = json!(1);
    body["y".repeat(5000)] = json!(1);
    let found = remarks(Mews, "setInventory", Request, &body).made;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].count, found[0].pointer.as_str()), (2, ""));
}

/// Any JSON value of moderate size.
fn json_value() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        Just("reservations"),
        Just("availabilityBlock"),
        Just("success"),
        Just("errors"),
        Just("state"),
        Just("properties"),
        Just("error"),
        Just("code"),
        Just("customer"),
        Just("odd"),
        Just("releaseStrategy"),
        Just("type"),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,8}".prop_map(Value::from),
        Just(json!(3)),
    ];
    leaf.prop_recursive(5, 48, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map(name.clone(), inner, 0..5).prop_map(|entries| {
                Value::Object(
                    entries
                        .into_iter()
                        .map(|(name, value)| (name.to_string(), value))
                        .collect(),
                )
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(support::cases(64)))]

    #[test]
    fn whatever_comes_the_remarks_point_into_it(body in json_value()) {
        for operation in operations() {
            for message in [Request, Response] {
                for remark in remarks(operation.side, &operation.id, message, &body).made {
                    prop_assert!(body.pointer(&remark.pointer).is_some(), "{} {}", operation.id, remark.pointer);
                }
            }
        }
    }
}

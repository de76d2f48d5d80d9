//! One fault at a time in an otherwise valid message, and where the schema must tell of it.

use keycard::contract::operation::Side::{self, Mews};
use keycard::contract::schema::Message::{Request, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{CONTRACT, MessageName, bodies, edited, operation};

/// A row of `violations.yaml`.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Fault {
    r#in: (Side, String, MessageName),
    at: String,
    #[serde(default)]
    gone: bool,
    #[serde(default)]
    put: Value,
    told_at: String,
}

#[test]
fn each_fault_is_told_once_and_where_it_is() {
    let faults: Vec<Fault> = serde_saphyr::from_str(include_str!("violations.yaml")).unwrap();
    assert!(faults.len() >= 60);
    let mut wrong = Vec::new();
    for fault in faults {
        let (side, id, message) = fault.r#in;
        let (operation, message) = (operation(side, &id), message.meant());
        let body = match message {
            Request => bodies::maximal(operation),
            Response => bodies::full_answer(operation),
        };
        let value = (!fault.gone).then_some(fault.put);
        let body = edited(body, &fault.at, value.clone());
        let found = CONTRACT.schema(operation, message).unwrap().violations(&body);
        let places: Vec<&str> = found.iter().map(|violation| violation.pointer.as_str()).collect();
        if places != [fault.told_at] {
            wrong.push(format!("{side} {id} {} {value:?}: {found:?}", fault.at));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_cancelled_group_needs_no_more_than_its_name() {
    let operation = operation(Mews, "processGroup");
    let schema = CONTRACT.schema(operation, Request).unwrap();
    let head =
        json!({ "clientToken": "opaque", "connectionToken": "opaque", "messageId": "m-1", "channelManagerId": "g-1" });
    for reservations in [Value::Null, json!([]), json!([{ "code": "01", "state": 3 }])] {
        let mut body = head.clone();
        body["reservations"] = reservations;
        assert_eq!(schema.violations(&body), [], "{body}");
    }
    let mut body = head;
    body["reservations"] = json!([{ "code": "01", "state": 3 }, { "code": "02" }]);
    assert!(schema.violations(&body).iter().any(|found| found.pointer.is_empty()));
    assert!(
        schema
            .violations(&body)
            .iter()
            .all(|found| found.pointer != "/reservations/0")
    );
}

#[test]
fn neither_tokens_nor_cards_are_quoted() {
    let operation = operation(Mews, "processGroup");
    let schema = CONTRACT.schema(operation, Request).unwrap();
    for (pointer, value) in [
        ("/paymentCard/number", json!(4_111_111_111_111_111_u64)),
        ("/paymentCard/cvv", json!(739)),
        ("/clientToken", json!(739)),
    ] {
        let found = schema.violations(&edited(bodies::maximal(operation), pointer, Some(value)));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].actual, "a number", "{pointer}");
    }
}

#[test]
fn a_name_that_is_written_another_way_is_pointed_out() {
    let operation = operation(Mews, "processGroup");
    let schema = CONTRACT.schema(operation, Request).unwrap();
    for (name, is_alike) in [
        ("ChannelManagerId", true),
        ("channel_manager_id", true),
        ("managerId", false),
    ] {
        let mut body = bodies::maximal(operation);
        let value = body.as_object_mut().unwrap().remove("channelManagerId").unwrap();
        body[name] = value;
        let found = schema.violations(&body);
        assert_eq!(found[0].expected, "property `channelManagerId`");
        let told = format!("though `{name}` is there");
        assert_eq!(found[0].actual.contains(&told), is_alike, "{}", found[0].actual);
    }
}

//! The schemas of messages: what passes, what is refused and where, and what is only remarked.

mod bodies;
mod remarks;
mod violations;

use std::sync::{Arc, LazyLock};

use keycard::contract::catalogue::Contract;
use keycard::contract::operation::{Api, Operation, Side};
use keycard::contract::schema::Message;
use serde_json::Value;

/// The built-in contract, read once.
static CONTRACT: LazyLock<Arc<Contract>> = LazyLock::new(Contract::built_in);

/// A message as the tables name it.
#[derive(Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum MessageName {
    Request,
    Response,
}

impl MessageName {
    fn meant(self) -> Message {
        match self {
            Self::Request => Message::Request,
            Self::Response => Message::Response,
        }
    }
}

fn operations() -> &'static [Arc<Operation>] {
    CONTRACT.operations(Api::ChannelManager).unwrap()
}

fn operation(side: Side, id: &str) -> &'static Operation {
    CONTRACT.operation(Api::ChannelManager, side, id).unwrap().unwrap()
}

/// A value with something else at a place; nothing at all if `value` is `None`.
fn edited(mut body: Value, pointer: &str, value: Option<Value>) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = body.pointer_mut(parent).unwrap_or_else(|| panic!("no {parent}"));
    match (parent, value) {
        (Value::Object(entries), Some(value)) => {
            entries.insert(name.to_string(), value);
        }
        (Value::Object(entries), None) => {
            entries.remove(name).unwrap_or_else(|| panic!("no {pointer}"));
        }
        (Value::Array(items), Some(value)) => items[name.parse::<usize>().unwrap()] = value,
        (other, _) => panic!("{other} has no parts"),
    }
    body
}

#[test]
fn valid_messages_pass_without_a_remark() {
    for operation in operations() {
        for (message, body) in bodies::all(operation) {
            let schema = CONTRACT.schema(operation, message).unwrap();
            let name = format!("{} {} {}: {body}", operation.side, operation.id, message.name());
            assert_eq!(schema.violations(&body), [], "{name}");
            let remarks = CONTRACT.shape(operation, message).unwrap().remarks(message, &body);
            assert_eq!(remarks.made, [], "{name}");
        }
    }
}

#[test]
fn no_message_is_anything_but_an_object() {
    for operation in operations() {
        for message in [Message::Request, Message::Response] {
            let schema = CONTRACT.schema(operation, message).unwrap();
            for body in [Value::Null, Value::from(7), Value::from("text"), Value::from(vec![1])] {
                let found = schema.violations(&body);
                assert_eq!(found.len(), 1, "{} {} {body}: {found:?}", operation.side, operation.id);
                assert_eq!(found[0].pointer, "");
            }
        }
    }
}

#[test]
fn the_sides_are_told_apart_and_one_address_is_not_published() {
    let count = |side| operations().iter().filter(|operation| operation.side == side).count();
    assert_eq!((count(Side::Mews), count(Side::ChannelManager)), (12, 8));
    let undocumented: Vec<&str> = operations()
        .iter()
        .filter(|operation| !operation.is_documented())
        .map(|operation| operation.id.as_str())
        .collect();
    assert_eq!(undocumented, ["confirmAvailabilityBlock"]);
    for operation in operations() {
        let Some(name) = &operation.answered_by else { continue };
        let other = CONTRACT.operation(operation.api, operation.side.other(), name).unwrap();
        let other = other.unwrap_or_else(|| panic!("{name} does not exist"));
        assert!(other.related.is_some() && operation.message_id.is_some(), "{name}");
    }
}

#[test]
fn an_operation_is_found_by_its_path_whatever_the_base() {
    let at = |side, path: &str| {
        let found = CONTRACT.operation_at(Api::ChannelManager, side, path);
        found.map(|operation| operation.id.as_str())
    };
    assert_eq!(
        at(Side::Mews, "/api/channelManager/v1/processGroup"),
        Some("processGroup")
    );
    assert_eq!(at(Side::Mews, "/case-1/v1/push/0426f19b66715a93"), Some("processGroup"));
    assert_eq!(at(Side::Mews, "/v1/push/b2721c9a0351d553/"), Some("processGroup"));
    assert_eq!(
        at(Side::Mews, "/v1/push/4ef00bba562b5622"),
        Some("processAvailabilityBlock")
    );
    assert_eq!(at(Side::Mews, "/9eaa344245feed7f"), Some("processAvailabilityBlock"));
    assert_eq!(at(Side::ChannelManager, "/v1/push/0426f19b66715a93"), None);
    assert_eq!(at(Side::ChannelManager, "/hooks/processGroup"), Some("processGroup"));
    assert_eq!(at(Side::Mews, "/processgroup"), None);
    assert_eq!(at(Side::Mews, "/"), None);
}

//! A valid call of each operation, and what came of one.

use jiff::Timestamp;
use keycard::contract::operation::Side;
use keycard::exchange::body::Body;
use keycard::exchange::message::{Headers, Request};
use keycard::stub::seed;
use keycard::stub::world::{Options, Transport, World};
use serde_json::{Value, json};

/// Paths of the operations, with the properties other than tokens that a valid call needs.
pub fn operations() -> Vec<(Side, &'static str, Value)> {
    let period = json!({ "from": "2031-03-01", "to": "2031-03-02" });
    let push = |list: &str, entry: Value| {
        let mut row = json!({ "spaceTypeCode": "DBL", "ratePlanCode": "FLEX" });
        for (name, value) in period.as_object().unwrap().iter().chain(entry.as_object().unwrap()) {
            row[name] = value.clone();
        }
        json!({ "messageId": "m-1", "responseUrl": "https://host.example/confirm", list: [row] })
    };
    let price = json!({ "grossAmount": 109.0, "netAmount": 100.0, "currencyCode": "EUR", "guestCount": 1 });
    vec![
        (Side::Mews, "getProperties", json!({ "email": seed::EMAIL })),
        (Side::Mews, "getChannels", json!({})),
        (Side::Mews, "getConfiguration", json!({})),
        (
            Side::Mews,
            "setInventory",
            json!({ "inventoryMappings": [{ "ratePlanCode": "FLEX", "spaceTypeCode": "DBL" }] }),
        ),
        (Side::Mews, "requestAriUpdate", period.clone()),
        (
            Side::ChannelManager,
            "updateAvailability",
            push("availabilities", json!({ "availability": 4 })),
        ),
        (
            Side::ChannelManager,
            "updatePrices",
            push("ratePrices", json!({ "prices": [price], "agePrices": [] })),
        ),
        (
            Side::ChannelManager,
            "updateRestrictions",
            push(
                "restrictions",
                json!({ "state": [2, 6], "minLos": null, "maxLos": null }),
            ),
        ),
        (
            Side::ChannelManager,
            "confirmGroup",
            json!({
                "relatedMessageId": "p-1",
                "channelManagerId": seed::KNOWN_BOOKING,
                "reservations": [{ "code": seed::KNOWN_RESERVATION, "confirmationNumber": "R-1" }],
            }),
        ),
        (Side::ChannelManager, "changeNotificaton", json!({ "type": 1 })),
    ]
}

pub fn needs_connection(operation: &str) -> bool {
    !matches!(operation, "getProperties" | "getChannels")
}

pub fn path(side: Side, operation: &str) -> String {
    match side {
        Side::Mews => format!("/api/channelManager/v1/{operation}"),
        Side::ChannelManager => format!("/channelManager/{operation}"),
    }
}

pub fn request(side: Side, operation: &str, body: &Value) -> Request {
    Request {
        method: "POST".into(),
        url: path(side, operation),
        headers: Headers::from_iter([("content-type", "application/json")]),
        body: Body::of(body),
    }
}

pub fn with_tokens(side: Side, body: &Value) -> Value {
    let mut body = body.clone();
    for name in ["clientToken", "connectionToken"] {
        if body.get(name).is_none() {
            body[name] = json!(seed::credential(side, name, "valid"));
        }
    }
    body
}

pub fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

pub fn honest() -> World {
    World::new(Options::default())
}

pub fn send(world: &mut World, side: Side, operation: &str, body: &Value) -> Value {
    let reply = world.handle(&request(side, operation, body), now());
    assert_eq!(reply.response.status, 200, "{operation}");
    assert_eq!(reply.transport, Transport::Normal);
    reply.response.body.json().unwrap().clone()
}

pub fn valid(world: &mut World, operation: &str, change: impl FnOnce(&mut Value)) -> Value {
    let (side, _, body) = operations()
        .into_iter()
        .find(|(_, name, _)| *name == operation)
        .unwrap();
    let mut body = with_tokens(side, &body);
    change(&mut body);
    send(world, side, operation, &body)
}

pub fn codes(answer: &Value) -> Vec<u64> {
    let errors = answer["errors"].as_array().into_iter().flatten();
    errors.map(|error| error["code"].as_u64().unwrap()).collect()
}

/// The first code of a failure; none for success.
pub fn outcome(answer: &Value) -> Option<u64> {
    let first = codes(answer).first().copied();
    assert_eq!(answer["success"], json!(first.is_none()), "{answer}");
    first
}

//! A valid call of each operation, and what came of one.

use jiff::Timestamp;
use keycard::contract::operation::Side;
use keycard::exchange::body::Body;
use keycard::exchange::message::{Headers, Request, Response};
use keycard::stub::options::WorldOptions;
use keycard::stub::owed::Callback;
use keycard::stub::reply::Transport;
use keycard::stub::seed;
use keycard::stub::world::World;
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
        (Side::Mews, "processGroup", group()),
        (Side::Mews, "processAvailabilityBlock", block()),
        (
            Side::Mews,
            "processAvailabilityConfirmation",
            confirmation("updateAvailability"),
        ),
        (Side::Mews, "processRateConfirmation", confirmation("updatePrices")),
        (
            Side::Mews,
            "processRestrictionConfirmation",
            confirmation("updateRestrictions"),
        ),
        (
            Side::Mews,
            "processAvailabilityBlockConfirmation",
            confirmation("processAvailabilityBlock"),
        ),
        (Side::Mews, "processGroupConfirmation", confirmation("processGroup")),
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

/// A group of one reservation of two nights.
pub fn group() -> Value {
    json!({
        "messageId": "p-1", "channelId": "OTA-1", "channelManagerId": "G-1", "currencyCode": "EUR",
        "totalAmount": { "gross": 218.0 }, "paymentType": 2,
        "customer": { "lastName": "Vos", "email": "vos@guest.example" },
        "paymentCard": { "type": 1, "number": "4111111111111111", "expireDate": "1022", "cvv": "123" },
        "sources": [{ "code": 1, "name": "Booking.com", "type": 0, "isPrimary": true }],
        "reservations": [reservation("01")],
    })
}

/// A reservation of two nights.
pub fn reservation(code: &str) -> Value {
    json!({
        "code": code, "spaceTypeCode": "DBL", "ratePlanCode": "FLEX", "from": "2031-03-01", "to": "2031-03-03",
        "totalAmount": { "gross": 218.0 }, "amounts": [{ "gross": 104.0 }, { "gross": 114.0 }],
        "guestCounts": [{ "code": "Adult", "count": 2 }, { "code": "Child", "count": 1 }],
        "guests": [{ "lastName": "Bos" }], "state": 1,
    })
}

/// A block of three rooms for two nights.
pub fn block() -> Value {
    json!({
        "messageId": "p-2",
        "availabilityBlock": {
            "code": "BL-1", "status": "Created", "name": "Expo",
            "dates": { "start": "2031-05-01", "end": "2031-05-03" },
            "releaseStrategy": { "type": "Rolling", "offset": "P7DT" },
            "originalRateCode": "FLEX",
            "spaceCategories": [{
                "spaceTypeCode": "DBL",
                "allocatedSpaces": [{ "start": "2031-05-01", "end": "2031-05-03", "count": 3 }],
            }],
            "booker": { "lastName": "Vos" }, "pickupType": "IndividualGroups",
        },
    })
}

/// The confirmation of a message that is known from the beginning.
pub fn confirmation(push: &str) -> Value {
    let message = seed::KNOWN_PUSHES.iter().find(|(known, _)| *known == push).unwrap().1;
    let mut body = json!({ "relatedMessageId": message, "success": true });
    if push == "processAvailabilityBlock" {
        body["code"] = json!("BL-9");
        body["confirmationNumber"] = json!(seed::KNOWN_BLOCK_NUMBER);
    } else if push == "processGroup" {
        body["code"] = json!("G-9");
        body["reservations"] = json!([{ "code": "01", "confirmationNumber": seed::KNOWN_GROUP_NUMBER }]);
    }
    body
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

/// A world that calls the other side, behaving as the options say.
pub fn calling(choices: &[(&str, &str)]) -> World {
    let mut options = WorldOptions::default();
    for (option, value) in choices {
        options.behaviour.set(option, value).unwrap();
    }
    World::new(options)
        .calling("https://partner.example/case")
        .reached_at("https://mews.example/case/")
}

/// The answer to a valid call of the platform, changed, and what is owed for it.
pub fn told(world: &mut World, operation: &str, change: impl FnOnce(&mut Value)) -> (Value, Vec<Callback>) {
    let (side, _, body) = operations()
        .into_iter()
        .find(|(side, name, _)| *name == operation && *side == Side::Mews)
        .unwrap();
    let mut body = with_tokens(side, &body);
    change(&mut body);
    let reply = world.handle(&request(side, operation, &body), now());
    assert_eq!(reply.response.status, 200, "{operation}");
    (reply.response.body.json().unwrap().clone(), reply.callbacks)
}

/// What a hook of the platform says, with its status, and what is owed for it.
pub fn hook(world: &mut World, name: &str, body: Value) -> (u16, Value, Vec<Callback>) {
    let mut request = request(Side::Mews, "", &body);
    request.url = format!("/hooks/mews/{name}");
    let reply = world.handle(&request, now());
    let said = reply.response.body.json().unwrap().clone();
    (reply.response.status, said, reply.callbacks)
}

/// The last segment of the address of a call, and its body.
pub fn owed(callback: &Callback) -> (String, Value) {
    let name = callback
        .url
        .strip_prefix("https://partner.example/case/channelManager/");
    (name.unwrap().to_owned(), callback.body.json().unwrap().clone())
}

/// The answer of the other side.
pub fn answer(body: Value) -> Response {
    Response {
        status: 200,
        headers: Headers::from_iter([("content-type", "application/json")]),
        body: Body::of(&body),
    }
}

/// The only thing that is owed.
pub fn only(callbacks: &[Callback]) -> (String, Value) {
    assert_eq!(callbacks.len(), 1, "{callbacks:?}");
    owed(&callbacks[0])
}

pub fn honest() -> World {
    World::new(WorldOptions::default())
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

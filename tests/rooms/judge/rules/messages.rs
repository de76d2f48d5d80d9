//! Honest messages of both sides, and small changes to them.

use serde_json::{Value, json};

use super::scene::{Scene, authenticated, partner, platform};

/// Where calls of the channel manager arrive.
pub const PLATFORM: &str = "/x/api/channelManager/v1";

/// A body with another value at that place.
pub fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match body.pointer_mut(parent).unwrap() {
        Value::Object(properties) => {
            properties.insert(name.to_string(), value);
        }
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        other => panic!("{parent} is {other}"),
    }
    body
}

/// A body without what is at that place.
pub fn without(mut body: Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match body.pointer_mut(parent).unwrap() {
        Value::Object(properties) => {
            properties.shift_remove(name);
        }
        Value::Array(items) => {
            items.remove(name.parse().unwrap());
        }
        other => panic!("{parent} is {other}"),
    }
    body
}

/// A group of two reservations, as the channel manager pushes it.
pub fn group() -> Value {
    json!({
        "messageId": "m-1", "channelId": "C-1", "channelManagerId": "B-1", "currencyCode": "EUR",
        "totalAmount": { "gross": 330.0 }, "paymentType": 2,
        "customer": { "lastName": "Vos", "email": "vos@example.org", "title": "Miss", "loyaltyInfo": null },
        "booker": null,
        "paymentCard": { "type": 1, "number": "4111111111111111", "expireDate": "1022", "cvv": "123" },
        "sources": [{ "code": 1, "name": "Booking.com", "type": 0, "isPrimary": true }],
        "reservations": [
            {
                "code": "01", "spaceTypeCode": "DBL", "ratePlanCode": "FLEX", "from": "2031-03-01", "to": "2031-03-03",
                "totalAmount": { "gross": 230 }, "amounts": [{ "gross": 104.0, "net": null }, { "gross": 114.0 }],
                "extras": [{
                    "code": "BRK", "amount": { "gross": 12.0 }, "count": 2, "pricing": 3,
                    "from": "2031-03-01", "to": "2031-03-03",
                }],
                "guestCounts": [{ "code": "Adult", "count": 2 }, { "code": "Child", "count": 1.0 }],
                "guests": [{ "lastName": "Bos" }], "state": 1, "more": {},
            },
            {
                "code": "02", "spaceTypeCode": "SGL", "ratePlanCode": "LATE", "from": "2031-03-01", "to": "2031-03-02",
                "totalAmount": { "gross": 100.0 }, "amounts": [{ "gross": 100.0 }], "extras": null,
                "guestCounts": [{ "code": "Adult", "count": 1 }], "state": null,
            },
        ],
    })
}

/// The cancellation of the same group.
pub fn cancellation() -> Value {
    json!({ "messageId": "m-9", "channelId": "C-1", "channelManagerId": "B-1", "reservations": [] })
}

/// The same group with only one of its reservations.
pub fn only(position: usize) -> Value {
    let group = without(group(), &format!("/reservations/{}", 1 - position));
    let total = group.pointer("/reservations/0/totalAmount").unwrap().clone();
    with(group, "/totalAmount", total)
}

/// A group of one reservation, as the platform pushes it.
pub fn platform_group() -> Value {
    json!({
        "messageId": "p-1", "responseUrl": "https://mews.example/api/channelManager/v1/processGroupConfirmation",
        "currencyCode": "EUR", "totalAmount": { "gross": 109.0, "net": 100.0 }, "customer": { "lastName": "Vos" },
        "reservations": [{
            "code": "01", "confirmationNumber": "R-1", "spaceTypeCode": "DBL", "ratePlanCode": "FLEX",
            "from": "2031-03-01", "to": "2031-03-02", "totalAmount": { "gross": 109.0, "net": 100.0 },
            "amounts": [{ "gross": 109.0, "net": 100.0 }], "guestCounts": [{ "code": "Adult", "count": 1 }],
            "state": 1, "timeState": 1,
        }],
    })
}

/// A block, as the channel manager pushes it.
pub fn block() -> Value {
    json!({ "messageId": "m-5", "availabilityBlock": {
        "code": "BL1", "confirmationNumber": null, "status": "Created", "name": "Expo",
        "dates": { "start": "2031-05-01", "end": "2031-05-04" },
        "releaseStrategy": { "type": "Rolling", "offset": "P7DT", "fixedDate": null },
        "originalRateCode": "FLEX",
        "spaceCategories": [{
            "spaceTypeCode": "DBL",
            "allocatedSpaces": [
                { "start": "2031-05-02", "end": "2031-05-04", "count": 2 },
                { "start": "2031-05-01", "end": "2031-05-02", "count": 3 },
            ],
            "rates": [{ "start": "2031-05-01", "end": "2031-05-04", "prices": [
                { "grossAmount": 109.0, "netAmount": 100.0, "currencyCode": "EUR", "guestCount": 1 },
                { "grossAmount": 129.0, "netAmount": 120.0, "currencyCode": "EUR", "guestCount": 2 },
            ] }],
        }],
        "booker": { "lastName": "Vos" }, "pickupType": "IndividualGroups",
    } })
}

/// The same block, as the platform pushes it.
pub fn platform_block() -> Value {
    let mut body = block();
    for (pointer, value) in [
        ("/messageId", json!("p-5")),
        (
            "/responseUrl",
            json!("https://mews.example/api/channelManager/v1/processAvailabilityBlockConfirmation"),
        ),
        ("/availabilityBlock/code", json!(null)),
        ("/availabilityBlock/confirmationNumber", json!("K-9")),
        ("/availabilityBlock/status", json!("Create")),
        ("/availabilityBlock/spaceCategories/0/start", json!("2031-05-01")),
        ("/availabilityBlock/spaceCategories/0/end", json!("2031-05-04")),
        (
            "/availabilityBlock/spaceCategories/0/occupiedSpaces",
            json!([
                { "start": "2031-05-01", "end": "2031-05-03", "count": 2 },
            ]),
        ),
        (
            "/availabilityBlock/spaceCategories/0/rates/0/currencyCode",
            json!("EUR"),
        ),
    ] {
        body = with(body, pointer, value);
    }
    without(body, "/availabilityBlock/originalRateCode")
}

/// A call of the channel manager in a conversation.
pub fn hears(scene: Scene, operation: &str, body: Value) -> Scene {
    let answer = json!({ "success": true, "asyncConfirmation": true });
    scene.receive(&format!("{PLATFORM}/{operation}"), authenticated(body), answer)
}

/// A conversation with nothing but that group of the channel manager.
pub fn partners(body: Value) -> Scene {
    hears(partner(), "processGroup", body)
}

/// A conversation with nothing but that group of the platform.
pub fn platforms(body: Value) -> Scene {
    hears(platform(), "processGroup", body)
}

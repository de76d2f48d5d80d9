//! The stub from outside: what every operation answers, and that no planted fault goes unseen.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use keycard::contract::operation::Side;
use keycard::exchange::body::Body;
use keycard::exchange::message::{Headers, Request, Response};
use keycard::stub::fault::Fault;
use keycard::stub::seed;
use keycard::stub::world::{Environment, Options, Reply, Transport, World};
use serde_json::{Value, json};

/// Paths of the operations, with the properties other than tokens that a valid call needs.
fn operations() -> Vec<(Side, &'static str, Value)> {
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

fn needs_connection(operation: &str) -> bool {
    !matches!(operation, "getProperties" | "getChannels")
}

fn path(side: Side, operation: &str) -> String {
    match side {
        Side::Mews => format!("/api/channelManager/v1/{operation}"),
        Side::ChannelManager => format!("/channelManager/{operation}"),
    }
}

fn request(side: Side, operation: &str, body: &Value) -> Request {
    Request {
        method: "POST".into(),
        url: path(side, operation),
        headers: Headers::from_iter([("content-type", "application/json")]),
        body: Body::of(body),
    }
}

fn with_tokens(side: Side, body: &Value) -> Value {
    let mut body = body.clone();
    for name in ["clientToken", "connectionToken"] {
        if body.get(name).is_none() {
            body[name] = json!(seed::credential(side, name, "valid"));
        }
    }
    body
}

fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn honest() -> World {
    World::new(Options::default())
}

fn send(world: &mut World, side: Side, operation: &str, body: &Value) -> Value {
    let reply = world.handle(&request(side, operation, body), now());
    assert_eq!(reply.response.status, 200, "{operation}");
    assert_eq!(reply.transport, Transport::Normal);
    reply.response.body.json().unwrap().clone()
}

fn valid(world: &mut World, operation: &str, change: impl FnOnce(&mut Value)) -> Value {
    let (side, _, body) = operations()
        .into_iter()
        .find(|(_, name, _)| *name == operation)
        .unwrap();
    let mut body = with_tokens(side, &body);
    change(&mut body);
    send(world, side, operation, &body)
}

fn codes(answer: &Value) -> Vec<u64> {
    let errors = answer["errors"].as_array().into_iter().flatten();
    errors.map(|error| error["code"].as_u64().unwrap()).collect()
}

/// The first code of a failure; none for success.
fn outcome(answer: &Value) -> Option<u64> {
    let first = codes(answer).first().copied();
    assert_eq!(answer["success"], json!(first.is_none()), "{answer}");
    first
}

#[test]
fn valid_calls_succeed_with_either_charset_and_unknown_properties() {
    for (side, operation, body) in operations() {
        let mut body = with_tokens(side, &body);
        assert_eq!(
            outcome(&send(&mut honest(), side, operation, &body)),
            None,
            "{operation}"
        );
        body["somethingNew"] = json!({ "nested": [1] });
        let mut request = request(side, operation, &body);
        request.headers.set("content-type", "application/json; charset=UTF-8");
        let reply = honest().handle(&request, now());
        assert_eq!(reply.response.status, 200);
        assert_eq!(outcome(reply.response.body.json().unwrap()), None, "{operation}");
        assert!(reply.callbacks.is_empty());
    }
}

#[test]
fn client_tokens_are_judged_exactly() {
    for (side, operation, body) in operations() {
        let valid = seed::credential(side, "clientToken", "valid").unwrap();
        let named = |name| json!(seed::credential(side, "clientToken", name).unwrap());
        let cases = [
            ("missing", Value::Null, 8),
            ("null", Value::Null, 8),
            ("empty", json!(""), 8),
            ("blank", json!("  "), 8),
            ("number", json!(42), 6),
            ("object", json!({ "token": valid }), 6),
            ("unknown", json!("00000000000000000000000000000000"), 8),
            ("wrong case", json!(valid.to_ascii_lowercase()), 8),
            ("truncated", json!(valid[..16]), 8),
            ("padded", json!(format!("{valid} ")), 8),
            ("expired", named("expired"), 8),
            ("revoked", named("revoked"), 8),
            ("other environment", named("other-environment"), 8),
            ("other side", named("other-side"), 8),
            ("connection token", json!(seed::CONNECTION_A), 8),
        ];
        for (case, token, code) in cases {
            let mut body = with_tokens(side, &body);
            body["clientToken"] = token;
            if case == "missing" {
                body.as_object_mut().unwrap().shift_remove("clientToken");
            }
            assert_eq!(
                outcome(&send(&mut honest(), side, operation, &body)),
                Some(code),
                "{operation}: {case}"
            );
            // A bad client learns nothing about connections.
            body["connectionToken"] = json!("nonsense");
            assert_eq!(
                outcome(&send(&mut honest(), side, operation, &body)),
                Some(code),
                "{operation}: {case}"
            );
        }
    }
}

#[test]
fn connection_tokens_are_judged_exactly() {
    let token = |name| json!(seed::credential(Side::Mews, "connectionToken", name).unwrap());
    let cases = [
        ("missing", Value::Null, 6, 6),
        ("null", Value::Null, 6, 6),
        ("blank", json!(" "), 6, 6),
        ("number", json!(1), 6, 6),
        ("unknown", json!("nonsense"), 3, 3),
        ("wrong case", json!(seed::CONNECTION_A.to_ascii_lowercase()), 3, 3),
        ("padded", json!(format!(" {}", seed::CONNECTION_A)), 3, 3),
        ("other environment", token("other-environment"), 3, 3),
        ("other client", token("other-client"), 8, 3),
        ("disabled", token("disabled"), 3, 3),
        ("deleted", token("deleted"), 3, 3),
    ];
    for (side, operation, body) in operations().into_iter().filter(|(_, name, _)| needs_connection(name)) {
        for (case, token, mews, partner) in &cases {
            let mut body = with_tokens(side, &body);
            body["connectionToken"] = token.clone();
            if *case == "missing" {
                body.as_object_mut().unwrap().shift_remove("connectionToken");
            }
            let expected = if side == Side::Mews { *mews } else { *partner };
            let answer = send(&mut honest(), side, operation, &body);
            assert_eq!(outcome(&answer), Some(expected), "{operation}: {case}");
            assert!(!answer.to_string().contains("Tulip"), "{operation}: {case}");
        }
        let mut other = with_tokens(side, &body);
        other["clientToken"] = json!(seed::credential(side, "clientToken", "other-client"));
        let refused = if side == Side::Mews { 8 } else { 3 };
        assert_eq!(
            outcome(&send(&mut honest(), side, operation, &other)),
            Some(refused),
            "{operation}"
        );
    }
    // Not needed by these two, and so ignored.
    for operation in ["getProperties", "getChannels"] {
        assert_eq!(
            outcome(&valid(&mut honest(), operation, |body| body["connectionToken"] = json!(7))),
            None
        );
    }
}

#[test]
fn discontinued_token_names_count_for_nothing() {
    for (side, operation, body) in operations() {
        let (client, connection) = (
            seed::credential(side, "clientToken", "valid"),
            seed::credential(side, "connectionToken", "valid"),
        );
        let mut old = body.clone();
        old["accessToken"] = json!(client);
        old["connectionCode"] = json!(connection);
        assert_eq!(
            outcome(&send(&mut honest(), side, operation, &old)),
            Some(8),
            "{operation}"
        );
        let mut both = with_tokens(side, &body);
        both["accessToken"] = json!("nonsense");
        both["connectionCode"] = json!("nonsense");
        assert_eq!(
            outcome(&send(&mut honest(), side, operation, &both)),
            None,
            "{operation}"
        );
    }
}

#[test]
fn production_has_tokens_of_its_own() {
    let mut world = World::new(Options {
        environment: Environment::Production,
        fault: None,
    });
    let mut body = json!({
        "clientToken": seed::MEWS_CLIENT_PRODUCTION, "connectionToken": seed::CONNECTION_PRODUCTION,
    });
    assert_eq!(outcome(&send(&mut world, Side::Mews, "getConfiguration", &body)), None);
    body["connectionToken"] = json!(seed::CONNECTION_A);
    assert_eq!(
        outcome(&send(&mut world, Side::Mews, "getConfiguration", &body)),
        Some(3)
    );
    body["clientToken"] = json!(seed::MEWS_CLIENT);
    assert_eq!(
        outcome(&send(&mut world, Side::Mews, "getConfiguration", &body)),
        Some(8)
    );
}

#[test]
fn misuse_of_http_has_a_status_and_malformed_bodies_have_code_6() {
    for (side, operation, body) in operations() {
        let good = || request(side, operation, &with_tokens(side, &body));
        let status = |request: &Request| honest().handle(request, now()).response;
        for method in ["GET", "PUT", "HEAD", "post"] {
            let refused = status(&Request {
                method: method.into(),
                ..good()
            });
            assert_eq!((refused.status, refused.headers.get("allow")), (405, Some("POST")));
        }
        for url in [
            path(side, operation).to_uppercase(),
            format!("{}/", path(side, operation)),
        ] {
            assert_eq!(status(&Request { url, ..good() }).status, 404);
        }
        let query = Request {
            url: format!("https://host.example{}?a=b", path(side, operation)),
            ..good()
        };
        assert_eq!(status(&query).status, 200);
        for media_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/json; charset=latin1",
            "",
        ] {
            let mut request = good();
            request.headers.set("content-type", media_type);
            assert_eq!(status(&request).status, 415, "{media_type}");
        }
        let mut bare = good();
        bare.headers.remove("content-type");
        assert_eq!(status(&bare).status, 415);
        let with_mark = [b"\xef\xbb\xbf".as_slice(), good().body.bytes()].concat();
        for bytes in [
            b"".to_vec(),
            b"{".to_vec(),
            b"[]".to_vec(),
            b"null".to_vec(),
            b"\"\xff\"".to_vec(),
            with_mark,
        ] {
            let answer = status(&Request {
                body: Body::from(bytes),
                ..good()
            });
            assert_eq!(answer.status, 200);
            assert_eq!(outcome(answer.body.json().unwrap()), Some(6));
        }
    }
}

#[test]
fn an_email_address_opens_its_owners_properties_only() {
    let ask = |email: Value| valid(&mut honest(), "getProperties", |body| body["email"] = email);
    let own = ask(json!(seed::EMAIL));
    let properties = own["properties"].as_array().unwrap();
    assert_eq!(properties.len(), 2);
    let tokens = properties[0]["connections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|connection| &connection["token"]);
    assert_eq!(
        tokens.collect::<Vec<_>>(),
        [seed::CONNECTION_A, seed::CONNECTION_DISABLED]
    );
    assert!(properties[1].get("connections").is_none());

    let other = ask(json!(seed::EMAIL_OTHER_ENTERPRISE));
    assert_eq!(other["properties"].as_array().unwrap().len(), 1);
    assert_eq!(other["properties"][0]["connections"][0]["token"], seed::CONNECTION_B);

    for email in [seed::EMAIL_UNKNOWN, seed::EMAIL_UNVERIFIED] {
        assert_eq!(outcome(&ask(json!(email))), Some(8));
    }
    for email in [Value::Null, json!(""), json!("noor"), json!(5)] {
        assert_eq!(outcome(&ask(email)), Some(6));
    }
}

#[test]
fn the_configuration_holds_what_the_extent_asks_for() {
    let ask = |extent: Value| valid(&mut honest(), "getConfiguration", |body| body["extent"] = extent);
    let optional = [
        "products",
        "productMappings",
        "companies",
        "travelAgencies",
        "ageCategories",
    ];
    let all_synchronized = |answer: &Value, list: &str| {
        answer[list]
            .as_array()
            .unwrap()
            .iter()
            .all(|item| item["isSynchronized"] == true)
    };
    for extent in [
        Value::Null,
        json!({}),
        json!({ "includeEverything": true, "includeProducts": false }),
    ] {
        let answer = ask(extent);
        assert_eq!(answer["connectionToken"], seed::CONNECTION_A);
        assert!(optional.iter().all(|name| answer.get(name).is_none()));
        assert!(all_synchronized(&answer, "ratePlans") && all_synchronized(&answer, "spaceCategories"));
        assert_eq!(answer["inventoryMappings"].as_array().unwrap().len(), 25);
    }
    let answer = ask(json!({
        "includeUnsynchronizedRates": true, "includeUnsynchronizedCategories": true, "includeProducts": true,
        "includeCompanies": true, "includeAgeCategories": true,
    }));
    assert!(optional.iter().all(|name| !answer[name].as_array().unwrap().is_empty()));
    assert!(!all_synchronized(&answer, "ratePlans") && !all_synchronized(&answer, "spaceCategories"));
    assert_eq!(outcome(&ask(json!([]))), Some(6));
    assert_eq!(outcome(&ask(json!({ "includeProducts": "yes" }))), Some(6));
}

#[test]
fn an_inventory_replaces_the_mappings_of_its_own_connection() {
    let mut world = honest();
    let mappings = |world: &mut World, token: &str| {
        let answer = valid(world, "getConfiguration", |body| body["connectionToken"] = json!(token));
        answer["inventoryMappings"].clone()
    };
    let before = mappings(&mut world, seed::CONNECTION_B);
    assert_eq!(outcome(&valid(&mut world, "setInventory", |_| {})), None);
    let wanted = json!([{ "ratePlanCode": "FLEX", "spaceTypeCode": "DBL" }]);
    assert_eq!(mappings(&mut world, seed::CONNECTION_A), wanted);
    assert_eq!(mappings(&mut world, seed::CONNECTION_B), before);

    let refused = valid(&mut world, "setInventory", |body| {
        body["inventoryMappings"] = json!([
            { "ratePlanCode": seed::UNMAPPED_RATE, "spaceTypeCode": seed::UNMAPPED_SPACE },
            { "ratePlanCode": "FLEX", "spaceTypeCode": seed::UNMAPPED_SPACE },
        ]);
    });
    assert_eq!(codes(&refused), [10, 5]);
    assert_eq!(refused["errors"][0]["categoryCode"], seed::UNMAPPED_SPACE);
    assert_eq!(mappings(&mut world, seed::CONNECTION_A), wanted);

    valid(&mut world, "setInventory", |body| body["inventoryMappings"] = json!([]));
    assert_eq!(mappings(&mut world, seed::CONNECTION_A), json!([]));
    assert_eq!(
        outcome(&valid(&mut world, "setInventory", |body| body["inventoryMappings"] = json!({}))),
        Some(6)
    );
}

#[test]
fn an_update_is_requested_for_a_period() {
    let ask = |name: &str, value: Value| valid(&mut honest(), "requestAriUpdate", |body| body[name] = value);
    assert_eq!(outcome(&ask("from", json!("2031-03-03"))), Some(7));
    assert_eq!(outcome(&ask("to", json!("2026-02-30"))), Some(6));
    assert_eq!(outcome(&ask("ariType", json!([1, 2, 3]))), None);
    assert_eq!(outcome(&ask("ariType", json!([4]))), Some(6));
    assert_eq!(outcome(&ask("from", json!("2001-01-01"))), None);
}

#[test]
fn pushes_are_stored_per_night_for_their_connection_only() {
    let mut world = honest();
    for operation in ["updateAvailability", "updatePrices", "updateRestrictions"] {
        assert_eq!(outcome(&valid(&mut world, operation, |_| {})), None);
        assert_eq!(outcome(&valid(&mut world, operation, |_| {})), None);
    }
    let day = |day| jiff::civil::date(2031, 3, day);
    assert_eq!(
        [1, 2, 3].map(|n| world.availability(seed::CONNECTION_A, "DBL", day(n))),
        [Some(4), Some(4), None]
    );
    assert_eq!(world.prices(seed::CONNECTION_A, "FLEX", "DBL", day(2))[0].gross, 109.0);
    assert!(world.prices(seed::CONNECTION_A, "FLEX", "SGL", day(2)).is_empty());
    assert_eq!(
        world
            .restriction(seed::CONNECTION_A, "FLEX", "DBL", day(1))
            .unwrap()
            .state,
        [2, 6]
    );
    assert_eq!(world.availability(seed::CONNECTION_B, "DBL", day(1)), None);
}

#[test]
fn unmapped_codes_are_reported_each_once_and_nothing_is_stored() {
    let mut world = honest();
    let row = |space: &str, rate: &str| {
        json!({
            "spaceTypeCode": space, "ratePlanCode": rate, "from": "2031-03-01", "to": "2031-03-01",
            "availability": 1, "prices": [], "agePrices": [], "state": [1],
        })
    };
    let (rate, space) = seed::UNMAPPED_PAIR;
    let rows = json!([
        row("DBL", "FLEX"),
        row("NO1", "FLEX"),
        row("NO2", "BAD"),
        row("NO1", "BAD"),
        row(space, rate),
        row(space, rate),
    ]);
    for (operation, list) in [("updatePrices", "ratePrices"), ("updateRestrictions", "restrictions")] {
        let answer = valid(&mut world, operation, |body| body[list] = rows.clone());
        assert_eq!(codes(&answer), [10, 10, 9, 11], "{operation}");
        assert_eq!(answer["errors"][2]["rateCode"], "BAD");
        assert_eq!(answer["errors"][3]["rateCode"], rate);
        assert_eq!(answer["errors"][3]["categoryCode"], space);
    }
    let answer = valid(&mut world, "updateAvailability", |body| {
        body["availabilities"] = rows.clone()
    });
    assert_eq!(codes(&answer), [10, 10]);
    assert_eq!(
        world.availability(seed::CONNECTION_A, "DBL", jiff::civil::date(2031, 3, 1)),
        None
    );
}

#[test]
fn malformed_pushes_name_what_is_wrong() {
    let cases = [
        ("updateAvailability", "/messageId", Value::Null, 6),
        ("updateAvailability", "/responseUrl", json!("confirm"), 6),
        ("updateAvailability", "/availabilities", Value::Null, 6),
        ("updateAvailability", "/availabilities", json!([]), 0),
        ("updateAvailability", "/availabilities/0/from", json!("2031-03-09"), 7),
        ("updateAvailability", "/availabilities/0/to", json!("2031-02-29"), 6),
        ("updateAvailability", "/availabilities/0/availability", json!("4"), 6),
        ("updatePrices", "/ratePrices", Value::Null, 6),
        ("updatePrices", "/ratePrices/0/prices/0/currencyCode", json!("CHF"), 7),
        ("updatePrices", "/ratePrices/0/prices/0/currencyCode", json!("euro"), 6),
        ("updatePrices", "/ratePrices/0/prices/0/guestCount", json!(0), 6),
        ("updatePrices", "/ratePrices/0/agePrices", Value::Null, 6),
        ("updateRestrictions", "/restrictions/0/state", json!([]), 6),
        ("updateRestrictions", "/restrictions/0/state", json!([3]), 6),
        ("updateRestrictions", "/restrictions/0/state", json!([2]), 7),
        ("updateRestrictions", "/restrictions/0/state", json!([1, 8]), 7),
        ("updateRestrictions", "/restrictions/0/state", json!([1]), 0),
        ("updateRestrictions", "/restrictions/0/minLos", json!(0), 6),
    ];
    for (operation, pointer, value, code) in cases {
        let answer = valid(&mut honest(), operation, |body| {
            *body.pointer_mut(pointer).unwrap() = value
        });
        assert_eq!(
            outcome(&answer).unwrap_or_default(),
            code,
            "{operation} {pointer}: {answer}"
        );
    }
    let answer = valid(&mut honest(), "updateRestrictions", |body| {
        body["restrictions"][0]["minLos"] = json!(5);
        body["restrictions"][0]["maxLos"] = json!(4);
    });
    assert_eq!(outcome(&answer), Some(7));
}

#[test]
fn only_a_known_booking_is_confirmed() {
    let confirm = |change: fn(&mut Value)| valid(&mut honest(), "confirmGroup", change);
    for change in [
        (|body| body["channelManagerId"] = json!("KC-NEVER")) as fn(&mut Value),
        |body| body["reservations"][0]["code"] = json!("99"),
        |body| body["connectionToken"] = json!(seed::CONNECTION_B),
    ] {
        let answer = confirm(change);
        assert_eq!(codes(&answer), [2]);
        assert!(
            answer["errors"][0]["message"].as_str().unwrap().contains("R-1"),
            "{answer}"
        );
    }
    assert_eq!(
        outcome(&confirm(
            |body| body["error"] = json!({ "code": 7, "message": "Too late." })
        )),
        None
    );
    assert_eq!(outcome(&confirm(|body| body["error"] = json!("no"))), Some(6));
    assert_eq!(outcome(&confirm(|body| drop(body["reservations"].take()))), Some(6));
    let unknown_failure = confirm(|body| {
        body["channelManagerId"] = json!("KC-NEVER");
        body["reservations"].take();
        body["errors"] = json!([{ "code": 2, "message": "Unknown." }]);
    });
    assert_eq!(codes(&unknown_failure), [2]);
}

#[test]
fn notices_of_changes_are_followed() {
    let mut world = honest();
    let mut notify = |token: &str, kind: Value| {
        let answer = valid(&mut world, "changeNotificaton", |body| {
            body["connectionToken"] = json!(token);
            body["type"] = kind;
        });
        outcome(&answer)
    };
    assert_eq!(notify("never seen", json!(0)), None);
    assert_eq!(notify("never seen", json!(1)), Some(3));
    assert_eq!(notify(seed::CONNECTION_A, json!(9)), Some(6));
    assert_eq!(notify(seed::CONNECTION_A, Value::Null), Some(6));
    assert_eq!(notify(seed::CONNECTION_OTHER_CLIENT, json!(0)), Some(3));
    assert_eq!(notify(seed::CONNECTION_A, json!(3)), None);
    assert_eq!(notify(seed::CONNECTION_A, json!(3)), None);
    assert_eq!(notify(seed::CONNECTION_DISABLED, json!(2)), None);
    let push = |world: &mut World, token: &str| {
        outcome(&valid(world, "updateAvailability", |body| {
            body["connectionToken"] = json!(token)
        }))
    };
    assert_eq!(push(&mut world, seed::CONNECTION_A), Some(3));
    assert_eq!(push(&mut world, seed::CONNECTION_DISABLED), None);
}

#[test]
fn no_answer_but_a_configuration_or_a_list_of_properties_holds_a_token() {
    for request in corpus() {
        let body = honest().handle(&request, now()).response.body;
        let text = body.text();
        if !request.url.contains("getProperties") && !request.url.contains("getConfiguration") {
            assert!(
                seed::secrets().all(|secret| !text.contains(secret)),
                "{}: {text}",
                request.url
            );
        }
        assert!(!text.contains(seed::CONNECTION_OTHER_CLIENT));
    }
}

/// Requests enough to tell every faulty world from the honest one.
fn corpus() -> Vec<Request> {
    let mut requests = Vec::new();
    for (side, operation, body) in operations() {
        let good = with_tokens(side, &body);
        let mut add = |change: &dyn Fn(&mut Value)| {
            let mut body = good.clone();
            change(&mut body);
            requests.push(request(side, operation, &body));
        };
        add(&|_| {});
        add(&|body| body["somethingNew"] = json!(1));
        for property in ["clientToken", "connectionToken"] {
            let token = seed::credential(side, property, "valid").unwrap();
            for name in seed::CREDENTIALS {
                if let Some(other) = seed::credential(side, property, name) {
                    add(&|body| body[property] = json!(other));
                }
            }
            let derived = [
                token.to_ascii_lowercase(),
                token[..16].into(),
                format!("{token} "),
                " ".into(),
                "?".into(),
            ];
            for other in derived {
                add(&|body| body[property] = json!(other));
            }
            if token.len() > 40 {
                add(&|body| body[property] = json!(token[..33]));
            }
            add(&|body| drop(body.as_object_mut().unwrap().shift_remove(property)));
        }
        add(&|body| {
            let client = body["clientToken"].take();
            body["clientToken"] = body["connectionToken"].take();
            body["connectionToken"] = client;
        });
        add(&|body| {
            let object = body.as_object_mut().unwrap();
            let (client, connection) = (
                object.shift_remove("clientToken").unwrap(),
                object.shift_remove("connectionToken").unwrap(),
            );
            body["accessToken"] = client;
            body["connectionCode"] = connection;
        });
        for list in ["availabilities", "ratePrices", "restrictions", "inventoryMappings"] {
            if body.get(list).is_some() {
                add(&|body| {
                    let row = body[list][0].clone();
                    for (index, (property, code)) in [
                        ("spaceTypeCode", "NO1"),
                        ("spaceTypeCode", "NO2"),
                        ("ratePlanCode", "NO3"),
                    ]
                    .into_iter()
                    .enumerate()
                    {
                        body[list][index] = row.clone();
                        body[list][index][property] = json!(code);
                    }
                });
                add(&|body| body[list][0]["spaceTypeCode"] = json!("NO1"));
                add(&|body| body[list][0]["ratePlanCode"] = json!("NO3"));
                add(&|body| body[list][0]["from"] = json!("2032-01-01"));
            }
        }
        if operation == "confirmGroup" {
            add(&|body| body["channelManagerId"] = json!("KC-NEVER"));
        }
        requests.push(Request {
            method: "GET".into(),
            ..request(side, operation, &good)
        });
        let mut charset = request(side, operation, &good);
        charset.headers.set("content-type", "application/json; charset=utf-8");
        requests.push(charset);
    }
    requests
}

fn seen(response: &Response) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let headers = response
        .headers
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    (response.status, headers.collect(), response.body.bytes().to_vec())
}

fn differs(honest: &Reply, faulty: &Reply) -> bool {
    honest.transport != faulty.transport || seen(&honest.response) != seen(&faulty.response)
}

#[test]
fn every_fault_changes_an_answer_and_none_changes_all_but_those_of_transport() {
    // Two requests to one world show what it forgets.
    let corpus = corpus();
    let configuration = request(Side::Mews, "getConfiguration", &with_tokens(Side::Mews, &json!({})));
    let mut unseen = BTreeSet::new();
    for fault in Fault::ALL {
        let changed = corpus.iter().any(|request| {
            let (mut honest, mut faulty) = (
                honest(),
                World::new(Options {
                    fault: Some(*fault),
                    ..Options::default()
                }),
            );
            differs(&honest.handle(request, now()), &faulty.handle(request, now()))
                || differs(
                    &honest.handle(&configuration, now()),
                    &faulty.handle(&configuration, now()),
                )
        });
        if !changed {
            unseen.insert(fault.name());
        }
    }
    assert!(unseen.is_empty(), "{unseen:?}");
}

#[test]
fn transport_faults_say_how_to_deliver() {
    let request = request(Side::Mews, "getChannels", &with_tokens(Side::Mews, &json!({})));
    let transport = |fault| {
        World::new(Options {
            fault: Some(fault),
            ..Options::default()
        })
        .handle(&request, now())
        .transport
    };
    assert_eq!(transport(Fault::ClosesConnection), Transport::Closed);
    assert_eq!(transport(Fault::SlowAnswer), Transport::Delayed(Duration::from_secs(3)));
}

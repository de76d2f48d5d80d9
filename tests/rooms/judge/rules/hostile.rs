//! Conversations in which anything may stand anywhere: no rule stumbles over them.

use std::time::{Duration, Instant};

use keycard::contract::operation::{Api, Side};
use keycard::contract::schema::Message;
use keycard::exchange::message::Response;
use keycard::exchange::transcript::{CallCause, MissingCall, Stop};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

use super::messages::{PLATFORM, block, cancellation, group, hears, platform_block, platform_group, with};
use super::scene::{CLIENT, CONNECTION, CONTRACT, OTHER, PLANTED, Scene, authenticated, partner, platform};

/// Where tokens may stand: no rule has a reason to quote what is there.
const SECRET: [&str; 9] = [
    "clientToken",
    "connectionToken",
    "token",
    "lastName",
    "email",
    "membershipId",
    "message",
    "responseUrl",
    "number",
];
/// Names of properties at which rules look.
const PLAIN: [&str; 63] = [
    "success",
    "asyncConfirmation",
    "error",
    "errors",
    "code",
    "categoryCode",
    "rateCode",
    "messageId",
    "relatedMessageId",
    "channelManagerId",
    "channelId",
    "confirmationNumber",
    "reservations",
    "state",
    "timeState",
    "from",
    "to",
    "spaceTypeCode",
    "ratePlanCode",
    "totalAmount",
    "amounts",
    "gross",
    "net",
    "extras",
    "amount",
    "count",
    "pricing",
    "guestCounts",
    "adultCount",
    "childCount",
    "guests",
    "customer",
    "booker",
    "title",
    "loyaltyInfo",
    "paymentType",
    "paymentCard",
    "cvv",
    "expireDate",
    "type",
    "sources",
    "isPrimary",
    "currencyCode",
    "availabilityBlockCode",
    "availabilityBlock",
    "status",
    "dates",
    "start",
    "end",
    "releaseStrategy",
    "fixedDate",
    "offset",
    "originalRateCode",
    "spaceCategories",
    "allocatedSpaces",
    "occupiedSpaces",
    "rates",
    "prices",
    "grossAmount",
    "guestCount",
    "pickupType",
    "extent",
    "channels",
];
/// Values that mean something to some rule.
const WORDS: [&str; 32] = [
    "",
    " ",
    "_",
    "a_b",
    "01",
    "02",
    "B-1",
    "C-1",
    "R-1",
    "K-9",
    "BL1",
    "m-1",
    "m-5",
    "p-1",
    "p-5",
    "DBL",
    "SGL",
    "FLEX",
    "EUR",
    "2031-03-01",
    "2031-05-02",
    "9999-12-31",
    "0000-01-01",
    "2031-02-30",
    "Created",
    "Cancel",
    "Fixed",
    "rolling",
    "P7DT",
    "https://keycard.example/processGroupConfirmation",
    "é€𝄞",
    "\u{0}",
];

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..12).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        select(&WORDS[..]).prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ]
}

/// A property that may be a token, or something else where a token should be.
fn secret() -> impl Strategy<Value = (String, Value)> {
    let token = select(vec![CLIENT, CONNECTION, OTHER]).prop_map(Value::from);
    let inside = select(vec![CLIENT, CONNECTION, OTHER]).prop_map(|token| json!([{ "lastName": token }, [token]]));
    (
        select(&SECRET[..]).prop_map(String::from),
        prop_oneof![4 => token, 1 => inside, 1 => leaf()],
    )
}

fn plain(value: impl Strategy<Value = Value>) -> impl Strategy<Value = (String, Value)> {
    (select(&PLAIN[..]).prop_map(String::from), value)
}

fn object(properties: Vec<(String, Value)>) -> Value {
    Value::Object(Map::from_iter(properties))
}

/// Any JSON, most of it with names that mean something.
fn anything() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 40, 6, |inner| {
        let property = prop_oneof![1 => secret(), 6 => plain(inner.clone()), 1 => (".{0,4}", inner.clone())];
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(Value::from),
            prop::collection::vec(property, 0..8).prop_map(object),
        ]
    })
}

/// A message: any JSON, or an honest message in which some values are others.
fn message() -> impl Strategy<Value = Value> {
    let changes = prop::collection::vec((any::<Index>(), anything()), 0..5);
    let spoilt = (any::<Index>(), changes).prop_map(|(which, changes)| {
        let mut body = which.get(&honest()).clone();
        for (place, value) in changes {
            let mut all = Vec::new();
            places(&body, "", &mut all);
            if let Some(slot) = body.pointer_mut(place.get::<String>(&all)) {
                *slot = value;
            }
        }
        body
    });
    prop_oneof![2 => anything(), 5 => spoilt]
}

/// Messages and answers that refer to each other.
fn honest() -> Vec<Value> {
    let numbers = json!([{ "code": "01", "confirmationNumber": "R-1" }, { "code": "02", "confirmationNumber": "R-2" }]);
    vec![
        group(),
        with(group(), "/messageId", json!("m-2")),
        cancellation(),
        block(),
        platform_group(),
        platform_block(),
        json!({ "messageId": "p-1", "responseUrl": "https://keycard.example/x/processRateConfirmation" }),
        json!({ "relatedMessageId": "m-1", "channelManagerId": "B-1", "reservations": numbers }),
        json!({ "relatedMessageId": "p-1", "success": true, "code": "G-1", "reservations": numbers }),
        json!({ "relatedMessageId": "p-5", "success": true, "code": "BL1", "confirmationNumber": "K-9" }),
        json!({ "messageId": "m-5", "success": true, "code": "BL1", "confirmationNumber": "K-9" }),
        json!({ "success": true, "asyncConfirmation": true }),
        json!({ "success": false, "errors": [{ "code": 10, "message": "Not known.", "categoryCode": "DBL" }] }),
        json!({ "extent": { "includeUnsynchronizedRates": true, "includeUnsynchronizedCategories": true } }),
        json!({ "spaceCategories": [{ "code": "DBL" }], "ratePlans": [{ "code": "FLEX" }] }),
        json!({ "channels": [{ "code": 1, "name": "Booking.com" }] }),
    ]
}

/// The JSON Pointer of each value in a message; those with a token in place are left as they are.
fn places(value: &Value, at: &str, places: &mut Vec<String>) {
    places.push(at.to_string());
    match value {
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| self::places(item, &format!("{at}/{index}"), places));
        }
        Value::Object(properties) => {
            for (name, item) in properties.iter().filter(|(name, _)| !name.contains(['/', '~'])) {
                self::places(item, &format!("{at}/{name}"), places);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// One exchange.
#[derive(Clone, Debug)]
struct Turn {
    /// Whether Keycard calls.
    ours: bool,
    operation: Index,
    request: Value,
    answer: Value,
    status: u16,
    unawaited: bool,
}

fn turn() -> impl Strategy<Value = Turn> {
    let status = prop_oneof![8 => Just(200_u16), 1 => select(vec![400_u16, 404, 500])];
    (
        any::<bool>(),
        any::<Index>(),
        message(),
        message(),
        status,
        prop::bool::weighted(0.2),
    )
        .prop_map(|(ours, operation, request, answer, status, unawaited)| Turn {
            ours,
            operation,
            request,
            answer,
            status,
            unawaited,
        })
}

fn operations(side: Side) -> Vec<String> {
    let all = CONTRACT.operations(Api::ChannelManager).unwrap().iter();
    all.filter(|operation| operation.side == side)
        .map(|operation| operation.id.clone())
        .collect()
}

fn play(mut scene: Scene, under_test: Side, turns: &[Turn]) -> Scene {
    let (hosted, called) = (operations(under_test), operations(under_test.other()));
    for turn in turns {
        scene = if turn.ours {
            let response = Response::json(turn.status, &turn.answer);
            let operation = turn.operation.get(&hosted);
            scene.call_at("https://one.example/api", operation, turn.request.clone(), response)
        } else {
            let path = format!("{PLATFORM}/{}", turn.operation.get(&called));
            let scene = scene.receive(&path, authenticated(turn.request.clone()), turn.answer.clone());
            if turn.unawaited { scene.unawaited() } else { scene }
        };
    }
    scene
}

/// How a case may end.
fn stop() -> impl Strategy<Value = Option<Stop>> {
    let confirmations = vec![
        "confirmGroup",
        "processRateConfirmation",
        "processAvailabilityBlockConfirmation",
    ];
    let cause = select(vec![CallCause::Promise, CallCause::Duty, CallCause::Person]);
    let absence = (0_usize..6, select(confirmations), cause).prop_map(|(step, operation, cause)| {
        Stop::NotCalled(MissingCall {
            step,
            operation: operation.to_string(),
            waited: Duration::from_secs(1),
            cause,
            stand_in: false,
        })
    });
    prop_oneof![
        Just(None),
        absence.prop_map(Some),
        Just(Some(Stop::NoAnswer { step: 0 }))
    ]
}

fn check(scene: &Scene) {
    // That each finding points to something that is there is seen to by the scene.
    for finding in scene.findings() {
        assert!(!format!("{finding:?}").contains(PLANTED), "{finding:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(support::cases(200)))]

    #[test]
    fn no_conversation_is_too_strange(
        partners in any::<bool>(),
        turns in prop::collection::vec(turn(), 1..7),
        stop in stop(),
        known in anything(),
        production in any::<bool>(),
    ) {
        let (scene, side) = if partners { (partner(), Side::ChannelManager) } else { (platform(), Side::Mews) };
        let build = || {
            let scene = if partners { partner() } else { platform() };
            let scene = play(scene, side, &turns).knowing(|facts| {
                facts.production = production;
                for name in ["knownPushes", "products", "ages", "spaces", "unmappedSpace", "currency"] {
                    if let Some(value) = known.get(name.trim_start_matches("known")).or(known.get("code")) {
                        facts.target[name] = value.clone();
                    }
                }
            });
            match &stop {
                Some(stop) => scene.stopping(stop.clone()),
                None => scene,
            }
        };
        drop(scene);
        check(&build());
        check(&build().judging_the_other_side());
    }
}

#[test]
fn every_operation_of_both_sides_takes_every_kind_of_value() {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!([]),
        json!([[]]),
        json!({}),
    ];
    let bodies: Vec<Value> = values
        .iter()
        .cloned()
        .chain(values.iter().flat_map(|value| {
            honest().into_iter().map(move |body| {
                let names: Vec<String> = body.as_object().unwrap().keys().cloned().collect();
                names
                    .iter()
                    .fold(body, |body, name| with(body, &format!("/{name}"), value.clone()))
            })
        }))
        .collect();
    for (scene, under_test) in [(partner as fn() -> Scene, Side::ChannelManager), (platform, Side::Mews)] {
        for body in &bodies {
            let mut told = scene();
            for operation in operations(under_test) {
                let response = Response::json(200, body);
                told = told.call_at("https://one.example/api", &operation, body.clone(), response);
            }
            for operation in operations(under_test.other()) {
                told = told.receive(
                    &format!("{PLATFORM}/{operation}"),
                    authenticated(body.clone()),
                    body.clone(),
                );
            }
            check(&told);
            check(&told.judging_the_other_side());
        }
    }
}

#[test]
fn a_large_group_is_held_against_the_version_before_in_linear_time() {
    let rooms = |prefix: &str| -> Vec<Value> {
        let one = group().pointer("/reservations/1").unwrap().clone();
        (0..6_000)
            .map(|room| {
                with(
                    with(one.clone(), "/code", json!(format!("{prefix}{room}"))),
                    "/guests",
                    json!([{ "lastName": room }]),
                )
            })
            .collect()
    };
    let version = |message: &str, prefix: &str| {
        let body = with(group(), "/reservations", json!(rooms(prefix)));
        with(body, "/messageId", json!(message))
    };
    let scene = hears(
        hears(partner(), "processGroup", version("m-1", "a")),
        "processGroup",
        version("m-2", "b"),
    );
    let begun = Instant::now();
    let findings = scene.findings();
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    let renamed = findings.iter().filter(|finding| finding.check.as_str() == "R-GRP-19");
    assert_eq!(renamed.count(), 5_000);
    assert!(
        findings
            .iter()
            .all(|finding| finding.place.as_ref().unwrap().message == Message::Request)
    );
}

//! What one answer of the stub costs, for each operation: a world as it is made for a case, and one call.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot go on may panic")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use jiff::civil::date;
use keycard::contract::catalogue::Contract;
use keycard::contract::operation::{Api, Side};
use keycard::exchange::body::Body;
use keycard::exchange::message::{Headers, Request};
use keycard::fixture::catalogue::Catalogue;
use keycard::fixture::recipe::Recipe;
use keycard::stub::options::WorldOptions;
use keycard::stub::seed;
use keycard::stub::world::World;
use serde_json::{Value, json};

/// A valid body for an operation, but for the credentials.
fn body(side: Side, operation: &str) -> Value {
    let to = side.name();
    let made = |recipe: Value| {
        let recipe: Recipe = serde_json::from_value(recipe).unwrap();
        let offered =
            json!({ "spaces": seed::SPACES, "rates": seed::RATES, "ages": seed::AGES, "currency": seed::CURRENCY });
        let catalogue = Catalogue::from_facts(&offered).unwrap();
        Value::Object(recipe.body(&catalogue, date(2032, 2, 20)).unwrap())
    };
    let related = |index: usize| json!({ "relatedMessageId": seed::KNOWN_PUSHES[index].1, "success": true });
    match operation {
        "getProperties" => json!({ "email": seed::EMAIL }),
        "getConfiguration" => json!({ "extent": {
            "includeUnsynchronizedRates": true,
            "includeUnsynchronizedCategories": true,
            "includeProducts": true,
            "includeCompanies": true,
            "includeAgeCategories": true,
        } }),
        "getChannels" => json!({}),
        "setInventory" => {
            let pairs: Vec<Value> = seed::RATES
                .iter()
                .flat_map(|rate| seed::SPACES.map(|space| json!({ "ratePlanCode": rate, "spaceTypeCode": space })))
                .collect();
            json!({ "inventoryMappings": pairs })
        }
        "requestAriUpdate" => json!({ "from": "2032-03-01", "to": "2033-02-28" }),
        "updateAvailability" => made(json!({ "kind": "availability", "days": 365 })),
        "updatePrices" => made(json!({ "kind": "prices", "days": 365, "entry": "night" })),
        "updateRestrictions" => made(json!({ "kind": "restrictions", "days": 365 })),
        "processGroup" => made(json!({ "kind": "group", "to": to, "reservations": 3 })),
        "processAvailabilityBlock" => made(json!({ "kind": "block", "to": to })),
        "changeNotificaton" => json!({ "type": 1 }),
        "confirmGroup" => json!({
            "relatedMessageId": "bench-0",
            "channelManagerId": seed::KNOWN_BOOKING,
            "reservations": [{ "code": seed::KNOWN_RESERVATION, "confirmationNumber": "KC-R-1" }],
            "success": true,
        }),
        "confirmAvailabilityBlock" => json!({ "code": "none", "confirmationNumber": "KC-B-1", "success": true }),
        "processAvailabilityConfirmation" => related(0),
        "processRateConfirmation" => related(1),
        "processRestrictionConfirmation" => related(2),
        "processAvailabilityBlockConfirmation" => json!({
            "relatedMessageId": seed::KNOWN_PUSHES[3].1,
            "code": seed::KNOWN_BLOCK,
            "confirmationNumber": seed::KNOWN_BLOCK_NUMBER,
            "success": true,
        }),
        "processGroupConfirmation" => json!({
            "relatedMessageId": seed::KNOWN_PUSHES[4].1,
            "code": seed::KNOWN_GROUP,
            "channelManagerId": seed::KNOWN_GROUP,
            "reservations": [{ "code": seed::KNOWN_GROUP_RESERVATION, "confirmationNumber": seed::KNOWN_GROUP_NUMBER }],
            "success": true,
        }),
        other => panic!("no body for {other}"),
    }
}

fn request(side: Side, operation: &str) -> Request {
    let mut body = body(side, operation);
    let (client, base) = match side {
        Side::Mews => (seed::MEWS_CLIENT, "/api/channelManager/v1"),
        Side::ChannelManager => (seed::PARTNER_CLIENT, "/channelManager"),
    };
    if let Value::Object(body) = &mut body {
        for (property, value) in [
            ("clientToken", client),
            ("connectionToken", seed::CONNECTION_A),
            ("messageId", "bench-1"),
            ("responseUrl", "http://127.0.0.1:9/api/channelManager/v1/confirm"),
            ("channelId", "bench-channel"),
            ("channelManagerId", "bench-group"),
        ] {
            // A group that the platform made has no name of the channel manager's yet.
            if side == Side::ChannelManager && property == "channelManagerId" {
                continue;
            }
            body.entry(property).or_insert_with(|| json!(value));
        }
    }
    Request {
        method: "POST".into(),
        url: format!("{base}/{operation}"),
        headers: Headers::from_iter([("content-type", "application/json")]),
        body: Body::of(&body),
    }
}

fn handle(criterion: &mut Criterion) {
    let now: Timestamp = "2032-02-20T09:00:00Z".parse().unwrap();
    let contract = Contract::built_in();
    let mut group = criterion.benchmark_group("handle");
    group.sample_size(20);
    for operation in contract.operations(Api::ChannelManager).unwrap() {
        let request = request(operation.side, &operation.id);
        let world = || World::new(WorldOptions::default()).calling("http://127.0.0.1:9");
        let reply = world().handle(&request, now);
        let answer = reply.response.body.json().unwrap();
        let is_block_of_nobody = operation.id == "confirmAvailabilityBlock";
        assert!(
            answer["success"] == true || is_block_of_nobody,
            "{}: {answer}",
            operation.id
        );
        group.bench_function(format!("{} {}", operation.side, operation.id), |bencher| {
            bencher.iter_batched_ref(
                world,
                |world| world.handle(black_box(&request), now),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, handle);
criterion_main!(benches);

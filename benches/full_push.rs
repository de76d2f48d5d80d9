//! What judging costs: a price push of 365 days for 5 categories at 5 rates, an entry a night.
//!
//! Beside it stands the schema alone, over the same parsed body; with checks and rules it should take
//! at most three times as long.
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on may panic")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::date;
use keycard::contract::catalogue::Contract;
use keycard::contract::operation::{Api, Side};
use keycard::contract::rule::Weight;
use keycard::contract::schema::Message;
use keycard::exchange::body::Body;
use keycard::exchange::message::{Headers, Request, Response};
use keycard::exchange::transcript::{Facts, Outcome};
use keycard::fixture::catalogue::Catalogue;
use keycard::fixture::recipe::Recipe;
use keycard::judge::judgement::Judge;
use keycard::plan::recorded::{self, RecordedExchange};
use keycard::snapshots::store::Store;
use keycard::stub::seed;
use serde_json::{Value, json};

/// What is agreed with the property.
fn facts() -> Value {
    json!({ "spaces": seed::SPACES, "rates": seed::RATES, "ages": seed::AGES, "currency": seed::CURRENCY })
}

/// The pushes of a full update, by operation.
fn pushes() -> Vec<(&'static str, Value)> {
    [
        ("updateAvailability", "availability", "processAvailabilityConfirmation"),
        ("updatePrices", "prices", "processRateConfirmation"),
        ("updateRestrictions", "restrictions", "processRestrictionConfirmation"),
    ]
    .into_iter()
    .map(|(operation, kind, confirmation)| {
        let recipe = json!({ "kind": kind, "days": 365, "spaces": 5, "rates": 5, "entry": "night" });
        let recipe = match kind {
            "availability" => json!({ "kind": kind, "days": 365, "spaces": 5, "entry": "night" }),
            _ => recipe,
        };
        let recipe: Recipe = serde_json::from_value(recipe).unwrap();
        let mut body = recipe
            .body(&Catalogue::from_facts(&facts()).unwrap(), date(2032, 2, 20))
            .unwrap();
        body.insert("clientToken".into(), json!(seed::PARTNER_CLIENT));
        body.insert("connectionToken".into(), json!(seed::CONNECTION_A));
        body.insert("messageId".into(), json!("bench-1"));
        body.insert(
            "responseUrl".into(),
            json!(format!("http://127.0.0.1:9/api/channelManager/v1/{confirmation}")),
        );
        (operation, Value::Object(body))
    })
    .collect()
}

fn exchange(operation: &str, body: &Value) -> RecordedExchange {
    RecordedExchange {
        host: Side::ChannelManager,
        request: Request {
            method: "POST".into(),
            url: format!("http://127.0.0.1:9/channelManager/{operation}"),
            headers: Headers::from_iter([("content-type", "application/json")]),
            body: Body::of(body),
        },
        outcome: Outcome::Answered(Response {
            status: 200,
            headers: Headers::from_iter([("content-type", "application/json")]),
            body: Body::of(&json!({ "success": true })),
        }),
        at: Duration::ZERO,
    }
}

fn full_push(criterion: &mut Criterion) {
    let contract = Contract::built_in();
    let redactor = keycard::redaction::redactor::Redactor::builder().build();
    let judge = Judge {
        contract: &contract,
        redactor: &redactor,
        snapshots: &Store::Off,
    };
    let id = "bench/full-push".parse().unwrap();
    for (operation, body) in pushes() {
        let mut group = criterion.benchmark_group(operation);
        group.throughput(Throughput::Bytes(body.to_string().len() as u64));
        group.sample_size(20);
        let found = contract
            .operation_at(Api::ChannelManager, Side::ChannelManager, operation)
            .unwrap();
        let schema = contract.schema(found, Message::Request).unwrap();
        assert_eq!(schema.violations(&body), []);
        group.bench_function("schema", |bencher| bencher.iter(|| schema.violations(black_box(&body))));

        let facts = Facts {
            today: "2032-02-20".to_string(),
            target: facts(),
            credentials: json!({ "clientToken": seed::PARTNER_CLIENT, "connectionToken": seed::CONNECTION_A }),
            ..Facts::default()
        };
        let exchanges = [exchange(operation, &body)];
        let (case, transcript) = recorded::case(
            &contract,
            Api::ChannelManager,
            Side::Mews,
            &id,
            &exchanges,
            Arc::new(facts),
        );
        let verdict = judge.judge(&case, &transcript);
        let worst = verdict.findings.iter().find(|finding| finding.weight > Weight::Note);
        assert!(worst.is_none(), "{worst:?}");
        group.bench_function("schema, checks and rules", |bencher| {
            bencher.iter(|| judge.judge(black_box(&case), black_box(&transcript)));
        });
        group.finish();
    }
}

criterion_group!(benches, full_push);
criterion_main!(benches);

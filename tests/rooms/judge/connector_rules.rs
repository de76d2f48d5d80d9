//! Each rule of the Connector API, with conversations that break it and such that keep it.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use keycard::contract::catalogue::Contract;
use keycard::contract::operation::{Api, Side};
use keycard::contract::rule::{RuleId, Weight};
use keycard::exchange::body::Body;
use keycard::exchange::message::{Headers, Request, Response};
use keycard::exchange::transcript::{Facts, Outcome, Role};
use keycard::judge::finding::Finding;
use keycard::judge::judgement::Judge;
use keycard::judge::rules;
use keycard::plan::recorded::{self, RecordedExchange};
use keycard::redaction::redactor::Redactor;
use keycard::snapshots::store::Store;
use serde_json::{Value, json};

static CONTRACT: LazyLock<Arc<Contract>> = LazyLock::new(Contract::built_in);

const TOKEN: &str = "00112233445566778899AABBCCDDEEFF-0123456789ABCDEF0123456789ABCDE";

/// A conversation of one case.
#[derive(Clone)]
struct Talk {
    exchanges: Vec<RecordedExchange>,
    facts: Facts,
}

impl Talk {
    fn new() -> Self {
        Self {
            exchanges: Vec::new(),
            facts: Facts::default(),
        }
    }

    /// An exchange: the address below the root, what is laid over the tokens, the status and the answer.
    fn then(mut self, operation: &str, asked: Value, status: u16, told: Value) -> Self {
        let mut body = json!({ "ClientToken": TOKEN, "AccessToken": TOKEN, "Client": "Keycard 1.0.0" });
        let entries = body.as_object_mut().unwrap();
        entries.extend(asked.as_object().unwrap().clone());
        let number = self.exchanges.len();
        let mut headers = Headers::from_iter([("request-id", format!("request-{number}"))]);
        if !told.is_null() {
            headers.push("content-type", "application/json");
        }
        self.exchanges.push(RecordedExchange {
            host: Side::Mews,
            request: Request {
                method: "POST".into(),
                url: format!("http://127.0.0.1:9/api/connector/v1/{operation}"),
                headers: Headers::from_iter([("content-type", "application/json")]),
                body: Body::of(&body),
            },
            outcome: Outcome::Answered(Response {
                status,
                headers,
                body: if told.is_null() {
                    Body::default()
                } else {
                    Body::of(&told)
                },
            }),
            at: Duration::ZERO,
        });
        self
    }

    /// Changes the last answer.
    fn with(mut self, change: impl FnOnce(&mut Response)) -> Self {
        let Some(RecordedExchange {
            outcome: Outcome::Answered(response),
            ..
        }) = self.exchanges.last_mut()
        else {
            panic!("there is no answer to change");
        };
        change(response);
        self
    }

    /// Adds a field to the last request.
    fn preferring(mut self, value: &str) -> Self {
        self.exchanges.last_mut().unwrap().request.headers.push("prefer", value);
        self
    }

    fn knowing(mut self, change: impl FnOnce(&mut Facts)) -> Self {
        change(&mut self.facts);
        self
    }

    fn findings(&self) -> Vec<Finding> {
        self.findings_with_roles(&[])
    }

    /// The findings where the first exchanges are what they are told to be.
    fn findings_with_roles(&self, roles: &[Role]) -> Vec<Finding> {
        let redactor = Redactor::builder().build();
        let judge = Judge {
            contract: &CONTRACT,
            redactor: &redactor,
            snapshots: &Store::Off,
        };
        let id = "examples/talk".parse().unwrap();
        let facts = Arc::new(self.facts.clone());
        let (case, mut transcript) = recorded::case(&CONTRACT, Api::Connector, Side::Mews, &id, &self.exchanges, facts);
        for (entry, role) in transcript.entries.iter_mut().zip(roles) {
            entry.role = *role;
        }
        judge.judge(&case, &transcript).findings
    }
}

/// One rule, what is special, the places of its breaches with their weights, and the conversation.
type Example = (
    &'static str,
    &'static str,
    &'static [(usize, &'static str, Weight)],
    Talk,
);

const ERROR: Weight = Weight::Error;

fn segment(number: u8, created: &str) -> Value {
    json!({
        "Id": format!("00000000-0000-4000-8000-0000000000{number:02}"),
        "EnterpriseId": "e",
        "ServiceId": "s",
        "IsActive": true,
        "Name": "n",
        "CreatedUtc": created,
        "UpdatedUtc": created,
    })
}

fn page(items: &[Value], cursor: Value) -> Value {
    json!({ "BusinessSegments": items, "Cursor": cursor })
}

const SEGMENTS: &str = "businessSegments/getAll";

fn two() -> Value {
    page(
        &[segment(2, "2026-03-02T00:00:00Z"), segment(1, "2026-03-01T00:00:00Z")],
        last(1),
    )
}

fn last(number: u8) -> Value {
    json!(format!("00000000-0000-4000-8000-0000000000{number:02}"))
}

fn asking(count: u64, cursor: Value) -> Value {
    json!({ "Limitation": { "Count": count, "Cursor": cursor } })
}

fn refused(message: &Value) -> Value {
    json!({ "Message": message, "RequestId": "request-0" })
}

fn envelope() -> Vec<Example> {
    let answered = || Talk::new().then(SEGMENTS, asking(2, Value::Null), 200, two());
    let wrong = |status, told| Talk::new().then(SEGMENTS, json!({}), status, told);
    let good = refused(&json!("Invalid AccessToken"));
    vec![
        ("S01", "an id of its own", &[], answered()),
        (
            "S01",
            "no id",
            &[(0, "", ERROR)],
            answered().with(|it| it.headers.remove("request-id")),
        ),
        (
            "S01",
            "a blank id",
            &[(0, "", ERROR)],
            answered().with(|it| it.headers.set("request-id", " ")),
        ),
        (
            "S01",
            "the id of another answer",
            &[(1, "", ERROR)],
            answered()
                .then(SEGMENTS, asking(2, Value::Null), 200, two())
                .with(|it| it.headers.set("request-id", "request-0")),
        ),
        ("S01", "the same id in the error", &[], wrong(401, good.clone())),
        (
            "S01",
            "another id in the error",
            &[(0, "/RequestId", Weight::Warning)],
            wrong(401, json!({ "Message": "m", "RequestId": "other" })),
        ),
        (
            "S03",
            "asked for",
            &[],
            wrong(204, Value::Null).preferring("return=minimal"),
        ),
        ("S03", "not asked for", &[(0, "", ERROR)], wrong(204, Value::Null)),
        (
            "S03",
            "asked for the whole",
            &[(0, "", ERROR)],
            wrong(204, Value::Null).preferring("return=representation"),
        ),
        (
            "S03",
            "with a body and its type",
            &[(0, "", ERROR), (0, "", ERROR)],
            wrong(204, json!({})).preferring("return=minimal"),
        ),
        (
            "S03",
            "of an operation that has data",
            &[(0, "", ERROR)],
            Talk::new()
                .then("configuration/get", json!({}), 204, Value::Null)
                .preferring("return=minimal"),
        ),
        ("S04", "a message", &[], wrong(401, good)),
        ("S04", "no message", &[(0, "/Message", ERROR)], wrong(401, json!({}))),
        (
            "S04",
            "a blank message",
            &[(0, "/Message", ERROR)],
            wrong(500, refused(&json!(" "))),
        ),
        (
            "S04",
            "a message that is no text",
            &[(0, "/Message", ERROR)],
            wrong(400, refused(&json!(4))),
        ),
        ("S04", "a list", &[(0, "", ERROR)], wrong(403, json!(["m"]))),
        (
            "S04",
            "an id that is no text",
            &[(0, "/RequestId", ERROR)],
            wrong(400, json!({ "Message": "m", "RequestId": 4 })),
        ),
        (
            "S04",
            "details in demo",
            &[(0, "/Details", Weight::Note)],
            wrong(400, json!({ "Message": "m", "Details": "d" })),
        ),
        (
            "S04",
            "details in production",
            &[(0, "/Details", ERROR)],
            wrong(400, json!({ "Message": "m", "Details": "d" })).knowing(|facts| facts.production = true),
        ),
        (
            "S18",
            "seconds",
            &[],
            wrong(429, refused(&json!("m"))).with(|it| it.headers.push("retry-after", "7")),
        ),
        (
            "S18",
            "a date",
            &[],
            wrong(429, refused(&json!("m"))).with(|it| it.headers.push("retry-after", "Thu, 26 Nov 2026 12:00:00 GMT")),
        ),
        (
            "S18",
            "nothing",
            &[(0, "", Weight::Note)],
            wrong(429, refused(&json!("m"))),
        ),
        (
            "S18",
            "no time at all",
            &[(0, "", Weight::Warning)],
            wrong(429, refused(&json!("m"))).with(|it| it.headers.push("retry-after", "0")),
        ),
        (
            "S18",
            "a word",
            &[(0, "", Weight::Warning)],
            wrong(429, refused(&json!("m"))).with(|it| it.headers.push("retry-after", "soon")),
        ),
        (
            "A25",
            "no token",
            &[],
            wrong(401, refused(&json!("Invalid AccessToken"))),
        ),
        (
            "A25",
            "a token in the message",
            &[(0, "/Message", ERROR), (0, "/Message", ERROR)],
            wrong(401, refused(&json!(format!("Invalid AccessToken {TOKEN}")))),
        ),
        (
            "A25",
            "a token in a field",
            &[(0, "", ERROR), (0, "", ERROR)],
            wrong(401, refused(&json!("m"))).with(|it| it.headers.push("x-token", TOKEN)),
        ),
    ]
}

fn pages() -> Vec<Example> {
    let first = || Talk::new().then(SEGMENTS, asking(2, Value::Null), 200, two());
    let older = page(&[segment(0, "2026-02-01T00:00:00Z")], last(0));
    let one = |items: &[Value], cursor| Talk::new().then(SEGMENTS, asking(2, Value::Null), 200, page(items, cursor));
    let item = segment(1, "2026-03-01T00:00:00Z");
    vec![
        (
            "S12",
            "a page and the next",
            &[],
            first().then(SEGMENTS, asking(2, last(1)), 200, older),
        ),
        (
            "S12",
            "the same question anew",
            &[],
            first().then(SEGMENTS, asking(2, Value::Null), 200, two()),
        ),
        (
            "S12",
            "longer than asked for",
            &[(0, "/BusinessSegments", ERROR)],
            Talk::new().then(SEGMENTS, asking(1, Value::Null), 200, two()),
        ),
        (
            "S12",
            "the oldest first",
            &[(0, "/BusinessSegments/1/CreatedUtc", ERROR)],
            one(
                &[segment(1, "2026-03-01T00:00:00Z"), segment(2, "2026-03-02T00:00:00Z")],
                last(2),
            ),
        ),
        (
            "S12",
            "an item left out",
            &[(1, "/BusinessSegments/0/Id", Weight::Warning)],
            Talk::new().then(SEGMENTS, asking(2, Value::Null), 200, two()).then(
                SEGMENTS,
                asking(1, Value::Null),
                200,
                page(std::slice::from_ref(&item), last(1)),
            ),
        ),
        (
            "S12",
            "an item left out that is still there",
            &[(1, "/BusinessSegments/0/Id", ERROR)],
            Talk::new()
                .then(SEGMENTS, asking(2, Value::Null), 200, two())
                .then(
                    SEGMENTS,
                    asking(1, Value::Null),
                    200,
                    page(std::slice::from_ref(&item), last(1)),
                )
                .then(SEGMENTS, asking(2, Value::Null), 200, two()),
        ),
        (
            "S12",
            "an item again",
            &[(1, "/BusinessSegments/0/Id", ERROR)],
            first().then(
                SEGMENTS,
                asking(2, last(1)),
                200,
                page(std::slice::from_ref(&item), last(1)),
            ),
        ),
        ("S13", "the id of the last item", &[], first()),
        ("S13", "null without items", &[], one(&[], Value::Null)),
        (
            "S13",
            "a value without items",
            &[(0, "/Cursor", ERROR)],
            one(&[], last(1)),
        ),
        (
            "S13",
            "null with items",
            &[(0, "/Cursor", ERROR)],
            one(std::slice::from_ref(&item), Value::Null),
        ),
        (
            "S13",
            "another id",
            &[(0, "/Cursor", ERROR)],
            one(std::slice::from_ref(&item), last(7)),
        ),
        (
            "S13",
            "none at all",
            &[(0, "/Cursor", ERROR)],
            Talk::new().then(
                SEGMENTS,
                asking(2, Value::Null),
                200,
                json!({ "BusinessSegments": [item] }),
            ),
        ),
    ]
}

fn filters() -> Vec<Example> {
    let asked = |filter: Value| {
        let mut asked = asking(2, Value::Null);
        asked
            .as_object_mut()
            .unwrap()
            .extend(filter.as_object().unwrap().clone());
        Talk::new().then(SEGMENTS, asked, 200, two())
    };
    let updated = |start: &str, end: &str| json!({ "UpdatedUtc": { "StartUtc": start, "EndUtc": end } });
    vec![
        (
            "S15",
            "within the interval",
            &[],
            asked(updated("2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z")),
        ),
        (
            "S15",
            "at the end of the interval",
            &[(0, "/BusinessSegments/0/UpdatedUtc", ERROR)],
            asked(updated("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z")),
        ),
        (
            "S15",
            "not at the very moment",
            &[(0, "/BusinessSegments/0/UpdatedUtc", ERROR)],
            asked(updated("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z")),
        ),
        ("S15", "the ids asked for", &[], services(json!(["a", "b"]))),
        (
            "S15",
            "another id",
            &[(0, "/Services/0/Id", ERROR)],
            services(json!(["b"])),
        ),
        ("S15", "an id of a foreign system", &[], services(json!(["eid:1"]))),
        (
            "S15",
            "a filter that the operation does not know",
            &[],
            asked(json!({ "BusinessSegmentIDs": [last(1)] })),
        ),
        (
            "S15",
            "of another service",
            &[(0, "/BusinessSegments/0/ServiceId", ERROR)],
            asked(json!({ "ServiceIds": ["other"] })),
        ),
        ("S15", "active", &[], asked(json!({ "ActivityStates": ["Active"] }))),
        (
            "S15",
            "active, where the deleted were asked for",
            &[(0, "/BusinessSegments/0/IsActive", ERROR)],
            asked(json!({ "ActivityStates": ["Deleted"] })),
        ),
        ("S25", "with a Z", &[], asked(json!({}))),
        (
            "S25",
            "local times, told once a name",
            &[
                (0, "/BusinessSegments/0/CreatedUtc", ERROR),
                (0, "/BusinessSegments/0/UpdatedUtc", ERROR),
            ],
            Talk::new().then(
                SEGMENTS,
                asking(2, Value::Null),
                200,
                page(
                    &[
                        segment(2, "2026-03-02T00:00:00+01:00"),
                        segment(1, "2026-03-01T00:00:00+01:00"),
                    ],
                    last(1),
                ),
            ),
        ),
        ("S27", "nothing foreign", &[], asked(json!({})).knowing(foreign("else"))),
        (
            "S27",
            "an id of another property",
            &[(0, "/BusinessSegments/0/EnterpriseId", ERROR)],
            asked(json!({})).knowing(foreign("e")),
        ),
    ]
}

/// Two services, of which those with these ids were asked for.
fn services(ids: Value) -> Talk {
    let told = json!({ "Services": [{ "Id": "a" }, { "Id": "b" }], "Cursor": "b" });
    let asked = json!({ "ServiceIds": ids, "Limitation": { "Count": 2 } });
    Talk::new().then("services/getAll", asked, 200, told)
}

fn foreign(id: &'static str) -> impl FnOnce(&mut Facts) {
    move |facts| facts.target = json!({ "foreign": { "enterprises": id } })
}

fn examples() -> Vec<Example> {
    [envelope(), pages(), filters()].into_iter().flatten().collect()
}

#[test]
fn each_rule_of_the_contract_has_one_function() {
    let mut functions: Vec<&RuleId> = rules::of_api(Api::Connector).map(|rule| &rule.id).collect();
    let data = CONTRACT.rules(Api::Connector).unwrap();
    let mut documented: Vec<&RuleId> = data.iter().map(|rule| &rule.id).collect();
    functions.sort();
    documented.sort();
    assert_eq!(functions, documented);
}

#[test]
fn each_rule_has_an_example_that_breaks_it_and_one_that_keeps_it() {
    let examples = examples();
    for rule in rules::of_api(Api::Connector) {
        for breaks in [true, false] {
            let found = examples
                .iter()
                .any(|(id, _, breaches, _)| *id == rule.id.as_str() && breaches.is_empty() != breaks);
            assert!(found, "{}: an example that breaks it: {breaks}", rule.id);
        }
    }
}

#[test]
fn each_example_is_judged_as_it_says() {
    let mut wrong = String::new();
    for (rule, about, breaches, talk) in examples() {
        let findings = talk.findings();
        let mut found: Vec<(usize, &str, Weight)> = findings
            .iter()
            .filter(|finding| finding.check.as_str() == rule)
            .map(|finding| {
                let place = finding.place.as_ref().unwrap();
                (place.entry, place.pointer.as_str(), finding.weight)
            })
            .collect();
        found.sort_unstable();
        if found != breaches {
            wrong.push_str(&format!(
                "\n{rule}: {about}\n  expected {breaches:?}\n  found    {found:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What was sent again proves nothing of its operation, but the wait that it was told is looked at.
#[test]
fn what_a_limit_turned_away_is_judged_for_the_wait_alone() {
    let talk = |wait: &str| {
        let refused = Talk::new().then(SEGMENTS, asking(2, Value::Null), 429, Value::Null);
        let refused = refused.with(|it| {
            it.headers.remove("request-id");
            it.headers.push("retry-after", wait);
        });
        refused.then(SEGMENTS, asking(2, Value::Null), 200, two())
    };
    let said = |talk: &Talk, role: Role| -> Vec<String> {
        let findings = talk.findings_with_roles(&[role]);
        let of_first = |finding: &&Finding| finding.place.as_ref().is_some_and(|place| place.entry == 0);
        findings
            .iter()
            .filter(of_first)
            .map(|finding| finding.check.to_string())
            .collect()
    };
    assert_eq!(said(&talk("soon"), Role::Limited), ["S18"]);
    assert_eq!(said(&talk("7"), Role::Limited), [""; 0]);
    assert!(said(&talk("soon"), Role::Step).contains(&"S01".to_string()));
}

#[test]
fn each_status_of_the_catalogue_says_what_it_obliges_to() {
    let statuses: Vec<u16> = CONTRACT.statuses().unwrap().iter().map(|entry| entry.status).collect();
    assert_eq!(statuses, [200, 204, 400, 401, 403, 404, 408, 409, 410, 413, 429, 500]);
    assert_eq!(CONTRACT.status(503).map(|entry| entry.status), Some(500));
    assert_eq!(CONTRACT.status(418), None);
}

#[test]
fn the_status_of_an_answer_is_held_against_its_documented_form() {
    let talk = Talk::new().then(
        SEGMENTS,
        asking(2, Value::Null),
        200,
        json!({ "BusinessSegments": "none" }),
    );
    let checks: Vec<String> = talk
        .findings()
        .into_iter()
        .map(|finding| finding.check.to_string())
        .collect();
    assert!(checks.contains(&"schema".to_string()), "{checks:?}");
    // The shape of an answer is not asked of an error.
    let talk = Talk::new().then(SEGMENTS, json!({}), 401, refused(&json!("m")));
    let checks: Vec<String> = talk
        .findings()
        .into_iter()
        .map(|finding| finding.check.to_string())
        .collect();
    assert!(!checks.contains(&"schema".to_string()), "{checks:?}");
}

//! Planted faults: each changes some answer of the Connector API, and none touches the other API.

use jiff::ToSpan;
use keycard::contract::catalogue::Contract;
use keycard::contract::operation::{Api, Side};
use keycard::exchange::body::Body;
use keycard::exchange::message::{Request, Response};
use keycard::judge::check_id::Check;
use keycard::stub::connector::seed;
use keycard::stub::environment::Environment;
use keycard::stub::faults::fault::Fault;
use keycard::stub::faults::faulty_world::FaultyWorld;
use keycard::stub::options::WorldOptions;
use keycard::stub::reply::Reply;
use keycard::stub::seed as channel_manager;
use keycard::stub::world::World;
use serde_json::{Value, json};

use super::calls::{behaving, complete, foreign, holding, known, now, request, token};
use super::minimal::BODIES;

fn faulty(fault: Fault) -> FaultyWorld {
    FaultyWorld::new(WorldOptions::default(), fault)
}

fn page() -> Value {
    json!({ "Limitation": { "Count": 10 } })
}

/// Requests that belong together, and are sent to one world in that order.
fn scripts() -> Vec<Vec<Request>> {
    let mut scripts = Vec::new();
    let read = |body: &Value| request("services/getAll", &complete(body));
    let mut one = |request: Request| scripts.push(vec![request]);
    // Tokens.
    for property in ["ClientToken", "AccessToken"] {
        let valid = seed::credential(property, "valid").unwrap();
        let mut tokens: Vec<Value> = seed::CREDENTIALS
            .into_iter()
            .filter_map(|name| seed::credential(property, name))
            .map(|token| json!(token))
            .collect();
        tokens.extend([
            Value::Null,
            json!(""),
            json!(valid.to_lowercase()),
            json!(&valid[..30]),
            json!(format!("{valid} ")),
            json!(valid.replace('C', "D")),
        ]);
        for token in tokens {
            let mut body = complete(&page());
            body[property] = token;
            one(request("services/getAll", &body));
        }
    }
    let mut swapped = complete(&page());
    swapped["ClientToken"] = token("AccessToken", "valid");
    swapped["AccessToken"] = token("ClientToken", "valid");
    one(request("services/getAll", &swapped));
    let other = json!({ "Client": "x", "ClientToken": token("ClientToken", "valid"), "AccessToken": token("AccessToken", "other-client"), "Limitation": { "Count": 1 } });
    one(request("services/getAll", &other));
    let mut bearer = request(
        "services/getAll",
        &json!({ "Client": "x", "Limitation": { "Count": 1 } }),
    );
    bearer.headers.push("authorization", "Bearer x");
    one(bearer);
    one(read(&json!({ "Client": "", "Limitation": { "Count": 1 } })));
    // The frame.
    let mut get = read(&page());
    get.method = "GET".into();
    one(get);
    for path in [
        "/api/connector/v1/services/getall",
        "/api/connector/v1/services/getAll/",
    ] {
        let mut other = read(&page());
        other.url = path.into();
        one(other);
    }
    let mut loose = read(&page());
    loose.body = Body::from(loose.body.text().replace("}}", "},}").into_bytes());
    one(loose);
    one(read(&json!({ "Limitation": { "Count": 1 }, "somethingNew": 1 })));
    one(read(&json!({ "Limitation": { "Count": 1 }, "LanguageCode": "en-GB" })));
    one(request(
        "customers/getAll",
        &complete(&json!({ "Extent": { "Customers": true }, "Limitation": { "Count": 1 } })),
    ));
    let mut large = read(&page());
    large.body = Body::from(vec![b' '; 5 << 20]);
    one(large);
    // Pages and filters.
    for count in [json!(0), json!(1001), json!(1.5)] {
        one(read(&json!({ "Limitation": { "Count": count } })));
    }
    one(read(&json!({ "Limitation": { "Count": 1, "Cursor": "none" } })));
    one(read(&json!({ "Limitation": { "Count": 1 }, "ServiceIds": ["none"] })));
    for (start, end) in [
        ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"),
        ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        ("2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z"),
        ("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z"),
    ] {
        let mut body = page();
        body["UpdatedUtc"] = json!({ "StartUtc": start, "EndUtc": end });
        for id in ["reservations/getAll/2023-06-06", "resources/getAll", "services/getAll"] {
            let mut body = body.clone();
            body["Extent"] = json!({});
            let mut request = request(id, &complete(&body));
            scripts.push(vec![request.clone()]);
            request.headers.push("prefer", "return=minimal");
            scripts.push(vec![request]);
        }
    }
    let reservations = |body: Value| request("reservations/getAll/2023-06-06", &complete(&body));
    scripts.push(vec![reservations(
        json!({ "Limitation": { "Count": 10 }, "States": ["Started"] }),
    )]);
    scripts.push(vec![reservations(
        json!({ "Limitation": { "Count": 10 }, "ReservationIds": [known("reservations")], "CreatedUtc": null }),
    )]);
    let heavy = json!({ "Limitation": { "Count": 1000 }, "UpdatedUtc": { "StartUtc": "2026-01-01T00:00:00Z", "EndUtc": "2026-04-01T00:00:00Z" } });
    scripts.push(vec![reservations(heavy)]);
    let first = World::new(WorldOptions::default())
        .handle(&reservations(page()), now())
        .response;
    let cursor = first.body.json().unwrap()["Cursor"].clone();
    scripts.push(vec![
        reservations(page()),
        reservations(json!({ "Limitation": { "Count": 10, "Cursor": cursor } })),
    ]);
    // Whose data.
    for (name, id, body) in [
        ("portfolio", "services/getAll", page()),
        (
            "portfolio",
            "bills/add",
            json!({ "Bills": [{ "AccountId": known("accounts") }] }),
        ),
        (
            "valid",
            "bills/add",
            json!({ "EnterpriseId": foreign("enterprises"), "Bills": [{ "AccountId": known("accounts") }] }),
        ),
    ] {
        scripts.push(vec![request(id, &holding(name, &body))]);
    }
    // Changes and rules.
    let update = |fields: Value| {
        let mut part = json!({ "AddressId": known("addresses") });
        part.as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        request("addresses/update", &complete(&json!({ "AddressUpdates": [part] })))
    };
    for fields in [
        json!({ "City": { "Value": "Ely" } }),
        json!({ "Line1": { "Value": null } }),
        json!({ "City": "Ely" }),
    ] {
        scripts.push(vec![
            update(json!({ "Line1": { "Value": "1 New Road" } })),
            update(fields),
        ]);
    }
    let note = request("accountNotes/add", &complete(&BODIES["accountNotes/add"]));
    scripts.push(vec![
        note,
        request(
            "accountNotes/getAll",
            &complete(&json!({ "Limitation": { "Count": 1 } })),
        ),
    ]);
    let twice = |id: &str, body: Value| vec![request(id, &complete(&body)); 2];
    let customer = json!({ "LastName": "Reed", "Email": "reed@guests.example", "OverwriteExisting": false });
    scripts.extend([
        twice(
            "reservations/cancel",
            json!({ "ReservationIds": [known("reservations")], "Notes": "x" }),
        ),
        twice("reservations/start", json!({ "ReservationId": known("reservations") })),
        twice(
            "reservations/confirm",
            json!({ "ReservationIds": [known("optionalReservations")] }),
        ),
        twice("customers/add", customer),
        twice("bills/close", json!({ "BillId": known("bills"), "Type": "Receipt" })),
        twice(
            "bills/update",
            json!({ "BillsUpdates": [{ "BillId": known("contestedBills") }] }),
        ),
        twice("exports/add", json!({ "EntityType": "Bill" })),
        twice("restrictions/delete", json!({ "RestrictionIds": [] })),
        twice("addresses/delete", json!({ "AddressIds": [known("addresses")] })),
    ]);
    scripts.extend(
        super::prose::broken()
            .iter()
            .map(|(id, body, _)| vec![request(id, &complete(body))]),
    );
    // The limit, for one token and then another.
    let mut burst = vec![read(&json!({ "Limitation": { "Count": 1 } })); 201];
    burst.push(request("services/getAll", &holding("portfolio", &page())));
    scripts.push(burst);
    // Each operation once, for the shapes.
    scripts.extend(BODIES.iter().map(|(id, body)| vec![request(id, &complete(body))]));
    scripts
}

fn told(response: &Response) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let headers = response
        .headers
        .iter()
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    (response.status, headers.collect(), response.body.bytes().to_vec())
}

/// Status, headers and body of an answer.
type Answered = (u16, Vec<(String, String)>, Vec<u8>);

fn play(script: &[Request], mut answer: impl FnMut(&Request) -> Reply) -> Vec<Answered> {
    script.iter().map(|request| told(&answer(request).response)).collect()
}

fn play_honestly(mut world: World, script: &[Request]) -> Vec<Answered> {
    play(script, |request| world.handle(request, now()))
}

#[test]
fn every_fault_changes_some_answer() {
    let scripts = scripts();
    let honest: Vec<_> = scripts
        .iter()
        .map(|script| play_honestly(World::new(WorldOptions::default()), script))
        .collect();
    let production = || behaving(&[("connector-environment", "production")]);
    let in_production: Vec<_> = scripts
        .iter()
        .map(|script| play_honestly(production(), script))
        .collect();
    let faults: Vec<Fault> = Fault::all().filter(|fault| fault.api() == Api::Connector).collect();
    assert!(faults.len() >= 40, "{}", faults.len());
    let unseen: Vec<&str> = faults
        .into_iter()
        .filter(|fault| {
            let same = |(script, honest): (&Vec<Request>, &Vec<_>)| {
                let mut world = faulty(*fault);
                play(script, |request| world.handle(request, now())) == *honest
            };
            let honest = match fault.environment() {
                Environment::Demo => &honest,
                Environment::Production => &in_production,
            };
            scripts.iter().zip(honest).all(same)
        })
        .map(Fault::name)
        .collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}

#[test]
fn a_fault_is_of_one_api() {
    let ours = request("services/getAll", &complete(&page()));
    let theirs = Request {
        url: "/api/channelManager/v1/getChannels".into(),
        body: Body::of(&json!({ "clientToken": channel_manager::credential(Side::Mews, "clientToken", "valid") })),
        ..ours.clone()
    };
    for fault in Fault::all() {
        let other = match fault.api() {
            Api::Connector => &theirs,
            Api::ChannelManager => &ours,
        };
        assert_eq!(
            told(&faulty(fault).handle(other, now()).response),
            told(&World::new(WorldOptions::default()).handle(other, now()).response),
            "{fault}"
        );
    }
}

#[test]
fn every_fault_has_a_check_that_names_what_is_broken() {
    let contract = Contract::built_in();
    let rules: Vec<&str> = contract
        .rules(Api::Connector)
        .unwrap()
        .iter()
        .map(|rule| rule.id.as_str())
        .collect();
    for rule in &rules {
        let mut faults = Fault::all().filter(|fault| fault.api() == Api::Connector);
        assert!(faults.any(|fault| fault.caught_by() == *rule), "{rule}");
    }
    for fault in Fault::all().filter(|fault| fault.api() == Api::Connector) {
        let is_check = Check::ALL.iter().any(|check| check.id() == fault.caught_by());
        assert!(is_check || rules.contains(&fault.caught_by()), "{fault}");
        assert!(fault.name().starts_with("connector-"), "{fault}");
        assert!(fault.description().ends_with('.'), "{fault}");
    }
}

#[test]
fn a_burst_of_bad_tokens_hurts_nobody_else() {
    let mut world = World::new(WorldOptions::default());
    let bad = request(
        "services/getAll",
        &complete(&json!({ "AccessToken": "x", "Limitation": { "Count": 1 } })),
    );
    for _ in 0..300 {
        assert_eq!(world.handle(&bad, now()).response.status, 401);
    }
    let later = now().checked_add(1.second()).unwrap();
    let good = request("services/getAll", &complete(&page()));
    assert_eq!(world.handle(&good, later).response.status, 200);
}

//! Planted faults, and an honest world that keeps its secrets.

use std::time::Duration;

use keycard::contract::operation::Side;
use keycard::exchange::message::Request;
use keycard::stub::faults::faulty_world::FaultyWorld;
use keycard::stub::options::WorldOptions;
use keycard::stub::reply::Transport;
use keycard::stub::secrets;
use keycard::stub::seed;
use serde_json::{Value, json};

use super::calls::{honest, now, operations, request, with_tokens};

#[test]
fn no_answer_but_a_configuration_or_a_list_of_properties_holds_a_token() {
    for request in corpus() {
        let body = honest().handle(&request, now()).response.body;
        let text = body.text();
        if !request.url.contains("getProperties") && !request.url.contains("getConfiguration") {
            assert!(
                secrets::all().all(|secret| !text.contains(secret)),
                "{}: {text}",
                request.url
            );
        }
        let asked_by_other = request.body.json().unwrap()["clientToken"] == seed::MEWS_CLIENT_OTHER;
        assert_eq!(
            text.contains(seed::CONNECTION_OTHER_CLIENT),
            asked_by_other && request.url.contains("getProperties")
        );
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
                    let row = |property: &str, code: &str| {
                        let mut row = body[list][0].clone();
                        row[property] = json!(code);
                        row
                    };
                    body[list] = json!([
                        row("spaceTypeCode", "NO1"),
                        row("spaceTypeCode", "NO2"),
                        row("ratePlanCode", "NO3"),
                    ]);
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

#[test]
fn transport_faults_say_how_to_deliver() {
    let request = request(Side::Mews, "getChannels", &with_tokens(Side::Mews, &json!({})));
    let transport = |fault: &str| {
        FaultyWorld::new(WorldOptions::default(), fault.parse().unwrap())
            .handle(&request, now())
            .transport
    };
    assert_eq!(transport("closes-connection"), Transport::Closed);
    assert_eq!(transport("slow-answer"), Transport::Delayed(Duration::from_secs(3)));
}

//! Examples for R-AUTH.

use keycard::contract::rule::Weight::{Error, Warning};
use keycard::exchange::message::Response;
use serde_json::{Value, json};

use super::scene::{CLIENT, CONNECTION, OTHER, Scene, authenticated, partner, platform};
use super::{Example, breaks, holds};

fn calls(scene: Scene, bodies: &[Value]) -> Scene {
    bodies.iter().fold(scene, |scene, body| {
        scene.receive("/processRateConfirmation", body.clone(), json!({ "success": true }))
    })
}

fn at(base: &str, production: bool) -> Scene {
    partner()
        .call_at(
            base,
            "updatePrices",
            json!({}),
            Response::json(200, &json!({ "success": true })),
        )
        .call_at(
            base,
            "updatePrices",
            json!({}),
            Response::json(200, &json!({ "success": true })),
        )
        .knowing(|facts| facts.production = production)
}

fn properties(tokens: [&str; 3]) -> Scene {
    let [one, two, three] = tokens.map(|token| json!({ "token": token }));
    let properties = json!([{ "connections": [one, two] }, { "name": "None" }, { "connections": [three] }]);
    platform().answer("getProperties", json!({ "success": true, "properties": properties }))
}

/// Examples for R-AUTH.
pub fn examples() -> Vec<Example> {
    let called = || partner().answer("updatePrices", json!({ "success": true }));
    let agreed = || authenticated(json!({}));
    let with = |property: &str, value: Value| authenticated(json!({ property: value }));
    let unknown = |scene: Scene| {
        scene.knowing(|facts| {
            facts.credentials = Value::Null;
            facts.inbound_client_token = None;
        })
    };
    let other_token = |token: &str| {
        let token = token.to_string();
        called().knowing(|facts| facts.other_environment_client_token = Some(token))
    };
    let other_url = |scene: Scene, url: &str| {
        let url = url.to_string();
        scene.knowing(|facts| facts.other_environment_url = Some(url))
    };
    let channels = |path: &str, body: Value| partner().receive(path, body, json!({ "channels": [] }));
    vec![
        holds("R-AUTH-1", "the agreed token", calls(partner(), &[agreed()])),
        holds(
            "R-AUTH-1",
            "any token where none is agreed",
            unknown(calls(partner(), &[with("clientToken", json!(OTHER))])),
        ),
        holds(
            "R-AUTH-1",
            "availability blocks of the platform",
            platform().receive(
                "/processAvailabilityBlock",
                json!({ "connectionToken": CONNECTION }),
                json!({ "success": true }),
            ),
        ),
        breaks(
            "R-AUTH-1",
            "another",
            &[(0, "/clientToken", Error)],
            calls(partner(), &[with("clientToken", json!(OTHER))]),
        ),
        breaks(
            "R-AUTH-1",
            "no prefix will do",
            &[(0, "/clientToken", Error)],
            calls(partner(), &[with("clientToken", json!(&CLIENT[..12]))]),
        ),
        breaks(
            "R-AUTH-1",
            "a number",
            &[(0, "/clientToken", Error)],
            calls(partner(), &[with("clientToken", json!(1))]),
        ),
        breaks(
            "R-AUTH-1",
            "none",
            &[(0, "/clientToken", Error)],
            calls(partner(), &[json!({ "connectionToken": CONNECTION })]),
        ),
        breaks(
            "R-AUTH-1",
            "none where none is agreed",
            &[(0, "/clientToken", Error)],
            unknown(calls(partner(), &[json!({ "connectionToken": CONNECTION })])),
        ),
        holds("R-AUTH-2", "the agreed token", calls(partner(), &[agreed()])),
        holds(
            "R-AUTH-2",
            "an operation without",
            channels(
                "/api/channelManager/v1/getChannels?a=b",
                json!({ "clientToken": CLIENT }),
            ),
        ),
        breaks(
            "R-AUTH-2",
            "an operation with",
            &[(0, "/connectionToken", Error)],
            channels("/setInventory/", json!({ "clientToken": CLIENT })),
        ),
        breaks(
            "R-AUTH-2",
            "another",
            &[(0, "/connectionToken", Error)],
            calls(partner(), &[with("connectionToken", json!(OTHER))]),
        ),
        breaks(
            "R-AUTH-2",
            "null",
            &[(0, "/connectionToken", Error)],
            calls(partner(), &[with("connectionToken", json!(null))]),
        ),
        holds("R-AUTH-3", "one token", calls(partner(), &[agreed(), agreed()])),
        holds(
            "R-AUTH-3",
            "one token, if not the agreed one",
            calls(
                partner(),
                &[with("clientToken", json!(OTHER)), with("clientToken", json!(OTHER))],
            ),
        ),
        breaks(
            "R-AUTH-3",
            "two tokens",
            &[(1, "/clientToken", Warning)],
            calls(partner(), &[agreed(), with("clientToken", json!(OTHER)), agreed()]),
        ),
        holds("R-AUTH-4", "two tokens", other_token(OTHER)),
        holds("R-AUTH-4", "the other one is not known", called()),
        breaks(
            "R-AUTH-4",
            "one token",
            &[(0, "/clientToken", Warning)],
            other_token(CLIENT),
        ),
        holds("R-AUTH-5", "three tokens", properties([CLIENT, CONNECTION, OTHER])),
        breaks(
            "R-AUTH-5",
            "one token",
            &[
                (0, "/properties/0/connections/1/token", Error),
                (0, "/properties/2/connections/0/token", Error),
            ],
            properties([OTHER, OTHER, OTHER]),
        ),
        holds("R-AUTH-6", "https", at("HTTPS://one.example", true)),
        holds(
            "R-AUTH-6",
            "a hook, which is no endpoint",
            at("https://one.example", true).hooked("http://one.example/hooks/book"),
        ),
        holds(
            "R-AUTH-6",
            "a hook that is a command",
            at("https://one.example", true).hooked("hook:read-back"),
        ),
        holds("R-AUTH-6", "the machine itself", at("http://127.8.0.1:9000", false)),
        holds("R-AUTH-6", "the machine itself, by name", at("http://localhost", false)),
        holds(
            "R-AUTH-6",
            "the machine itself, by its new address",
            at("http://[::1]:80", false),
        ),
        breaks(
            "R-AUTH-6",
            "once per address",
            &[(0, "", Error)],
            at("http://one.example", true),
        ),
        breaks(
            "R-AUTH-6",
            "a demo environment",
            &[(0, "", Warning)],
            at("http://10.0.0.1:8080", false),
        ),
        breaks(
            "R-AUTH-6",
            "a name that only begins alike",
            &[(0, "", Warning)],
            at("http://localhost.example", false),
        ),
        holds(
            "R-AUTH-7",
            "another host",
            other_url(called(), "https://two.example/api"),
        ),
        holds(
            "R-AUTH-7",
            "another path",
            other_url(called(), "https://one.example/demo"),
        ),
        holds(
            "R-AUTH-7",
            "not the platform's duty",
            other_url(
                platform().answer("getChannels", json!({ "channels": [] })),
                "https://one.example/api",
            ),
        ),
        holds("R-AUTH-7", "the other one is not known", called()),
        breaks(
            "R-AUTH-7",
            "the same, written otherwise",
            &[(0, "", Warning)],
            other_url(called(), "https://ONE.example:443/api/"),
        ),
    ]
}

//! Who is let in: every condition of the two tokens.

use keycard::contract::operation::Side;
use keycard::exchange::message::Request;
use keycard::stub::connector::seed;
use keycard::stub::environment::Environment;
use keycard::stub::options::WorldOptions;
use keycard::stub::seed as channel_manager;
use keycard::stub::world::World;
use serde_json::{Value, json};

use super::calls::{behaving, call, complete, honest, json_of, known, operations, request, send, token};

const READ: &str = "services/getAll";

fn page() -> Value {
    json!({ "Limitation": { "Count": 10 } })
}

/// The status of a call whose body was changed, and what it said.
fn changed(change: impl Fn(&mut Value)) -> (u16, Value) {
    let mut body = complete(&page());
    change(&mut body);
    let response = send(&mut honest(), &request(READ, &body));
    (response.status, json_of(&response))
}

#[test]
fn tokens_are_judged_exactly() {
    for property in ["ClientToken", "AccessToken"] {
        let valid = seed::credential(property, "valid").unwrap();
        let mut altered = valid.to_owned();
        altered.replace_range(10..11, if &valid[10..11] == "0" { "1" } else { "0" });
        let mut cases = vec![
            Value::Null,
            json!(""),
            json!("  "),
            json!(42),
            json!([valid]),
            json!({ "Value": valid }),
            json!(valid.to_ascii_lowercase()),
            json!(&valid[..20]),
            json!(format!(" {valid}")),
            json!(altered),
            json!("0123456789ABCDEF0123456789ABCDEF-0123456789ABCDEF0123456789ABCDE"),
        ];
        for name in ["expired", "revoked", "other-environment", "other-client"] {
            cases.push(token(property, name));
        }
        if property == "AccessToken" {
            for name in ["disabled", "deleted", "disabled-enterprise", "not-granted"] {
                cases.push(token(property, name));
            }
        }
        for case in cases {
            let (status, answer) = changed(|body| body[property] = case.clone());
            assert_eq!(status, 401, "{property} {case}");
            let text = answer.to_string();
            assert!(!text.contains("FACADE") && !text.contains("facade"), "{text}");
        }
        let (status, _) = changed(|body| drop(body.as_object_mut().unwrap().shift_remove(property)));
        assert_eq!(status, 401, "{property} missing");
    }
    let (status, _) = changed(|body| {
        body["ClientToken"] = token("AccessToken", "valid");
        body["AccessToken"] = token("ClientToken", "valid");
    });
    assert_eq!(status, 401, "swapped");
    assert_eq!(changed(|_| {}).0, 200);
}

#[test]
fn only_a_client_with_a_name_is_served() {
    for name in [json!(""), json!(" "), Value::Null, json!(1)] {
        let (status, answer) = changed(|body| body["Client"] = name.clone());
        assert_eq!(
            (status, answer["Message"].as_str()),
            (400, Some("Invalid Client")),
            "{name}"
        );
    }
    let (status, _) = changed(|body| drop(body.as_object_mut().unwrap().shift_remove("Client")));
    assert_eq!(status, 400);
}

#[test]
fn each_environment_has_tokens_of_its_own() {
    let mut production = World::new(WorldOptions {
        environment: Environment::Production,
        ..WorldOptions::default()
    });
    assert_eq!(call(&mut production, READ, &page()).status, 401);
    let mut body = complete(&page());
    for property in ["ClientToken", "AccessToken"] {
        body[property] = token(property, "other-environment");
    }
    assert_eq!(send(&mut production, &request(READ, &body)).status, 200);
    // A pair of one application and one environment, or none.
    assert_eq!(send(&mut honest(), &request(READ, &body)).status, 401);
    for property in ["ClientToken", "AccessToken"] {
        body[property] = token(property, "other-client");
    }
    assert_eq!(send(&mut honest(), &request(READ, &body)).status, 200);
}

#[test]
fn the_connector_api_plays_either_environment() {
    let mut production = behaving(&[("connector-environment", "production")]);
    for condition in seed::CREDENTIALS {
        let body = |environment| {
            let mut body = complete(&page());
            for property in ["ClientToken", "AccessToken"] {
                let valid = || seed::credential_in(environment, property, "valid");
                let token = seed::credential_in(environment, property, condition).or_else(valid);
                body[property] = json!(token.unwrap());
            }
            body
        };
        let demo = send(&mut honest(), &request(READ, &body(Environment::Demo)));
        let own = send(&mut production, &request(READ, &body(Environment::Production)));
        assert_eq!(own.status, demo.status, "{condition}");
        if condition != "other-environment" {
            // What one environment takes, the other refuses.
            for (world, environment) in [
                (&mut production, Environment::Demo),
                (&mut honest(), Environment::Production),
            ] {
                let status = send(world, &request(READ, &body(environment))).status;
                assert_eq!(status, 401, "{condition}");
            }
        }
    }
    // The Channel Manager API of the same world is where it was.
    let body = json!({ "clientToken": channel_manager::credential(Side::Mews, "clientToken", "valid") });
    let channels = Request {
        url: "/api/channelManager/v1/getChannels".into(),
        ..request(READ, &body)
    };
    assert_eq!(json_of(&send(&mut production, &channels))["success"], true);
}

#[test]
fn what_is_not_granted_is_refused_on_every_operation() {
    for operation in operations() {
        let mut body = complete(&json!({}));
        body["AccessToken"] = token("AccessToken", "not-granted");
        let status = send(&mut honest(), &request(&operation.id, &body)).status;
        let expected = if operation.id == "configuration/get" { 200 } else { 401 };
        assert_eq!(status, expected, "{}", operation.id);
    }
}

#[test]
fn tokens_are_sought_in_the_body_only() {
    let body = json!({ "Client": "Keycard 1.0.0", "Limitation": { "Count": 10 } });
    let valid = seed::credential("AccessToken", "valid").unwrap();
    let mut request = request(READ, &body);
    request.headers.push("authorization", format!("Bearer {valid}"));
    request.headers.push("cookie", format!("AccessToken={valid}"));
    request.url.push_str(&format!("?AccessToken={valid}"));
    assert_eq!(send(&mut honest(), &request).status, 401);
    assert_ne!(known("services"), Value::Null);
}

//! Calling operations of the Connector API, with a world for each call or one for several.

use jiff::Timestamp;
use keycard::contract::catalogue::Contract;
use keycard::contract::operation::{Api, Operation};
use keycard::exchange::body::Body;
use keycard::exchange::message::{Headers, Request, Response};
use keycard::stub::connector::seed;
use keycard::stub::options::WorldOptions;
use keycard::stub::world::World;
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};

/// The contract, read once.
pub static CONTRACT: LazyLock<Arc<Contract>> = LazyLock::new(Contract::built_in);

/// Every operation.
pub fn operations() -> &'static [Arc<Operation>] {
    CONTRACT.operations(Api::Connector).unwrap()
}

pub fn operation(id: &str) -> &'static Operation {
    operations().iter().find(|operation| operation.id == id).unwrap()
}

pub fn now() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

pub fn honest() -> World {
    World::new(WorldOptions::default())
}

/// A world with those options.
pub fn behaving(options: &[(&str, &str)]) -> World {
    let mut all = WorldOptions::default();
    for (option, value) in options {
        all.behaviour.set(option, value).unwrap();
    }
    World::new(all)
}

/// The token in that condition.
pub fn token(property: &str, name: &str) -> Value {
    json!(seed::credential(property, name).unwrap())
}

pub fn known(name: &str) -> Value {
    seed::known()[name].clone()
}

pub fn foreign(name: &str) -> Value {
    seed::foreign()[name].clone()
}

/// The body with the valid tokens, where it has none.
pub fn complete(body: &Value) -> Value {
    let mut whole = json!({
        "ClientToken": token("ClientToken", "valid"),
        "AccessToken": token("AccessToken", "valid"),
        "Client": "Keycard 1.0.0",
    });
    for (name, value) in body.as_object().unwrap() {
        whole[name] = value.clone();
    }
    whole
}

/// The same with another access token.
pub fn holding(name: &str, body: &Value) -> Value {
    let mut body = complete(body);
    body["AccessToken"] = token("AccessToken", name);
    body
}

pub fn request(id: &str, body: &Value) -> Request {
    Request {
        method: "POST".into(),
        url: format!("/api/connector/v1/{id}"),
        headers: Headers::from_iter([("content-type", "application/json")]),
        body: Body::of(body),
    }
}

pub fn send(world: &mut World, request: &Request) -> Response {
    world.handle(request, now()).response
}

/// Calls an operation; the valid tokens are filled in.
pub fn call(world: &mut World, id: &str, body: &Value) -> Response {
    send(world, &request(id, &complete(body)))
}

/// Calls an operation that has to succeed.
pub fn ok(world: &mut World, id: &str, body: &Value) -> Value {
    let response = call(world, id, body);
    let answer = json_of(&response);
    assert_eq!(response.status, 200, "{id}: {answer}");
    answer
}

pub fn json_of(response: &Response) -> Value {
    response.body.json().cloned().unwrap_or_default()
}

/// Status and message.
pub fn refusal(response: &Response) -> (u16, String) {
    let message = json_of(response)["Message"].as_str().unwrap_or_default().to_owned();
    (response.status, message)
}

/// Calls an operation that has to fail.
pub fn no(world: &mut World, id: &str, body: &Value) -> (u16, String) {
    refusal(&call(world, id, body))
}

/// A refusal of a parameter.
pub fn invalid(parameter: &str) -> (u16, String) {
    (400, format!("Invalid {parameter}"))
}

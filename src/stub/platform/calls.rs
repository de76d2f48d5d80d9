//! Calls of the operations of the channel manager.

use serde_json::{Map, Value, json};

use crate::contract::operation::Side;
use crate::stub::access::{self, Client, Connection};
use crate::stub::scene::Scene;

/// The tokens with which a message to the channel manager begins.
pub(super) fn head(connection: &Connection, scene: &Scene) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("clientToken".into(), json!(access::partner_token(scene.environment)));
    body.insert("connectionToken".into(), json!(connection.token));
    body
}

/// Owes a call of an operation of the channel manager.
pub(super) fn call(operation: &'static str, connection: &Connection, body: Map<String, Value>, scene: &mut Scene) {
    // The other application has a channel manager of its own, which nobody plays.
    if connection.client == Client::Ours {
        let path = format!("/channelManager/{operation}");
        scene.owed.call(Side::Mews, operation, &path, &Value::Object(body));
    }
}

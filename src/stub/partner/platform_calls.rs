//! Calls of the operations of the platform.

use serde_json::{Map, Value, json};

use crate::contract::operation::Side;
use crate::stub::access::{Client, Connection};
use crate::stub::environment::Environment;
use crate::stub::scene::Scene;
use crate::stub::seed;

/// The tokens with which every message about a connection begins.
pub(super) fn head(connection: &Connection) -> Map<String, Value> {
    Map::from_iter([
        (
            "clientToken".to_owned(),
            json!(client_token(connection.client, connection.environment)),
        ),
        ("connectionToken".to_owned(), json!(connection.token)),
    ])
}

/// The client token on the platform's side of an application.
pub(super) const fn client_token(client: Client, environment: Environment) -> &'static str {
    match (client, environment) {
        (Client::Ours, Environment::Demo) => seed::MEWS_CLIENT,
        (Client::Ours, Environment::Production) => seed::MEWS_CLIENT_PRODUCTION,
        (Client::Other, Environment::Demo | Environment::Production) => seed::MEWS_CLIENT_OTHER,
    }
}

/// Owes a call of an operation of the platform.
pub(super) fn call(scene: &mut Scene, operation: &'static str, body: &Value) {
    let path = format!("/api/channelManager/v1/{operation}");
    scene.owed.call(Side::ChannelManager, operation, &path, body);
}

//! Notices that a connection changed.
//!
//! Implements `channel-manager-api/channel-manager-operations/notifications#change-notification`.

use serde_json::{Map, Value, json};

use super::platform_calls::{call, client_token, head};
use super::status::PartnerStatus;
use crate::stub::access::{self, Client, Standing};
use crate::stub::answer::{Answer, done};
use crate::stub::fields::{At, Fields};
use crate::stub::scene::Scene;
use crate::stub::seed;

const CREATED: i64 = 0;
const UPDATED: i64 = 1;
const ENABLED: i64 = 2;
const DISABLED: i64 = 3;
const DELETED: i64 = 4;

impl PartnerStatus {
    /// Answers a notice, follows it, and looks at what it is about.
    ///
    /// A notice may well be about a connection that is not active, so what it says decides:
    /// a new one may be unknown, a disabled one may be enabled, and repeating a notice is harmless.
    pub(super) fn notice(&mut self, body: &Map<String, Value>, client: Client, scene: &mut Scene) -> Answer {
        let token = access::connection_token(body)?;
        let mut fields = Fields::default();
        let kind = fields.integer(body, At::Root, "type");
        if kind.is_some_and(|kind| !(CREATED..=DELETED).contains(&kind)) {
            fields.invalid(At::Property(&At::Root, "type"), "must be an integer from 0 to 4");
        }
        let kind = kind.unwrap_or_default();
        let Some(connection) = access::connection(token, scene.environment) else {
            fields.finish()?;
            if kind != CREATED {
                return Err(access::not_found().into());
            }
            // Nothing is remembered of a new connection: without its configuration it takes no push.
            look_for_properties(client, scene);
            return done();
        };
        if connection.client != client {
            return Err(access::not_found().into());
        }
        let standing = match (self.standing(connection), kind) {
            (Standing::Enabled | Standing::Disabled, DISABLED) => Standing::Disabled,
            (Standing::Disabled, ENABLED) => Standing::Enabled,
            (Standing::Enabled | Standing::Disabled | Standing::Deleted, DELETED) => Standing::Deleted,
            (Standing::Enabled, _) => Standing::Enabled,
            (Standing::Disabled, _) => return Err(access::inactive().into()),
            (Standing::Deleted, _) => return Err(access::not_found().into()),
        };
        fields.finish()?;
        self.set_standing(connection, standing);
        match kind {
            CREATED => look_for_properties(client, scene),
            // What was mapped may have changed meanwhile. Enabling brings a full push by itself.
            UPDATED | ENABLED => call(scene, "getConfiguration", &Value::Object(head(connection))),
            _ => {}
        }
        done()
    }
}

/// The token of a new connection is found among those of the properties.
fn look_for_properties(client: Client, scene: &mut Scene) {
    let token = client_token(client, scene.environment);
    call(
        scene,
        "getProperties",
        &json!({ "clientToken": token, "email": seed::EMAIL }),
    );
}

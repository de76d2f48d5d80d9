//! The reference channel manager: takes pushes, confirmations and notices of changes.
//!
//! It answers at once and never promises a later confirmation. Implements
//! `channel-manager-api/channel-manager-operations`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::access::{self, Client, Connection, Standing};
use super::answer::{Answer, Code, Refusal, done, no_such_hook};
use super::ari::{Inventory, Price, Restriction};
use super::fields::{At, Fields};
use super::operation::Operation;
use super::owed::Callback;
use super::property::Pair;
use super::seed;
use super::world::{Environment, Scene};
use crate::exchange::message::Response;

/// What a case changed on the channel manager's side.
#[derive(Default)]
pub(super) struct Partner {
    inventories: BTreeMap<&'static str, Inventory>,
    standings: BTreeMap<&'static str, Standing>,
}

impl Partner {
    /// Answers an operation of the channel manager.
    pub(super) fn answer(
        &mut self,
        operation: Operation,
        body: &Map<String, Value>,
        client: Client,
        scene: &mut Scene,
    ) -> Answer {
        let environment = scene.environment;
        if operation == Operation::ChangeNotification {
            return self.change_notification(body, client, environment);
        }
        let connection = self.connect(body, client, environment)?;
        let property = connection.property;
        let inventory = self.inventories.entry(connection.token).or_default();
        match operation {
            Operation::UpdateAvailability => inventory.update_availability(body, property),
            Operation::UpdatePrices => inventory.update_prices(body, property),
            Operation::UpdateRestrictions => inventory.update_restrictions(body, property),
            _ => confirm_group(body, connection),
        }
    }

    /// Does what a hook asks for.
    pub(super) fn act(&mut self, name: &str, _body: &Map<String, Value>, _scene: &mut Scene) -> Answer {
        Err(no_such_hook(name))
    }

    /// Hears what became of a call of the channel manager's.
    pub(super) fn settle(&mut self, _callback: &Callback, _answer: Option<&Response>, _scene: &mut Scene) {}

    /// Answers a notice of a change to a connection, and follows it.
    ///
    /// A notice may well be about a connection that is not active, so what it says decides:
    /// a new one may be unknown, a disabled one may be enabled, and repeating a notice is harmless.
    fn change_notification(&mut self, body: &Map<String, Value>, client: Client, environment: Environment) -> Answer {
        let token = access::connection_token(body)?;
        let mut fields = Fields::default();
        let kind = fields.integer(body, At::Root, "type");
        if kind.is_some_and(|kind| !(0..=4).contains(&kind)) {
            fields.invalid(At::Property(&At::Root, "type"), "must be an integer from 0 to 4");
        }
        let kind = kind.unwrap_or_default();
        let Some(connection) = access::connection(token, environment) else {
            fields.finish()?;
            // Nothing is remembered of a new connection: without its configuration it takes no push.
            return if kind == 0 {
                done()
            } else {
                Err(access::not_found().into())
            };
        };
        if connection.client != client {
            return Err(access::not_found().into());
        }
        let standing = match (self.standing(connection), kind) {
            (Standing::Enabled, 3) => Standing::Disabled,
            (Standing::Disabled, 2) => Standing::Enabled,
            (Standing::Disabled, 3) => Standing::Disabled,
            (Standing::Enabled | Standing::Disabled | Standing::Deleted, 4) => Standing::Deleted,
            (Standing::Enabled, _) => Standing::Enabled,
            (Standing::Disabled, _) => return Err(access::inactive().into()),
            (Standing::Deleted, _) => return Err(access::not_found().into()),
        };
        fields.finish()?;
        self.standings.insert(connection.token, standing);
        done()
    }

    /// How many spaces of a category are free on a night, as pushed.
    pub(super) fn availability(&self, connection: &str, space: &str, night: Date) -> Option<i64> {
        self.inventories.get(connection)?.availability(space, night)
    }

    /// The prices of a night, as pushed.
    pub(super) fn prices(&self, connection: &str, pair: &Pair, night: Date) -> &[Price] {
        self.inventories
            .get(connection)
            .map_or(&[], |inventory| inventory.prices(pair, night))
    }

    /// The restriction of a night, as pushed.
    pub(super) fn restriction(&self, connection: &str, pair: &Pair, night: Date) -> Option<&Restriction> {
        self.inventories.get(connection)?.restriction(pair, night)
    }

    fn standing(&self, connection: &Connection) -> Standing {
        self.standings
            .get(connection.token)
            .copied()
            .unwrap_or(connection.standing)
    }

    fn connect(
        &self,
        body: &Map<String, Value>,
        client: Client,
        environment: Environment,
    ) -> Result<&'static Connection, Refusal> {
        let token = access::connection_token(body)?;
        let connection = access::connection(token, environment)
            // Another client's connection is answered like an unknown one: its existence is not our caller's business.
            .filter(|connection| connection.client == client)
            .ok_or_else(access::not_found)?;
        match self.standing(connection) {
            Standing::Enabled => Ok(connection),
            Standing::Disabled => Err(access::inactive()),
            Standing::Deleted => Err(access::not_found()),
        }
    }
}

fn confirm_group(body: &Map<String, Value>, connection: &Connection) -> Answer {
    let mut fields = Fields::default();
    fields.text(body, At::Root, "relatedMessageId");
    let booking = fields.text(body, At::Root, "channelManagerId").unwrap_or_default();
    let mut reservations = Vec::new();
    let listed = fields.optional_list(body, At::Root, "reservations");
    for (index, reservation) in listed.unwrap_or_default().iter().enumerate() {
        let at = At::Item(&At::Root, "reservations", index);
        let Some(reservation) = fields.object(reservation, at) else {
            continue;
        };
        let code = fields.text(reservation, at, "code");
        let number = fields.text(reservation, at, "confirmationNumber");
        reservations.extend(code.zip(number));
    }
    // The page has a singular `error`; the envelope's plural is understood as well.
    let failed = ["error", "errors"]
        .iter()
        .any(|name| body.get(*name).is_some_and(|value| !value.is_null()));
    if let Some(error) = body.get("error").filter(|value| !value.is_null()) {
        failure(&mut fields, error, At::Property(&At::Root, "error"));
    }
    for (index, error) in fields
        .optional_list(body, At::Root, "errors")
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        failure(&mut fields, error, At::Item(&At::Root, "errors", index));
    }
    if listed.is_none() && !failed {
        fields.invalid(
            At::Property(&At::Root, "reservations"),
            "must be an array, unless there is an error",
        );
    }
    fields.finish()?;

    let known = (connection.token == seed::CONNECTION_A && booking == seed::KNOWN_BOOKING)
        || (connection.token == seed::CONNECTION_B && booking == seed::KNOWN_BOOKING_B);
    let mut unknown: Vec<_> = reservations
        .iter()
        .filter(|(code, _)| !known || *code != seed::KNOWN_RESERVATION)
        .map(|(code, number)| {
            let message = format!(
                "The reservation {code} with confirmation number {number} was never sent from here; \
                 do not send its confirmation again."
            );
            Refusal::new(Code::ReservationNotFound, message)
        })
        .collect();
    if !known && unknown.is_empty() {
        let message = format!("The booking {booking} was never sent from here; do not send its confirmation again.");
        unknown.push(Refusal::new(Code::ReservationNotFound, message));
    }
    if unknown.is_empty() { done() } else { Err(unknown) }
}

fn failure(fields: &mut Fields, error: &Value, at: At<'_>) {
    if let Some(error) = fields.object(error, at) {
        fields.integer(error, at, "code");
        fields.text(error, at, "message");
    }
}

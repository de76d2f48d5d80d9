//! The reference channel manager: an example of a partner, and the counterpart of the simulated Mews.
//!
//! ```text
//! push ─▶ deliveries ─┬▶ ari: what is free, at which price, with which restriction
//!                     ├▶ sales: groups sold at the property
//!                     └▶ blocks                               ─▶ answer, and confirmation if owed
//! hook ─▶ hook ─▶ selling, changing, offering, office ─▶ outbox ─▶ call of the platform
//! answer and confirmation of such a call ─▶ bookings, blocks
//! ```
//!
//! It answers pushes at once or promises a confirmation, as its behaviour says. What it sends is
//! sent again after a system error or silence, a few times, and after no other refusal. Implements
//! `channel-manager-api/channel-manager-operations`.

pub mod ari;
pub mod hook;

mod blocks;
mod booking;
mod bookings;
mod calendar;
mod changing;
mod codes;
mod deliveries;
mod desk;
mod notices;
mod offer;
mod office;
mod outbox;
mod parameters;
mod reading;
mod sales;
mod selling;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value};

use self::ari::{Price, Restriction};
use self::desk::{Desk, House, Ledger, today};
use self::hook::HOOKS;
use self::outbox::{Heard, Letter, Outbox, State};
use self::parameters::{Parameters, impossible};
use super::access::{self, Client, Connection, Standing};
use super::answer::{Answer, Code, Refusal, no_such_hook};
use super::environment::Environment;
use super::operation::Operation;
use super::owed::Callback;
use super::property::Pair;
use super::scene::Scene;
use super::seed;
use crate::contract::push::Push;
use crate::exchange::message::Response;

/// What a case changed on the channel manager's side.
#[derive(Default)]
pub(super) struct Partner {
    house: House,
    ledgers: BTreeMap<&'static str, Ledger>,
    outbox: Outbox,
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
        if self.house.maintenance > 0 {
            self.house.maintenance -= 1;
            let message = "The channel manager is in maintenance; send the message again in a while.";
            return Err(Refusal::new(Code::System, message).into());
        }
        if operation == Operation::ChangeNotification {
            return self.house.notice(body, client, scene);
        }
        let connection = self.connect(body, client, scene.environment)?;
        let mut desk = self.desk(connection, scene);
        match operation {
            Operation::UpdateAvailability => desk.take(Push::Availability, body),
            Operation::UpdatePrices => desk.take(Push::Prices, body),
            Operation::UpdateRestrictions => desk.take(Push::Restrictions, body),
            Operation::UpdateAvailabilityBlock => desk.take(Push::Block, body),
            Operation::UpdateGroup => desk.take(Push::Group, body),
            Operation::ConfirmGroup => desk.ledger.bookings.confirm(body, desk.scene),
            Operation::ConfirmAvailabilityBlock => desk.ledger.blocks.confirm(body, desk.scene),
            Operation::ChangeNotification
            | Operation::GetProperties
            | Operation::GetConfiguration
            | Operation::GetChannels
            | Operation::SetInventory
            | Operation::RequestAriUpdate
            | Operation::ProcessAvailabilityConfirmation
            | Operation::ProcessRateConfirmation
            | Operation::ProcessRestrictionConfirmation
            | Operation::ProcessAvailabilityBlockConfirmation
            | Operation::ProcessGroupConfirmation
            | Operation::ProcessAvailabilityBlock
            | Operation::ProcessGroup => Err(access::not_found().into()),
        }
    }

    /// Does what a hook asks for.
    pub(super) fn act(&mut self, name: &str, body: &Map<String, Value>, scene: &mut Scene) -> Answer {
        let hook = HOOKS.iter().find(|hook| hook.name == name);
        let hook = hook.ok_or_else(|| no_such_hook(name))?;
        let mut parameters = Parameters::new(body);
        let token = parameters.text("connectionToken").unwrap_or(match scene.environment {
            Environment::Demo => seed::CONNECTION_A,
            Environment::Production => seed::CONNECTION_PRODUCTION,
        });
        let connection = access::connection(token, scene.environment)
            .filter(|connection| connection.client == Client::Ours)
            .ok_or_else(|| impossible("There is no such connection here."))?;
        if hook.calls && self.house.standing(connection) != Standing::Enabled {
            return Err(impossible("The connection is not active; activate it first."));
        }
        (hook.act)(&mut self.desk(connection, scene), parameters)
    }

    /// Hears what became of a call of the channel manager's.
    pub(super) fn settle(&mut self, callback: &Callback, answer: Option<&Response>, scene: &mut Scene) {
        let heard = Heard::of(answer);
        let Some(body) = callback.body.json().ok().and_then(Value::as_object) else {
            return;
        };
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        let Some(ledger) = self.ledgers.get_mut(text("connectionToken")) else {
            scene.owed.callbacks.extend(heard.repeat(callback));
            return;
        };
        let message = text("messageId");
        let letter: Option<&mut Letter> = match callback.operation {
            "processGroup" => ledger.bookings.letter(text("channelManagerId"), message),
            "processAvailabilityBlock" => {
                let block = body
                    .get("availabilityBlock")
                    .and_then(|block| block.get("code")?.as_str());
                ledger.blocks.letter(block.unwrap_or_default(), message)
            }
            _ => {
                let again = heard.repeat(callback);
                if again.is_none() {
                    ledger.deliveries.settle(callback, heard);
                }
                scene.owed.callbacks.extend(again);
                return;
            }
        };
        // A later message may have replaced it, and a confirmation may have overtaken the answer.
        let Some(letter) = letter.filter(|letter| letter.state == State::Sent) else {
            return;
        };
        match heard.repeat(callback) {
            Some(again) => scene.owed.callbacks.push(again),
            None => letter.heard(heard),
        }
    }

    /// How many spaces of a category are free on a night, as pushed.
    pub(super) fn availability(&self, connection: &str, space: &str, night: Date) -> Option<i64> {
        self.ledgers.get(connection)?.inventory.availability(space, night)
    }

    /// The prices of a night, as pushed.
    pub(super) fn prices(&self, connection: &str, pair: &Pair, night: Date) -> &[Price] {
        self.ledgers
            .get(connection)
            .map_or(&[], |ledger| ledger.inventory.prices(pair, night))
    }

    /// The restriction of a night, as pushed.
    pub(super) fn restriction(&self, connection: &str, pair: &Pair, night: Date) -> Option<&Restriction> {
        self.ledgers.get(connection)?.inventory.restriction(pair, night)
    }

    fn desk<'w>(&'w mut self, connection: &'static Connection, scene: &'w mut Scene) -> Desk<'w> {
        Desk {
            house: &mut self.house,
            ledger: self
                .ledgers
                .entry(connection.token)
                .or_insert_with(|| Ledger::new(connection, today(scene))),
            outbox: &mut self.outbox,
            connection,
            scene,
        }
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
        match self.house.standing(connection) {
            Standing::Enabled => Ok(connection),
            Standing::Disabled => Err(access::inactive()),
            Standing::Deleted => Err(access::not_found()),
        }
    }
}

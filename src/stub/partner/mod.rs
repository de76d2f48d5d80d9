//! The reference channel manager: an example of a partner, and the counterpart of the simulated Mews.
//!
//! ```text
//! push ─▶ push_reception ─┬▶ inventory: what is free, at which price, with which restriction
//!                         ├▶ property_groups: groups sold at the property
//!                         └▶ blocks                       ─▶ answer, and confirmation if owed
//! hook ─▶ hooks ─▶ booking_hooks, block_hooks … ─▶ sent_message ─▶ call of the platform
//! answer and confirmation of such a call ─▶ bookings, blocks
//! ```
//!
//! It answers pushes at once or promises a confirmation, as its behaviour says. What it sends is
//! sent again after a system error or silence, a few times, and after no other refusal. Implements
//! `channel-manager-api/channel-manager-operations`.

pub mod hooks;
pub mod inventory;

mod block_hooks;
mod block_terms;
mod blocks;
mod booking;
mod booking_change_hooks;
mod booking_hooks;
mod bookings;
mod calendar;
mod call_result;
mod connection_hooks;
mod connection_records;
mod connection_work;
mod dates;
mod group_fields;
mod hook_parameters;
mod id_source;
mod notices;
mod platform_calls;
mod property_groups;
mod push_outcome;
mod push_reception;
mod received_pushes;
mod sent_message;
mod status;
mod unmapped_codes;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value};

use self::call_result::CallResult;
use self::connection_records::ConnectionRecords;
use self::connection_work::ConnectionWork;
use self::hook_parameters::{HookParameters, impossible};
use self::hooks::HOOKS;
use self::id_source::IdSource;
use self::inventory::{Price, Restriction};
use self::sent_message::{MessageState, SentMessage};
use self::status::PartnerStatus;
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

/// Changes of a case on the channel manager's side.
#[derive(Default)]
pub(super) struct Partner {
    status: PartnerStatus,
    records: BTreeMap<&'static str, ConnectionRecords>,
    ids: IdSource,
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
        if self.status.maintenance > 0 {
            self.status.maintenance -= 1;
            let message = "The channel manager is in maintenance; send the message again in a while.";
            return Err(Refusal::new(Code::System, message).into());
        }
        if operation == Operation::ChangeNotification {
            return self.status.notice(body, client, scene);
        }
        let connection = self.connect(body, client, scene.environment)?;
        let mut work = self.work(connection, scene);
        match operation {
            Operation::UpdateAvailability => work.take_push(Push::Availability, body),
            Operation::UpdatePrices => work.take_push(Push::Prices, body),
            Operation::UpdateRestrictions => work.take_push(Push::Restrictions, body),
            Operation::UpdateAvailabilityBlock => work.take_push(Push::Block, body),
            Operation::UpdateGroup => work.take_push(Push::Group, body),
            Operation::ConfirmGroup => work.records.bookings.confirm(body, work.scene),
            Operation::ConfirmAvailabilityBlock => work.records.blocks.confirm(body, work.scene),
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
        let mut parameters = HookParameters::new(body);
        let token = parameters.text("connectionToken").unwrap_or(match scene.environment {
            Environment::Demo => seed::CONNECTION_A,
            Environment::Production => seed::CONNECTION_PRODUCTION,
        });
        let connection = access::connection(token, scene.environment)
            .filter(|connection| connection.client == Client::Ours)
            .ok_or_else(|| impossible("There is no such connection here."))?;
        if hook.calls && self.status.standing(connection) != Standing::Enabled {
            return Err(impossible("The connection is not active; activate it first."));
        }
        (hook.act)(&mut self.work(connection, scene), parameters)
    }

    /// Hears what became of a call of the channel manager's.
    pub(super) fn settle(&mut self, callback: &Callback, answer: Option<&Response>, scene: &mut Scene) {
        let result = CallResult::read(answer);
        let Some(body) = callback.body.json().ok().and_then(Value::as_object) else {
            return;
        };
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        let Some(records) = self.records.get_mut(text("connectionToken")) else {
            scene.owed.callbacks.extend(result.repeat(callback));
            return;
        };
        let message = text("messageId");
        let sent: Option<&mut SentMessage> = match callback.operation {
            "processGroup" => records.bookings.latest_message(text("channelManagerId"), message),
            "processAvailabilityBlock" => {
                let block = body
                    .get("availabilityBlock")
                    .and_then(|block| block.get("code")?.as_str());
                records.blocks.latest_message(block.unwrap_or_default(), message)
            }
            _ => {
                let again = result.repeat(callback);
                if again.is_none() {
                    records.received_pushes.settle(callback, result);
                }
                scene.owed.callbacks.extend(again);
                return;
            }
        };
        // A later message may have replaced it, and a confirmation may have overtaken the answer.
        let Some(sent) = sent.filter(|sent| sent.state == MessageState::Sent) else {
            return;
        };
        match result.repeat(callback) {
            Some(again) => scene.owed.callbacks.push(again),
            None => sent.settle(result),
        }
    }

    /// Returns the number of spaces of a category that are free on a night, as pushed.
    pub(super) fn availability(&self, connection: &str, space: &str, night: Date) -> Option<i64> {
        self.records.get(connection)?.inventory.availability(space, night)
    }

    /// The prices of a night, as pushed.
    pub(super) fn prices(&self, connection: &str, pair: &Pair, night: Date) -> &[Price] {
        self.records
            .get(connection)
            .map_or(&[], |records| records.inventory.prices(pair, night))
    }

    /// The restriction of a night, as pushed.
    pub(super) fn restriction(&self, connection: &str, pair: &Pair, night: Date) -> Option<&Restriction> {
        self.records.get(connection)?.inventory.restriction(pair, night)
    }

    fn work<'w>(&'w mut self, connection: &'static Connection, scene: &'w mut Scene) -> ConnectionWork<'w> {
        ConnectionWork {
            status: &mut self.status,
            records: self
                .records
                .entry(connection.token)
                .or_insert_with(|| ConnectionRecords::new(connection, scene.today())),
            ids: &mut self.ids,
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
        match self.status.standing(connection) {
            Standing::Enabled => Ok(connection),
            Standing::Disabled => Err(access::inactive()),
            Standing::Deleted => Err(access::not_found()),
        }
    }
}

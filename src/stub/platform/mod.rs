//! The simulated Mews, with all that a case makes of it.
//!
//! ```text
//! answer ─┬─ configuration, mappings                   what there is, and what is mapped
//!         ├─ group_reception, block_reception          what the channel manager sends
//!         └─ confirmation                              what it reports later of what it was sent
//! act ──── hooks ─── property_bookings, inventory_pushes   what a person at the property does
//! settle ─ settlement                                  what it answers to what it was sent
//! ```
//!
//! Implements `channel-manager-api/mews-operations`, and calls `channel-manager-operations`.

pub mod hooks;

mod amount;
mod base_inventory;
mod block_reception;
mod blocks;
mod calls;
mod card;
mod configuration;
mod confirmation;
mod connections;
mod group_reception;
mod groups;
mod hook_parameters;
mod inventory_change;
mod inventory_pushes;
mod mappings;
mod person;
mod promise;
mod property_bookings;
mod pushes;
mod received_group;
mod reported_error;
mod resending;
mod sent_messages;
mod settlement;
pub(super) mod state;
mod stay;
mod unknown_codes;

use serde_json::{Map, Value};

use self::state::Platform;
use super::access::{self, Client, Connection};
use super::answer::{Answer, Code, Refusal};
use super::fields::digest;
use super::operation::Operation;
use super::scene::Scene;

impl Platform {
    /// Answers an operation of the platform.
    pub(super) fn answer(
        &mut self,
        operation: Operation,
        body: &Map<String, Value>,
        client: Client,
        scene: &mut Scene,
    ) -> Answer {
        // An unneeded connection token is ignored by these two.
        if operation == Operation::GetProperties {
            self.fail_once(operation)?;
            return self.properties(body, client, scene);
        }
        if operation == Operation::GetChannels {
            self.fail_once(operation)?;
            return Self::channels();
        }
        let connection = self.connections.connect(body, client, operation, scene)?;
        self.fail_once(operation)?;
        if self.connections.state(connection).is_disabled(operation) {
            return Err(connections::switched_off().into());
        }
        if let Some(push) = operation.confirmed_push() {
            return self.confirm(push, body, connection, scene);
        }
        match operation {
            Operation::GetConfiguration => self.configuration(body, connection),
            Operation::SetInventory => self.set_inventory(body, connection, scene),
            Operation::RequestAriUpdate => self.request_ari_update(body, connection, scene),
            Operation::ProcessAvailabilityBlock | Operation::ProcessGroup => {
                self.take(operation, body, connection, scene)
            }
            // Answered above, or by the other side.
            Operation::GetProperties
            | Operation::GetChannels
            | Operation::ProcessAvailabilityConfirmation
            | Operation::ProcessRateConfirmation
            | Operation::ProcessRestrictionConfirmation
            | Operation::ProcessAvailabilityBlockConfirmation
            | Operation::ProcessGroupConfirmation
            | Operation::UpdateAvailability
            | Operation::UpdatePrices
            | Operation::UpdateRestrictions
            | Operation::UpdateAvailabilityBlock
            | Operation::UpdateGroup
            | Operation::ConfirmGroup
            | Operation::ConfirmAvailabilityBlock
            | Operation::ChangeNotification => Err(access::not_found().into()),
        }
    }

    /// Takes what the channel manager sends. The same message once more changes nothing, and is not
    /// confirmed once more.
    fn take(
        &mut self,
        operation: Operation,
        body: &Map<String, Value>,
        connection: &'static Connection,
        scene: &mut Scene,
    ) -> Answer {
        let owed = scene.owed.callbacks.len();
        let answer = if operation == Operation::ProcessGroup {
            self.process_group(body, connection, scene)
        } else {
            self.process_block(body, connection, scene)
        }?;
        // An id that comes with something else is a mistake of the sender's and is not held against it.
        if !self.taken.insert((connection.token, digest(body))) {
            scene.owed.callbacks.truncate(owed);
        }
        Ok(answer)
    }

    /// Does what a hook asks for.
    pub(super) fn act(&mut self, name: &str, body: &Map<String, Value>, scene: &mut Scene) -> Answer {
        hooks::act(self, name, body, scene)
    }

    /// The system error that a hook asked for.
    fn fail_once(&mut self, operation: Operation) -> Result<(), Refusal> {
        let Some(position) = self.failing.iter().position(|failing| *failing == operation) else {
            return Ok(());
        };
        self.failing.swap_remove(position);
        Err(Refusal::new(
            Code::System,
            "Something went wrong here; send the same message again in a while.",
        ))
    }
}

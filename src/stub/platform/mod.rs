//! The simulated Mews, with all that a case makes of it.
//!
//! ```text
//! answer ─┬─ configuration, inventory          what there is, and what is mapped
//!         ├─ group, block                      what the channel manager sends
//!         └─ confirmation                      what it says of what it was sent
//! act ──── hooks ─── booking, update           what a person at the property does
//! settle ─ verdict                             what it answers to what it was sent
//! ```
//!
//! Implements `channel-manager-api/mews-operations`, and calls `channel-manager-operations`.

pub mod hooks;

mod amount;
mod block;
mod blocks;
mod booking;
mod card;
mod change;
mod configuration;
mod confirmation;
mod group;
mod groups;
mod incoming;
mod inventory;
mod ledger;
mod links;
mod person;
mod stay;
mod update;
mod value;
mod verdict;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use self::blocks::Blocks;
use self::groups::Groups;
use self::ledger::Ledger;
use self::links::Links;
use super::access::{self, Client, Connection};
use super::answer::{Answer, Code, Refusal};
use super::fields::digest;
use super::operation::Operation;
use super::scene::Scene;

/// What a case changed on the Mews side.
#[derive(Default)]
pub(super) struct Platform {
    links: Links,
    groups: Groups,
    blocks: Blocks,
    ledger: Ledger,
    /// What was taken, by connection and content.
    taken: BTreeSet<(&'static str, u64)>,
    /// The operations that fail once, as often as they are listed.
    failing: Vec<Operation>,
}

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
        let connection = self.links.connect(body, client, operation, scene)?;
        self.fail_once(operation)?;
        if self.links.of(connection).is_disabled(operation) {
            return Err(links::switched_off().into());
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

    /// The messages whose outcome was promised and has not been told yet.
    pub(super) fn unconfirmed(&self) -> impl Iterator<Item = &str> {
        self.ledger.unconfirmed()
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

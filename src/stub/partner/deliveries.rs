//! What the platform pushes: told apart from what it pushed before, and answered at once or later.
//!
//! Implements `channel-manager-api/guidelines/responses` for the operations that may be confirmed:
//! prices, availability and restrictions if the answer says so, groups and blocks always.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::ari::Reading;
use super::desk::Desk;
use super::outbox::{Heard, head};
use crate::contract::operation::Side;
use crate::contract::push::Push;
use crate::stub::answer::{Answer, done, envelope};
use crate::stub::behaviour::Confirmations;
use crate::stub::fields::digest;
use crate::stub::owed::Callback;

/// A push that came before.
struct Delivery {
    push: Push,
    digest: u64,
    taken: bool,
    /// Where and what was confirmed, if it was.
    confirmation: Option<(String, Value)>,
    /// Whether the confirmation found nobody who heard it.
    unheard: bool,
}

/// The pushes of one connection, by their message ids.
#[derive(Default)]
pub(super) struct Deliveries(BTreeMap<String, Delivery>);

impl Deliveries {
    /// Hears what became of a confirmation.
    pub(super) fn settle(&mut self, callback: &Callback, heard: Heard) {
        let body = callback.body.json().ok();
        let message = body.and_then(|body| body.get("relatedMessageId")?.as_str());
        if let Some(delivery) = message.and_then(|message| self.0.get_mut(message)) {
            delivery.unheard = heard == Heard::Nothing;
        }
    }
}

impl Desk<'_> {
    /// Takes a push, or a repetition of one.
    pub(super) fn take(&mut self, push: Push, body: &Map<String, Value>) -> Answer {
        let message = body.get("messageId").and_then(Value::as_str).unwrap_or_default();
        let digest = digest(body);
        let known = self.ledger.deliveries.0.get_mut(message);
        // An id that comes with something else is a mistake of the sender's and is not held against it.
        let known = known.filter(|known| known.push == push && known.digest == digest);
        let again = known.is_some();
        if let Some(known) = known.filter(|known| known.taken) {
            let forgotten = known.confirmation.as_ref().filter(|_| known.unheard);
            if let Some((url, confirmation)) = forgotten {
                let owed = &mut self.scene.owed;
                owed.call_at(Side::ChannelManager, push.confirmation(), url, confirmation);
            }
            return done();
        }
        let outcome = self.read(push, body)?;
        let later = self.house.confirms_later || self.scene.behaviour.confirmations == Confirmations::Later;
        let later = later && !again;
        let promised = later || (push.is_always_confirmed() && outcome.is_ok());
        let mut delivery = Delivery {
            push,
            digest,
            taken: outcome.is_ok(),
            confirmation: None,
            unheard: false,
        };
        let answer = if promised {
            let url = body.get("responseUrl").and_then(Value::as_str).unwrap_or_default();
            let confirmation = self.confirmation(message, outcome, body);
            let owed = &mut self.scene.owed;
            owed.call_at(Side::ChannelManager, push.confirmation(), url, &confirmation);
            delivery.confirmation = Some((url.to_owned(), confirmation));
            Ok(Map::from_iter([("asyncConfirmation".to_owned(), Value::Bool(true))]))
        } else {
            outcome.map(|_| Map::new())
        };
        self.ledger.deliveries.0.insert(message.to_owned(), delivery);
        answer
    }

    fn read(&mut self, push: Push, body: &Map<String, Value>) -> Reading {
        let property = self.connection.property;
        let (ledger, outbox, scene) = (&mut *self.ledger, &mut *self.outbox, &*self.scene);
        match push {
            Push::Availability => ledger.inventory.update_availability(body, property),
            Push::Prices => ledger.inventory.update_prices(body, property),
            Push::Restrictions => ledger.inventory.update_restrictions(body, property),
            Push::Block => ledger.blocks.take(body, property, || outbox.id(scene, "BLOCK")),
            Push::Group => {
                let code = || outbox.id(scene, "GROUP");
                ledger.sales.take(body, property, &mut ledger.bookings, code)
            }
        }
    }

    fn confirmation(&self, message: &str, outcome: Answer, body: &Map<String, Value>) -> Value {
        let mut confirmation = head(self.connection);
        confirmation.insert("relatedMessageId".into(), json!(message));
        if outcome.is_err() {
            // What is known of the thing goes with a failure as well.
            let block = body.get("availabilityBlock");
            let named = [
                ("code", block.and_then(|block| block.get("code"))),
                (
                    "confirmationNumber",
                    block.and_then(|block| block.get("confirmationNumber")),
                ),
                ("code", body.get("channelManagerId")),
            ];
            for (name, value) in named {
                if let Some(text) = value.and_then(Value::as_str) {
                    confirmation.insert(name.to_owned(), json!(text));
                }
            }
        }
        if let Value::Object(envelope) = envelope(outcome) {
            confirmation.extend(envelope);
        }
        Value::Object(confirmation)
    }
}

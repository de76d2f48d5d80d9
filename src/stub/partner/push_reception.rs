//! The reception of pushes: repetitions are recognized, and all are answered at once or later.
//!
//! Implements `channel-manager-api/guidelines/responses` for the operations that may be confirmed:
//! prices, availability and restrictions if the answer says so, groups and blocks always.

use serde_json::{Map, Value, json};

use super::connection_work::ConnectionWork;
use super::platform_calls::head;
use super::push_outcome::PushOutcome;
use super::received_pushes::ReceivedPush;
use crate::contract::operation::Side;
use crate::contract::push::Push;
use crate::stub::answer::{Answer, done, envelope};
use crate::stub::behaviour::Confirmations;
use crate::stub::fields::digest;

impl ConnectionWork<'_> {
    /// Takes a push, or a repetition of one.
    pub(super) fn take_push(&mut self, push: Push, body: &Map<String, Value>) -> Answer {
        let message = body.get("messageId").and_then(Value::as_str).unwrap_or_default();
        let digest = digest(body);
        let known = self.records.received_pushes.get(message);
        // An id that comes with something else is a mistake of the sender's and is not held against it.
        let known = known.filter(|known| known.push == push && known.digest == digest);
        let again = known.is_some();
        if let Some(known) = known.filter(|known| known.taken) {
            let forgotten = known.confirmation.as_ref().filter(|_| known.unanswered);
            if let Some((url, confirmation)) = forgotten {
                let owed = &mut self.scene.owed;
                owed.call_at(Side::ChannelManager, push.confirmation(), url, confirmation);
            }
            return done();
        }
        let outcome = self.read(push, body)?;
        let later = self.status.confirms_later || self.scene.behaviour.confirmations == Confirmations::Later;
        let later = later && !again;
        let promised = later || (push.is_always_confirmed() && outcome.is_ok());
        let mut received = ReceivedPush {
            push,
            digest,
            taken: outcome.is_ok(),
            confirmation: None,
            unanswered: false,
        };
        let answer = if promised {
            let url = body.get("responseUrl").and_then(Value::as_str).unwrap_or_default();
            let confirmation = self.confirmation(message, outcome, body);
            let owed = &mut self.scene.owed;
            owed.call_at(Side::ChannelManager, push.confirmation(), url, &confirmation);
            received.confirmation = Some((url.to_owned(), confirmation));
            Ok(Map::from_iter([("asyncConfirmation".to_owned(), Value::Bool(true))]))
        } else {
            outcome.map(|_| Map::new())
        };
        self.records.received_pushes.add(message, received);
        answer
    }

    fn read(&mut self, push: Push, body: &Map<String, Value>) -> PushOutcome {
        let property = self.connection.property;
        let (records, ids, scene) = (&mut *self.records, &mut *self.ids, &*self.scene);
        match push {
            Push::Availability => records.inventory.update_availability(body, property),
            Push::Prices => records.inventory.update_prices(body, property),
            Push::Restrictions => records.inventory.update_restrictions(body, property),
            Push::Block => records.blocks.take(body, property, || ids.id(scene, "BLOCK")),
            Push::Group => {
                let code = || ids.id(scene, "GROUP");
                records
                    .property_groups
                    .take(body, property, &mut records.bookings, code)
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

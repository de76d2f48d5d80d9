//! The reception of groups that the channel manager sends, and their confirmation.
//!
//! Implements `channel-manager-api/mews-operations/reservations#process-group` and
//! `channel-manager-api/channel-manager-operations/reservations#confirm-booking`.

use serde_json::{Map, Value, json};

use super::calls::{call, head};
use super::groups::Group;
use super::promise::promise;
use super::received_group::{self, ReceivedReservation};
use super::state::Platform;
use crate::stub::access::Connection;
use crate::stub::answer::{Answer, Code, Refusal};
use crate::stub::behaviour::{BusinessErrors, CancelTwice, ConfirmationError, ConfirmedReservations, UnknownGroup};
use crate::stub::scene::Scene;

impl Platform {
    /// Takes a group: creates it, changes it or cancels it.
    pub(super) fn process_group(
        &mut self,
        body: &Map<String, Value>,
        connection: &'static Connection,
        scene: &mut Scene,
    ) -> Answer {
        let behaviour = scene.behaviour;
        let (mut group, broken) = received_group::read(body, connection.property, behaviour.group_codes)?;
        let (message, id) = (group.message.to_owned(), group.id.to_owned());
        let known = self.groups.find(connection, &id);
        let unknown = match known {
            None if group.cancels => true,
            None => {
                behaviour.unknown_group == UnknownGroup::NotFound
                    && group.reservations.iter().all(ReceivedReservation::claims_to_be_known)
            }
            Some(position) => {
                group.cancels
                    && behaviour.cancel_twice == CancelTwice::NotFound
                    && self.groups.get(position).is_some_and(Group::is_cancelled)
            }
        };
        if unknown {
            return Err(Refusal::new(
                Code::ReservationNotFound,
                format!("The group {id} does not exist or is cancelled; do not send this message again."),
            )
            .into());
        }
        if !broken.is_empty() {
            if behaviour.business_errors == BusinessErrors::AtOnce {
                return Err(broken);
            }
            let mut outcome = confirmation(&message, &id, connection, scene);
            refuse(&mut outcome, &broken, behaviour.confirmation_error);
            call("confirmGroup", connection, outcome, scene);
            return promise(behaviour.async_flag);
        }
        group.spread();
        let position = self.groups.take(connection, group);
        let mut outcome = confirmation(&message, &id, connection, scene);
        if let Some(group) = self.groups.get(position) {
            let all = behaviour.confirmed_reservations == ConfirmedReservations::All || group.is_cancelled();
            let numbers = group.numbers(|reservation| all || !reservation.cancelled);
            outcome.insert("reservations".into(), Value::Array(numbers));
        }
        call("confirmGroup", connection, outcome, scene);
        promise(behaviour.async_flag)
    }
}

fn confirmation(message: &str, id: &str, connection: &Connection, scene: &Scene) -> Map<String, Value> {
    let mut body = head(connection, scene);
    body.insert("relatedMessageId".into(), json!(message));
    body.insert("channelManagerId".into(), json!(id));
    body
}

/// The single form has room for the first error only.
fn refuse(outcome: &mut Map<String, Value>, refusals: &[Refusal], form: ConfirmationError) {
    let values: Vec<_> = refusals.iter().map(Refusal::value).collect();
    let (single, list) = match form {
        ConfirmationError::Error => (true, false),
        ConfirmationError::Errors => (false, true),
        ConfirmationError::Both => (true, true),
    };
    if single && let Some(first) = values.first() {
        outcome.insert("error".into(), first.clone());
    }
    if list {
        outcome.insert("errors".into(), Value::Array(values));
    }
}

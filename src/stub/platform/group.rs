//! Groups that the channel manager sends, and what the platform says of them later.
//!
//! Implements `channel-manager-api/mews-operations/reservations#process-group` and
//! `channel-manager-api/channel-manager-operations/reservations#confirm-booking`.

use serde_json::{Map, Value, json};

use super::Platform;
use super::incoming::{self, Told};
use super::ledger::{call, head};
use crate::stub::access::Connection;
use crate::stub::answer::{Answer, Code, Refusal, done};
use crate::stub::behaviour::{
    AsyncFlag, BusinessErrors, CancelTwice, ConfirmationError, ConfirmedReservations, UnknownGroup,
};
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
        let (mut told, broken) = incoming::read(body, connection.property, behaviour.group_codes)?;
        let (message, id) = (told.message.to_owned(), told.id.to_owned());
        let known = self.groups.find(connection, &id);
        let unknown = match known {
            None if told.cancels => true,
            None => {
                behaviour.unknown_group == UnknownGroup::NotFound
                    && told.reservations.iter().all(Told::claims_to_be_known)
            }
            Some(position) => {
                told.cancels
                    && behaviour.cancel_twice == CancelTwice::NotFound
                    && self.groups.get(position).is_some_and(|group| group.is_cancelled())
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
            let mut outcome = confirmation_of(&message, &id, connection, scene);
            refuse(&mut outcome, &broken, behaviour.confirmation_error);
            call("confirmGroup", connection, outcome, scene);
            return promise(behaviour.async_flag);
        }
        told.spread();
        let position = self.groups.take(connection, told);
        let mut outcome = confirmation_of(&message, &id, connection, scene);
        if let Some(group) = self.groups.get(position) {
            let all = behaviour.confirmed_reservations == ConfirmedReservations::All || group.is_cancelled();
            let numbers = group.numbers(|reservation| all || !reservation.cancelled);
            outcome.insert("reservations".into(), Value::Array(numbers));
        }
        call("confirmGroup", connection, outcome, scene);
        promise(behaviour.async_flag)
    }
}

/// The answer to a message whose outcome is told later.
pub(super) fn promise(flag: AsyncFlag) -> Answer {
    let flag = match flag {
        AsyncFlag::Promised => true,
        AsyncFlag::Denied => false,
        AsyncFlag::Absent => return done(),
    };
    Ok(Map::from_iter([("asyncConfirmation".to_owned(), Value::Bool(flag))]))
}

fn confirmation_of(message: &str, id: &str, connection: &Connection, scene: &Scene) -> Map<String, Value> {
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

//! The channel manager's own bookings, and what the platform says of them.
//!
//! Implements `channel-manager-api/channel-manager-operations/reservations#confirm-booking`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::booking::{Booking, Pricing, Reservation, ReservationChange};
use super::call_result::error_codes;
use super::group_fields::failures;
use super::sent_message::{MessageState, SentMessage};
use crate::stub::answer::{Answer, Code, Refusal, done};
use crate::stub::fields::{At, Fields};
use crate::stub::scene::Scene;
use crate::stub::seed;

/// The bookings of one connection, in the order in which they were made.
#[derive(Default)]
pub(super) struct Bookings {
    own: Vec<Booking>,
    positions: BTreeMap<String, usize>,
}

impl Bookings {
    /// Takes in a new booking.
    pub(super) fn add(&mut self, booking: Booking) {
        self.positions.insert(booking.id.clone(), self.own.len());
        self.own.push(booking);
    }

    /// A booking that was sent before anything of the case happened.
    pub(super) fn add_known(&mut self, id: &str, from: Date) {
        self.add(Booking {
            id: id.to_owned(),
            channel: "KC-OTA-1".to_owned(),
            source: (1, "Booking.com"),
            pricing: Pricing::Gross,
            card: 1,
            block: None,
            reservations: vec![Reservation {
                code: seed::KNOWN_RESERVATION.to_owned(),
                space: "DBL".to_owned(),
                rate: "FLEX".to_owned(),
                from,
                nights: 2,
                adults: 2,
                children: 0,
                companion: false,
                product: false,
                change: ReservationChange::None,
                defect: None,
                number: None,
            }],
            latest_message: None,
        });
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Booking> {
        self.own.get_mut(*self.positions.get(id)?)
    }

    /// The latest booking of which that holds.
    pub(super) fn latest(&mut self, holds: impl Fn(&Booking) -> bool) -> Option<&mut Booking> {
        self.own.iter_mut().rev().find(|booking| holds(booking))
    }

    /// Returns the answer of hooks about all of them.
    pub(super) fn summary(&self) -> Value {
        let summary = |booking: &Booking| {
            json!({
                "channelManagerId": booking.id,
                "channelId": booking.channel,
                "state": booking.latest_message.as_ref().map_or("known", |sent| sent.state.name()),
                "canceled": !booking.is_active(),
                "reservations": booking.summaries(),
            })
        };
        self.own.iter().map(summary).collect()
    }

    /// The message about a booking, if it is the latest.
    pub(super) fn latest_message(&mut self, id: &str, message: &str) -> Option<&mut SentMessage> {
        let sent = self.get_mut(id)?.latest_message.as_mut()?;
        (sent.message == message).then_some(sent)
    }

    /// Takes the platform's word on a booking that was sent.
    pub(super) fn confirm(&mut self, body: &Map<String, Value>, scene: &mut Scene) -> Answer {
        let confirmation = Confirmation::of(body)?;
        let id = confirmation.booking;
        let Some(booking) = self.get_mut(id) else {
            return Err(unknown(&confirmation));
        };
        let codes: BTreeMap<&str, usize> = booking
            .reservations
            .iter()
            .enumerate()
            .map(|(position, reservation)| (reservation.code.as_str(), position))
            .collect();
        let mut refusals = Vec::new();
        let mut numbers = Vec::new();
        for (code, number) in &confirmation.reservations {
            let Some(reservation) = codes.get(code).and_then(|position| booking.reservations.get(*position)) else {
                refusals.push(never_sent(code, number));
                continue;
            };
            match &reservation.number {
                Some(known) if known != number => refusals.push(Refusal::new(
                    Code::Processing,
                    format!("The reservation {code} was confirmed as {known} before; its number must stay the same."),
                )),
                Some(_) | None => numbers.extend(codes.get(code).map(|position| (*position, (*number).to_owned()))),
            }
        }
        if !refusals.is_empty() {
            return Err(refusals);
        }
        // A confirmation that names another message than the latest is old news about that.
        let sent = booking
            .latest_message
            .as_mut()
            .filter(|sent| sent.message == confirmation.message);
        if let Some(code) = confirmation.failure {
            if let Some(sent) = sent {
                sent.refuse(code, scene);
            }
            return done();
        }
        if let Some(sent) = sent {
            sent.state = MessageState::Confirmed;
        }
        for (position, number) in numbers {
            if let Some(reservation) = booking.reservations.get_mut(position) {
                reservation.number = Some(number);
            }
        }
        done()
    }

    /// The codes of a booking's reservations, by themselves and by the platform's numbers.
    pub(super) fn codes(&mut self, id: &str) -> BTreeMap<String, String> {
        let reservations = self.get_mut(id).into_iter().flat_map(|booking| &booking.reservations);
        reservations
            .flat_map(|reservation| {
                let names = std::iter::once(&reservation.code).chain(&reservation.number);
                names.map(|name| (name.clone(), reservation.code.clone()))
            })
            .collect()
    }

    /// Follows what the platform says that became of a booking: what it no longer lists is cancelled.
    pub(super) fn follow(&mut self, id: &str, kept: &BTreeSet<String>) {
        if let Some(booking) = self.get_mut(id) {
            for reservation in &mut booking.reservations {
                if !kept.contains(&reservation.code) {
                    reservation.change = ReservationChange::Canceled;
                }
            }
        }
    }
}

/// A confirmation as it was sent.
struct Confirmation<'b> {
    message: &'b str,
    booking: &'b str,
    reservations: Vec<(&'b str, &'b str)>,
    /// The first code, if it tells a failure.
    failure: Option<i64>,
}

impl<'b> Confirmation<'b> {
    fn of(body: &'b Map<String, Value>) -> Result<Self, Vec<Refusal>> {
        let mut fields = Fields::default();
        let message = fields.text(body, At::Root, "relatedMessageId").unwrap_or_default();
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
        let failed = failures(&mut fields, body);
        if listed.is_none() && !failed {
            fields.invalid(
                At::Property(&At::Root, "reservations"),
                "must be an array, unless there is an error",
            );
        }
        fields.finish()?;
        Ok(Self {
            message,
            booking,
            reservations,
            failure: failed.then(|| error_codes(body).first().copied().unwrap_or_default()),
        })
    }
}

fn never_sent(code: &str, number: &str) -> Refusal {
    let message = format!(
        "The reservation {code} with confirmation number {number} was never sent from here; \
         do not send its confirmation again."
    );
    Refusal::new(Code::ReservationNotFound, message)
}

fn unknown(confirmation: &Confirmation<'_>) -> Vec<Refusal> {
    let refusals: Vec<_> = confirmation
        .reservations
        .iter()
        .map(|(code, number)| never_sent(code, number))
        .collect();
    if !refusals.is_empty() {
        return refusals;
    }
    let id = confirmation.booking;
    let message = format!("The booking {id} was never sent from here; do not send its confirmation again.");
    Refusal::new(Code::ReservationNotFound, message).into()
}

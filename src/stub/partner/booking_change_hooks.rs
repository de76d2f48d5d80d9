//! Bookings that are changed and cancelled. A message always holds the whole booking.
//!
//! What changes is changed in a copy, which takes the place of the old once it could be sent.

use super::booking::{Booking, CancellationForm, Reservation, ReservationChange};
use super::booking_hooks::{MOST_GUESTS, MOST_NIGHTS, rate, replace, space};
use super::connection_work::ConnectionWork;
use super::dates::later;
use super::hook_parameters::{HookParameters, impossible};
use super::sent_message::MessageState;
use crate::stub::answer::{Answer, Refusal};

/// The booking that the parameters name, or the latest that can be changed: its id, and its
/// reservations as they are before the change.
fn chosen(work: &mut ConnectionWork<'_>, id: Option<&str>) -> Result<(String, Vec<Reservation>), Vec<Refusal>> {
    let is_refused = |booking: &Booking| {
        let state = booking.latest_message.as_ref().map(|sent| sent.state);
        matches!(state, Some(MessageState::Refused(_)))
    };
    let bookings = &mut work.records.bookings;
    let booking = match id {
        Some(id) => bookings
            .get_mut(id)
            .ok_or_else(|| impossible("There is no such booking."))?,
        None => bookings
            .latest(|booking| booking.is_active() && !booking.is_defective() && !is_refused(booking))
            .ok_or_else(|| impossible("There is no booking that could be changed."))?,
    };
    if !booking.is_active() {
        return Err(impossible("The booking is cancelled already."));
    }
    if booking.is_defective() {
        return Err(impossible("The booking is invalid; mend it first."));
    }
    let mut reservations = booking.reservations.clone();
    for reservation in reservations.iter_mut().filter(|reservation| reservation.is_active()) {
        reservation.change = ReservationChange::None;
    }
    Ok((booking.id.clone(), reservations))
}

/// The reservations that are active, and have that code if there is one.
fn active<'r>(reservations: &'r mut [Reservation], code: Option<&str>) -> Vec<&'r mut Reservation> {
    reservations
        .iter_mut()
        .filter(|reservation| reservation.is_active() && code.is_none_or(|code| code == reservation.code))
        .collect()
}

fn no_reservation() -> Vec<Refusal> {
    impossible("There is no such reservation that is not cancelled.")
}

/// Marks a reservation as modified, if the calendar has room for its stay.
fn modified(reservation: &mut Reservation) -> Result<(), Vec<Refusal>> {
    reservation.change = ReservationChange::Modified;
    match later(reservation.from, reservation.nights) {
        Some(_) if reservation.nights <= MOST_NIGHTS => Ok(()),
        Some(_) | None => Err(impossible("The stay would become too long.")),
    }
}

/// Changes one reservation.
pub(super) fn modify_reservation(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let id = parameters.text("channelManagerId");
    let code = parameters.text("code");
    let from = parameters.date("from");
    let nights = parameters.number("nights", 1..=MOST_NIGHTS);
    let adults = parameters.number("adults", 1..=MOST_GUESTS);
    let children = parameters.number("children", 0..=MOST_GUESTS);
    let (space, rate) = (space(work, &mut parameters), rate(work, &mut parameters));
    parameters.finish()?;
    let anything =
        from.is_some() || space.is_some() || rate.is_some() || [nights, adults, children].iter().any(Option::is_some);

    let (id, mut reservations) = chosen(work, id)?;
    let mut active = active(&mut reservations, code);
    let reservation = active.first_mut().ok_or_else(no_reservation)?;
    // Something has to change, so a night is added unless something else is asked for.
    let longer = reservation.nights + i64::from(!anything);
    reservation.nights = nights.unwrap_or(longer);
    reservation.from = from.unwrap_or(reservation.from);
    reservation.adults = adults.unwrap_or(reservation.adults);
    reservation.children = children.unwrap_or(reservation.children);
    if let Some(space) = space {
        space.clone_into(&mut reservation.space);
    }
    if let Some(rate) = rate {
        rate.clone_into(&mut reservation.rate);
    }
    modified(reservation)?;
    replace(work, &id, reservations, "modified", None)
}

/// Changes a booking of several spaces: other dates for the first, the second cancelled, a new one.
pub(super) fn modify_multi(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let id = parameters.text("channelManagerId");
    parameters.finish()?;
    let (id, mut reservations) = chosen(work, id)?;
    // Reservations are never taken out, so their number makes a code that is free.
    let free = format!("{:02}", reservations.len() + 1);
    let mut active = active(&mut reservations, None);
    let [longer, canceled, ..] = active.as_mut_slice() else {
        return Err(impossible(
            "The booking must have two reservations that are not cancelled.",
        ));
    };
    longer.nights += 1;
    modified(longer)?;
    canceled.change = ReservationChange::Canceled;
    let added = Reservation {
        code: free,
        companion: false,
        change: ReservationChange::Created,
        number: None,
        ..longer.clone()
    };
    reservations.push(added);
    replace(work, &id, reservations, "modified", None)
}

/// Moves a whole booking.
pub(super) fn modify_booking(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let id = parameters.text("channelManagerId");
    let days = parameters.number("days", -MOST_NIGHTS..=MOST_NIGHTS).unwrap_or(1);
    parameters.finish()?;
    let (id, mut reservations) = chosen(work, id)?;
    for reservation in active(&mut reservations, None) {
        let from = later(reservation.from, days);
        reservation.from = from.ok_or_else(|| impossible("The calendar has no room for the stay."))?;
        modified(reservation)?;
    }
    replace(work, &id, reservations, "modified", None)
}

/// Cancels one reservation.
pub(super) fn cancel_reservation(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let id = parameters.text("channelManagerId");
    let code = parameters.text("code");
    parameters.finish()?;
    let (id, mut reservations) = chosen(work, id)?;
    let mut active = active(&mut reservations, code);
    active.last_mut().ok_or_else(no_reservation)?.change = ReservationChange::Canceled;
    replace(work, &id, reservations, "cancelled", None)
}

/// Cancels a whole booking.
pub(super) fn cancel_booking(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let id = parameters.text("channelManagerId");
    let forms = [
        ("empty", CancellationForm::Empty),
        ("null", CancellationForm::Null),
        ("absent", CancellationForm::Absent),
        ("states", CancellationForm::States),
    ];
    let form = parameters.choice("form", &forms).unwrap_or(CancellationForm::Empty);
    parameters.finish()?;
    let (id, mut reservations) = chosen(work, id)?;
    for reservation in &mut reservations {
        reservation.change = ReservationChange::Canceled;
    }
    replace(work, &id, reservations, "cancelled", Some(form))
}

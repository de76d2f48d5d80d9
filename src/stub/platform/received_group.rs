//! Reading a group that the channel manager sends.
//!
//! A malformed message is told apart from one that breaks a rule of business: the first is refused
//! at once, the second may be refused later.
//! Implements `channel-manager-api/mews-operations/reservations#process-group`.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::amount::{Amount, sum};
use super::stay::Stay;
use super::unknown_codes::UnknownCodes;
use super::{card, person};
use crate::stub::answer::Refusal;
use crate::stub::behaviour::GroupCodes;
use crate::stub::fields::{At, Fields, integer};
use crate::stub::property::Property;
use crate::stub::seed;

const CREATED: i64 = 1;
const MODIFIED: i64 = 2;
const CANCELLED: i64 = 3;

/// Group as the channel manager sent it.
pub(super) struct ReceivedGroup<'b> {
    pub(super) message: &'b str,
    pub(super) id: &'b str,
    pub(super) channel: Option<&'b str>,
    /// The block from which the group takes its spaces, as the channel manager names it.
    pub(super) block: Option<&'b str>,
    /// True if the whole group is cancelled (R-GRP-1).
    pub(super) cancels: bool,
    pub(super) customer: Option<Value>,
    pub(super) total: Option<Amount>,
    pub(super) reservations: Vec<ReceivedReservation<'b>>,
}

/// Reservation of such a group.
pub(super) struct ReceivedReservation<'b> {
    pub(super) code: &'b str,
    pub(super) state: Option<i64>,
    /// `None` if it is cancelled.
    pub(super) stay: Option<Stay>,
}

impl ReceivedReservation<'_> {
    /// Returns true if the message says that the reservation is known already.
    pub(super) fn claims_to_be_known(&self) -> bool {
        matches!(self.state, Some(MODIFIED | CANCELLED))
    }
}

/// Reads a message. Returns the group, and the rules of business that it breaks.
pub(super) fn read<'b>(
    body: &'b Map<String, Value>,
    property: &Property,
    codes: GroupCodes,
) -> Result<(ReceivedGroup<'b>, Vec<Refusal>), Vec<Refusal>> {
    let mut reader = Reader {
        fields: Fields::default(),
        codes: UnknownCodes::new(property, codes),
    };
    let group = reader.group(body);
    let mut broken = reader.fields.finish_shape()?;
    broken.extend(reader.codes.refusals);
    Ok((group, broken))
}

struct Reader<'p> {
    fields: Fields,
    codes: UnknownCodes<'p>,
}

impl Reader<'_> {
    fn group<'b>(&mut self, body: &'b Map<String, Value>) -> ReceivedGroup<'b> {
        let at = At::Root;
        let message = self.fields.text(body, at, "messageId").unwrap_or_default();
        let id = self.fields.text(body, at, "channelManagerId").unwrap_or_default();
        let listed = self.fields.optional_list(body, at, "reservations").unwrap_or_default();
        let cancels = listed
            .iter()
            .all(|reservation| reservation.get("state").and_then(integer) == Some(CANCELLED));
        // A cancellation may do without.
        let channel = if cancels {
            self.fields.optional_text(body, at, "channelId")
        } else {
            self.fields.text(body, at, "channelId")
        };
        let (mut customer, mut total) = (None, None);
        if !cancels {
            self.fields.currency(body, at);
            total = Amount::part(&mut self.fields, body, at, "totalAmount");
            self.fields.number_of(body, at, "paymentType", 1..=3);
            customer = person::required(&mut self.fields, body, at, "customer");
        }
        person::optional(&mut self.fields, body, at, "booker");
        person::sources(&mut self.fields, body, at);
        card::check(&mut self.fields, body, at);
        let block = self.fields.optional_text(body, at, "availabilityBlockCode");

        let mut codes = BTreeSet::new();
        let mut reservations = Vec::new();
        for (index, reservation) in listed.iter().enumerate() {
            let at = At::Item(&At::Root, "reservations", index);
            let Some(reservation) = self.reservation(reservation, at) else {
                continue;
            };
            if !codes.insert(reservation.code) {
                self.fields
                    .invalid(At::Property(&at, "code"), "must be unique in the group");
            }
            reservations.push(reservation);
        }
        ReceivedGroup {
            message,
            id,
            channel,
            block,
            cancels,
            customer,
            total,
            reservations,
        }
    }

    fn reservation<'b>(&mut self, reservation: &'b Value, at: At<'_>) -> Option<ReceivedReservation<'b>> {
        let reservation = self.fields.object(reservation, at)?;
        let code = self.fields.text(reservation, at, "code");
        if code == Some("_") {
            self.fields.invalid(At::Property(&at, "code"), "must not be _");
        }
        let state = match reservation.get("state") {
            None | Some(Value::Null) => None,
            Some(_) => self.fields.number_of(reservation, at, "state", CREATED..=CANCELLED),
        };
        let stay = if state == Some(CANCELLED) {
            None
        } else {
            self.stay(reservation, at)
        };
        Some(ReceivedReservation {
            code: code?,
            state,
            stay,
        })
    }

    fn stay(&mut self, reservation: &Map<String, Value>, at: At<'_>) -> Option<Stay> {
        let fields = &mut self.fields;
        let space = fields.text(reservation, at, "spaceTypeCode");
        let rate = fields.text(reservation, at, "ratePlanCode");
        let dates = fields.stay(reservation, at, "from", "to");
        let total = Amount::part(fields, reservation, at, "totalAmount");
        let nights = nights(fields, reservation, at, dates);
        let guests = guests(fields, reservation, at);
        extras(fields, reservation, at);
        person::optional_list(fields, reservation, at, "guests");
        if let Some(space) = space {
            self.codes.space(space);
        }
        if let Some(rate) = rate {
            self.codes.rate(rate);
        }
        let (from, to) = dates?;
        Some(Stay {
            space: space?.to_owned(),
            rate: rate?.to_owned(),
            from,
            to,
            total: total?,
            nights,
            guests,
        })
    }
}

/// The amounts of the nights, of which there must be one each.
fn nights(
    fields: &mut Fields,
    reservation: &Map<String, Value>,
    at: At<'_>,
    dates: Option<(Date, Date)>,
) -> Vec<Amount> {
    let listed = fields.list(reservation, at, "amounts");
    let mut nights = Vec::new();
    for (index, amount) in listed.iter().enumerate() {
        let at = At::Item(&at, "amounts", index);
        let Some(amount) = fields
            .object(amount, at)
            .and_then(|amount| Amount::read(fields, amount, at))
        else {
            continue;
        };
        if amount.is_negative() {
            fields.broken(at, "must not be negative");
        }
        nights.push(amount);
    }
    let wanted = dates.map(|(from, to)| from.duration_until(to).as_hours() / 24);
    if wanted.is_some_and(|wanted| usize::try_from(wanted) != Ok(listed.len())) && reservation.contains_key("amounts") {
        fields.broken(At::Property(&at, "amounts"), "must hold one amount for each night");
    }
    nights
}

/// The guests by age, in the current form or in the deprecated one (N-72).
fn guests(fields: &mut Fields, reservation: &Map<String, Value>, at: At<'_>) -> Vec<(String, i64)> {
    let deprecated: Vec<_> = [("adultCount", seed::AGES[0]), ("childCount", seed::AGES[1])]
        .into_iter()
        .filter_map(|(name, age)| {
            let count = reservation.get(name).and_then(integer)?;
            (count > 0).then(|| (age.to_owned(), count))
        })
        .collect();
    let given = reservation.get("guestCounts").is_some_and(|counts| !counts.is_null());
    if !given && !deprecated.is_empty() {
        return deprecated;
    }
    let mut guests = Vec::new();
    for (index, count) in fields.list(reservation, at, "guestCounts").iter().enumerate() {
        let at = At::Item(&at, "guestCounts", index);
        let Some(object) = fields.object(count, at) else {
            continue;
        };
        let age = fields.word(
            object,
            at,
            "code",
            &["Infant", "Child", "Teenager", "Adult", "SeniorCitizen"],
        );
        let count = fields.number_of(object, at, "count", 0..=i64::MAX);
        guests.extend(age.map(str::to_owned).zip(count));
    }
    if given && !guests.iter().any(|(_, count)| *count > 0) {
        fields.broken(At::Property(&at, "guestCounts"), "must count at least one guest");
    }
    guests
}

fn extras(fields: &mut Fields, reservation: &Map<String, Value>, at: At<'_>) {
    for (index, extra) in fields
        .optional_list(reservation, at, "extras")
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let at = At::Item(&at, "extras", index);
        let Some(extra) = fields.object(extra, at) else {
            continue;
        };
        fields.text(extra, at, "code");
        Amount::part(fields, extra, at, "amount");
        fields.integer(extra, at, "count");
        fields.integer(extra, at, "pricing");
        let mut optional = |name: &str| {
            extra.get(name).filter(|date| !date.is_null())?;
            fields.date(extra, at, name)
        };
        if let (Some(from), Some(to)) = (optional("from"), optional("to"))
            && from == to
        {
            fields.broken(At::Property(&at, "from"), "must not be the same day as to");
        }
    }
}

impl ReceivedGroup<'_> {
    /// Spreads the difference between the group's total and that of its reservations over the nights, so that the
    /// total holds (N-70).
    pub(super) fn spread(&mut self) {
        let stays = || {
            self.reservations
                .iter()
                .filter_map(|reservation| reservation.stay.as_ref())
        };
        let nights: usize = stays().map(|stay| stay.nights.len()).sum();
        let Some(difference) = sum(stays().map(|stay| stay.total))
            .zip(self.total)
            .map(|(booked, total)| total.minus(booked))
            .filter(|difference| difference.is_something() && nights > 0)
        else {
            return;
        };
        let share = difference.share(nights);
        let mut rest = (1..nights).fold(difference, |rest, _| rest.minus(share));
        let stays = self
            .reservations
            .iter_mut()
            .rev()
            .filter_map(|reservation| reservation.stay.as_mut());
        for stay in stays {
            for night in stay.nights.iter_mut().rev() {
                // The last night takes what does not divide evenly.
                *night = night.plus(rest);
                stay.total = stay.total.plus(rest);
                rest = share;
            }
        }
    }
}

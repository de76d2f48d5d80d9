//! A group of reservations: `channel-manager-api/mews-operations/reservations` and, the other way,
//! `channel-manager-api/channel-manager-operations/reservations`.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::amount::{Amount, AmountKind, Sum};
use super::{fields, value};
use crate::contract::operation::Side;

/// The properties that only a reservation has that is not cancelled.
pub const STAY: [&str; 6] = ["spaceTypeCode", "ratePlanCode", "from", "to", "totalAmount", "amounts"];

/// A group of reservations.
#[derive(Clone, Debug)]
pub struct Group<'e> {
    /// The side that pushes it.
    pub sender: Side,
    /// The message.
    pub body: &'e Map<String, Value>,
    /// The id of the message.
    pub message_id: Option<&'e str>,
    /// The connection that it is about.
    pub connection: Option<&'e str>,
    /// The booking's number at the channel.
    pub channel_id: Option<&'e str>,
    /// The booking's number at the channel manager, which identifies the group.
    pub channel_manager_id: Option<&'e str>,
    /// The total price.
    pub total: Option<Amount>,
    /// Its meaning: it books, or it cancels.
    pub purpose: GroupPurpose,
    /// Each reservation that is an object.
    pub reservations: Vec<Reservation<'e>>,
}

/// The meaning of a group: it books, or it cancels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupPurpose {
    /// It has a reservation that is not cancelled.
    Booking,
    /// It has no reservations, or they are all cancelled.
    Cancellation,
    /// It cannot be told.
    Unclear,
}

/// One reservation of a group.
#[derive(Clone, Debug)]
pub struct Reservation<'e> {
    /// Its position in the list.
    pub index: usize,
    /// All of it.
    pub body: &'e Map<String, Value>,
    /// The channel manager's code.
    pub code: Option<&'e str>,
    /// The platform's number.
    pub number: Option<&'e str>,
    /// Its state: cancelled, or not.
    pub state: ReservationState,
    /// The day of arrival.
    pub from: Option<Date>,
    /// The day of departure.
    pub to: Option<Date>,
    /// The total price.
    pub total: Option<Amount>,
    /// The price of each night.
    pub nights: Option<Vec<Option<Amount>>>,
    /// The products that are sold with it.
    pub extras: Vec<Extra<'e>>,
}

/// The state of a reservation: cancelled, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReservationState {
    /// It is not.
    Active,
    /// It is.
    Cancelled,
    /// Its state is none that exists.
    Unknown,
    /// It has no state, and nothing of a stay.
    Missing,
}

/// Something that is sold with a reservation.
#[derive(Clone, Debug)]
pub struct Extra<'e> {
    /// Its position in the list.
    pub index: usize,
    /// All of it.
    pub body: &'e Map<String, Value>,
    /// The total price.
    pub amount: Option<Amount>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

impl<'e> Group<'e> {
    /// Reads a group that is pushed to `host`.
    pub fn read(host: Side, body: &'e Map<String, Value>) -> Self {
        let reservations: Vec<Reservation<'e>> = fields::objects(body, "reservations")
            .map(|(index, body)| Reservation::read(index, body))
            .collect();
        Self {
            sender: host.other(),
            body,
            message_id: fields::text(body, "messageId"),
            connection: fields::text(body, "connectionToken"),
            channel_id: fields::filled(body, "channelId"),
            channel_manager_id: fields::filled(body, "channelManagerId"),
            total: Amount::read(body.get("totalAmount")),
            purpose: GroupPurpose::of(body.get("reservations"), &reservations),
            reservations,
        }
    }

    /// The reservations that are not cancelled.
    pub fn active(&self) -> impl Iterator<Item = &Reservation<'e>> {
        self.reservations
            .iter()
            .filter(|reservation| reservation.state == ReservationState::Active)
    }

    /// The sum of one kind of value of the reservations that are not cancelled; nothing if that cannot be told.
    pub fn sum_of_active(&self, kind: AmountKind) -> Option<Sum> {
        // A reservation whose state is not clear may count or not.
        let clear = fields::list(self.body, "reservations").len() == self.reservations.len();
        clear
            .then(|| Sum::of(self.active().map(|one| one.total), kind))
            .flatten()
    }

    /// Checks that the other one is about the same booking of the same connection, sent the same way.
    pub fn same_booking(&self, other: &Self) -> bool {
        self.channel_manager_id.is_some()
            && self.channel_manager_id == other.channel_manager_id
            && self.connection == other.connection
            && self.sender == other.sender
    }
}

impl GroupPurpose {
    /// A cancellation has no list, an empty one, or one of nothing but cancelled reservations (R-GRP-1).
    fn of(listed: Option<&Value>, reservations: &[Reservation<'_>]) -> Self {
        let count = match listed {
            None | Some(Value::Null) => return Self::Cancellation,
            Some(Value::Array(items)) => items.len(),
            Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => return Self::Unclear,
        };
        if reservations.iter().any(|one| one.state == ReservationState::Active) {
            Self::Booking
        } else if reservations.len() == count && reservations.iter().all(|one| one.state == ReservationState::Cancelled)
        {
            Self::Cancellation
        } else {
            Self::Unclear
        }
    }
}

impl<'e> Reservation<'e> {
    fn read(index: usize, body: &'e Map<String, Value>) -> Self {
        let amounts = body.get("amounts").and_then(Value::as_array);
        Self {
            index,
            body,
            code: fields::filled(body, "code"),
            number: fields::filled(body, "confirmationNumber"),
            state: ReservationState::read(body),
            from: fields::date(body, "from"),
            to: fields::date(body, "to"),
            total: Amount::read(body.get("totalAmount")),
            nights: amounts.map(|amounts| amounts.iter().map(|amount| Amount::read(Some(amount))).collect()),
            extras: fields::objects(body, "extras")
                .map(|(index, body)| Extra {
                    index,
                    body,
                    amount: Amount::read(body.get("amount")),
                    from: fields::date(body, "from"),
                    to: fields::date(body, "to"),
                })
                .collect(),
        }
    }

    /// The JSON Pointer of one of its properties.
    pub fn at(&self, name: &str) -> String {
        format!("/reservations/{}/{name}", self.index)
    }

    /// Arrival and departure, if the one is before the other.
    pub fn stay(&self) -> Option<(Date, Date)> {
        Some((self.from?, self.to?)).filter(|(from, to)| from < to)
    }
}

impl ReservationState {
    fn read(body: &Map<String, Value>) -> Self {
        match fields::present(body, "state") {
            None if STAY.iter().all(|name| fields::present(body, name).is_none()) => Self::Missing,
            // Created or modified, as the platform sees fit.
            None => Self::Active,
            Some(state) => match value::integer(state) {
                Some(1 | 2) => Self::Active,
                Some(3) => Self::Cancelled,
                Some(_) | None => Self::Unknown,
            },
        }
    }
}

impl Extra<'_> {
    /// The JSON Pointer of one of its properties.
    pub fn at(&self, of: &Reservation<'_>, name: &str) -> String {
        format!("/reservations/{}/extras/{}/{name}", of.index, self.index)
    }
}

//! A group of reservations: `channel-manager-api/mews-operations/reservations` and, the other way,
//! `channel-manager-api/channel-manager-operations/reservations`.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::value;
use crate::contract::operation::Side;

/// What only a reservation has that is not cancelled.
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
    /// The booking's number at the channel manager: what makes it this group.
    pub channel_manager_id: Option<&'e str>,
    /// What it costs in all.
    pub total: Option<Amount>,
    /// Whether it books or cancels.
    pub form: Form,
    /// Each reservation that is an object.
    pub reservations: Vec<Reservation<'e>>,
}

/// Whether a group books or cancels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
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
    /// Whether it is cancelled.
    pub standing: Standing,
    /// The day of arrival.
    pub from: Option<Date>,
    /// The day of departure.
    pub to: Option<Date>,
    /// What it costs in all.
    pub total: Option<Amount>,
    /// What each night costs.
    pub nights: Option<Vec<Option<Amount>>>,
    /// What is sold with it.
    pub extras: Vec<Extra<'e>>,
}

/// Whether a reservation is cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is not.
    Active,
    /// It is.
    Cancelled,
    /// Its state is none that exists.
    Strange,
    /// It has no state, and nothing of a stay.
    Bare,
}

/// Something that is sold with a reservation.
#[derive(Clone, Debug)]
pub struct Extra<'e> {
    /// Its position in the list.
    pub index: usize,
    /// All of it.
    pub body: &'e Map<String, Value>,
    /// What it costs in all.
    pub amount: Option<Amount>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// An amount of money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    /// Without taxes.
    pub net: Option<f64>,
    /// With taxes.
    pub gross: Option<f64>,
}

/// One of the two values of an [`Amount`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Without taxes.
    Net,
    /// With taxes.
    Gross,
}

impl Kind {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Net, Self::Gross];

    /// The property that holds it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Net => "net",
            Self::Gross => "gross",
        }
    }
}

impl Amount {
    /// Reads an object; anything else is no amount.
    pub fn of(value: Option<&Value>) -> Option<Self> {
        let body = value?.as_object()?;
        Some(Self {
            net: value::number(body, "net"),
            gross: value::number(body, "gross"),
        })
    }

    /// One of its values.
    pub const fn get(self, kind: Kind) -> Option<f64> {
        match kind {
            Kind::Net => self.net,
            Kind::Gross => self.gross,
        }
    }

    /// Which of its values are there.
    pub const fn kinds(self) -> (bool, bool) {
        (self.net.is_some(), self.gross.is_some())
    }
}

impl<'e> Group<'e> {
    /// Reads a group that is pushed to `host`.
    pub fn of(host: Side, body: &'e Map<String, Value>) -> Self {
        let reservations: Vec<Reservation<'e>> = value::objects(body, "reservations")
            .map(|(index, body)| Reservation::of(index, body))
            .collect();
        Self {
            sender: host.other(),
            body,
            message_id: value::text(body, "messageId"),
            connection: value::text(body, "connectionToken"),
            channel_id: value::filled(body, "channelId"),
            channel_manager_id: value::filled(body, "channelManagerId"),
            total: Amount::of(body.get("totalAmount")),
            form: Form::of(body.get("reservations"), &reservations),
            reservations,
        }
    }

    /// The reservations that are not cancelled.
    pub fn active(&self) -> impl Iterator<Item = &Reservation<'e>> {
        self.reservations
            .iter()
            .filter(|reservation| reservation.standing == Standing::Active)
    }

    /// Whether the other one is about the same booking of the same connection, sent the same way.
    pub fn same_booking(&self, other: &Self) -> bool {
        self.channel_manager_id.is_some()
            && self.channel_manager_id == other.channel_manager_id
            && self.connection == other.connection
            && self.sender == other.sender
    }
}

impl Form {
    /// A cancellation has no list, an empty one, or one of nothing but cancelled reservations (R-GRP-1).
    fn of(listed: Option<&Value>, reservations: &[Reservation<'_>]) -> Self {
        let count = match listed {
            None | Some(Value::Null) => return Self::Cancellation,
            Some(Value::Array(items)) => items.len(),
            Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => return Self::Unclear,
        };
        if reservations.iter().any(|one| one.standing == Standing::Active) {
            Self::Booking
        } else if reservations.len() == count && reservations.iter().all(|one| one.standing == Standing::Cancelled) {
            Self::Cancellation
        } else {
            Self::Unclear
        }
    }
}

impl<'e> Reservation<'e> {
    fn of(index: usize, body: &'e Map<String, Value>) -> Self {
        let amounts = body.get("amounts").and_then(Value::as_array);
        Self {
            index,
            body,
            code: value::filled(body, "code"),
            number: value::filled(body, "confirmationNumber"),
            standing: Standing::of(body),
            from: value::date(body, "from"),
            to: value::date(body, "to"),
            total: Amount::of(body.get("totalAmount")),
            nights: amounts.map(|amounts| amounts.iter().map(|amount| Amount::of(Some(amount))).collect()),
            extras: value::objects(body, "extras")
                .map(|(index, body)| Extra {
                    index,
                    body,
                    amount: Amount::of(body.get("amount")),
                    from: value::date(body, "from"),
                    to: value::date(body, "to"),
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

impl Standing {
    fn of(body: &Map<String, Value>) -> Self {
        match value::present(body, "state") {
            None if STAY.iter().all(|name| value::present(body, name).is_none()) => Self::Bare,
            // Created or modified, as the platform sees fit.
            None => Self::Active,
            Some(state) => match value::whole_of(state) {
                Some(1 | 2) => Self::Active,
                Some(3) => Self::Cancelled,
                Some(_) | None => Self::Strange,
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

//! A booking of the channel manager's and the message that tells the platform about it.
//!
//! Amounts are whole cents until they are written, so that sums agree to the cent. Implements
//! `channel-manager-api/mews-operations/reservations#process-group`.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::dates::later;
use super::sent_message::SentMessage;
use crate::contract::cards::TEST_CARDS;
use crate::stub::property::Property;
use crate::stub::seed;

/// Price of the product for a person and a night, in cents.
const PRODUCT_GROSS: i64 = 1635;
const PRODUCT_NET: i64 = 1500;

/// Form of the amounts of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pricing {
    Gross,
    Net,
}

impl Pricing {
    /// An amount of that kind.
    fn amount(self, cents: i64) -> Value {
        match self {
            Self::Gross => json!({ "gross": money(cents) }),
            Self::Net => json!({ "net": money(cents) }),
        }
    }
}

/// An amount of money as it is written.
pub(super) fn money(cents: i64) -> f64 {
    cents as f64 / 100.0
}

/// Mistake in a reservation that is sent to be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Defect {
    /// It ends before it begins.
    Reversed,
    /// It ends on the day on which it begins.
    NoNight,
    /// Its first night has a price below zero.
    NegativePrice,
}

/// Part of a message about a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReservationChange {
    Created,
    Modified,
    /// Nothing changed, or nothing since a message about it.
    None,
    Canceled,
}

/// One space of a booking.
#[derive(Clone, Debug)]
pub(super) struct Reservation {
    pub(super) code: String,
    pub(super) space: String,
    pub(super) rate: String,
    pub(super) from: Date,
    pub(super) nights: i64,
    pub(super) adults: i64,
    pub(super) children: i64,
    pub(super) companion: bool,
    pub(super) product: bool,
    pub(super) change: ReservationChange,
    pub(super) defect: Option<Defect>,
    /// The platform's number, once it confirmed the reservation.
    pub(super) number: Option<String>,
}

impl Reservation {
    pub(super) fn is_active(&self) -> bool {
        self.change != ReservationChange::Canceled
    }

    /// The day of departure.
    pub(super) fn to(&self) -> Date {
        later(self.from, self.nights).unwrap_or(Date::MAX)
    }

    fn prices(&self, pricing: Pricing, property: &Property) -> Vec<i64> {
        let mut prices: Vec<i64> = (0..self.nights)
            .filter_map(|night| later(self.from, night))
            .map(|night| price(pricing, property, (&self.rate, &self.space), night))
            .collect();
        if let (Some(Defect::NegativePrice), Some(first)) = (self.defect, prices.first_mut()) {
            *first = -*first;
        }
        prices
    }

    fn extra(&self, pricing: Pricing) -> i64 {
        let unit = match pricing {
            Pricing::Gross => PRODUCT_GROSS,
            Pricing::Net => PRODUCT_NET,
        };
        if self.product {
            unit * self.guests() * self.nights
        } else {
            0
        }
    }

    fn guests(&self) -> i64 {
        self.adults + self.children
    }

    fn total(&self, pricing: Pricing, property: &Property) -> i64 {
        self.prices(pricing, property).iter().sum::<i64>() + self.extra(pricing)
    }

    fn guest_counts(&self) -> Value {
        let counts = [(seed::AGES[0], self.adults), (seed::AGES[1], self.children)];
        counts
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(code, count)| json!({ "code": code, "count": count }))
            .collect()
    }

    fn value(&self, pricing: Pricing, property: &Property) -> Value {
        if !self.is_active() {
            return json!({ "code": self.code, "guestCounts": self.guest_counts(), "state": 3 });
        }
        let to = match self.defect {
            Some(Defect::Reversed) => self.from.yesterday().unwrap_or(self.from),
            Some(Defect::NoNight) => self.from,
            Some(Defect::NegativePrice) | None => self.to(),
        };
        let amounts: Value = self
            .prices(pricing, property)
            .into_iter()
            .map(|cents| pricing.amount(cents))
            .collect();
        let mut value = json!({
            "code": self.code,
            "spaceTypeCode": self.space,
            "ratePlanCode": self.rate,
            "from": self.from.to_string(),
            "to": to.to_string(),
            "totalAmount": pricing.amount(self.total(pricing, property)),
            "amounts": amounts,
            "guestCounts": self.guest_counts(),
        });
        match self.change {
            ReservationChange::Created => value["state"] = json!(1),
            ReservationChange::Modified => value["state"] = json!(2),
            // The platform finds out by itself, and neither 1 nor 2 would be true.
            ReservationChange::None | ReservationChange::Canceled => {}
        }
        if self.companion {
            let companion = json!({ "lastName": "Bakker", "firstName": "Jip", "email": "jip.bakker@guest.example" });
            value["guests"] = json!([companion]);
        }
        if self.product {
            value["extras"] = json!([{
                "code": seed::PRODUCT,
                "amount": pricing.amount(self.extra(pricing)),
                "count": self.guests(),
                // Per person per night.
                "pricing": 4,
                "from": value["from"],
                "to": value["to"],
            }]);
        }
        value
    }

    /// Returns the answer of hooks about the reservation.
    pub(super) fn summary(&self) -> Value {
        json!({
            "code": self.code,
            "confirmationNumber": self.number,
            "spaceTypeCode": self.space,
            "ratePlanCode": self.rate,
            "from": self.from.to_string(),
            "to": self.to().to_string(),
            "canceled": !self.is_active(),
        })
    }
}

/// The price of a night in cents: made up, the same for the same night, another one the night after.
pub(super) fn price(pricing: Pricing, property: &Property, (rate, space): (&str, &str), night: Date) -> i64 {
    let position = |codes: &[&str], code: &str| codes.iter().position(|known| *known == code).unwrap_or(codes.len());
    let rate = i64::try_from(position(property.rates, rate)).unwrap_or_default();
    let space = i64::try_from(position(property.spaces, space)).unwrap_or_default();
    let gross = 8_720 + 1_090 * space + 545 * rate + 218 * i64::from(night.weekday().to_monday_zero_offset());
    match pricing {
        Pricing::Gross => gross,
        Pricing::Net => gross * 100 / 109,
    }
}

/// Reservations that belong together: what the API calls a group.
pub(super) struct Booking {
    pub(super) id: String,
    pub(super) channel: String,
    /// The code and the name of the channel through which it came.
    pub(super) source: (i64, &'static str),
    pub(super) pricing: Pricing,
    pub(super) card: u64,
    pub(super) block: Option<String>,
    pub(super) reservations: Vec<Reservation>,
    pub(super) latest_message: Option<SentMessage>,
}

/// Form of the cancellation of a whole booking; all three mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CancellationForm {
    Empty,
    Null,
    Absent,
    States,
}

impl Booking {
    /// Returns true if anything of it is still booked.
    pub(super) fn is_active(&self) -> bool {
        self.reservations.iter().any(Reservation::is_active)
    }

    pub(super) fn is_defective(&self) -> bool {
        self.reservations.iter().any(|reservation| reservation.defect.is_some())
    }

    /// The content of a message about the whole booking as it now is.
    pub(super) fn content(&self, property: &Property) -> Map<String, Value> {
        if !self.is_active() {
            return self.cancellation(CancellationForm::States, property);
        }
        let total = self.reservations.iter().filter(|reservation| reservation.is_active());
        let total = total.map(|reservation| reservation.total(self.pricing, property)).sum();
        let number = TEST_CARDS
            .iter()
            .find(|(_, brand)| *brand == self.card)
            .map(|(number, _)| *number);
        let mut content = self.head();
        let rest = json!({
            "currencyCode": seed::CURRENCY,
            "totalAmount": self.pricing.amount(total),
            // Guaranteed by the card, not paid to the channel.
            "paymentType": 2,
            "customer": customer(),
            "paymentCard": {
                "type": self.card, "number": number, "expireDate": "1022", "cvv": "123", "holderName": "Noor Vos",
            },
            "sources": [{ "code": self.source.0, "name": self.source.1, "type": 0, "isPrimary": true }],
            "reservations": self.values(property),
        });
        if let Value::Object(rest) = rest {
            content.extend(rest);
        }
        content
    }

    /// The content of a message that cancels the whole booking.
    pub(super) fn cancellation(&self, form: CancellationForm, property: &Property) -> Map<String, Value> {
        let mut content = self.head();
        let reservations = match form {
            CancellationForm::Empty => Some(json!([])),
            CancellationForm::Null => Some(Value::Null),
            CancellationForm::States => Some(self.values(property)),
            CancellationForm::Absent => None,
        };
        content.extend(reservations.map(|reservations| ("reservations".to_owned(), reservations)));
        content
    }

    fn head(&self) -> Map<String, Value> {
        let mut head = Map::new();
        head.insert("channelId".into(), json!(self.channel));
        head.insert("channelManagerId".into(), json!(self.id));
        if let Some(block) = &self.block {
            head.insert("availabilityBlockCode".into(), json!(block));
        }
        head
    }

    fn values(&self, property: &Property) -> Value {
        let reservations = self.reservations.iter();
        reservations
            .map(|reservation| reservation.value(self.pricing, property))
            .collect()
    }

    /// Returns the answer of hooks about the reservations.
    pub(super) fn summaries(&self) -> Value {
        self.reservations.iter().map(Reservation::summary).collect()
    }
}

/// The guest of every booking and the booker of every block.
pub(super) fn customer() -> Value {
    json!({
        "lastName": "Vos",
        "firstName": "Noor",
        "title": "Miss",
        "email": "noor.vos@guest.example",
        "telephone": "+31 20 555 0100",
        "nationalityCode": "NL",
        "languageCode": "nl-NL",
        "address": {
            "addressLine1": "Prinsengracht 2", "city": "Amsterdam", "zip": "1015 DV", "country": "NL",
        },
    })
}

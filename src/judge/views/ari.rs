//! Availability, prices and restrictions, as pushed.
//!
//! See `channel-manager-api/channel-manager-operations/inventory`.

use serde_json::{Map, Value};

use super::fields::{self, objects};
use super::period::Period;
use super::row::{self, Row, Rows};
use super::value::{filled, integer, number, objects_of};

/// One entry of a push of availability.
#[derive(Clone, Copy, Debug)]
pub struct Availability<'e> {
    /// The space category and the nights.
    pub row: Row<'e>,
    /// The number of free spaces.
    pub count: Option<i64>,
}

/// The number that says that a night is open.
pub const OPEN: i64 = 1;

/// A push of prices.
#[derive(Clone, Debug)]
pub struct Prices<'e> {
    /// The entries of `ratePrices`.
    pub rows: Rows<'e, RatePrice<'e>>,
    /// The entries of `dependentRates`.
    pub dependent: Vec<DependentRate<'e>>,
    /// The number of entries in both lists; nothing if one of them is no list.
    pub entries: Option<usize>,
}

/// One entry of `ratePrices`.
#[derive(Clone, Debug)]
pub struct RatePrice<'e> {
    /// The pair and the nights.
    pub row: Row<'e>,
    /// The prices by number of guests.
    pub prices: Vec<Price<'e>>,
    /// The prices by number of guests of an age category.
    pub age_prices: Vec<Price<'e>>,
}

/// One price.
#[derive(Clone, Copy, Debug, Default)]
pub struct Price<'e> {
    /// Its position in the list.
    pub index: usize,
    /// With tax.
    pub gross: Option<f64>,
    /// Without tax.
    pub net: Option<f64>,
    /// The currency of both.
    pub currency: Option<&'e str>,
    /// The number of guests.
    pub guests: Option<i64>,
    /// The age category of these guests.
    pub age: Option<&'e str>,
}

/// A rate that is derived from another one.
#[derive(Clone, Debug)]
pub struct DependentRate<'e> {
    /// Its position in the list.
    pub index: usize,
    /// The rate.
    pub rate: Option<&'e str>,
    /// The rate that it is derived from.
    pub base: Option<&'e str>,
    /// The differences, and when they hold.
    pub adjustments: Vec<Adjustment>,
    /// True if they do not differ at all.
    pub is_neutral: bool,
}

/// A difference between a dependent rate and its base.
#[derive(Clone, Copy, Debug)]
pub struct Adjustment {
    /// Its position in the list.
    pub index: usize,
    /// The days.
    pub period: Period,
}

/// One entry of a push of restrictions.
#[derive(Clone, Copy, Debug)]
pub struct Restriction<'e> {
    /// The pair and the nights.
    pub row: Row<'e>,
    /// The numbers that say what is open or closed, as they stand there.
    pub state: Option<&'e [Value]>,
    /// The shortest stay to which the state applies.
    pub min_los: Option<i64>,
    /// The longest stay to which the state applies.
    pub max_los: Option<i64>,
}

impl<'e> RatePrice<'e> {
    /// Every price, whatever it depends on.
    pub fn all(&self) -> impl Iterator<Item = &Price<'e>> {
        self.prices.iter().chain(&self.age_prices)
    }

    /// Both lists of prices, with their names.
    pub fn lists(&self) -> [(&'static str, &[Price<'e>]); 2] {
        [("prices", &self.prices), ("agePrices", &self.age_prices)]
    }
}

impl<'e> Restriction<'e> {
    /// Its states, if every one is an integer.
    pub fn states(&self) -> Option<impl Iterator<Item = i64> + Clone + use<'e>> {
        let state = self.state?;
        let are_integers = state.iter().all(|value| integer(value).is_some());
        are_integers.then(|| state.iter().filter_map(integer))
    }
}

/// Reads a push of availability.
pub fn availability(body: &Map<String, Value>) -> Rows<'_, Availability<'_>> {
    row::read(body, "availabilities", false, |entry, reader| {
        let mut count = None;
        let row = reader.row(entry, |name, value| {
            if name == "availability" {
                count = integer(value);
            }
        });
        Availability { row, count }
    })
}

/// Reads a push of prices.
pub fn prices(body: &Map<String, Value>) -> Prices<'_> {
    let length = |name: &str| match body.get(name) {
        None | Some(Value::Null) => Some(0),
        Some(Value::Array(items)) => Some(items.len()),
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => None,
    };
    Prices {
        rows: row::read(body, "ratePrices", true, rate_price),
        dependent: objects(body, "dependentRates").map(dependent_rate).collect(),
        entries: length("ratePrices")
            .zip(length("dependentRates"))
            .map(|(rows, dependent)| rows.saturating_add(dependent)),
    }
}

/// Reads a push of restrictions.
pub fn restrictions(body: &Map<String, Value>) -> Rows<'_, Restriction<'_>> {
    row::read(body, "restrictions", true, |entry, reader| {
        let (mut state, mut min_los, mut max_los) = (None, None, None);
        let row = reader.row(entry, |name, value| match name {
            "state" => state = value.as_array().map(Vec::as_slice),
            "minLos" => min_los = integer(value),
            "maxLos" => max_los = integer(value),
            _ => {}
        });
        Restriction {
            row,
            state,
            min_los,
            max_los,
        }
    })
}

fn rate_price<'e>(entry: &'e Map<String, Value>, reader: row::Reader<'_, 'e>) -> RatePrice<'e> {
    let (mut prices, mut age_prices) = (Vec::new(), Vec::new());
    let row = reader.row(entry, |name, value| match name {
        "prices" => prices = price_list(value),
        "agePrices" => age_prices = price_list(value),
        _ => {}
    });
    RatePrice {
        row,
        prices,
        age_prices,
    }
}

fn price_list(list: &Value) -> Vec<Price<'_>> {
    let mut prices = Vec::with_capacity(objects_of(list).count());
    prices.extend(objects_of(list).map(price));
    prices
}

fn price<'e>((index, entry): (usize, &'e Map<String, Value>)) -> Price<'e> {
    let mut price = Price {
        index,
        ..Price::default()
    };
    for (name, value) in entry {
        match name.as_str() {
            "grossAmount" => price.gross = number(value),
            "netAmount" => price.net = number(value),
            "currencyCode" => price.currency = value.as_str(),
            "guestCount" => price.guests = integer(value),
            "ageCategoryCode" => price.age = filled(value),
            _ => {}
        }
    }
    price
}

fn dependent_rate<'e>((index, entry): (usize, &'e Map<String, Value>)) -> DependentRate<'e> {
    let zero = |adjustment: &Value, name: &str| adjustment.get(name).and_then(number) == Some(0.0);
    let written = entry.get("adjustments").and_then(Value::as_array);
    DependentRate {
        index,
        rate: fields::filled(entry, "rateCode"),
        base: fields::filled(entry, "baseRateCode"),
        adjustments: objects(entry, "adjustments")
            .map(|(index, adjustment)| Adjustment {
                index,
                period: Period::between(adjustment, "startDate", "endDate"),
            })
            .collect(),
        is_neutral: written.is_some_and(|written| {
            written
                .iter()
                .all(|adjustment| zero(adjustment, "relativeValue") && zero(adjustment, "absoluteValue"))
        }),
    }
}

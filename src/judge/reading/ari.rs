//! Availability, prices and restrictions, as pushed.
//!
//! See `channel-manager-api/channel-manager-operations/inventory`.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::fields::{date, integer, number, objects, text};

/// The first and the last day of something; each day between is part of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Period<'e> {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// What the last day is called.
    pub last: &'e str,
}

/// A pair of rate and space category, by their mapping codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pair<'e> {
    /// The rate.
    pub rate: &'e str,
    /// The space category.
    pub space: &'e str,
}

/// One entry of a push of availability.
#[derive(Clone, Copy, Debug)]
pub struct Availability<'e> {
    /// Its position in the list.
    pub index: usize,
    /// The space category.
    pub space: Option<&'e str>,
    /// The nights.
    pub period: Period<'e>,
    /// How many spaces are free.
    pub count: Option<i64>,
}

/// A push of prices.
#[derive(Clone, Debug)]
pub struct Prices<'e> {
    /// The entries of `ratePrices`.
    pub rows: Vec<RatePrice<'e>>,
    /// The entries of `dependentRates`.
    pub dependent: Vec<DependentRate<'e>>,
    /// How many entries there are in both lists; nothing if one of them is no list.
    pub entries: Option<usize>,
}

/// One entry of `ratePrices`.
#[derive(Clone, Debug)]
pub struct RatePrice<'e> {
    /// Its position in the list.
    pub index: usize,
    /// The rate.
    pub rate: Option<&'e str>,
    /// The space category.
    pub space: Option<&'e str>,
    /// The nights.
    pub period: Period<'e>,
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
    /// For how many guests.
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
    /// By how much they differ, and when.
    pub adjustments: Vec<Adjustment<'e>>,
    /// Whether they do not differ at all.
    pub is_neutral: bool,
}

/// When a dependent rate differs from its base.
#[derive(Clone, Copy, Debug)]
pub struct Adjustment<'e> {
    /// Its position in the list.
    pub index: usize,
    /// The days.
    pub period: Period<'e>,
}

/// One entry of a push of restrictions.
#[derive(Clone, Copy, Debug)]
pub struct Restriction<'e> {
    /// Its position in the list.
    pub index: usize,
    /// The rate.
    pub rate: Option<&'e str>,
    /// The space category.
    pub space: Option<&'e str>,
    /// The nights.
    pub period: Period<'e>,
    /// What is open or closed, as it stands there.
    pub state: Option<&'e [Value]>,
    /// The shortest stay to which the state applies.
    pub min_los: Option<i64>,
    /// The longest stay to which the state applies.
    pub max_los: Option<i64>,
}

impl Period<'_> {
    /// The period between two properties.
    pub fn of<'e>(object: &'e Map<String, Value>, from: &str, to: &'static str) -> Period<'e> {
        Period {
            from: object.get(from).and_then(date),
            to: object.get(to).and_then(date),
            last: to,
        }
    }

    /// Its first and its last day, if both are known and in the order of time.
    pub fn days(self) -> Option<(Date, Date)> {
        let (from, to) = self.from.zip(self.to)?;
        (from <= to).then_some((from, to))
    }
}

impl<'e> RatePrice<'e> {
    /// The pair that it is about.
    pub fn pair(&self) -> Option<Pair<'e>> {
        pair(self.rate, self.space)
    }

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
    /// The pair that it is about.
    pub fn pair(&self) -> Option<Pair<'e>> {
        pair(self.rate, self.space)
    }

    /// Its states, if every one is an integer.
    pub fn states(&self) -> Option<impl Iterator<Item = i64> + Clone + use<'e>> {
        let state = self.state?;
        let are_integers = state.iter().all(|value| integer(value).is_some());
        are_integers.then(|| state.iter().filter_map(integer))
    }
}

fn pair<'e>(rate: Option<&'e str>, space: Option<&'e str>) -> Option<Pair<'e>> {
    Some(Pair {
        rate: rate?,
        space: space?,
    })
}

/// Reads a push of availability.
pub fn availability(body: &Map<String, Value>) -> Vec<Availability<'_>> {
    let entries = objects(body, "availabilities");
    entries
        .map(|(index, entry)| {
            let head = Head::of(entry);
            Availability {
                index,
                space: head.space,
                period: head.period,
                count: entry.get("availability").and_then(integer),
            }
        })
        .collect()
}

/// Reads a push of prices.
pub fn prices(body: &Map<String, Value>) -> Prices<'_> {
    let length = |name: &str| match body.get(name) {
        None | Some(Value::Null) => Some(0),
        Some(Value::Array(items)) => Some(items.len()),
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => None,
    };
    Prices {
        rows: objects(body, "ratePrices").map(rate_price).collect(),
        dependent: objects(body, "dependentRates").map(dependent_rate).collect(),
        entries: length("ratePrices")
            .zip(length("dependentRates"))
            .map(|(rows, dependent)| rows.saturating_add(dependent)),
    }
}

/// Reads a push of restrictions.
pub fn restrictions(body: &Map<String, Value>) -> Vec<Restriction<'_>> {
    let entries = objects(body, "restrictions");
    entries.map(restriction).collect()
}

fn restriction<'e>((index, entry): (usize, &'e Map<String, Value>)) -> Restriction<'e> {
    let head = Head::of(entry);
    Restriction {
        index,
        rate: head.rate,
        space: head.space,
        period: head.period,
        state: entry.get("state").and_then(Value::as_array).map(Vec::as_slice),
        min_los: entry.get("minLos").and_then(integer),
        max_los: entry.get("maxLos").and_then(integer),
    }
}

/// What the entries of all pushes begin with.
///
/// Year-long pushes have many thousands of them. Going through the properties once is faster
/// than asking for each.
struct Head<'e> {
    rate: Option<&'e str>,
    space: Option<&'e str>,
    period: Period<'e>,
}

impl<'e> Head<'e> {
    fn of(entry: &'e Map<String, Value>) -> Self {
        let mut head = Self {
            rate: None,
            space: None,
            period: Period {
                from: None,
                to: None,
                last: "to",
            },
        };
        for (name, value) in entry {
            match name.as_str() {
                "ratePlanCode" => head.rate = text(value),
                "spaceTypeCode" => head.space = text(value),
                "from" => head.period.from = date(value),
                "to" => head.period.to = date(value),
                _ => {}
            }
        }
        head
    }
}

fn rate_price<'e>((index, entry): (usize, &'e Map<String, Value>)) -> RatePrice<'e> {
    let head = Head::of(entry);
    RatePrice {
        index,
        rate: head.rate,
        space: head.space,
        period: head.period,
        prices: objects(entry, "prices").map(price).collect(),
        age_prices: objects(entry, "agePrices").map(price).collect(),
    }
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
            "ageCategoryCode" => price.age = text(value),
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
        rate: entry.get("rateCode").and_then(text),
        base: entry.get("baseRateCode").and_then(text),
        adjustments: objects(entry, "adjustments")
            .map(|(index, adjustment)| Adjustment {
                index,
                period: Period::of(adjustment, "startDate", "endDate"),
            })
            .collect(),
        is_neutral: written.is_some_and(|written| {
            written
                .iter()
                .all(|adjustment| zero(adjustment, "relativeValue") && zero(adjustment, "absoluteValue"))
        }),
    }
}

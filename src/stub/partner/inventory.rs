//! Availability, prices and restrictions: what was pushed, per night.
//!
//! A push is taken whole or not at all, and every code that cannot be taken is reported.
//! Implements `channel-manager-api/channel-manager-operations/inventory`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::calendar::Calendar;
use super::push_outcome::PushOutcome;
use super::unmapped_codes::UnmappedCodes;
use crate::stub::answer::done;
use crate::stub::fields::{At, Fields, integer};
use crate::stub::property::{Pair, Property};
use crate::stub::seed;

/// The price of a night for a number of guests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// Number of guests that the price is for.
    pub guests: i64,
    /// The amount with taxes.
    pub gross: f64,
    /// The amount without taxes.
    pub net: f64,
}

impl Price {
    fn value(&self) -> Value {
        json!({ "guestCount": self.guests, "grossAmount": self.gross, "netAmount": self.net })
    }
}

/// The restriction on a night.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// The states as pushed: 1 open, 2 closed, 6 to arrival, 7 to departure, 8 to stay.
    pub state: Vec<i64>,
    /// The shortest stay to which the state applies.
    pub min_los: Option<i64>,
    /// The longest stay to which the state applies.
    pub max_los: Option<i64>,
}

/// Inventory that the reference channel manager stored for one connection.
#[derive(Default)]
pub(super) struct Inventory {
    availability: BTreeMap<String, Calendar<i64>>,
    prices: BTreeMap<Pair, Calendar<Vec<Price>>>,
    restrictions: BTreeMap<Pair, Calendar<Restriction>>,
}

impl Inventory {
    /// Returns the number of spaces of a category that are free on a night.
    pub(super) fn availability(&self, space: &str, night: Date) -> Option<i64> {
        self.availability.get(space)?.at(night).copied()
    }

    /// The prices of a pair on a night.
    pub(super) fn prices(&self, pair: &Pair, night: Date) -> &[Price] {
        self.prices
            .get(pair)
            .and_then(|calendar| calendar.at(night))
            .map_or(&[], Vec::as_slice)
    }

    /// The restriction of a pair on a night.
    pub(super) fn restriction(&self, pair: &Pair, night: Date) -> Option<&Restriction> {
        self.restrictions.get(pair)?.at(night)
    }

    /// All that is stored for the nights between two, both inclusive.
    pub(super) fn read(&self, from: Date, to: Date) -> Map<String, Value> {
        let availabilities: Vec<Value> = self
            .availability
            .iter()
            .flat_map(|(space, calendar)| {
                calendar.nights(from, to).map(
                    move |(night, count)| json!({ "spaceTypeCode": space, "date": night.to_string(), "availability": count }),
                )
            })
            .collect();
        let prices = rows(&self.prices, from, to, |row, prices| {
            row["prices"] = prices.iter().map(Price::value).collect();
        });
        let restrictions = rows(&self.restrictions, from, to, |row, restriction| {
            row["state"] = json!(restriction.state);
            row["minLos"] = json!(restriction.min_los);
            row["maxLos"] = json!(restriction.max_los);
        });
        Map::from_iter([
            ("availabilities".to_owned(), Value::Array(availabilities)),
            ("prices".to_owned(), prices),
            ("restrictions".to_owned(), restrictions),
        ])
    }

    /// The first night and the last of which anything is stored.
    pub(super) fn extent(&self) -> Option<(Date, Date)> {
        let extents = (self.availability.values().filter_map(Calendar::extent))
            .chain(self.prices.values().filter_map(Calendar::extent))
            .chain(self.restrictions.values().filter_map(Calendar::extent));
        extents.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// Takes a push of availability.
    pub(super) fn update_availability(&mut self, body: &Map<String, Value>, property: &Property) -> PushOutcome {
        let (mut fields, mut codes) = head(body, property);
        let mut updates = Vec::new();
        for (index, entry) in fields.list(body, At::Root, "availabilities").iter().enumerate() {
            let at = At::Item(&At::Root, "availabilities", index);
            let Some(entry) = fields.object(entry, at) else {
                continue;
            };
            let space = fields.text(entry, at, "spaceTypeCode");
            let period = fields.period(entry, at);
            let count = fields.integer(entry, at, "availability");
            if let (Some(space), Some(period), Some(count)) = (space, period, count) {
                codes.space(space);
                updates.push((space, period, count));
            }
        }
        fields.finish()?;
        if let Err(unmapped) = codes.finish() {
            return Ok(Err(unmapped));
        }
        for (space, period, count) in updates {
            self.availability
                .entry(space.to_owned())
                .or_default()
                .set(period, count);
        }
        Ok(done())
    }

    /// Takes a push of prices.
    pub(super) fn update_prices(&mut self, body: &Map<String, Value>, property: &Property) -> PushOutcome {
        let (mut fields, mut codes) = head(body, property);
        let rows = fields.optional_list(body, At::Root, "ratePrices");
        let dependent = fields.optional_list(body, At::Root, "dependentRates");
        if rows.is_none() && dependent.is_none() {
            fields.invalid(At::Property(&At::Root, "ratePrices"), "must be an array");
        }
        let mut updates = Vec::new();
        for (index, entry) in rows.unwrap_or_default().iter().enumerate() {
            let at = At::Item(&At::Root, "ratePrices", index);
            let Some(entry) = fields.object(entry, at) else {
                continue;
            };
            let scope = scope(&mut fields, entry, at);
            let prices = prices(&mut fields, entry, at, "prices");
            prices_by_age(&mut fields, entry, at);
            if let Some((pair, period)) = scope {
                codes.pair(&pair);
                updates.push((pair, period, prices));
            }
        }
        for (index, entry) in dependent.unwrap_or_default().iter().enumerate() {
            let at = At::Item(&At::Root, "dependentRates", index);
            let Some(entry) = fields.object(entry, at) else {
                continue;
            };
            if let Some(rate) = fields.text(entry, at, "rateCode") {
                codes.rate(rate);
            }
            adjustments(&mut fields, entry, at);
            // Checked and not stored: the documentation leaves the unit of an adjustment open.
        }
        fields.finish()?;
        if let Err(unmapped) = codes.finish() {
            return Ok(Err(unmapped));
        }
        for (pair, period, prices) in updates {
            self.prices.entry(pair).or_default().set(period, prices);
        }
        Ok(done())
    }

    /// Takes a push of restrictions; each replaces the earlier one of its scope and nights wholly.
    pub(super) fn update_restrictions(&mut self, body: &Map<String, Value>, property: &Property) -> PushOutcome {
        let (mut fields, mut codes) = head(body, property);
        let mut updates = Vec::new();
        for (index, entry) in fields.list(body, At::Root, "restrictions").iter().enumerate() {
            let at = At::Item(&At::Root, "restrictions", index);
            let Some(entry) = fields.object(entry, at) else {
                continue;
            };
            let scope = scope(&mut fields, entry, at);
            let restriction = Restriction {
                state: state(&mut fields, entry, at),
                min_los: fields.optional_length(entry, at, "minLos"),
                max_los: fields.optional_length(entry, at, "maxLos"),
            };
            if restriction
                .min_los
                .zip(restriction.max_los)
                .is_some_and(|(min, max)| max < min)
            {
                fields.broken(At::Property(&at, "maxLos"), "must not be less than minLos");
            }
            if let Some((pair, period)) = scope {
                codes.pair(&pair);
                updates.push((pair, period, restriction));
            }
        }
        fields.finish()?;
        if let Err(unmapped) = codes.finish() {
            return Ok(Err(unmapped));
        }
        for (pair, period, restriction) in updates {
            self.restrictions.entry(pair).or_default().set(period, restriction);
        }
        Ok(done())
    }
}

fn rows<T: Clone>(
    calendars: &BTreeMap<Pair, Calendar<T>>,
    from: Date,
    to: Date,
    fill: impl Fn(&mut Value, &T),
) -> Value {
    let mut rows = Vec::new();
    for (Pair { rate, space }, calendar) in calendars {
        for (night, value) in calendar.nights(from, to) {
            let mut row = json!({ "ratePlanCode": rate, "spaceTypeCode": space, "date": night.to_string() });
            fill(&mut row, value);
            rows.push(row);
        }
    }
    Value::Array(rows)
}

fn head<'p>(body: &Map<String, Value>, property: &'p Property) -> (Fields, UnmappedCodes<'p>) {
    let mut fields = Fields::default();
    fields.text(body, At::Root, "messageId");
    fields.address(body, At::Root, "responseUrl");
    (fields, UnmappedCodes::new(property))
}

fn scope(fields: &mut Fields, entry: &Map<String, Value>, at: At<'_>) -> Option<(Pair, (Date, Date))> {
    let space = fields.text(entry, at, "spaceTypeCode");
    let rate = fields.text(entry, at, "ratePlanCode");
    let period = fields.period(entry, at);
    Some((
        Pair {
            space: space?.to_owned(),
            rate: rate?.to_owned(),
        },
        period?,
    ))
}

fn prices(fields: &mut Fields, entry: &Map<String, Value>, at: At<'_>, list: &str) -> Vec<Price> {
    let mut prices = Vec::new();
    for (index, price) in fields.list(entry, at, list).iter().enumerate() {
        let at = At::Item(&at, list, index);
        let Some(price) = fields.object(price, at) else {
            continue;
        };
        fields.number(price, at, "grossAmount");
        fields.number(price, at, "netAmount");
        match fields.text(price, at, "currencyCode") {
            Some(code) if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) => {
                fields.invalid(
                    At::Property(&at, "currencyCode"),
                    "must be a currency code of three capitals",
                );
            }
            Some(code) if code != seed::CURRENCY => {
                fields.broken(At::Property(&at, "currencyCode"), "must be the currency of the rate");
            }
            _ => {}
        }
        let guests = fields.integer(price, at, "guestCount");
        if guests.is_some_and(|guests| guests < 1) {
            fields.invalid(At::Property(&at, "guestCount"), "must be at least 1");
        }
        let amount = |name| price.get(name).and_then(Value::as_f64);
        if let (Some(guests), Some(gross), Some(net)) = (guests, amount("grossAmount"), amount("netAmount")) {
            prices.push(Price { guests, gross, net });
        }
    }
    prices
}

fn prices_by_age(fields: &mut Fields, entry: &Map<String, Value>, at: At<'_>) {
    prices(fields, entry, at, "agePrices");
    let rows = entry.get("agePrices").and_then(Value::as_array);
    for (index, price) in rows.into_iter().flatten().enumerate() {
        if let Some(price) = price.as_object() {
            fields.text(price, At::Item(&at, "agePrices", index), "ageCategoryCode");
        }
    }
}

fn adjustments(fields: &mut Fields, entry: &Map<String, Value>, at: At<'_>) {
    for (index, adjustment) in fields.list(entry, at, "adjustments").iter().enumerate() {
        let at = At::Item(&at, "adjustments", index);
        let Some(adjustment) = fields.object(adjustment, at) else {
            continue;
        };
        fields.number(adjustment, at, "relativeValue");
        fields.number(adjustment, at, "absoluteValue");
        for name in ["startDate", "endDate"] {
            if adjustment.get(name).is_some_and(|date| !date.is_null()) {
                fields.date(adjustment, at, name);
            }
        }
    }
}

fn state(fields: &mut Fields, entry: &Map<String, Value>, at: At<'_>) -> Vec<i64> {
    let values = fields.list(entry, at, "state");
    let state: Vec<i64> = values.iter().filter_map(integer).collect();
    let at = At::Property(&at, "state");
    let distinct = state.iter().collect::<BTreeSet<_>>().len() == values.len();
    if state.is_empty() || !distinct || !state.iter().all(|code| [1, 2, 6, 7, 8].contains(code)) {
        fields.invalid(at, "must list at least one of 1, 2, 6, 7 and 8, each once");
        return state;
    }
    let closed = state.contains(&2);
    if closed != state.iter().any(|code| [6, 7, 8].contains(code)) {
        fields.broken(at, "must combine 2 with 6, 7 or 8, and these with 2");
    } else if closed && state.contains(&1) {
        fields.broken(at, "must not be open and closed at once");
    }
    state
}

//! Availability, prices and restrictions: what was pushed, per night.
//!
//! A push is taken whole or not at all, and every code that cannot be taken is reported.
//! Implements `channel-manager-api/channel-manager-operations/inventory`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::answer::{Answer, Code, Refusal, done};
use super::fields::{At, Fields, integer};
use super::property::{Pair, Property};
use super::seed;

/// A value for each night, given for whole periods; the last word on a night counts.
///
/// Periods and not nights are stored: one entry may span years.
struct Calendar<T>(Vec<(Date, Date, T)>);

impl<T> Default for Calendar<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Calendar<T> {
    fn set(&mut self, (from, to): (Date, Date), value: T) {
        // What is covered whole can never be asked for again: a repeated push changes nothing.
        self.0.retain(|(first, last, _)| *first < from || *last > to);
        self.0.push((from, to, value));
    }

    fn at(&self, night: Date) -> Option<&T> {
        self.0
            .iter()
            .rev()
            .find(|(first, last, _)| (*first..=*last).contains(&night))
            .map(|(_, _, value)| value)
    }
}

/// The price of a night for a number of guests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// How many guests the price is for.
    pub guests: i64,
    /// The amount with taxes.
    pub gross: f64,
    /// The amount without taxes.
    pub net: f64,
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

/// What the reference channel manager stored for one connection.
#[derive(Default)]
pub(super) struct Inventory {
    availability: BTreeMap<String, Calendar<i64>>,
    prices: BTreeMap<Pair, Calendar<Vec<Price>>>,
    restrictions: BTreeMap<Pair, Calendar<Restriction>>,
}

impl Inventory {
    /// How many spaces of a category are free on a night.
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

    /// Takes a push of availability.
    pub(super) fn update_availability(&mut self, body: &Map<String, Value>, property: &Property) -> Answer {
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
        codes.finish()?;
        for (space, period, count) in updates {
            self.availability
                .entry(space.to_owned())
                .or_default()
                .set(period, count);
        }
        done()
    }

    /// Takes a push of prices.
    pub(super) fn update_prices(&mut self, body: &Map<String, Value>, property: &Property) -> Answer {
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
        codes.finish()?;
        for (pair, period, prices) in updates {
            self.prices.entry(pair).or_default().set(period, prices);
        }
        done()
    }

    /// Takes a push of restrictions; each replaces the earlier one of its scope and nights wholly.
    pub(super) fn update_restrictions(&mut self, body: &Map<String, Value>, property: &Property) -> Answer {
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
        codes.finish()?;
        for (pair, period, restriction) in updates {
            self.restrictions.entry(pair).or_default().set(period, restriction);
        }
        done()
    }
}

fn head<'p>(body: &Map<String, Value>, property: &'p Property) -> (Fields, Codes<'p>) {
    let mut fields = Fields::default();
    fields.text(body, At::Root, "messageId");
    fields.address(body, At::Root, "responseUrl");
    (
        fields,
        Codes {
            property,
            seen: BTreeSet::new(),
            refusals: Vec::new(),
        },
    )
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

/// Collects the codes that cannot be taken, each once.
struct Codes<'p> {
    property: &'p Property,
    seen: BTreeSet<(String, String)>,
    refusals: Vec<Refusal>,
}

impl Codes<'_> {
    fn space(&mut self, code: &str) {
        if !self.property.has_space(code) && self.seen.insert((String::new(), code.to_owned())) {
            let message = format!("The space category {code} is not known here; map it or stop sending it.");
            self.refusals.push(Refusal::new(Code::Category, message).category(code));
        }
    }

    fn rate(&mut self, code: &str) {
        if !self.property.has_rate(code) && self.seen.insert((code.to_owned(), String::new())) {
            let message = format!("The rate {code} is not known here; map it or stop sending it.");
            self.refusals.push(Refusal::new(Code::Rate, message).rate(code));
        }
    }

    /// A pair is at fault only if neither of its codes is: each consequence should be the smallest.
    fn pair(&mut self, Pair { rate, space }: &Pair) {
        self.space(space);
        self.rate(rate);
        if self.property.has_space(space)
            && self.property.has_rate(rate)
            && !self.property.is_mapped(rate, space)
            && self.seen.insert((rate.clone(), space.clone()))
        {
            let message =
                format!("The rate {rate} is not mapped with the space category {space}; map them or stop sending it.");
            self.refusals
                .push(Refusal::new(Code::RateCategory, message).rate(rate).category(space));
        }
    }

    fn finish(self) -> Result<(), Vec<Refusal>> {
        if self.refusals.is_empty() {
            Ok(())
        } else {
            Err(self.refusals)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_on_a_night_counts() {
        let day = |day| jiff::civil::date(2031, 3, day);
        let mut calendar = Calendar::default();
        calendar.set((day(1), day(10)), 1);
        calendar.set((day(5), day(20)), 2);
        assert_eq!(
            [4, 5, 20, 21].map(|n| calendar.at(day(n)).copied()),
            [Some(1), Some(2), Some(2), None]
        );
        calendar.set((day(5), day(20)), 2);
        assert_eq!(calendar.0.len(), 2);
    }
}

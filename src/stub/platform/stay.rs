//! Stays of guests, and their price where guests book with the property itself.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::amount::{Amount, sum};
use super::base_inventory;
use crate::stub::property::{Pair, Property};
use crate::stub::seed;

/// Stay of a reservation, as far as it is kept.
#[derive(Clone)]
pub(super) struct Stay {
    pub(super) space: String,
    pub(super) rate: String,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) total: Amount,
    /// One for each night.
    pub(super) nights: Vec<Amount>,
    /// Number of guests of each age.
    pub(super) guests: Vec<(String, i64)>,
}

impl Stay {
    /// The stay as it is sent, without its codes.
    pub(super) fn value(&self) -> Map<String, Value> {
        let mut value = Map::new();
        value.insert("spaceTypeCode".into(), json!(self.space));
        value.insert("ratePlanCode".into(), json!(self.rate));
        value.insert("from".into(), json!(self.from.to_string()));
        value.insert("to".into(), json!(self.to.to_string()));
        value.insert("totalAmount".into(), self.total.value());
        let nights: Vec<_> = self.nights.iter().map(|night| night.value()).collect();
        value.insert("amounts".into(), Value::Array(nights));
        let guests: Vec<_> = self
            .guests
            .iter()
            .map(|(age, count)| json!({ "code": age, "count": count }))
            .collect();
        value.insert("guestCounts".into(), Value::Array(guests));
        value
    }
}

/// The price of a stay for two adults; at least one night.
pub(super) fn priced(property: &Property, pair: &Pair, (from, to): (Date, Date)) -> Option<Stay> {
    let nights: Vec<Amount> = from
        .series(1.day())
        .take_while(|night| *night < to)
        .map(|night| {
            let (gross, net) = base_inventory::night(property, pair, night);
            Amount {
                gross: Some(gross),
                net: Some(net),
            }
        })
        .collect();
    Some(Stay {
        space: pair.space.clone(),
        rate: pair.rate.clone(),
        from,
        to,
        total: sum(nights.iter().copied())?,
        nights,
        guests: vec![(seed::AGES[0].to_owned(), 2)],
    })
}

/// Two nights in the first category of a property: what the reservation of the seed is about.
pub(super) fn usual(property: &Property) -> Option<Stay> {
    let pair = property.pairs().next()?;
    priced(
        property,
        &pair,
        (jiff::civil::date(2031, 3, 1), jiff::civil::date(2031, 3, 3)),
    )
}

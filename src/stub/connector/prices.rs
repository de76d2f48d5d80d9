//! Prices of rates and products in each unit of time: the usual one, until somebody sets another.

use std::collections::HashMap;

use jiff::Timestamp;

use super::item::Item;
use super::period::Period;

/// The prices that were set, in cents.
#[derive(Clone, Default)]
pub(super) struct Prices(HashMap<Key, i64>);

/// A rate or product, a category or all of them, and the beginning of a unit.
type Key = (String, Option<String>, Timestamp);

impl Prices {
    /// The price of something in a unit, for a category if that has one of its own.
    pub(super) fn of(&self, thing: &Item, category: Option<&str>, period: Period, unit: Timestamp) -> i64 {
        let set = |category: Option<&str>| {
            let key = (thing.id.clone(), category.map(str::to_owned), unit);
            self.0.get(&key).copied()
        };
        category
            .and_then(|category| set(Some(category)))
            .or_else(|| set(None))
            .unwrap_or_else(|| usual(thing, period))
    }

    /// Sets a price, or takes it back.
    pub(super) fn set(&mut self, thing: &str, category: Option<&str>, unit: Timestamp, cents: Option<i64>) {
        let key = (thing.to_owned(), category.map(str::to_owned), unit);
        match cents {
            Some(cents) => drop(self.0.insert(key, cents)),
            None => drop(self.0.remove(&key)),
        }
    }
}

/// The price of something for which nobody has set one.
fn usual(thing: &Item, period: Period) -> i64 {
    let own = thing.data.get("Price").and_then(|price| {
        let gross = price.get("GrossValue")?.as_f64()?;
        Some((gross * 100.0).round() as i64)
    });
    own.unwrap_or_else(|| {
        let unit = match period {
            Period::Hour => 2_400,
            Period::Day => 12_000,
            Period::Month => 150_000,
        };
        unit + 600 * i64::try_from(thing.index.unwrap_or_default()).unwrap_or_default()
    })
}

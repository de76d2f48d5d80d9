//! The inventory of a property before it is changed: made up, and always the same.

use jiff::civil::{Date, Weekday};
use serde_json::{Map, Value, json};

use crate::stub::property::{Pair, Property};
use crate::stub::seed;

/// Most guests that prices are given for.
const GUESTS: i64 = 2;
/// Price of breakfast for each guest each night, in cents with and without taxes.
const BREAKFAST: (i64, i64) = (1_635, 1_500);

/// The free spaces of a category on a night, as the properties of an entry.
pub(super) fn availability(property: &Property, space: &str, night: Date) -> Map<String, Value> {
    let count = property
        .space_categories(true)
        .iter()
        .find(|category| category["code"] == space)
        .and_then(|category| category["spaceCount"].as_i64())
        .unwrap_or_default();
    let sold = (week(night) + position(property.spaces, space)) % 4;
    object(json!({ "availability": count.saturating_sub(sold).max(0) }))
}

/// The prices of a mapping on a night, as the properties of an entry.
pub(super) fn prices(property: &Property, pair: &Pair, night: Date) -> Map<String, Value> {
    let prices: Vec<Value> = (1..=GUESTS)
        .map(|guests| {
            let net = net(property, pair, night, guests);
            let included = if is_package(pair) { guests } else { 0 };
            // The package costs what its base costs, and the product for each guest (R-ARI-18).
            price(
                taxed(net).saturating_add(BREAKFAST.0 * included),
                net.saturating_add(BREAKFAST.1 * included),
                guests,
            )
        })
        .collect();
    object(json!({ "prices": prices, "agePrices": [] }))
}

/// The same price for every number of guests, as the properties of an entry.
pub(super) fn set_prices(gross: f64) -> Map<String, Value> {
    let gross = (gross * 100.0).round() as i64;
    let net = (gross.saturating_mul(100) / 109).min(gross);
    let prices: Vec<Value> = (1..=GUESTS).map(|guests| price(gross, net, guests)).collect();
    object(json!({ "prices": prices, "agePrices": [] }))
}

/// The restriction of a mapping on a night, as the properties of an entry.
pub(super) fn restriction(pair: &Pair, night: Date) -> Map<String, Value> {
    let (state, min, max): (&[i64], Option<i64>, Option<i64>) = match pair.rate.as_str() {
        "WEEK" => (&[1], Some(7), None),
        "LATE" => (&[1], None, Some(3)),
        "NONREF" if night.weekday() == Weekday::Saturday => (&[2, 6], None, None),
        _ => (&[1], None, None),
    };
    object(json!({ "state": state, "minLos": min, "maxLos": max }))
}

/// Price and net price of one night for two guests, in the main currency unit.
pub(super) fn night(property: &Property, pair: &Pair, night: Date) -> (f64, f64) {
    let net = net(property, pair, night, GUESTS);
    (money(taxed(net)), money(net))
}

/// Cents as the main unit of the currency.
pub(super) fn money(cents: i64) -> f64 {
    cents as f64 / 100.0
}

fn price(gross: i64, net: i64, guests: i64) -> Value {
    json!({
        "grossAmount": money(gross), "netAmount": money(net), "currencyCode": seed::CURRENCY, "guestCount": guests,
    })
}

fn net(property: &Property, pair: &Pair, night: Date, guests: i64) -> i64 {
    let rate = match pair.rate.as_str() {
        "NONREF" => 90,
        "WEEK" => 85,
        "LATE" => 80,
        _ => 100,
    };
    let weekend = matches!(night.weekday(), Weekday::Friday | Weekday::Saturday);
    let season = i64::from((night.month() + 9) % 12) * 100;
    let space = 6_000 + 1_500 * position(property.spaces, &pair.space);
    let night = space + season + if weekend { 1_200 } else { 0 } + (guests - 1) * 1_000;
    night * rate / 100
}

/// With the lower rate of value added tax, rounded to a cent.
fn taxed(net: i64) -> i64 {
    (net * 109 + 50) / 100
}

fn is_package(pair: &Pair) -> bool {
    pair.rate == seed::RATES[4]
}

fn week(night: Date) -> i64 {
    i64::from(night.day_of_year()) / 7
}

fn position(codes: &[&str], code: &str) -> i64 {
    codes
        .iter()
        .position(|known| *known == code)
        .and_then(|position| i64::try_from(position).ok())
        .unwrap_or_default()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stub::property::CANAL_HOUSE;

    #[test]
    fn a_package_is_its_base_with_the_product() {
        let night = jiff::civil::date(2031, 3, 1);
        let of = |rate: &str| {
            let pair = Pair {
                rate: rate.to_owned(),
                space: "DBL".to_owned(),
            };
            prices(&CANAL_HOUSE, &pair, night)["prices"].clone()
        };
        let (package, base) = (of("PKG"), of("FLEX"));
        for guests in 0..2 {
            let cents = |prices: &Value, name| (prices[guests][name].as_f64().unwrap() * 100.0).round() as i64;
            let each = guests as i64 + 1;
            for (name, product) in [("grossAmount", 1_635), ("netAmount", 1_500)] {
                assert_eq!(cents(&package, name), cents(&base, name) + product * each);
            }
        }
    }
}

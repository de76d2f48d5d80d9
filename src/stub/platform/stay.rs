//! Stays that guests book with the property itself.

use jiff::ToSpan;
use jiff::civil::Date;

use super::amount::{Amount, sum};
use super::incoming::Stay;
use super::value;
use crate::stub::property::{Pair, Property};
use crate::stub::seed;

/// The price of a stay for two adults; at least one night.
pub(super) fn priced(property: &Property, pair: &Pair, (from, to): (Date, Date)) -> Option<Stay> {
    let nights: Vec<Amount> = from
        .series(1.day())
        .take_while(|night| *night < to)
        .map(|night| {
            let (gross, net) = value::night(property, pair, night);
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

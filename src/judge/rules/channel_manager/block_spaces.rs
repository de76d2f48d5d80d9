//! R-BLK: the spaces of a block, night by night.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;
use serde_json::Value;

use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::judge::history::blocks::blocks;
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::block::{Allocation, Block, Portion, Span};
use crate::judge::views::fields;
use crate::judge::wording::{quoted, value_kind};

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-BLK-2", intervals),
    Rule::new("R-BLK-3", overlaps),
    Rule::new("R-BLK-4", counts),
    Rule::new("R-BLK-9", prices),
    Rule::new("R-BLK-10", currency),
];

/// The lists of an allocation whose items hold for some of the nights.
const LISTS: [&str; 3] = ["allocatedSpaces", "occupiedSpaces", "rates"];

/// One such list.
fn portions<'a, 'e>(space: &'a Allocation<'e>, list: &str) -> &'a [Portion<'e>] {
    match list {
        "allocatedSpaces" => &space.allocated,
        "occupiedSpaces" => &space.occupied,
        _ => &space.rates,
    }
}

/// R-BLK-2: each interval has a night, and lies within the block.
fn intervals(material: Material<'_>, breaches: &mut Breaches) {
    for (message, block, _) in blocks(material) {
        for space in &block.spaces {
            interval(message, block, space, space.span, &|name| space.at(name), breaches);
            for list in LISTS {
                for portion in portions(space, list) {
                    let at = |name: &str| space.at(&format!("{list}/{}/{name}", portion.index));
                    interval(message, block, space, portion.span, &at, breaches);
                }
            }
        }
    }
}

fn interval(
    message: &SentMessage<'_>,
    block: &Block<'_>,
    space: &Allocation<'_>,
    span: Span,
    at: &dyn Fn(&str) -> String,
    breaches: &mut Breaches,
) {
    let about = space.index.to_string();
    if let Some((start, end)) = span.reversed() {
        let expected = format!("a date after {start}, as the end is exclusive");
        return breaches.push(Breach::of(message, at("end"), expected, end.to_string()).once_for(about));
    }
    let Some((first, last)) = block.dates.nights() else {
        return;
    };
    let mut outside = |name: &str, date: Option<Date>| {
        if let Some(date) = date.filter(|date| !(first..=last).contains(date)) {
            let expected = format!("a date from {first} to {last}, as the block");
            let breach = Breach::of(message, at(name), expected, date.to_string()).once_for(about.as_str());
            breaches.push(breach.weighing(Weight::Warning));
        }
    };
    outside("start", span.start);
    outside("end", span.end);
}

/// One interval of a space category, with its place.
#[derive(Clone, Copy)]
struct Stretch {
    start: Date,
    end: Date,
    count: Option<f64>,
    space: usize,
    portion: usize,
}

impl Stretch {
    fn at(self, list: &str, name: &str) -> String {
        let (space, portion) = (self.space, self.portion);
        format!("/availabilityBlock/spaceCategories/{space}/{list}/{portion}/{name}")
    }
}

/// The intervals of one list of each space category, in their order in time; of all its entries together,
/// should there be several.
fn stretches<'e>(block: &Block<'e>, list: &str) -> BTreeMap<&'e str, Vec<Stretch>> {
    let mut by_space: BTreeMap<&str, Vec<Stretch>> = BTreeMap::new();
    for space in &block.spaces {
        let Some(code) = space.space else { continue };
        for portion in portions(space, list) {
            if let Some((start, end)) = portion.span.nights() {
                by_space.entry(code).or_default().push(Stretch {
                    start,
                    end,
                    count: portion.count,
                    space: space.index,
                    portion: portion.index,
                });
            }
        }
    }
    for stretches in by_space.values_mut() {
        stretches.sort_by_key(|stretch| (stretch.start, stretch.end));
    }
    by_space
}

/// Checks that no interval begins before the one before it has ended.
fn are_apart(stretches: &[Stretch]) -> bool {
    stretches.is_sorted_by(|one, next| one.end <= next.start)
}

/// R-BLK-3: the intervals of a space category follow each other without overlap.
fn overlaps(material: Material<'_>, breaches: &mut Breaches) {
    for (message, block, _) in blocks(material) {
        for list in LISTS {
            for (code, stretches) in stretches(block, list) {
                let mut until: Option<Date> = None;
                for stretch in stretches {
                    match until {
                        Some(until) if stretch.start < until => {
                            let expected = format!("a date from {until} on, where the interval before ends");
                            let actual = stretch.start.to_string();
                            let breach = Breach::of(message, stretch.at(list, "start"), expected, actual);
                            breaches.push(breach.once_for(code));
                        }
                        // Nights without guests need not be told.
                        Some(until) if stretch.start > until && list != "occupiedSpaces" => {
                            let expected = format!("{until}, where the interval before ends");
                            let breach =
                                Breach::of(message, stretch.at(list, "start"), expected, stretch.start.to_string());
                            breaches.push(breach.weighing(Weight::Warning).once_for(code));
                        }
                        Some(_) | None => {}
                    }
                    until = until.max(Some(stretch.end));
                }
            }
        }
    }
}

/// R-BLK-4: counts are not negative, and no more spaces are taken than kept.
fn counts(material: Material<'_>, breaches: &mut Breaches) {
    for (message, block, _) in blocks(material) {
        for space in &block.spaces {
            for list in ["allocatedSpaces", "occupiedSpaces"] {
                for portion in portions(space, list) {
                    if let Some(count) = portion.count.filter(|count| *count < 0.0) {
                        let pointer = space.at(&format!("{list}/{}/count", portion.index));
                        let breach = Breach::of(message, pointer, "0 or more", count.to_string());
                        breaches.push(breach.once_for(space.index.to_string()));
                    }
                }
            }
        }
        let allocated = stretches(block, "allocatedSpaces");
        for (code, occupied) in stretches(block, "occupiedSpaces") {
            let allocated = allocated.get(code).map(Vec::as_slice).unwrap_or_default();
            // Which of two overlapping counts holds cannot be told; R-BLK-3 speaks of that.
            if are_apart(&occupied) && are_apart(allocated) {
                taken(message, &occupied, allocated, breaches);
            }
        }
    }
}

/// Goes along both lists at once.
fn taken(message: &SentMessage<'_>, occupied: &[Stretch], allocated: &[Stretch], breaches: &mut Breaches) {
    let mut kept = allocated;
    for stretch in occupied {
        let Some(count) = stretch.count.filter(|count| *count > 0.0) else {
            continue;
        };
        while let Some((first, rest)) = kept.split_first()
            && first.end <= stretch.start
        {
            kept = rest;
        }
        let mut until = stretch.start;
        let mut least = f64::INFINITY;
        for one in kept.iter().take_while(|one| one.start < stretch.end) {
            if one.start > until {
                break;
            }
            until = one.end;
            least = least.min(one.count.unwrap_or(f64::INFINITY));
        }
        if until < stretch.end {
            least = 0.0;
        }
        if count > least {
            let expected = format!("at most {least}, as no more are allocated on each night");
            let breach = Breach::of(
                message,
                stretch.at("occupiedSpaces", "count"),
                expected,
                count.to_string(),
            );
            let about = stretch.space.to_string();
            breaches.push(breach.weighing(Weight::Warning).once_for(about));
        }
    }
}

/// R-BLK-9: a rate has prices, one for each number of guests.
fn prices(material: Material<'_>, breaches: &mut Breaches) {
    for (message, block, _) in blocks(material) {
        for space in &block.spaces {
            for rate in &space.rates {
                let at = |name: &str| space.at(&format!("rates/{}/{name}", rate.index));
                let prices = fields::list(rate.body, "prices");
                if prices.is_empty() {
                    let deprecated = fields::present(rate.body, "grossAmount").is_some();
                    let actual = match (value_kind(rate.body.get("prices")), deprecated) {
                        (found, false) => found.to_string(),
                        (found, true) => format!("{found}; there is the deprecated grossAmount"),
                    };
                    let breach = Breach::of(message, at("prices"), "at least one price", actual);
                    // The deprecated form is still taken.
                    breaches.push(breach.warning_if(deprecated));
                }
                let mut seen = HashSet::new();
                for (index, price) in fields::objects(rate.body, "prices") {
                    if let Some(guests) = fields::integer(price, "guestCount").filter(|guests| !seen.insert(*guests)) {
                        let expected = "a number of guests that no other price has";
                        let pointer = at(&format!("prices/{index}/guestCount"));
                        let breach = Breach::of(message, pointer, expected, guests.to_string());
                        breaches.push(breach.weighing(Weight::Warning));
                    }
                }
            }
        }
    }
}

/// R-BLK-10: the prices of a rate are in its currency.
fn currency(material: Material<'_>, breaches: &mut Breaches) {
    for (message, block, _) in blocks(material).filter(|(_, block, _)| block.sender == Side::Mews) {
        for space in &block.spaces {
            for rate in &space.rates {
                let Some(wanted) = fields::filled(rate.body, "currencyCode") else {
                    continue;
                };
                for (index, price) in fields::objects(rate.body, "prices") {
                    if let Some(found) = price.get("currencyCode").and_then(Value::as_str)
                        && found != wanted
                    {
                        let expected = format!("{}, as the rate", quoted(wanted));
                        let pointer = space.at(&format!("rates/{}/prices/{index}/currencyCode", rate.index));
                        breaches.push(Breach::of(message, pointer, expected, quoted(found)));
                    }
                }
            }
        }
    }
}

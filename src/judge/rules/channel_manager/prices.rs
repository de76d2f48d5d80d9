//! R-ARI-5 to R-ARI-10: what is said of prices.

use std::collections::{HashMap, HashSet};

use crate::judge::history::timeline::for_each_state;
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::View;
use crate::judge::views::ari::{DependentRate, Price, Prices, RatePrice};
use crate::judge::views::configuration::AGE_WORDS;
use crate::judge::views::row::RowSubject;
use crate::judge::wording::quoted;

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-ARI-5", guests),
    Rule::new("R-ARI-6", currencies),
    Rule::new("R-ARI-7", tax),
    Rule::new("R-ARI-8", ages),
    Rule::new("R-ARI-9", something),
    Rule::new("R-ARI-10", dependence),
];

/// Every push of prices of the judged side.
fn pushes(material: Material<'_>) -> impl Iterator<Item = (&SentMessage<'_>, &Prices<'_>)> {
    material.judged_messages().filter_map(|(message, view)| {
        let View::Prices(prices) = view else { return None };
        Some((message, prices))
    })
}

fn pointer(row: &RatePrice<'_>, list: &str, price: &Price<'_>, property: &str) -> String {
    format!("{}/{list}/{}/{property}", row.row.pointer(), price.index)
}

/// R-ARI-5: prices are for a number of guests, each of which stands once.
fn guests(material: Material<'_>, breaches: &mut Breaches) {
    for (message, prices) in pushes(material) {
        for row in &prices.rows.entries {
            if breaches.are_enough() {
                return;
            }
            for (list, prices) in row.lists() {
                let mut seen = (prices.len() > FEW).then(HashSet::new);
                for (position, price) in prices.iter().enumerate() {
                    let Some(guests) = price.guests else { continue };
                    let is_double = match &mut seen {
                        Some(seen) => !seen.insert((guests, price.age)),
                        None => prices
                            .iter()
                            .take(position)
                            .any(|earlier| earlier.guests == price.guests && earlier.age == price.age),
                    };
                    let actual = if guests < 1 {
                        guests.to_string()
                    } else if is_double {
                        format!("{guests} once more")
                    } else {
                        continue;
                    };
                    let pointer = pointer(row, list, price, "guestCount");
                    let expected = "a number of guests from 1, each once";
                    breaches.push(Breach::of(message, pointer, expected, actual));
                }
            }
        }
    }
}

/// So many prices are compared one by one: most entries have a few, and need no table.
const FEW: usize = 16;

/// R-ARI-6: every price of an entry is in the currency of its rate.
fn currencies(material: Material<'_>, breaches: &mut Breaches) {
    for_each_state(material, |message, view, known| {
        let View::Prices(prices) = view else { return };
        let of_subject = |subject: &RowSubject<'_>| known.rates.as_ref()?.get(subject.first.rate?)?.currency;
        let of_subjects: Vec<Option<&str>> = prices.rows.subjects.iter().map(of_subject).collect();
        for row in &prices.rows.entries {
            if breaches.are_enough() {
                return;
            }
            let of_rate = of_subjects.get(row.row.subject).copied().flatten();
            // Of several currencies that of the rate is the right one, or else the first.
            let mut of_entry = row.all().filter_map(|price| price.currency);
            let of_entry = match of_entry.next() {
                first if of_rate.is_none() || first == of_rate => first,
                first => of_entry.find(|currency| Some(*currency) == of_rate).or(first),
            };
            for (list, prices) in row.lists() {
                for price in prices {
                    let Some(currency) = price.currency else { continue };
                    let is_code = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
                    let is_alone = of_entry != Some(currency);
                    let expected = if !is_code {
                        "a currency code of three capital letters".to_string()
                    } else if let Some(rate) = of_rate.filter(|rate| *rate != currency) {
                        format!("{}, the currency of the rate", quoted(rate))
                    } else if is_alone {
                        "the currency of the other prices of the entry".to_string()
                    } else {
                        continue;
                    };
                    let actual = if is_code {
                        quoted(currency)
                    } else {
                        "other text".to_string()
                    };
                    let pointer = pointer(row, list, price, "currencyCode");
                    let breach = Breach::of(message, pointer, expected, actual);
                    let weight = known.weight().filter(|_| is_code && !is_alone);
                    breaches.push(breach.weighing_if(weight));
                }
            }
        }
    });
}

/// R-ARI-7: tax makes nothing cheaper.
fn tax(material: Material<'_>, breaches: &mut Breaches) {
    for (message, prices) in pushes(material) {
        for row in &prices.rows.entries {
            if breaches.are_enough() {
                return;
            }
            for (list, prices) in row.lists() {
                for price in prices {
                    if let (Some(gross), Some(net)) = (price.gross, price.net)
                        && gross >= 0.0
                        && net > gross
                    {
                        let pointer = pointer(row, list, price, "grossAmount");
                        let expected = format!("at least {net}, the net amount");
                        breaches.push(Breach::of(message, pointer, expected, gross.to_string()).once_for("tax"));
                    }
                }
            }
        }
    }
}

/// R-ARI-8: prices by age are for age categories of the property.
fn ages(material: Material<'_>, breaches: &mut Breaches) {
    for_each_state(material, |message, view, known| {
        let (View::Prices(prices), Some(ages)) = (view, &known.ages) else {
            return;
        };
        for row in &prices.rows.entries {
            if breaches.are_enough() {
                return;
            }
            for price in &row.age_prices {
                if let Some(code) = price
                    .age
                    .filter(|code| !AGE_WORDS.contains(code) && !ages.contains(code))
                {
                    breaches.push(Breach::of(
                        message,
                        pointer(row, "agePrices", price, "ageCategoryCode"),
                        "an age category of the property",
                        format!("{}, which is not known", quoted(code)),
                    ));
                }
            }
        }
    });
}

/// R-ARI-9: a push of prices has prices.
fn something(material: Material<'_>, breaches: &mut Breaches) {
    for (message, prices) in pushes(material) {
        if prices.entries == Some(0) && !breaches.are_enough() {
            let expected = "at least one entry in ratePrices or dependentRates";
            breaches.push(Breach::of(message, "/ratePrices", expected, "none in either"));
        }
    }
}

/// R-ARI-10: no rate depends on itself.
fn dependence(material: Material<'_>, breaches: &mut Breaches) {
    for (message, prices) in pushes(material) {
        for rate in circles(&prices.dependent) {
            if breaches.are_enough() {
                return;
            }
            let pointer = format!("/dependentRates/{}/baseRateCode", rate.index);
            let actual = format!("{} depends on itself", quoted(rate.rate.unwrap_or_default()));
            breaches.push(Breach::of(
                message,
                pointer,
                "a rate that does not depend on this one",
                actual,
            ));
        }
    }
}

/// One rate of each circle, the first that stands in the list.
fn circles<'v, 'e>(dependent: &'v [DependentRate<'e>]) -> Vec<&'v DependentRate<'e>> {
    let mut bases: HashMap<&str, (&str, &DependentRate<'_>)> = HashMap::new();
    let mut circles = Vec::new();
    for rate in dependent {
        if let (Some(code), Some(base)) = (rate.rate, rate.base) {
            bases.entry(code).or_insert((base, rate));
        }
    }
    // Whoever leads to a rate that was looked at before is in no new circle.
    let mut seen: HashSet<&str> = HashSet::new();
    for rate in dependent {
        let mut path: HashSet<&str> = HashSet::new();
        let mut here = rate.rate;
        while let Some(code) = here
            && seen.insert(code)
        {
            path.insert(code);
            here = bases.get(code).map(|(base, _)| *base);
        }
        if let Some(code) = here.filter(|code| path.contains(code)) {
            circles.extend(first_of_circle(code, &bases));
        }
    }
    circles
}

fn first_of_circle<'v, 'e>(
    code: &'e str,
    bases: &HashMap<&'e str, (&'e str, &'v DependentRate<'e>)>,
) -> Option<&'v DependentRate<'e>> {
    let next = |code: &&'e str| bases.get(*code).map(|(base, _)| *base);
    let (_, first) = bases.get(code)?;
    let rest = std::iter::successors(next(&code), next).take_while(|other| *other != code);
    rest.filter_map(|other| bases.get(other))
        .map(|(_, rate)| *rate)
        .chain([*first])
        .min_by_key(|rate| rate.index)
}

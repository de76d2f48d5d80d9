//! R-CFG-1 to R-CFG-5: a configuration agrees with itself and with what was asked for.

use std::collections::HashSet;
use std::hash::Hash;

use serde_json::Value;

use crate::contract::rule::Weight;
use crate::judge::history::configurations::answered_configurations;
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::View;
use crate::judge::views::error_list::MOST_ERRORS;
use crate::judge::wording::quoted;

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-CFG-1", inventory_mappings),
    Rule::new("R-CFG-2", product_mappings),
    Rule::new("R-CFG-3", unsynchronized),
    Rule::new("R-CFG-4", sections),
    Rule::new("R-CFG-5", unique),
];

/// R-CFG-1: the inventory maps what is listed.
fn inventory_mappings(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered_configurations(material) {
        let configuration = answered.configuration;
        let rates: HashSet<&str> = configuration.rates.iter().filter_map(|rate| rate.code).collect();
        let spaces: HashSet<&str> = configuration.spaces.iter().filter_map(|space| space.code).collect();
        for (index, pair) in &configuration.pairs {
            if breaches.are_enough() {
                return;
            }
            // A code that is not listed may be that of one which is not synchronized, unless these are listed too.
            let halves = [
                ("ratePlanCode", "rate plans", pair.rate, answered.extent.rates, &rates),
                (
                    "spaceTypeCode",
                    "space categories",
                    pair.space,
                    answered.extent.spaces,
                    &spaces,
                ),
            ];
            for (property, listed, code, all, codes) in halves {
                if all == Some(true) && configuration.is_whole && !codes.contains(code) {
                    breaches.push(Breach::at(
                        answered.place(format!("/inventoryMappings/{index}/{property}")),
                        format!("the code of one of the {listed} listed"),
                        format!("{}, which is not listed", quoted(code)),
                    ));
                }
            }
        }
    }
}

/// R-CFG-2: products are mapped to listed rates, and the products are listed.
fn product_mappings(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered_configurations(material) {
        let configuration = answered.configuration;
        let rates: HashSet<&str> = configuration.rates.iter().filter_map(|rate| rate.code).collect();
        let products = configuration.products.as_ref().map(|products| {
            let codes = products.iter().filter_map(|product| product.code);
            codes.collect::<HashSet<_>>()
        });
        for (index, rate, product) in &configuration.inclusions {
            if breaches.are_enough() {
                return;
            }
            if answered.extent.rates == Some(true) && configuration.is_whole && !rates.contains(rate) {
                breaches.push(Breach::at(
                    answered.place(format!("/productMappings/{index}/ratePlanCode")),
                    "the code of one of the rate plans listed",
                    format!("{}, which is not listed", quoted(rate)),
                ));
            }
            if products.as_ref().is_some_and(|products| !products.contains(product)) {
                breaches.push(Breach::at(
                    answered.place(format!("/productMappings/{index}/productCode")),
                    "the code of one of the products listed",
                    format!("{}, which is not listed", quoted(product)),
                ));
            }
        }
    }
}

/// R-CFG-3: what is not synchronized is listed only if asked for.
fn unsynchronized(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered_configurations(material) {
        let configuration = answered.configuration;
        let rates = configuration
            .rates
            .iter()
            .map(|rate| ("ratePlans", rate.index, rate.synchronized, answered.extent.rates));
        let spaces = configuration.spaces.iter().map(|space| {
            (
                "spaceCategories",
                space.index,
                space.synchronized,
                answered.extent.spaces,
            )
        });
        for (list, index, synchronized, asked) in rates.chain(spaces) {
            if breaches.are_enough() {
                return;
            }
            if synchronized == Some(false) && asked == Some(false) {
                breaches.push(Breach::at(
                    answered.place(format!("/{list}/{index}/isSynchronized")),
                    "true, as no others were asked for",
                    "false",
                ));
            }
        }
    }
}

/// R-CFG-4: optional sections come only if asked for.
fn sections(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered_configurations(material) {
        let extent = answered.extent;
        for (section, asked) in [
            ("products", extent.products),
            ("productMappings", extent.products),
            ("companies", extent.companies),
            ("travelAgencies", extent.companies),
            ("ageCategories", extent.ages),
        ] {
            // An empty section gives nothing away.
            let says_something = match answered.configuration.body.get(section) {
                None | Some(Value::Null) => false,
                Some(Value::Array(items)) => !items.is_empty(),
                Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => true,
            };
            if says_something && asked == Some(false) {
                breaches.push(Breach::at(
                    answered.place(format!("/{section}")),
                    "nothing, as it was not asked for",
                    "it is there",
                ));
            }
        }
    }
}

/// R-CFG-5: no code is listed twice, and nothing is mapped twice.
fn unique(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered_configurations(material) {
        let configuration = answered.configuration;
        let products = configuration.products.iter().flatten();
        let ages = configuration.ages.iter().flatten();
        let codes: [(&str, Vec<(usize, &str)>); 4] = [
            (
                "ratePlans",
                coded(configuration.rates.iter().map(|rate| (rate.index, rate.code))),
            ),
            (
                "spaceCategories",
                coded(configuration.spaces.iter().map(|space| (space.index, space.code))),
            ),
            ("products", coded(products.map(|product| (product.index, product.code)))),
            ("ageCategories", coded(ages.map(|age| (age.index, age.code)))),
        ];
        for (list, codes) in codes {
            for (index, code) in repeated(codes) {
                breaches.push(Breach::at(
                    answered.place(format!("/{list}/{index}/code")),
                    "a code of its own",
                    format!("{}, which stands before already", quoted(code)),
                ));
            }
        }
        for (index, pair) in repeated(configuration.pairs.iter().copied()) {
            let actual = format!("{} with {} once more", quoted(pair.rate), quoted(pair.space));
            breaches.push(Breach::at(
                answered.place(format!("/inventoryMappings/{index}")),
                "each pair once",
                actual,
            ));
        }
        let inclusions = configuration
            .inclusions
            .iter()
            .map(|(index, rate, product)| (*index, (*rate, *product)));
        for (index, (rate, product)) in repeated(inclusions) {
            let actual = format!("{} with {} once more", quoted(rate), quoted(product));
            breaches.push(Breach::at(
                answered.place(format!("/productMappings/{index}")),
                "each pair once",
                actual,
            ));
        }
    }
    for (message, view) in material.judged_messages() {
        // A set has nothing twice; that it harms is not documented.
        if let View::Inventory(inventory) = view {
            for (index, pair) in repeated(inventory.pairs.iter().copied()) {
                let pointer = format!("/inventoryMappings/{index}");
                let actual = format!("{} with {} once more", quoted(pair.rate), quoted(pair.space));
                let breach = Breach::of(message, pointer, "each pair once", actual);
                breaches.push(breach.weighing(Weight::Warning));
            }
        }
    }
}

/// Those that have a code.
fn coded<'e>(items: impl Iterator<Item = (usize, Option<&'e str>)>) -> Vec<(usize, &'e str)> {
    items.filter_map(|(index, code)| Some((index, code?))).collect()
}

/// Those that stand before already.
fn repeated<T: Copy + Eq + Hash>(items: impl IntoIterator<Item = (usize, T)>) -> impl Iterator<Item = (usize, T)> {
    let mut seen = HashSet::new();
    items
        .into_iter()
        .filter(move |(_, item)| !seen.insert(*item))
        .take(MOST_ERRORS)
}

//! R-CFG-1 to R-CFG-5: a configuration agrees with itself and with what was asked for.

use std::collections::HashSet;
use std::hash::Hash;

use serde_json::Value;

use super::breach::{Breach, Breaches};
use super::exchanges::{requests, success};
use super::quoted;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::material::Material;
use crate::judge::views::View;
use crate::judge::views::configuration::{Configuration, Extent};

/// A configuration that was answered.
pub struct Answered<'e> {
    /// Position of the exchange.
    pub entry: usize,
    /// What was asked for beside the minimum.
    pub extent: Extent,
    /// The configuration.
    pub configuration: &'e Configuration<'e>,
}

impl Answered<'_> {
    /// A breach somewhere in the answer.
    pub fn breach(&self, pointer: impl Into<String>, expected: impl Into<String>, actual: impl Into<String>) -> Breach {
        Breach::new(self.entry, Message::Response, pointer, expected, actual)
    }
}

/// Every configuration of the judged side; failures are none.
pub fn answered(material: Material<'_>) -> Vec<Answered<'_>> {
    let configurations: Vec<_> = material
        .judged()
        .filter_map(|(said, view)| {
            let View::Configuration(configuration) = view else {
                return None;
            };
            (success(said) != Some(false)).then_some((said.entry, configuration))
        })
        .collect();
    if configurations.is_empty() {
        return Vec::new();
    }
    let mut requests = requests(material).peekable();
    configurations
        .into_iter()
        .map(|(entry, configuration)| {
            while requests.next_if(|(request, _)| request.entry < entry).is_some() {}
            let request = requests.peek().filter(|(request, _)| request.entry == entry);
            Answered {
                entry,
                extent: request.map(|(request, _)| Extent::of(request.body)).unwrap_or_default(),
                configuration,
            }
        })
        .collect()
}

/// R-CFG-1: the inventory maps what is listed.
pub fn inventory_mappings(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered(material) {
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
                    breaches.push(answered.breach(
                        format!("/inventoryMappings/{index}/{property}"),
                        format!("the code of one of the {listed} listed"),
                        format!("{}, which is not listed", quoted(code)),
                    ));
                }
            }
        }
    }
}

/// R-CFG-2: products are mapped to listed rates, and the products are listed.
pub fn product_mappings(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered(material) {
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
                breaches.push(answered.breach(
                    format!("/productMappings/{index}/ratePlanCode"),
                    "the code of one of the rate plans listed",
                    format!("{}, which is not listed", quoted(rate)),
                ));
            }
            if products.as_ref().is_some_and(|products| !products.contains(product)) {
                breaches.push(answered.breach(
                    format!("/productMappings/{index}/productCode"),
                    "the code of one of the products listed",
                    format!("{}, which is not listed", quoted(product)),
                ));
            }
        }
    }
}

/// R-CFG-3: what is not synchronized is listed only if asked for.
pub fn unsynchronized(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered(material) {
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
                breaches.push(answered.breach(
                    format!("/{list}/{index}/isSynchronized"),
                    "true, as no others were asked for",
                    "false",
                ));
            }
        }
    }
}

/// R-CFG-4: optional sections come only if asked for.
pub fn sections(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered(material) {
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
                breaches.push(answered.breach(
                    format!("/{section}"),
                    "nothing, as it was not asked for",
                    "it is there",
                ));
            }
        }
    }
}

/// R-CFG-5: no code is listed twice, and nothing is mapped twice.
pub fn unique(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered(material) {
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
                breaches.push(answered.breach(
                    format!("/{list}/{index}/code"),
                    "a code of its own",
                    format!("{}, which stands before already", quoted(code)),
                ));
            }
        }
        for (index, pair) in repeated(configuration.pairs.iter().copied()) {
            let actual = format!("{} with {} once more", quoted(pair.rate), quoted(pair.space));
            breaches.push(answered.breach(format!("/inventoryMappings/{index}"), "each pair once", actual));
        }
        let inclusions = configuration
            .inclusions
            .iter()
            .map(|(index, rate, product)| (*index, (*rate, *product)));
        for (index, (rate, product)) in repeated(inclusions) {
            let actual = format!("{} with {} once more", quoted(rate), quoted(product));
            breaches.push(answered.breach(format!("/productMappings/{index}"), "each pair once", actual));
        }
    }
    for (said, view) in material.judged() {
        // A set has nothing twice; that it harms is not documented.
        if let View::Inventory(inventory) = view {
            for (index, pair) in repeated(inventory.pairs.iter().copied()) {
                let pointer = format!("/inventoryMappings/{index}");
                let actual = format!("{} with {} once more", quoted(pair.rate), quoted(pair.space));
                let breach = Breach::new(said.entry, said.message, pointer, "each pair once", actual);
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
        .take(crate::judge::material::MOST_ERRORS)
}

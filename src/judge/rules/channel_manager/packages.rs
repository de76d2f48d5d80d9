//! R-ARI-18: the price of a package contains its products.
//!
//! Which rate a package is based on is not part of any configuration. It is known where a push of
//! prices says itself that the package depends on a rate without differing from it; otherwise it is only known that no package
//! is cheaper than what it includes.

use std::collections::HashMap;

use crate::contract::rule::Weight;
use crate::judge::history::property_state::{Product, PropertyState};
use crate::judge::history::timeline::for_each_state;
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::View;
use crate::judge::views::amount::{CENT, FLOAT_ERROR};
use crate::judge::views::ari::{Price, Prices, RatePrice};

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("R-ARI-18", prices)];

/// Charged once a night.
const PER_NIGHT: i64 = 3;
/// Charged once a night for each guest.
const PER_PERSON_AND_NIGHT: i64 = 4;

/// The cost of the products of a package each night, with and without tax.
#[derive(Clone, Copy, Default)]
struct IncludedProducts {
    flat: [f64; 2],
    per_guest: [f64; 2],
    products: u32,
}

impl IncludedProducts {
    /// The products of each package; nothing for one that depends on more than the number of guests or cannot be read.
    fn in_packages<'e>(known: &PropertyState<'e>) -> HashMap<&'e str, Option<Self>> {
        let mut packages: HashMap<&str, Option<Self>> = HashMap::new();
        for (rate, product) in &known.inclusions {
            let package = packages.entry(rate).or_insert_with(|| Some(Self::default()));
            *package = package.and_then(|package| package.with(known.products.get(product)?));
        }
        packages
    }

    /// The same with one product more.
    fn with(mut self, product: &Product) -> Option<Self> {
        let amounts = [product.gross?, product.net?];
        let sums = match product.pricing? {
            PER_NIGHT => &mut self.flat,
            PER_PERSON_AND_NIGHT => &mut self.per_guest,
            _ => return None,
        };
        for (sum, amount) in std::iter::zip(sums, amounts) {
            *sum += amount;
        }
        self.products = self.products.saturating_add(1);
        Some(self)
    }

    /// With and without tax, for so many guests.
    fn cost(self, guests: i64) -> [f64; 2] {
        #[expect(clippy::cast_precision_loss, reason = "few guests sleep in one room")]
        let guests = guests as f64;
        let [gross, net] = self.flat;
        let [gross_each, net_each] = self.per_guest;
        [gross + gross_each * guests, net + net_each * guests]
    }

    /// The greatest error of a sum: each term may be off by a hundredth.
    fn tolerance(self, guests: i64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "few guests sleep in one room")]
        let guests = guests.max(1) as f64;
        CENT * (f64::from(self.products) * guests + 1.0) + FLOAT_ERROR
    }
}

/// R-ARI-18: base and products make the price of a package, gross and net.
fn prices(material: Material<'_>, breaches: &mut Breaches) {
    for_each_state(material, |message, view, known| {
        let View::Prices(prices) = view else { return };
        if known.inclusions.is_empty() {
            return;
        }
        let packages = IncludedProducts::in_packages(known);
        let based = BaseRates::of(prices);
        for row in &prices.rows.entries {
            if breaches.are_enough() {
                return;
            }
            let Some(included) = row.row.rate.and_then(|rate| *packages.get(rate)?) else {
                continue;
            };
            let base = based.row(row);
            for price in &row.prices {
                let Some(guests) = price.guests.filter(|guests| *guests > 0) else {
                    continue;
                };
                let base = base.and_then(|base| base.prices.iter().find(|base| base.guests == Some(guests)));
                for (property, expected, actual, weight) in compare(price, base, included, guests) {
                    let pointer = format!("{}/prices/{}/{property}", row.row.pointer(), price.index);
                    let rate = row.row.rate.unwrap_or_default();
                    let breach = Breach::of(message, pointer, expected, actual.to_string()).once_for(rate);
                    breaches.push(breach.weighing_if(weight.or(known.weight())));
                }
            }
        }
    });
}

/// The rows of the rates that others are based on.
struct BaseRates<'v, 'e> {
    bases: HashMap<&'e str, &'e str>,
    rows: HashMap<(&'e str, &'e str, jiff::civil::Date, jiff::civil::Date), &'v RatePrice<'e>>,
}

impl<'v, 'e> BaseRates<'v, 'e> {
    fn of(prices: &'v Prices<'e>) -> Self {
        let neutral = prices.dependent.iter().filter(|rate| rate.is_neutral);
        let bases: HashMap<&str, &str> = neutral.filter_map(|rate| rate.rate.zip(rate.base)).collect();
        let rows = if bases.is_empty() {
            &[]
        } else {
            prices.rows.entries.as_slice()
        };
        let keyed = |row: &'v RatePrice<'e>| {
            let (from, to) = row.row.period.days()?;
            Some(((row.row.rate?, row.row.space?, from, to), row))
        };
        Self {
            rows: rows.iter().filter_map(keyed).collect(),
            bases,
        }
    }

    /// The prices of the rate below a package on the same nights.
    fn row(&self, package: &RatePrice<'e>) -> Option<&'v RatePrice<'e>> {
        let package = &package.row;
        let base = self.bases.get(package.rate?)?;
        let (from, to) = package.period.days()?;
        self.rows.get(&(*base, package.space?, from, to)).copied()
    }
}

/// The errors of a price: property, what was expected, what is there, and the weight if it is a special one.
fn compare(
    price: &Price<'_>,
    base: Option<&Price<'_>>,
    included: IncludedProducts,
    guests: i64,
) -> Vec<(&'static str, String, f64, Option<Weight>)> {
    let amounts = |price: &Price<'_>| [price.gross, price.net];
    let bases = base.map_or([None, None], amounts);
    let cost = included.cost(guests);
    let tolerance = included.tolerance(guests);
    let names = ["grossAmount", "netAmount"];
    let mut wrong = Vec::new();
    for (((name, actual), base), cost) in names.into_iter().zip(amounts(price)).zip(bases).zip(cost) {
        let Some(actual) = actual else { continue };
        match base {
            Some(base) if (actual - base - cost).abs() > tolerance => {
                let expected = format!("{:.2}: {base} of its base and {cost:.2} of its products", base + cost);
                wrong.push((name, expected, actual, None));
            }
            // A price of nothing is how some say that nothing is sold.
            None if actual > 0.0 && actual + tolerance < cost => {
                let expected = format!("at least {cost:.2}, what its products cost");
                wrong.push((name, expected, actual, Some(Weight::Warning)));
            }
            Some(_) | None => {}
        }
    }
    wrong
}

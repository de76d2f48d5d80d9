//! The state of a property at one point of a conversation: its rates, categories and what is sold.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use serde_json::Value;

use crate::contract::rule::Weight;
use crate::judge::message::SentMessage;
use crate::judge::views::View;
use crate::judge::views::configuration::{Configuration, Extent, Inventory};
use crate::judge::views::rate_pair::RatePair;

/// The state of one property, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct PropertyState<'e> {
    /// True if the platform has said so, and nobody may have changed it since.
    pub is_certain: bool,
    /// The space categories.
    pub spaces: Option<HashMap<&'e str, Space>>,
    /// The rates.
    pub rates: Option<HashMap<&'e str, Rate<'e>>>,
    /// The rates that are sold, each with its categories.
    pub pairs: Option<HashSet<RatePair<'e>>>,
    /// Pairs that were sold until setInventory left them out.
    pub removed: HashSet<RatePair<'e>>,
    /// True if categories that are not synchronized are among those that are known.
    pub has_all_spaces: bool,
    /// True if rates that are not synchronized are among those that are known.
    pub has_all_rates: bool,
    /// The age categories.
    pub ages: Option<HashSet<&'e str>>,
    /// The products.
    pub products: HashMap<&'e str, Product>,
    /// The products that rates include: rate, product.
    pub inclusions: Vec<(&'e str, &'e str)>,
    /// The step since which setInventory decides on the pairs.
    pub set_in: Option<usize>,
}

/// A space category.
#[derive(Clone, Copy, Debug)]
pub struct Space {
    /// True if availability is pushed for it.
    pub is_synchronized: bool,
    /// The number of spaces of it.
    pub count: Option<i64>,
}

/// A rate.
#[derive(Clone, Copy, Debug)]
pub struct Rate<'e> {
    /// True if prices and restrictions are pushed for it.
    pub is_synchronized: bool,
    /// The currency of its prices.
    pub currency: Option<&'e str>,
}

/// A product.
#[derive(Clone, Copy, Debug)]
pub struct Product {
    /// The way in which it is charged: 3 per night, 4 per person and night.
    pub pricing: Option<i64>,
    /// The price of one with tax.
    pub gross: Option<f64>,
    /// The price of one without tax.
    pub net: Option<f64>,
}

impl<'e> PropertyState<'e> {
    /// The state that the configuration of the target tells.
    pub fn of_target(target: &'e Value) -> Self {
        let codes = |name: &str| -> Option<Vec<&'e str>> {
            let codes: Vec<&str> = target.get(name)?.as_array()?.iter().filter_map(Value::as_str).collect();
            (!codes.is_empty()).then_some(codes)
        };
        let currency = target.get("currency").and_then(Value::as_str);
        let space = Space {
            is_synchronized: true,
            count: None,
        };
        let rate = Rate {
            is_synchronized: true,
            currency,
        };
        Self {
            spaces: codes("spaces").map(|codes| codes.into_iter().map(|code| (code, space)).collect()),
            rates: codes("rates").map(|codes| codes.into_iter().map(|code| (code, rate)).collect()),
            ages: codes("ages").map(|codes| codes.into_iter().collect()),
            ..Self::default()
        }
    }

    /// Takes over what a configuration says.
    pub fn learn(&mut self, configuration: &Configuration<'e>, extent: Extent) {
        let spaces = configuration.spaces.iter().filter_map(|space| {
            let known = Space {
                // The flag is not documented for categories, so it may be missing.
                is_synchronized: space.synchronized != Some(false),
                count: space.count,
            };
            Some((space.code?, known))
        });
        let rates = configuration.rates.iter().filter_map(|rate| {
            let known = Rate {
                is_synchronized: rate.synchronized != Some(false),
                currency: rate.currency,
            };
            Some((rate.code?, known))
        });
        self.is_certain = true;
        self.spaces = Some(spaces.collect());
        self.rates = Some(rates.collect());
        self.has_all_spaces = extent.spaces == Some(true);
        self.has_all_rates = extent.rates == Some(true);
        self.pairs = configuration
            .pairs_are_whole
            .then(|| configuration.pairs.iter().map(|(_, pair)| *pair).collect());
        self.removed.clear();
        self.set_in = None;
        if let Some(ages) = &configuration.ages {
            self.ages = Some(ages.iter().filter_map(|age| age.code).collect());
        }
        if let Some(products) = &configuration.products {
            self.products = products
                .iter()
                .filter_map(|product| {
                    let known = Product {
                        pricing: product.pricing,
                        gross: product.gross,
                        net: product.net,
                    };
                    Some((product.code?, known))
                })
                .collect();
            self.inclusions = configuration
                .inclusions
                .iter()
                .map(|(_, rate, product)| (*rate, *product))
                .collect();
        }
    }

    /// Takes over what an accepted setInventory says.
    pub fn set(&mut self, inventory: &Inventory<'e>, step: usize) {
        let before = self.pairs.take().unwrap_or_default();
        if !inventory.is_whole {
            return;
        }
        let now: HashSet<RatePair<'e>> = inventory.pairs.iter().map(|(_, pair)| *pair).collect();
        self.removed.extend(before.difference(&now));
        self.removed.retain(|pair| !now.contains(pair));
        self.pairs = Some(now);
        self.set_in = Some(step);
    }

    /// Knows no longer what is mapped and synchronized.
    pub fn forget(&mut self) {
        *self = Self {
            ages: self.ages.take(),
            products: std::mem::take(&mut self.products),
            inclusions: std::mem::take(&mut self.inclusions),
            ..Self::default()
        };
    }

    /// The weight of a breach of what is known, where that is less than the rule's own.
    pub fn weight(&self) -> Option<Weight> {
        (!self.is_certain).then_some(Weight::Warning)
    }
}

/// A message of the judged side about a property, and the state of that before it.
#[derive(Clone, Debug)]
pub struct StateAtMessage<'e> {
    /// The message.
    pub message: &'e SentMessage<'e>,
    /// Its view.
    pub view: &'e View<'e>,
    /// The state of the property before it.
    pub state: Rc<PropertyState<'e>>,
}

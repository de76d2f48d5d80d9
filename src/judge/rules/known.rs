//! What is known of a property at each point of a conversation.
//!
//! The last configuration that was answered counts, and after it what setInventory made of it. Where
//! there is none, what is configured of the target counts, for its own connection alone. A breach of
//! what is merely configured is a warning, as a configuration may name some of the codes only.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use serde_json::Value;

use super::ari::kind;
use super::breach::Breach;
use super::exchanges::{acted_between, agreed, connection, notice, requests, step_of, success};
use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::judge::conversation::Spoken;
use crate::judge::material::Material;
use crate::judge::views::View;
use crate::judge::views::ari::Pair;
use crate::judge::views::configuration::{Configuration, Extent, Inventory};

/// What is known of one property.
#[derive(Clone, Debug, Default)]
pub struct Known<'e> {
    /// Whether the platform has said so, and nobody may have changed it since.
    is_certain: bool,
    /// The space categories.
    pub spaces: Option<HashMap<&'e str, Space>>,
    /// The rates.
    pub rates: Option<HashMap<&'e str, Rate<'e>>>,
    /// Which rates are sold with which categories.
    pub pairs: Option<HashSet<Pair<'e>>>,
    /// Pairs that were sold until setInventory left them out.
    pub removed: HashSet<Pair<'e>>,
    /// Whether categories that are not synchronized are among those that are known.
    pub has_all_spaces: bool,
    /// Whether rates that are not synchronized are among those that are known.
    pub has_all_rates: bool,
    /// The age categories.
    pub ages: Option<HashSet<&'e str>>,
    /// The products.
    pub products: HashMap<&'e str, Product>,
    /// Which rates include which products.
    pub inclusions: Vec<(&'e str, &'e str)>,
    /// Since which step setInventory decides on the pairs.
    set_in: Option<usize>,
}

/// A space category.
#[derive(Clone, Copy, Debug)]
pub struct Space {
    /// Whether availability is pushed for it.
    pub is_synchronized: bool,
    /// How many spaces there are of it.
    pub count: Option<i64>,
}

/// A rate.
#[derive(Clone, Copy, Debug)]
pub struct Rate<'e> {
    /// Whether prices and restrictions are pushed for it.
    pub is_synchronized: bool,
    /// The currency of its prices.
    pub currency: Option<&'e str>,
}

/// A product.
#[derive(Clone, Copy, Debug)]
pub struct Product {
    /// How it is charged: 3 per night, 4 per person and night.
    pub pricing: Option<i64>,
    /// What one costs with tax.
    pub gross: Option<f64>,
    /// What one costs without tax.
    pub net: Option<f64>,
}

impl<'e> Known<'e> {
    /// What is configured of the target.
    fn configured(material: Material<'e>) -> Self {
        let target = &material.transcript.facts.target;
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
    fn learn(&mut self, configuration: &Configuration<'e>, extent: Extent) {
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
    fn set(&mut self, inventory: &Inventory<'e>, step: usize) {
        let before = self.pairs.take().unwrap_or_default();
        if !inventory.is_whole {
            return;
        }
        let now: HashSet<Pair<'e>> = inventory.pairs.iter().map(|(_, pair)| *pair).collect();
        self.removed.extend(before.difference(&now));
        self.removed.retain(|pair| !now.contains(pair));
        self.pairs = Some(now);
        self.set_in = Some(step);
    }

    /// Knows no longer what is mapped and synchronized.
    fn forget(&mut self) {
        *self = Self {
            ages: self.ages.take(),
            products: std::mem::take(&mut self.products),
            inclusions: std::mem::take(&mut self.inclusions),
            ..Self::default()
        };
    }

    /// A breach of what is known: certain or not.
    pub fn weigh(&self, breach: Breach) -> Breach {
        if self.is_certain {
            breach
        } else {
            breach.weighing(Weight::Warning)
        }
    }
}

/// A message of the judged side about a property, and what was known of that before it.
#[derive(Clone, Debug)]
pub struct Moment<'e> {
    said: &'e Spoken<'e>,
    view: &'e View<'e>,
    known: Rc<Known<'e>>,
}

/// Whether what is known of a property decides what may be said in the message.
fn depends(view: &View<'_>) -> bool {
    kind(view).is_some() || matches!(view, View::Inventory(_))
}

/// Shows every push and every inventory of the judged side with what was known of its property before it.
pub fn with_known<'e>(material: Material<'e>, mut visit: impl FnMut(&'e Spoken<'e>, &'e View<'e>, &Known<'e>)) {
    for moment in material.known {
        visit(moment.said, moment.view, &moment.known);
    }
}

/// Every push and every inventory of the judged side with what was known of its property before it.
///
/// Many rules ask for it, and configurations are long: they are read once for all.
pub fn moments(material: Material<'_>) -> Vec<Moment<'_>> {
    let mut moments = Vec::new();
    let mut judged = material.judged().filter(|(_, view)| depends(view)).peekable();
    if judged.peek().is_none() {
        return moments;
    }
    let mut properties: HashMap<&str, Rc<Known<'_>>> = HashMap::new();
    if let Some(agreed) = agreed(material) {
        properties.insert(agreed, Rc::new(Known::configured(material)));
    }
    let nothing = Rc::new(Known::default());
    let mut step = 0;
    for (request, answer) in requests(material) {
        let now = step_of(material, request.entry);
        if material.case.under_test == Side::Mews && acted_between(material, step, now) {
            let known = properties.values_mut().filter(|known| known.is_certain);
            known.for_each(|known| Rc::make_mut(known).is_certain = false);
        }
        step = step.max(now);
        let key = connection(request);
        while let Some((said, view)) = judged.next_if(|(said, _)| said.entry <= request.entry) {
            let known = key
                .filter(|_| said.entry == request.entry)
                .and_then(|key| properties.get(key));
            let known = Rc::clone(known.unwrap_or(&nothing));
            moments.push(Moment { said, view, known });
        }
        if judged.peek().is_none() {
            return moments;
        }
        if let Some(key) = key {
            hear(material, properties.entry(key).or_default(), request, answer);
        }
    }
    moments.extend(judged.map(|(said, view)| Moment {
        said,
        view,
        known: Rc::clone(&nothing),
    }));
    moments
}

/// Learns from an exchange.
fn hear<'e>(
    material: Material<'e>,
    known: &mut Rc<Known<'e>>,
    request: &'e Spoken<'e>,
    answer: Option<&'e Spoken<'e>>,
) {
    let step = step_of(material, request.entry);
    match (request.host, request.operation) {
        (Side::Mews, "getConfiguration") => {
            if let Some(answer) = answer
                && success(answer) != Some(false)
                && let View::Configuration(configuration) = answer.read()
                && configuration.is_whole
            {
                Rc::make_mut(known).learn(&configuration, Extent::of(request.body));
            }
        }
        (Side::Mews, "setInventory") => match answer.and_then(success) {
            Some(true) => {
                if let View::Inventory(inventory) = request.read() {
                    Rc::make_mut(known).set(&inventory, step);
                }
            }
            Some(false) => {}
            None => Rc::make_mut(known).pairs = None,
        },
        (Side::ChannelManager, _) => {
            // A notice of new or lost mappings says that something changed, and not what. One that
            // follows setInventory is about what that changed.
            let follows = known.set_in.is_some_and(|set| !acted_between(material, set, step));
            if let Some(kind) = notice(request)
                && !matches!(kind, Some(2 | 3))
                && !follows
            {
                Rc::make_mut(known).forget();
            }
        }
        (Side::Mews, _) => {}
    }
}

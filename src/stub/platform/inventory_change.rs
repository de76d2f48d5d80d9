//! Changes of the inventory by a person at the property, and the inventory after them.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::base_inventory;
use crate::contract::push::InventoryKind;
use crate::stub::property::{Pair, Property};

/// Value that was set for some nights.
pub(super) struct InventoryChange {
    pub(super) kind: InventoryKind,
    pub(super) pair: Pair,
    pub(super) from: Date,
    pub(super) to: Date,
    /// The properties of an entry beside its codes and its dates.
    pub(super) value: Map<String, Value>,
}

/// Inventory of a property after its changes.
pub(super) struct CurrentInventory<'c> {
    pub(super) property: &'c Property,
    pub(super) changes: &'c [InventoryChange],
}

impl CurrentInventory<'_> {
    /// The entries of a kind for a mapping and a period, one for each run of nights that are alike.
    ///
    /// Of the mapping availability regards the category only.
    pub(super) fn entries(&self, kind: InventoryKind, pair: &Pair, (from, to): (Date, Date)) -> Vec<Value> {
        let changes: Vec<&InventoryChange> = self
            .changes
            .iter()
            .filter(|change| {
                change.kind == kind
                    && change.pair.space == pair.space
                    && (kind == InventoryKind::Availability || change.pair.rate == pair.rate)
            })
            .collect();
        let mut entries = Vec::new();
        let mut run: Option<(Date, Date, Map<String, Value>)> = None;
        for night in from.series(jiff::Span::new().days(1)).take_while(|night| *night <= to) {
            let changed = changes
                .iter()
                .rev()
                .find(|change| (change.from..=change.to).contains(&night));
            let value = match (changed, kind) {
                (Some(change), _) => change.value.clone(),
                (None, InventoryKind::Availability) => base_inventory::availability(self.property, &pair.space, night),
                (None, InventoryKind::Prices) => base_inventory::prices(self.property, pair, night),
                (None, InventoryKind::Restrictions) => base_inventory::restriction(pair, night),
            };
            match &mut run {
                Some((_, last, same)) if *same == value => *last = night,
                _ => {
                    entries.extend(run.take().map(|run| entry(kind, pair, run)));
                    run = Some((night, night, value));
                }
            }
        }
        entries.extend(run.map(|run| entry(kind, pair, run)));
        entries
    }
}

fn entry(kind: InventoryKind, pair: &Pair, (from, to, value): (Date, Date, Map<String, Value>)) -> Value {
    let mut entry = Map::new();
    entry.insert("spaceTypeCode".into(), pair.space.as_str().into());
    if kind != InventoryKind::Availability {
        entry.insert("ratePlanCode".into(), pair.rate.as_str().into());
    }
    entry.insert("from".into(), from.to_string().into());
    entry.insert("to".into(), to.to_string().into());
    entry.extend(value);
    Value::Object(entry)
}

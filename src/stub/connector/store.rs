//! The data of one case: the items that all worlds start with, and over them the changes of the case.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::answer::Object;
use super::bill_events::BillEvents;
use super::enterprise::Enterprise;
use super::entity::Entity;
use super::identifier::identifier;
use super::initial_items;
use super::item::{Item, mark_deleted};
use super::prices::Prices;

/// The data of a case.
#[derive(Clone, Default)]
pub(super) struct Store {
    /// Kinds of which something was changed, each with all of its items, newest first.
    changed: HashMap<Entity, Vec<Arc<Item>>>,
    /// Number of ids that were given out.
    made: u64,
    pub(super) prices: Prices,
    pub(super) bill_events: BillEvents,
    /// Number of spaces that are sold more or less than there are, by category and unit.
    adjustments: HashMap<(String, Timestamp), i64>,
}

impl Store {
    /// All items of a kind, newest first.
    pub(super) fn all(&self, entity: Entity) -> &[Arc<Item>] {
        match self.changed.get(&entity) {
            Some(changed) => changed,
            None => initial_items::all(entity),
        }
    }

    /// The items of a kind that belong to some enterprises.
    pub(super) fn of<'s>(
        &'s self,
        entity: Entity,
        enterprises: &'s [Enterprise],
    ) -> impl Iterator<Item = &'s Arc<Item>> {
        let all = self.all(entity).iter();
        all.filter(|item| enterprises.contains(&item.enterprise))
    }

    /// The item of that id.
    pub(super) fn find(&self, entity: Entity, id: &str) -> Option<&Arc<Item>> {
        self.all(entity).iter().find(|item| item.id == id)
    }

    /// Adds an item, as the newest.
    pub(super) fn add(&mut self, entity: Entity, item: &Arc<Item>) {
        self.own(entity).insert(0, Arc::clone(item));
    }

    /// Changes the item of that id, if there is one.
    pub(super) fn change(&mut self, entity: Entity, id: &str, now: Timestamp, change: impl FnOnce(&mut Object)) {
        let found = self.own(entity).iter_mut().find(|item| item.id == id);
        if let Some(item) = found.map(Arc::make_mut) {
            change(&mut item.data);
            item.updated = now;
            if let Some(updated) = item.data.get_mut("UpdatedUtc") {
                *updated = Value::String(now.to_string());
            }
        }
    }

    /// Deletes the item of that id, if there is one.
    pub(super) fn delete(&mut self, entity: Entity, id: &str, now: Timestamp) {
        self.change(entity, id, now, |data| {
            mark_deleted(data);
        });
        let found = self.own(entity).iter_mut().find(|item| item.id == id);
        if let Some(item) = found {
            Arc::make_mut(item).active = false;
        }
    }

    /// Number of spaces of a category that are sold more or less than there are, in the unit that begins then.
    pub(super) fn adjustment(&self, category: &str, unit: Timestamp) -> i64 {
        let key = (category.to_owned(), unit);
        self.adjustments.get(&key).copied().unwrap_or_default()
    }

    /// Sells more or fewer spaces of a category than there are; without a number, as many as there are.
    pub(super) fn adjust(&mut self, category: &str, unit: Timestamp, count: Option<i64>) {
        self.adjustments
            .insert((category.to_owned(), unit), count.unwrap_or_default());
    }

    /// An id that nothing has yet.
    pub(super) fn fresh(&mut self, entity: Entity) -> String {
        self.made += 1;
        identifier(&["made", entity.name(), &self.made.to_string()])
    }

    /// Number of ids that were given out.
    pub(super) const fn made(&self) -> u64 {
        self.made
    }

    /// The type of an account, as answers name it.
    pub(super) fn account_type(&self, account: &str) -> &'static str {
        match self.find(Entity::Company, account) {
            Some(_) => Entity::Company.stem(),
            None => Entity::Customer.stem(),
        }
    }

    fn own(&mut self, entity: Entity) -> &mut Vec<Arc<Item>> {
        let seeds = || initial_items::all(entity).to_vec();
        self.changed.entry(entity).or_insert_with(seeds)
    }
}

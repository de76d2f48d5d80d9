//! The data of one case: what all worlds start with, and over it what the case changed.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::answer::Object;
use super::deep::bills::Desk;
use super::enterprise::Enterprise;
use super::entity::Entity;
use super::identifier::identifier;
use super::library::Library;
use super::prices::Prices;

/// By which property something shows that it was deleted, and how.
const ACTIVITY: [(&str, Mark); 2] = [("IsActive", Mark::False), ("ActivityState", Mark::Deleted)];

enum Mark {
    False,
    Deleted,
}

/// One thing that has an id.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) entity: Entity,
    pub(super) enterprise: Enterprise,
    /// Its place among those of its kind and enterprise at the start; what came later has none.
    pub(super) index: Option<usize>,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    /// Whether it has not been deleted.
    pub(super) active: bool,
    /// What is shown of it.
    pub(super) data: Object,
}

impl Item {
    /// The text of a property.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.data.get(name).and_then(Value::as_str)
    }

    /// Whether it is there for who does not ask for what was deleted: some kinds show that of themselves.
    pub(super) fn is_there(&self) -> bool {
        self.active || ACTIVITY.iter().any(|(name, _)| self.data.contains_key(*name))
    }

    /// Whether a property holds that text.
    pub(super) fn is(&self, name: &str, text: &str) -> bool {
        self.text(name) == Some(text)
    }
}

/// The data of a case.
#[derive(Clone, Default)]
pub(super) struct Store {
    /// Kinds of which something was changed, with all that there is of them, newest first.
    changed: HashMap<Entity, Vec<Arc<Item>>>,
    /// How many ids were given out.
    made: u64,
    pub(super) prices: Prices,
    pub(super) desk: Desk,
    /// By category and unit, by how much more or less of it is sold.
    adjustments: HashMap<(String, Timestamp), i64>,
}

impl Store {
    /// All that there is of a kind, newest first.
    pub(super) fn all(&self, entity: Entity) -> &[Arc<Item>] {
        match self.changed.get(&entity) {
            Some(changed) => changed,
            None => Library::shared().seeds(entity),
        }
    }

    /// Those of some enterprises.
    pub(super) fn of<'s>(
        &'s self,
        entity: Entity,
        enterprises: &'s [Enterprise],
    ) -> impl Iterator<Item = &'s Arc<Item>> {
        let all = self.all(entity).iter();
        all.filter(|item| enterprises.contains(&item.enterprise))
    }

    /// The one of that id.
    pub(super) fn find(&self, entity: Entity, id: &str) -> Option<&Arc<Item>> {
        self.all(entity).iter().find(|item| item.id == id)
    }

    /// Adds one, as the newest.
    pub(super) fn add(&mut self, entity: Entity, item: &Arc<Item>) {
        self.own(entity).insert(0, Arc::clone(item));
    }

    /// Changes the one of that id, if there is one.
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

    /// Deletes the one of that id, if there is one.
    pub(super) fn delete(&mut self, entity: Entity, id: &str, now: Timestamp) {
        self.change(entity, id, now, |data| {
            mark_deleted(data);
        });
        let found = self.own(entity).iter_mut().find(|item| item.id == id);
        if let Some(item) = found {
            Arc::make_mut(item).active = false;
        }
    }

    /// By how much more or less of a category is sold in the unit that begins then.
    pub(super) fn adjustment(&self, category: &str, unit: Timestamp) -> i64 {
        let key = (category.to_owned(), unit);
        self.adjustments.get(&key).copied().unwrap_or_default()
    }

    /// Sells more or less of a category; without a number, as much as there is.
    pub(super) fn adjust(&mut self, category: &str, unit: Timestamp, count: Option<i64>) {
        self.adjustments
            .insert((category.to_owned(), unit), count.unwrap_or_default());
    }

    /// An id that nothing has yet.
    pub(super) fn fresh(&mut self, entity: Entity) -> String {
        self.made += 1;
        identifier(&["made", entity.name(), &self.made.to_string()])
    }

    /// How many ids were given out; the next has that number.
    pub(super) const fn made(&self) -> u64 {
        self.made
    }

    fn own(&mut self, entity: Entity) -> &mut Vec<Arc<Item>> {
        let seeds = || Library::shared().seeds(entity).to_vec();
        self.changed.entry(entity).or_insert_with(seeds)
    }
}

/// Has something show that it was deleted; says whether its kind shows that.
pub(super) fn mark_deleted(data: &mut Object) -> bool {
    let mut marked = false;
    for (name, mark) in &ACTIVITY {
        if let Some(property) = data.get_mut(*name) {
            *property = match mark {
                Mark::False => Value::Bool(false),
                Mark::Deleted => Value::String("Deleted".into()),
            };
            marked = true;
        }
    }
    marked
}

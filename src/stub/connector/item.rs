//! An item: a thing that has an id, such as a reservation or a bill.

use jiff::Timestamp;
use serde_json::Value;

use super::answer::Object;
use super::enterprise::Enterprise;
use super::entity::Entity;

/// Properties by which an item shows that it was deleted, with the value that says so.
const DELETION_MARKS: [(&str, Mark); 2] = [("IsActive", Mark::False), ("ActivityState", Mark::Deleted)];

enum Mark {
    False,
    Deleted,
}

/// Thing that has an id.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) entity: Entity,
    pub(super) enterprise: Enterprise,
    /// Place among the items of its kind and enterprise at the start; an item that was made later has none.
    pub(super) index: Option<usize>,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    /// False once it was deleted.
    pub(super) active: bool,
    /// The properties that answers show.
    pub(super) data: Object,
}

impl Item {
    /// The text of a property.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.data.get(name).and_then(Value::as_str)
    }

    /// Returns true if a request that does not ask for deleted items gets it: an item that shows its own deletion is always listed.
    pub(super) fn is_listed(&self) -> bool {
        self.active || DELETION_MARKS.iter().any(|(name, _)| self.data.contains_key(*name))
    }

    /// Returns true if a property holds that text.
    pub(super) fn is(&self, name: &str, text: &str) -> bool {
        self.text(name) == Some(text)
    }
}

/// Has an item show that it was deleted; returns false if its kind cannot show that.
pub(super) fn mark_deleted(data: &mut Object) -> bool {
    let mut marked = false;
    for (name, mark) in &DELETION_MARKS {
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

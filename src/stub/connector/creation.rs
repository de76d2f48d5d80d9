//! Making the items that a request adds.

use std::sync::Arc;

use serde_json::Value;

use super::answer::Object;
use super::call::Call;
use super::enterprise::Enterprise;
use super::entity::Entity;
use super::generation::{Fullness, Origin};
use super::interval::canonical;
use super::item::Item;
use super::library::Library;
use super::node::Record;
use super::ownership;
use super::refinement;
use super::store::Store;

impl Call<'_> {
    /// Makes an item with those properties, and none other that may be absent; it is not stored yet.
    pub(super) fn make(&self, store: &mut Store, entity: Entity, enterprise: Enterprise, given: Object) -> Item {
        let id = store.fresh(entity);
        let record: Arc<Record> = Library::shared().record(entity.definition());
        let number = usize::try_from(store.made()).unwrap_or_default();
        let origin = Origin {
            enterprise,
            entity: Some(entity),
            // Numbers go on where those of the start end.
            index: 1000 + number,
            id: &id,
            created: self.now,
            fullness: Fullness::Bare,
        };
        let mut data = origin.record(&record, "");
        ownership::assign(&mut data, enterprise);
        refinement::refine_new(entity, &mut data);
        for (name, mut value) in given {
            if let Some(time) = value.as_str().filter(|_| name.ends_with("Utc")).and_then(canonical) {
                value = Value::String(time);
            }
            if record.field(&name).is_some_and(|field| field.node.takes(&value)) {
                data.insert(name, value);
            }
        }
        Item {
            id,
            entity,
            enterprise,
            index: None,
            created: self.now,
            updated: self.now,
            active: true,
            data,
        }
    }

    /// Makes an item in the enterprise of the request with those properties, and stores it.
    pub(super) fn add(&self, store: &mut Store, entity: Entity, given: Object) -> Arc<Item> {
        self.add_to(self.scope.home, store, entity, given)
    }

    /// Makes an item in an enterprise with those properties, and stores it.
    pub(super) fn add_to(&self, enterprise: Enterprise, store: &mut Store, entity: Entity, given: Object) -> Arc<Item> {
        let item = Arc::new(self.make(store, entity, enterprise, given));
        store.add(entity, &item);
        item
    }
}

//! Setting single properties of an item.

use serde_json::{Value, json};

use super::super::answer::Object;
use super::super::entity::Entity;
use super::super::generation::Origin;

/// Sets the properties of an item that its schema leaves open.
pub(super) type Refinement = fn(&mut Object, &Origin<'_>);

/// Sets a property that the kind has.
pub(super) fn put(data: &mut Object, name: &str, value: impl Into<Value>) {
    if let Some(property) = data.get_mut(name) {
        *property = value.into();
    }
}

/// The id of the item of a kind at that place in the same enterprise, or of its last one.
pub(super) fn id(origin: &Origin<'_>, entity: Entity, index: usize) -> Value {
    let last = entity.count(origin.enterprise).saturating_sub(1);
    json!(entity.seeded(origin.enterprise, Entity::living(index.min(last))))
}

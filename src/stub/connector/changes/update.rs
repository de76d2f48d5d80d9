//! Updating items: an absent or null property keeps what is there, `{"Value": x}` sets it, `{"Value": null}` clears it.
//!
//! See `connector-api/guidelines/serialization`. Some operations take plain values, which set.

use std::sync::Arc;

use serde_json::Value;

use super::super::answer::{Object, Refusal};
use super::super::call::Call;
use super::super::entity::Entity;
use super::super::item::Item;
use super::super::library::Library;
use super::super::node::{Record, ValueKind};
use super::super::reference::refers_to;
use super::super::store::Store;
use super::adoption::{Adopter, shown_name};

/// Updates one item for each part of a request, all or none; returns them as they are then.
pub(crate) fn update(call: &Call<'_>, store: &mut Store, entity: Entity) -> Result<Vec<Arc<Item>>, Refusal> {
    let shape = Library::shared().record(entity.definition());
    let (record, parts) = call.parts();
    let mut changed: Vec<(String, Object)> = Vec::new();
    for part in parts {
        let named = record
            .fields
            .iter()
            .find(|field| refers_to(field, record, entity) && !matches!(field.node.kind, ValueKind::Record(_)));
        let Some(field) = named else { continue };
        let id = part.get(&field.name).and_then(Value::as_str).unwrap_or_default();
        let item = call
            .living(store, entity, id)
            .ok_or_else(|| Refusal::invalid(field.name.clone()))?;
        let before = changed.iter().find(|(id, _)| *id == item.id);
        let mut data = before.map_or_else(|| item.data.clone(), |(_, data)| data.clone());
        let adopter = Adopter {
            call,
            store,
            entity,
            enterprise: item.enterprise,
        };
        apply(&adopter, part, record, &mut data, &shape, Some(&field.name))?;
        changed.push((item.id.clone(), data));
    }
    let mut updated = Vec::new();
    for (id, data) in changed {
        store.change(entity, &id, call.now, |own| *own = data);
        updated.extend(store.find(entity, &id).cloned());
    }
    Ok(updated)
}

/// Applies a part of a request to the properties of an item of that shape.
fn apply(
    adopter: &Adopter<'_>,
    part: &Object,
    given: &Record,
    data: &mut Object,
    shape: &Record,
    id: Option<&str>,
) -> Result<(), Refusal> {
    for field in given.fields.iter().filter(|field| Some(field.name.as_str()) != id) {
        let value = part.get(&field.name).filter(|value| !value.is_null());
        let shown = shape.field(shown_name(adopter.entity, &field.name));
        let (Some(value), Some(shown)) = (value, shown) else {
            continue;
        };
        match (field.node.record(), value) {
            (Some(update), Value::Object(update_value)) if update.is_update_value() => {
                let (Some(new), Some(inner)) = (update_value.get("Value"), update.fields.first()) else {
                    continue;
                };
                let fitting = if new.is_null() {
                    shown.node.nullable.then_some(Value::Null)
                } else {
                    adopter.fit(new, &inner.node, &field.name, given, &shown.node)?
                };
                let new = fitting.ok_or_else(|| Refusal::invalid(field.name.clone()))?;
                data.insert(shown.name.clone(), new);
            }
            (Some(part_of), Value::Object(inner)) if matches!(field.node.kind, ValueKind::Record(_)) => {
                let Some(own) = shown.node.record() else { continue };
                let held = data.get(&shown.name).and_then(Value::as_object).cloned();
                let mut held = held.unwrap_or_default();
                apply(adopter, inner, part_of, &mut held, own, None)?;
                data.insert(shown.name.clone(), Value::Object(held));
            }
            _ => {
                if let Some(new) = adopter.fit(value, &field.node, &field.name, given, &shown.node)? {
                    data.insert(shown.name.clone(), new);
                }
            }
        }
    }
    Ok(())
}

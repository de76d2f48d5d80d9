//! Operations that change something, as their schemas describe them: they add, update and delete items.

pub(super) mod adoption;
pub(super) mod update;

use std::sync::Arc;

use serde_json::Value;

use self::adoption::Adopter;
use super::answer::{Answer, Object, Refusal};
use super::call::Call;
use super::entity::Entity;
use super::item::Item;
use super::library::Library;
use super::reference::refers_to;
use super::store::Store;

/// Carries out an operation that changes something.
pub(super) fn carry_out(call: &Call<'_>, store: &mut Store) -> Answer {
    let action = call.id().split('/').nth(1).unwrap_or_default();
    let Some(entity) = call.endpoint.shape().entity else {
        return call.changed(Object::new());
    };
    if action.starts_with("add") {
        let added = add_all(call, store, entity)?;
        call.changed(call.describe(entity, &added))
    } else if action.starts_with("update") {
        let updated = update::update(call, store, entity)?;
        call.changed(call.describe(entity, &updated))
    } else if action.starts_with("delete") {
        delete(call, store, entity)?;
        call.changed(Object::new())
    } else {
        call.changed(Object::new())
    }
}

/// Adds one item for each part of a request.
pub(super) fn add_all(call: &Call<'_>, store: &mut Store, entity: Entity) -> Result<Vec<Arc<Item>>, Refusal> {
    let shape = Library::shared().record(entity.definition());
    let (record, parts) = call.parts();
    let home = call.scope.home;
    // All or nothing: everything is read before anything is added.
    let adopted: Result<Vec<Object>, Refusal> = parts
        .into_iter()
        .map(|part| {
            Adopter {
                call,
                store,
                entity,
                enterprise: home,
            }
            .adopt(part, record, &shape)
        })
        .collect();
    let mut added = Vec::new();
    for given in adopted? {
        added.push(call.add(store, entity, given));
    }
    Ok(added)
}

/// Deletes the items that a request names.
fn delete(call: &Call<'_>, store: &mut Store, entity: Entity) -> Result<(), Refusal> {
    let named: Vec<(String, String)> = ids_of(call, entity)
        .map(|(name, id)| (name.to_owned(), id.to_owned()))
        .collect();
    let mut found = Vec::new();
    for (name, id) in named {
        let item = call.living(store, entity, &id).ok_or_else(|| Refusal::invalid(name))?;
        found.push(item.id.clone());
    }
    for id in found {
        store.delete(entity, &id, call.now);
    }
    Ok(())
}

/// The ids of a kind that stand at the top of a request, with the names of the parameters.
fn ids_of<'c>(call: &'c Call<'_>, entity: Entity) -> impl Iterator<Item = (&'c str, &'c str)> {
    let request = &call.endpoint.shape().request;
    let about = request
        .fields
        .iter()
        .filter(move |field| refers_to(field, request, entity));
    about.flat_map(|field| {
        let (one, several) = match call.body.get(&field.name) {
            Some(Value::String(id)) => (Some(id.as_str()), &[][..]),
            Some(Value::Array(ids)) => (None, ids.as_slice()),
            _ => (None, &[][..]),
        };
        let ids = one.into_iter().chain(several.iter().filter_map(Value::as_str));
        ids.map(|id| (field.name.as_str(), id))
    })
}

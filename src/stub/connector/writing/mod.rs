//! Operations that change something, played by what their schemas say: things are added, updated and deleted.

pub(super) mod adopt;
pub(super) mod update;

use std::sync::Arc;

use serde_json::{Value, json};

use self::adopt::Adopter;
use super::answer::{Answer, Object, Refusal, Success};
use super::call::Call;
use super::entity::Entity;
use super::library::Library;
use super::node::{Field, Kind, Node, Record};
use super::reference::{self, Target};
use super::store::{Item, Store};
use super::view;

/// Carries an operation out that changes something.
pub(super) fn write(call: &Call<'_>, store: &mut Store) -> Answer {
    let action = call.id().split('/').nth(1).unwrap_or_default();
    let Some(entity) = call.known.shape().entity else {
        return done(call, Object::new());
    };
    if action.starts_with("add") {
        let added = add(call, store, entity)?;
        done(call, told(call, entity, &added))
    } else if action.starts_with("update") {
        let updated = update::update(call, store, entity)?;
        done(call, told(call, entity, &updated))
    } else if action.starts_with("delete") {
        delete(call, store, entity)?;
        done(call, Object::new())
    } else {
        done(call, Object::new())
    }
}

/// The answer to a change; many have nothing to say.
pub(super) fn done(call: &Call<'_>, given: Object) -> Answer {
    let answer = call.answer(given);
    Ok(if call.known.particulars.empty {
        Success::Nothing(answer)
    } else {
        Success::Said(answer)
    })
}

/// The parts of a request that are each about one thing: the elements of its list, or the whole of it.
pub(super) fn parts<'c>(call: &'c Call<'_>) -> (&'c Record, Vec<&'c Object>) {
    let request: &Record = &call.known.shape().request;
    let list = request.fields.iter().find(|field| {
        let record = field.node.items().and_then(Node::record);
        record.is_some() && !field.node.nullable && !field.node.deprecated
    });
    match list.and_then(|list| Some((list, list.node.record()?))) {
        Some((list, record)) => {
            let elements = call.body.get(&list.name).and_then(Value::as_array);
            let elements = elements.into_iter().flatten().filter_map(Value::as_object);
            (record.as_ref(), elements.collect())
        }
        None => (request, vec![call.body]),
    }
}

/// Adds one thing for each part of a request.
pub(super) fn add(call: &Call<'_>, store: &mut Store, entity: Entity) -> Result<Vec<Arc<Item>>, Refusal> {
    let shape = Library::shared().record(entity.definition());
    let (record, parts) = parts(call);
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
        let item = Arc::new(call.make(store, entity, home, given));
        store.add(entity, &item);
        added.push(item);
    }
    Ok(added)
}

/// Deletes what a request names.
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
pub(super) fn ids_of<'c>(call: &'c Call<'_>, entity: Entity) -> impl Iterator<Item = (&'c str, &'c str)> {
    let request = &call.known.shape().request;
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

/// Whether a property is the id, or are the ids, of something of a kind.
pub(super) fn refers_to(field: &Field, holder: &Record, entity: Entity) -> bool {
    matches!(field.name.as_str(), "Id" | "Ids")
        || reference::target(&field.node, &field.name, &holder.key) == Some(Target::One(entity))
}

/// What an answer says of things of a kind: the things, or their ids.
pub(super) fn told(call: &Call<'_>, entity: Entity, items: &[Arc<Item>]) -> Object {
    let response = &call.known.shape().response;
    let mut given = Object::new();
    for field in response.fields.iter().filter(|field| !field.node.deprecated) {
        let shown = field
            .node
            .record()
            .and_then(|record| Entity::of_definition(&record.key));
        let value = if shown == Some(entity) && matches!(field.node.kind, Kind::List(_)) {
            view::views(items, &field.node, call.now)
        } else if shown == Some(entity) {
            let record = field.node.record();
            let item = items.first().zip(record);
            item.map_or(Value::Null, |(item, record)| view::view(item, record, call.now))
        } else if reference::target(&field.node, &field.name, &response.key) == Some(Target::One(entity)) {
            let mut ids = items.iter().map(|item| json!(item.id));
            match field.node.kind {
                Kind::List(_) => ids.collect(),
                Kind::Any
                | Kind::Boolean
                | Kind::Integer
                | Kind::Number
                | Kind::Text { .. }
                | Kind::Choice(_)
                | Kind::Record(_)
                | Kind::Dictionary(_) => ids.next().unwrap_or_default(),
            }
        } else {
            continue;
        };
        given.insert(field.name.clone(), value);
    }
    given
}

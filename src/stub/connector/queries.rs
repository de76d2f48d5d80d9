//! Operations that only read: pages of items, and answers that are made up as the contract describes them.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::answer::{Answer, Object, Refusal, Success};
use super::call::Call;
use super::entity::Entity;
use super::filter;
use super::generation::{Fullness, Origin};
use super::identifier::is_identifier;
use super::item::Item;
use super::library::Library;
use super::node::Field;
use super::observed;
use super::page::Page;
use super::store::Store;
use super::view;
use crate::contract::connector::Paging;

/// Answers an operation that reads.
pub(super) fn read(call: &Call<'_>, store: &Store) -> Answer {
    let shape = call.endpoint.shape();
    let mut given = Object::new();
    let paged = call.endpoint.particulars.items.as_deref();
    let paged = paged.filter(|_| call.endpoint.particulars.paging != Paging::None);
    let Some((name, field)) = paged.and_then(|name| Some((name, shape.response.field(name)?))) else {
        for field in lists(call) {
            let value = match entity_of(field) {
                Some(entity) => Some(view::views(&page(call, store, entity)?.items, &field.node, call.now)),
                None => per_id(call, field),
            };
            if let Some(value) = value {
                given.insert(field.name.clone(), value);
            }
        }
        return call.content(given);
    };
    let entity = entity_of(field).or(shape.entity);
    let page = match entity {
        Some(entity) => page(call, store, entity)?,
        None => Page::empty(),
    };
    // The paged list is shown unless it is declined; the cursor goes on either way.
    let shown = if is_declined(call, name) { &[][..] } else { &page.items };
    given.insert(name.to_owned(), view::views(shown, &field.node, call.now));
    given.insert("Cursor".to_owned(), page.cursor());
    for other in lists(call).filter(|other| other.name != name) {
        let Some(kind) = entity_of(other) else { continue };
        let wanted = other.node.nullable
            || shape
                .request
                .field("Extent")
                .is_some_and(|_| extent(call, &other.name).is_some());
        let value = if wanted && extent(call, &other.name) != Some(true) {
            if other.node.nullable {
                Value::Null
            } else {
                Value::Array(Vec::new())
            }
        } else if Some(kind) == entity {
            Value::Array(Vec::new())
        } else {
            let related = related(call, store, kind, &page.items);
            view::views(&related, &other.node, call.now)
        };
        given.insert(other.name.clone(), value);
    }
    let answer = call.answer(given);
    Ok(if page.items.is_empty() {
        Success::Empty(answer)
    } else {
        Success::Content(answer)
    })
}

/// One element for each id that the request asks about, if the elements have such an id.
fn per_id(call: &Call<'_>, list: &Field) -> Option<Value> {
    let record = list.node.record()?;
    let named = |field: &&Field| {
        let several = format!("{}s", field.name);
        let asked = call.body.get(&several).or_else(|| call.body.get("Images"));
        field.name.ends_with("Id") && asked.is_some_and(Value::is_array)
    };
    let about = record.fields.iter().find(named)?;
    let several = call.body.get(&format!("{}s", about.name));
    let several = several.or_else(|| call.body.get("Images")).and_then(Value::as_array)?;
    let elements = several.iter().map(|asked| {
        let id = asked.get(&about.name).unwrap_or(asked);
        let text = id.as_str().unwrap_or_default();
        let origin = Origin {
            enterprise: call.scope.home,
            entity: None,
            index: 0,
            id: text,
            created: call.now,
            fullness: Fullness::Full,
        };
        let mut element = origin.record(record, "");
        element.insert(about.name.clone(), id.clone());
        Value::Object(element)
    });
    Some(elements.collect())
}

/// The page of a kind that a request asks for.
pub(super) fn page(call: &Call<'_>, store: &Store, entity: Entity) -> Result<Page, Refusal> {
    let record = Library::shared().record(entity.definition());
    let filters = filter::filters(&call.endpoint.shape().request, call.body, entity, &record);
    // Deleted items that do not show their deletion are listed only for a request that asks for them.
    let all = call.body.get("ActivityStates").is_some_and(|states| !states.is_null());
    let shown = store.of(entity, &call.scope.shown);
    Page::of(call.body, shown, |item| {
        (all || item.is_listed()) && !observed::is_held_back(call, item) && filter::meets(item, &filters)
    })
}

/// The extent's choice for a list: with it, without it, or none.
pub(super) fn extent(call: &Call<'_>, list: &str) -> Option<bool> {
    call.body.get("Extent")?.get(list)?.as_bool()
}

fn is_declined(call: &Call<'_>, list: &str) -> bool {
    extent(call, list) == Some(false)
}

/// The lists of an answer, without those that are on their way out.
fn lists<'c>(call: &'c Call<'_>) -> impl Iterator<Item = &'c Field> {
    let fields = call.endpoint.shape().response.fields.iter();
    fields.filter(|field| !field.node.deprecated && field.node.is_list())
}

fn entity_of(field: &Field) -> Option<Entity> {
    Entity::of_definition(&field.node.record()?.key)
}

/// The items of a kind that some items refer to, or that refer to them.
pub(super) fn related(call: &Call<'_>, store: &Store, entity: Entity, items: &[Arc<Item>]) -> Vec<Arc<Item>> {
    let mut named = BTreeSet::new();
    for item in items {
        named.insert(item.id.clone());
        item.data.values().for_each(|value| ids(value, &mut named));
    }
    let is_related = |item: &&Arc<Item>| {
        named.contains(&item.id)
            || item.data.iter().any(|(name, value)| {
                name.ends_with("Id") && value.as_str().is_some_and(|id| items.iter().any(|item| item.id == id))
            })
    };
    store
        .of(entity, call.scope.covered)
        .filter(|item| item.is_listed())
        .filter(is_related)
        .cloned()
        .collect()
}

/// Every id within a value.
fn ids(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if is_identifier(text) => drop(found.insert(text.clone())),
        Value::Array(values) => values.iter().for_each(|value| ids(value, found)),
        Value::Object(values) => values.values().for_each(|value| ids(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

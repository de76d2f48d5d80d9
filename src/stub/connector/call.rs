//! One request that was let in: what it asks, and for whom.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::super::behaviour::ConnectorMode;
use super::answer::{Object, Refusal};
use super::enterprise::Enterprise;
use super::entity::Entity;
use super::generate::{Fullness, Origin};
use super::identifier::identifier;
use super::interval::shown;
use super::library::{Known, Library};
use super::node::Record;
use super::refine;
use super::scope::Scope;
use super::seeds;
use super::store::{Item, Store};
use super::view;

/// A request with what was found out about it.
pub(super) struct Call<'c> {
    pub(super) known: &'static Known,
    pub(super) body: &'c Object,
    pub(super) scope: Scope,
    pub(super) now: Timestamp,
    /// Which behaviour is played.
    pub(super) mode: ConnectorMode,
}

impl Call<'_> {
    /// The name of the operation.
    pub(super) fn id(&self) -> &'static str {
        &self.known.operation.id
    }

    /// The text of a parameter.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name).and_then(Value::as_str)
    }

    /// The objects of a parameter that is a list.
    pub(super) fn objects<'b>(&'b self, name: &str) -> impl Iterator<Item = &'b Object> + use<'b> {
        let list = self.body.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_object)
    }

    /// The texts of a parameter that is a list.
    pub(super) fn texts<'b>(&'b self, name: &str) -> impl Iterator<Item = &'b str> + use<'b> {
        let list = self.body.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str)
    }

    /// The thing whose id a parameter is.
    pub(super) fn named<'s>(
        &self,
        store: &'s Store,
        entity: Entity,
        parameter: &str,
    ) -> Result<&'s Arc<Item>, Refusal> {
        let id = self.text(parameter).unwrap_or_default();
        self.visible(store, entity, id)
            .ok_or_else(|| Refusal::invalid(parameter))
    }

    /// The thing of that id, if the token covers its enterprise.
    pub(super) fn visible<'s>(&self, store: &'s Store, entity: Entity, id: &str) -> Option<&'s Arc<Item>> {
        let found = match id.strip_prefix("eid:") {
            Some(external) => store
                .all(entity)
                .iter()
                .find(|item| item.is("ExternalIdentifier", external)),
            None => store.find(entity, id),
        };
        found.filter(|item| self.scope.covered.contains(&item.enterprise) && item.is_there())
    }

    /// The same, if it has not been deleted.
    pub(super) fn living<'s>(&self, store: &'s Store, entity: Entity, id: &str) -> Option<&'s Arc<Item>> {
        self.visible(store, entity, id).filter(|item| item.active)
    }

    /// The answer with those properties; what else it needs is made up, and what may be absent is.
    pub(super) fn answer(&self, mut given: Object) -> Object {
        let response = &self.known.shape().response;
        let id = identifier(&["answer", self.id(), self.scope.home.name()]);
        let origin = Origin {
            enterprise: self.scope.home,
            entity: None,
            index: 0,
            id: &id,
            created: self.now,
            fullness: Fullness::Full,
        };
        let mut answer = Object::with_capacity(response.fields.len());
        for field in &response.fields {
            let value = match given.shift_remove(&field.name) {
                Some(value) => value,
                None if field.node.deprecated => continue,
                None if field.node.nullable => Value::Null,
                None => origin.value_of(field, response),
            };
            answer.insert(field.name.clone(), value);
        }
        // What the table of the answer lacks is said all the same.
        answer.extend(given);
        answer
    }

    /// The answer that lists things under a name.
    pub(super) fn listing<'i>(&self, name: &str, items: impl IntoIterator<Item = &'i Arc<Item>>) -> Object {
        let mut given = Object::new();
        if let Some(field) = self.known.shape().response.field(name) {
            given.insert(name.to_owned(), view::views(items, &field.node, self.now));
        }
        self.answer(given)
    }

    /// A new thing with nothing that may be absent, and those properties.
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
        seeds::settle(&mut data, enterprise);
        refine::fresh(entity, &mut data);
        for (name, mut value) in given {
            if let Some(time) = value.as_str().filter(|_| name.ends_with("Utc")).and_then(shown) {
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
}

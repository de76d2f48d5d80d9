//! One request that may be carried out: its parameters, its scope, and the answers to it.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::behaviour::ConnectorMode;
use super::answer::{Answer, Object, Refusal, Success};
use super::entity::Entity;
use super::generation::{Fullness, Origin};
use super::identifier::identifier;
use super::item::Item;
use super::library::Endpoint;
use super::node::{Node, Record};
use super::reference::{self, Target};
use super::scope::Scope;
use super::store::Store;
use super::view;

/// A request that passed all checks, with its operation and scope.
pub(super) struct Call<'c> {
    pub(super) endpoint: &'static Endpoint,
    pub(super) body: &'c Object,
    pub(super) scope: Scope,
    pub(super) now: Timestamp,
    /// The behaviour that is played.
    pub(super) mode: ConnectorMode,
}

impl Call<'_> {
    /// The name of the operation.
    pub(super) fn id(&self) -> &'static str {
        &self.endpoint.operation.id
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

    /// The parts of the request that are each about one item, with their description: the elements of its list, or the whole of it.
    pub(super) fn parts(&self) -> (&Record, Vec<&Object>) {
        let request: &Record = &self.endpoint.shape().request;
        let list = request.fields.iter().find(|field| {
            let record = field.node.items().and_then(Node::record);
            record.is_some() && !field.node.nullable && !field.node.deprecated
        });
        match list.and_then(|list| Some((list, list.node.record()?))) {
            Some((list, record)) => {
                let elements = self.body.get(&list.name).and_then(Value::as_array);
                let elements = elements.into_iter().flatten().filter_map(Value::as_object);
                (record.as_ref(), elements.collect())
            }
            None => (request, vec![self.body]),
        }
    }

    /// The item whose id a parameter is.
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

    /// The item of that id, if the token covers its enterprise.
    pub(super) fn visible<'s>(&self, store: &'s Store, entity: Entity, id: &str) -> Option<&'s Arc<Item>> {
        let found = match id.strip_prefix("eid:") {
            Some(external) => store
                .all(entity)
                .iter()
                .find(|item| item.is("ExternalIdentifier", external)),
            None => store.find(entity, id),
        };
        found.filter(|item| self.scope.covered.contains(&item.enterprise) && item.is_listed())
    }

    /// The item of that id, if the token covers its enterprise and it has not been deleted.
    pub(super) fn living<'s>(&self, store: &'s Store, entity: Entity, id: &str) -> Option<&'s Arc<Item>> {
        self.visible(store, entity, id).filter(|item| item.active)
    }

    /// The answer with those properties; other properties that it needs are made up, and those that may be null are null.
    pub(super) fn answer(&self, mut given: Object) -> Object {
        let response = &self.endpoint.shape().response;
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
        // Properties that the table of the answer lacks are answered all the same.
        answer.extend(given);
        answer
    }

    /// The property of the answer that lists items under a name.
    pub(super) fn listed<'i>(&self, name: &str, items: impl IntoIterator<Item = &'i Arc<Item>>) -> Object {
        let mut given = Object::new();
        if let Some(field) = self.endpoint.shape().response.field(name) {
            given.insert(name.to_owned(), view::views(items, &field.node, self.now));
        }
        given
    }

    /// Answers a question with those properties.
    pub(super) fn content(&self, given: Object) -> Answer {
        Ok(Success::Content(self.answer(given)))
    }

    /// Answers a change with those properties; many changes are answered with an empty object.
    pub(super) fn changed(&self, given: Object) -> Answer {
        let answer = self.answer(given);
        Ok(if self.endpoint.particulars.empty {
            Success::Empty(answer)
        } else {
            Success::Content(answer)
        })
    }

    /// The properties of the answer that are about items of a kind: the items, or their ids.
    pub(super) fn describe(&self, entity: Entity, items: &[Arc<Item>]) -> Object {
        let response = &self.endpoint.shape().response;
        let mut given = Object::new();
        for field in response.fields.iter().filter(|field| !field.node.deprecated) {
            let shown = field
                .node
                .record()
                .and_then(|record| Entity::of_definition(&record.key));
            let value = if shown == Some(entity) && field.node.is_list() {
                view::views(items, &field.node, self.now)
            } else if shown == Some(entity) {
                let record = field.node.record();
                let item = items.first().zip(record);
                item.map_or(Value::Null, |(item, record)| view::view(item, record, self.now))
            } else if reference::target(&field.node, &field.name, &response.key) == Some(Target::One(entity)) {
                let mut ids = items.iter().map(|item| json!(item.id));
                if field.node.is_list() {
                    ids.collect()
                } else {
                    ids.next().unwrap_or_default()
                }
            } else {
                continue;
            };
            given.insert(field.name.clone(), value);
        }
        given
    }
}

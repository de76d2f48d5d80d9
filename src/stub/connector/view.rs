//! The shapes in which items are shown: their own, or an older or shorter one.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::answer::Object;
use super::generation::{Fullness, Origin};
use super::item::Item;
use super::node::{Node, Record};
use super::refinement;

/// An item in that shape: its own properties where they fit, and made-up ones where it has none.
pub(super) fn view(item: &Item, record: &Record, now: Timestamp) -> Value {
    if record.key == item.entity.definition() {
        return Value::Object(item.data.clone());
    }
    let origin = Origin {
        enterprise: item.enterprise,
        entity: Some(item.entity),
        index: item.index.unwrap_or_default(),
        id: &item.id,
        created: now,
        fullness: Fullness::Bare,
    };
    let mut shown = Object::with_capacity(record.fields.len());
    let source = refinement::shown_as(item, &record.key);
    for field in record.fields.iter().filter(|field| !field.node.deprecated) {
        let own = source.get(&field.name).filter(|value| field.node.takes(value));
        let value = match own {
            Some(value) => value.clone(),
            None => origin.value_of(field, record),
        };
        shown.insert(field.name.clone(), value);
    }
    Value::Object(shown)
}

/// Items as the elements of a list.
pub(super) fn views<'i>(items: impl IntoIterator<Item = &'i Arc<Item>>, list: &Node, now: Timestamp) -> Value {
    let Some(element) = list.items() else {
        return Value::Null;
    };
    let Some(record) = element.record() else {
        return Value::Array(Vec::new());
    };
    items.into_iter().map(|item| view(item, record, now)).collect()
}

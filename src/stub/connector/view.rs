//! The shapes in which things are shown: their own, or an older or shorter one.

use serde_json::Value;

use super::answer::Object;
use super::generate::{Fullness, Origin};
use super::node::{Kind, Node, Record};
use super::refine;
use super::store::Item;

/// An item in that shape: its own properties where they fit, and made-up ones where it has none.
pub(super) fn view(item: &Item, record: &Record, now: jiff::Timestamp) -> Value {
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
    let source = refine::shown_as(item, &record.key);
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

/// The elements of a list that are things of that shape.
pub(super) fn views<'i>(
    items: impl IntoIterator<Item = &'i std::sync::Arc<Item>>,
    list: &Node,
    now: jiff::Timestamp,
) -> Value {
    let Kind::List(element) = &list.kind else {
        return Value::Null;
    };
    let Some(record) = element.record() else {
        return Value::Array(Vec::new());
    };
    items.into_iter().map(|item| view(item, record, now)).collect()
}

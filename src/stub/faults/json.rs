//! Changes of JSON objects, as many faults need them.

use serde_json::{Map, Value, json};

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// Changes each object of a list.
pub(super) fn each(object: &mut Object, list: &str, change: impl FnMut(&mut Object)) {
    let items = object.get_mut(list).and_then(Value::as_array_mut);
    items
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
        .for_each(change);
}

/// Changes a part of an object.
pub(super) fn part(object: &mut Object, name: &str, change: impl FnOnce(&mut Object)) {
    if let Some(part) = object.get_mut(name).and_then(Value::as_object_mut) {
        change(part);
    }
}

/// Sets a property that is there already.
pub(super) fn set(object: &mut Object, name: &str, value: impl Into<Value>) {
    if let Some(property) = object.get_mut(name) {
        *property = value.into();
    }
}

/// Writes a property that is there as a string.
pub(super) fn stringify(object: &mut Object, name: &str) {
    if let Some(property) = object.get_mut(name) {
        *property = json!(property.to_string());
    }
}

/// Exchanges two properties.
pub(super) fn swap(object: &mut Object, one: &str, other: &str) {
    if let (Some(first), Some(second)) = (object.get(one).cloned(), object.get(other).cloned()) {
        object.insert(one.into(), second);
        object.insert(other.into(), first);
    }
}

/// Repeats a list's first item at its end.
pub(super) fn double(object: &mut Object, list: &str) {
    if let Some(items) = object.get_mut(list).and_then(Value::as_array_mut)
        && let Some(first) = items.first().cloned()
    {
        items.push(first);
    }
}

/// Leaves the last item out of a list that has several.
pub(super) fn shorten(object: &mut Object, list: &str) {
    if let Some(items) = object.get_mut(list).and_then(Value::as_array_mut)
        && items.len() > 1
    {
        items.pop();
    }
}

/// Leaves a list's second half out.
pub(super) fn halve(object: &mut Object, list: &str) {
    if let Some(items) = object.get_mut(list).and_then(Value::as_array_mut) {
        items.truncate(items.len().div_ceil(2));
    }
}

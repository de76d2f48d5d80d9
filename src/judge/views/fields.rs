//! The properties of a message by their names, each read as the type that it should have.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::value;

/// A property that is there and not null.
pub fn present<'e>(body: &'e Map<String, Value>, name: &str) -> Option<&'e Value> {
    body.get(name).filter(|value| !value.is_null())
}

/// A flag.
pub fn flag(body: &Map<String, Value>, name: &str) -> Option<bool> {
    body.get(name)?.as_bool()
}

/// A text, blank or not.
pub fn text<'e>(body: &'e Map<String, Value>, name: &str) -> Option<&'e str> {
    body.get(name)?.as_str()
}

/// A text that is not blank.
pub fn filled<'e>(body: &'e Map<String, Value>, name: &str) -> Option<&'e str> {
    value::filled(body.get(name)?)
}

/// A number, whole or not.
pub fn number(body: &Map<String, Value>, name: &str) -> Option<f64> {
    value::number(body.get(name)?)
}

/// A whole number; `2.0` is one too.
pub fn integer(body: &Map<String, Value>, name: &str) -> Option<i64> {
    value::integer(body.get(name)?)
}

/// A calendar date, written as year, month and day and nothing else.
pub fn date(body: &Map<String, Value>, name: &str) -> Option<Date> {
    value::date(body.get(name)?)
}

/// The items of a list; none where there is no list.
pub fn list<'e>(body: &'e Map<String, Value>, name: &str) -> &'e [Value] {
    body.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The objects of a list, with their positions in it; none where there is no list.
pub fn objects<'e>(body: &'e Map<String, Value>, name: &str) -> impl Iterator<Item = (usize, &'e Map<String, Value>)> {
    body.get(name).into_iter().flat_map(value::objects_of)
}

/// An object.
pub fn object<'e>(body: &'e Map<String, Value>, name: &str) -> Option<&'e Map<String, Value>> {
    body.get(name)?.as_object()
}

/// Checks that two objects differ in nothing but those properties.
pub fn are_equal_but_for(one: &Map<String, Value>, other: &Map<String, Value>, names: &[&str]) -> bool {
    let compared = |object: &Map<String, Value>| object.keys().filter(|name| !names.contains(&name.as_str())).count();
    compared(one) == compared(other)
        && one
            .iter()
            .filter(|(name, _)| !names.contains(&name.as_str()))
            .all(|(name, value)| other.get(name) == Some(value))
}

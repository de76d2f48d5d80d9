//! Values that are written as text or as a map of keys.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

/// A value that is written as text, or as a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextOrMap<M> {
    /// The text.
    Text(String),
    /// The map.
    Map(M),
}

/// Reads such a value; `expected` says in a message what can stand there.
///
/// # Errors
/// It is neither, or the map is not of that form.
pub fn deserialize<'de, D, M>(deserializer: D, expected: &'static str) -> Result<TextOrMap<M>, D::Error>
where
    D: Deserializer<'de>,
    M: Deserialize<'de>,
{
    deserializer.deserialize_any(Expected {
        expected,
        map: PhantomData,
    })
}

struct Expected<M> {
    expected: &'static str,
    map: PhantomData<M>,
}

impl<'de, M: Deserialize<'de>> Visitor<'de> for Expected<M> {
    type Value = TextOrMap<M>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(TextOrMap::Text(text.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Self::Value, A::Error> {
        M::deserialize(MapAccessDeserializer::new(access)).map(TextOrMap::Map)
    }
}

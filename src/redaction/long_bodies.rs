//! Long bodies, redacted entry by entry: a message of a year is a few long lists, and to hold all of it as values, and
//! once more as redacted ones, takes twenty times what it takes as text.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::names::{Name, SecretKind};
use super::passes::Passes;
use super::shapes;

/// No message has so many properties.
const MOST: usize = 64;

/// A longer value, in bytes, is no entry of a list.
const LONGEST: usize = 1 << 20;
/// Each value takes many times the two bytes that it can be written with: text with more is read as text.
const MOST_VALUES: usize = 1_000_000;

/// Returns true if a text may hold too many values to be read; only a long one can.
pub(super) fn crowded(bytes: &[u8]) -> bool {
    bytes.len() > MOST_VALUES && bytes.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count() > MOST_VALUES
}

/// The properties of an object as they are written.
struct Properties<'b>(Vec<(String, &'b RawValue)>);

impl<'de> Deserialize<'de> for Properties<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Properties<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(property) = map.next_entry()? {
                    all.push(property);
                }
                Ok(Properties(all))
            }
        }
        from.deserialize_map(All)
    }
}

/// The redacted text of an object with few properties; `None` if it is none, or one out of the ordinary.
pub(super) fn redacted(passes: &Passes<'_>, bytes: &[u8]) -> Option<String> {
    let Properties(all) = serde_json::from_slice(bytes).ok()?;
    let is_odd = |(position, (name, _)): (usize, &(String, &RawValue))| {
        let comes_again = all.iter().take(position).any(|(earlier, _)| earlier == name);
        let is_shown = Name::of(name.as_bytes()).names_another() || passes.known.any(name.as_bytes());
        comes_again || is_shown || !shapes::spans(name.as_bytes()).is_empty()
    };
    if all.len() > MOST || all.iter().enumerate().any(is_odd) {
        return None;
    }
    let mut text = "{".to_string();
    for (name, raw) in &all {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&serde_json::to_string(name).ok()?);
        text.push(':');
        let name = Name::of(name.as_bytes());
        let (kind, in_card) = (passes.names.kind(&name, false), name.is_card());
        let entry = |raw: &RawValue, kind: Option<SecretKind>| -> Option<String> {
            let value: Value = (raw.get().len() <= LONGEST).then(|| serde_json::from_str(raw.get()).ok())??;
            Some(passes.value(&value, kind, in_card).to_string())
        };
        if raw.get().starts_with('[') {
            let entries: Vec<&RawValue> = serde_json::from_str(raw.get()).ok()?;
            text.push('[');
            for (position, raw) in entries.into_iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                text.push_str(&entry(raw, kind)?);
            }
            text.push(']');
        } else {
            text.push_str(&entry(raw, kind)?);
        }
    }
    text.push('}');
    Some(text)
}

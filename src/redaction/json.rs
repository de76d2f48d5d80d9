//! JSON values: keys and lengths stay, and what stands under a name that announces a secret is masked.

use serde_json::{Map, Value};

use super::named_values::TextKind;
use super::names::{Name, SecretKind};
use super::passes::Passes;
use super::shapes;

impl Passes<'_> {
    /// The redacted form of a value below a name of that kind, within a card or not.
    pub(super) fn value(&self, json: &Value, kind: Option<SecretKind>, in_card: bool) -> Value {
        match json {
            Value::Null | Value::Bool(_) => json.clone(),
            Value::String(text) => Value::String(match kind {
                // What a mask shows may, with what it stands beside, be a secret again.
                Some(kind) => self.settled_text(&self.named(kind, text), TextKind::Prose),
                None => self.settled_text(text, TextKind::Prose),
            }),
            Value::Number(number) => self.number(number, kind),
            Value::Array(items) => items.iter().map(|item| self.value(item, kind, in_card)).collect(),
            Value::Object(fields) => Value::Object(self.object(fields, kind, in_card)),
        }
    }

    fn number(&self, number: &serde_json::Number, kind: Option<SecretKind>) -> Value {
        let text = number.to_string();
        match kind {
            Some(kind) => Value::String(self.named(kind, &text)),
            None => self.settled(text.as_bytes(), TextKind::Prose).map_or_else(
                || Value::Number(number.clone()),
                |bytes| String::from_utf8_lossy(&bytes).into(),
            ),
        }
    }

    fn object(&self, fields: &Map<String, Value>, kind: Option<SecretKind>, in_card: bool) -> Map<String, Value> {
        // `{"name": "Authorization", "value": "…"}`, as HAR files write headers and cookies.
        let announced = fields.iter().find_map(|(name, value)| match value {
            Value::String(value) if Name::of(name.as_bytes()).names_another() => {
                self.names.kind(&Name::of(value.as_bytes()), false)
            }
            _ => None,
        });
        let mut redacted = Map::with_capacity(fields.len());
        // Until a key is masked, no two can be the same.
        let mut masked_key = false;
        for (key, value) in fields {
            let name = Name::of(key.as_bytes());
            let own = self.names.kind(&name, in_card);
            let beside = announced.filter(|_| name.as_bytes() == b"value");
            let value = self.value(value, own.or(beside).or(kind), in_card || name.is_card());
            let mut key = key.clone();
            if self.known.any(key.as_bytes()) || !shapes::spans(key.as_bytes()).is_empty() {
                key = self.settled_text(&key, TextKind::Prose);
                masked_key = true;
            }
            while masked_key && redacted.contains_key(&key) {
                key.push('\'');
            }
            redacted.insert(key, value);
        }
        redacted
    }
}

//! Times: always universal, and written so.

use serde_json::Value;

use super::data_answer::DataAnswer;
use crate::contract::schema::Message;
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("S25", times)];

/// The end of the names of properties that hold such times.
const SUFFIX: &str = "Utc";

/// S25: the value of every property that is named so is a time that ends in `Z`.
fn times(material: Material<'_>, breaches: &mut Breaches) {
    for answer in DataAnswer::all(material) {
        let mut walker = Walker {
            entry: answer.entry,
            path: String::new(),
            breaches,
        };
        for (name, value) in answer.body {
            walker.value(name, value);
        }
    }
}

struct Walker<'b> {
    entry: usize,
    path: String,
    breaches: &'b mut Breaches,
}

impl Walker<'_> {
    fn value(&mut self, name: &str, value: &Value) {
        let length = self.path.len();
        self.path.push('/');
        self.path.push_str(&name.replace('~', "~0").replace('/', "~1"));
        match value {
            Value::String(text) if name.ends_with(SUFFIX) && !is_universal(text) => {
                let expected = "a universal time such as 2026-03-01T12:00:00Z";
                let actual = "text of another form";
                self.breaches.push(Breach::new(
                    self.entry,
                    Message::Response,
                    self.path.clone(),
                    expected,
                    actual,
                ));
            }
            Value::Object(entries) => entries.iter().for_each(|(name, value)| self.value(name, value)),
            Value::Array(items) => {
                for (position, item) in items.iter().enumerate() {
                    let length = self.path.len();
                    self.path.push_str(&format!("/{position}"));
                    for (name, value) in item.as_object().into_iter().flatten() {
                        self.value(name, value);
                    }
                    self.path.truncate(length);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        self.path.truncate(length);
    }
}

/// `YYYY-MM-DDThh:mm:ssZ`, with a fraction of a second or without.
fn is_universal(text: &str) -> bool {
    text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T') && text.parse::<jiff::Timestamp>().is_ok()
}

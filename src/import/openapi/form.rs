//! A schema of the contract files in the making, and the place that it is made of.

use serde_json::{Map, Value, json};

/// Place of a schema, and the definition that it is a part of.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// The file that is written.
    pub(super) file: String,
    /// The heading of the definition that is written.
    pub(super) heading: String,
    /// The place in the document.
    pub(super) pointer: String,
    /// The references that were followed to get here; one that returns would never end.
    pub(super) chain: Vec<String>,
    /// The properties that stand beside this one.
    pub(super) siblings: Vec<String>,
    /// True if this is the definition itself, and not a part of it.
    pub(super) whole: bool,
}

impl Site {
    /// A part of a schema that says more about the same value.
    pub(super) fn same(&self, step: &str) -> Self {
        Self {
            pointer: format!("{}/{step}", self.pointer),
            ..self.clone()
        }
    }

    /// A value within this one.
    pub(super) fn within(&self, pointer: String) -> Self {
        Self {
            pointer,
            siblings: Vec::new(),
            whole: false,
            ..self.clone()
        }
    }
}

/// A schema of the contract files in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    pub(super) map: Map<String, Value>,
    pub(super) nullable: bool,
}

impl Form {
    pub(super) fn of(key: &str, value: Value) -> Self {
        Self {
            map: Map::from_iter([(key.to_string(), value)]),
            nullable: false,
        }
    }

    /// The finished schema, with null as one more possibility if there is that.
    pub(super) fn finish(self) -> Value {
        let mut map = self.map;
        if !self.nullable {
            return Value::Object(map);
        }
        let nothing = json!({"type": "null"});
        if let Some(Value::Array(options)) = map.get_mut("anyOf") {
            options.push(nothing);
        } else if map.contains_key("$ref") || map.contains_key("enum") || map.contains_key("const") {
            let kept = ["$ref", "type", "enum", "const"];
            let (inner, outer): (Map<String, Value>, Map<String, Value>) =
                map.into_iter().partition(|(key, _)| kept.contains(&key.as_str()));
            let mut wrapped = Map::from_iter([("anyOf".to_string(), json!([inner, nothing]))]);
            wrapped.extend(outer);
            return Value::Object(wrapped);
        } else if let Some(kinds) = map.get_mut("type") {
            let mut all = match kinds.take() {
                Value::Array(all) => all,
                one => vec![one],
            };
            all.push(json!("null"));
            *kinds = Value::Array(all);
        }
        Value::Object(map)
    }
}

/// A finished definition: title and source first.
pub(super) fn definition(heading: &str, pointer: &str, form: Form) -> Value {
    let mut map = Map::from_iter([
        ("title".to_string(), json!(heading)),
        ("x-source".to_string(), json!(format!("openapi#{pointer}"))),
    ]);
    if let Value::Object(rest) = form.finish() {
        map.extend(rest);
    }
    Value::Object(map)
}

/// A schema without keywords, or an object without properties, as one of the empty object.
pub(super) fn or_empty(mut form: Form) -> Form {
    form.nullable = false;
    if form.map.is_empty() {
        form.map.insert("type".to_string(), json!("object"));
    }
    if form.map.get("type") == Some(&json!("object")) && !form.map.contains_key("additionalProperties") {
        form.map.entry("properties").or_insert_with(|| json!({}));
    }
    form
}

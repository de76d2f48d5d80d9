//! Compiling the schemas of the contract into nodes.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::entity::Entity;
use super::node::{Field, Format, Node, Record, Union, ValueKind};

/// Turns schemas into nodes; what is defined once is made once.
#[derive(Debug, Default)]
pub(super) struct Compiler {
    made: HashMap<String, Node>,
    /// Definitions that are being made: one that holds itself is anything there.
    under_way: Vec<String>,
}

impl Compiler {
    /// The node of a schema that stands by itself.
    pub(super) fn compile(&mut self, schema: &Value) -> Node {
        let empty = Map::new();
        let definitions = schema.get("$defs").and_then(Value::as_object).unwrap_or(&empty);
        self.node(schema, definitions)
    }

    fn named(&mut self, key: &str, definitions: &Map<String, Value>) -> Node {
        if let Some(known) = self.made.get(key) {
            return known.clone();
        }
        let Some(schema) = definitions
            .get(key)
            .filter(|_| !self.under_way.iter().any(|name| name == key))
        else {
            return Node::of(ValueKind::Any);
        };
        self.under_way.push(key.to_owned());
        let mut node = self.node(schema, definitions);
        self.under_way.pop();
        if let ValueKind::Record(record) = &mut node.kind {
            Arc::make_mut(record).key = key.to_owned();
        }
        self.made.insert(key.to_owned(), node.clone());
        node
    }

    fn node(&mut self, schema: &Value, definitions: &Map<String, Value>) -> Node {
        let text = |name: &str| schema.get(name).and_then(Value::as_str);
        let mut node = if let Some(reference) = text("$ref") {
            self.named(reference.rsplit('/').next().unwrap_or(reference), definitions)
        } else if let Some(variants) = schema.get("anyOf").and_then(Value::as_array) {
            self.variants(variants, definitions)
        } else {
            Node::of(self.kind(schema, definitions))
        };
        node.nullable |= types(schema).any(|kind| kind == "null");
        node.deprecated = schema.get("deprecated") == Some(&Value::Bool(true));
        if let Some(entity) = text("x-entity").and_then(|entity| Entity::of_definition(&entity.replace('#', ":"))) {
            node.entity = Some(entity);
        }
        if let Some(span) = text("x-max-interval") {
            node.most_interval = Some(span.into());
        }
        if let Some(default) = schema.get("default") {
            node.default = Some(Arc::new(default.clone()));
        }
        if let Some(rules) = schema.get("x-rules").and_then(Value::as_array) {
            node.rules = rules.clone().into();
        }
        node
    }

    /// Makes one node of several variants; of objects, with the properties of all of them.
    fn variants(&mut self, variants: &[Value], definitions: &Map<String, Value>) -> Node {
        let is_null = |schema: &Value| types(schema).eq(["null"]);
        let mut nodes = variants
            .iter()
            .filter(|schema| !is_null(schema))
            .map(|schema| self.node(schema, definitions))
            .collect::<Vec<_>>()
            .into_iter();
        let mut first = nodes.next().unwrap_or_else(|| Node::of(ValueKind::Any));
        first.nullable |= variants.iter().any(is_null);
        for other in nodes {
            if let (ValueKind::Record(record), ValueKind::Record(other)) = (&mut first.kind, &other.kind) {
                let record = Arc::make_mut(record);
                for field in &other.fields {
                    if record.field(&field.name).is_none() {
                        record.fields.push(field.clone());
                    }
                }
            }
        }
        first
    }

    fn kind(&mut self, schema: &Value, definitions: &Map<String, Value>) -> ValueKind {
        let values = ["enum", "x-values"].into_iter().find_map(|name| schema.get(name));
        if let Some(values) = values.and_then(Value::as_array) {
            let ended = schema.get("x-deprecated-values");
            let choices = values.iter().filter_map(Value::as_str);
            return ValueKind::Choice(
                choices
                    .filter(|choice| ended.is_none_or(|ended| ended.get(choice).is_none()))
                    .map(str::to_owned)
                    .collect(),
            );
        }
        match types(schema).find(|kind| *kind != "null") {
            Some("boolean") => ValueKind::Boolean,
            Some("integer") => ValueKind::Integer,
            Some("number") => ValueKind::Number,
            Some("string") => ValueKind::Text {
                format: format(schema),
                longest: schema
                    .get("maxLength")
                    .and_then(Value::as_u64)
                    .and_then(|length| usize::try_from(length).ok()),
            },
            Some("array") => {
                let items = schema.get("items").map(|items| self.node(items, definitions));
                ValueKind::List(Arc::new(items.unwrap_or_else(|| Node::of(ValueKind::Any))))
            }
            Some("object") => match schema.get("additionalProperties") {
                Some(values @ Value::Object(_)) => ValueKind::Dictionary(Arc::new(self.node(values, definitions))),
                _ => ValueKind::Record(Arc::new(self.object(schema, definitions))),
            },
            _ => ValueKind::Any,
        }
    }

    fn object(&mut self, schema: &Value, definitions: &Map<String, Value>) -> Record {
        let required = |name: &str| {
            let names = schema.get("required").and_then(Value::as_array);
            names.is_some_and(|names| names.iter().any(|required| required == name))
        };
        let properties = schema.get("properties").and_then(Value::as_object);
        let fields = properties
            .into_iter()
            .flatten()
            .map(|(name, property)| Field {
                name: name.clone(),
                required: required(name),
                node: self.node(property, definitions),
            })
            .collect();
        Record {
            key: String::new(),
            fields,
            union: self.union(schema, definitions),
        }
    }

    fn union(&mut self, schema: &Value, definitions: &Map<String, Value>) -> Option<Union> {
        let discriminator = schema.get("x-coproduct")?.get("discriminator")?.as_str()?;
        let mut branches = Vec::new();
        for branch in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            let value = branch.pointer(&format!("/if/properties/{discriminator}/const"));
            let shapes = branch.pointer("/then/properties").and_then(Value::as_object);
            if let (Some(value), Some(shapes)) = (value.and_then(Value::as_str), shapes) {
                let shapes = shapes.iter().map(|(name, shape)| {
                    // "An object" says less than what the property itself says.
                    let own = schema
                        .pointer(&format!("/properties/{name}"))
                        .filter(|_| shape.get("$ref").is_none());
                    let mut node = self.node(own.unwrap_or(shape), definitions);
                    node.nullable = false;
                    (name.clone(), node)
                });
                branches.push((value.to_owned(), shapes.collect()));
            }
        }
        Some(Union {
            discriminator: discriminator.to_owned(),
            branches,
        })
    }
}

fn types(schema: &Value) -> impl Iterator<Item = &str> {
    let (one, several) = match schema.get("type") {
        Some(Value::String(one)) => (Some(one.as_str()), &[][..]),
        Some(Value::Array(several)) => (None, several.as_slice()),
        _ => (None, &[][..]),
    };
    one.into_iter().chain(several.iter().filter_map(Value::as_str))
}

fn format(schema: &Value) -> Format {
    let names = ["format", "x-format"].into_iter().find_map(|name| schema.get(name));
    match names.and_then(Value::as_str) {
        Some("date-time") => Format::DateTime,
        Some("duration") => Format::Duration,
        Some("date" | "iso-8601") => Format::Day,
        Some("identifier" | "hybrid-identifier") => Format::Identifier,
        Some("iso-3166-1") => Format::Country,
        Some("iso-4217") => Format::Currency,
        Some("base64") => Format::Base64,
        _ => Format::Plain,
    }
}

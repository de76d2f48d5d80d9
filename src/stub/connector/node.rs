//! The schemas of the contract in the form in which data are made of them and requests are read by them.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::entity::Entity;

/// Description of the value at a place of a message.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: ValueKind,
    pub(super) nullable: bool,
    pub(super) deprecated: bool,
    /// Kind of data that its ids name, where the schema says so.
    pub(super) entity: Option<Entity>,
    /// The longest interval that is taken, as a duration of ISO 8601.
    pub(super) most_interval: Option<Arc<str>>,
    /// Value that is taken for granted where it is absent.
    pub(super) default: Option<Arc<Value>>,
    /// Constraints that JSON Schema does not know.
    pub(super) rules: Arc<[Value]>,
}

/// Kinds of values.
#[derive(Clone, Debug)]
pub(super) enum ValueKind {
    /// Any value.
    Any,
    Boolean,
    Integer,
    Number,
    Text {
        format: Format,
        longest: Option<usize>,
    },
    /// One of these; deprecated ones are left out.
    Choice(Arc<[String]>),
    List(Arc<Node>),
    Record(Arc<Record>),
    /// Any names, with values of one kind.
    Dictionary(Arc<Node>),
}

/// Meaning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Plain,
    Identifier,
    DateTime,
    Duration,
    Day,
    Country,
    Currency,
    Base64,
}

/// An object.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// Place of its definition, as `file:definition`; empty if it has no name of its own.
    pub(super) key: String,
    pub(super) fields: Vec<Field>,
    pub(super) union: Option<Union>,
}

/// A property of an object.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) node: Node,
}

/// An object whose shape depends on one of its properties.
#[derive(Clone, Debug)]
pub(super) struct Union {
    pub(super) discriminator: String,
    /// Descriptions of other properties, by value of that property.
    pub(super) branches: Vec<(String, Vec<(String, Node)>)>,
}

impl Record {
    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Returns true if it describes the change of a property, and not the property itself.
    pub(super) fn is_update_value(&self) -> bool {
        matches!(self.fields.as_slice(), [only] if only.name == "Value")
    }
}

impl Node {
    fn of(kind: ValueKind) -> Self {
        Self {
            kind,
            nullable: false,
            deprecated: false,
            entity: None,
            most_interval: None,
            default: None,
            rules: Arc::default(),
        }
    }

    /// The object that stands there, or in the list that does.
    pub(super) fn record(&self) -> Option<&Arc<Record>> {
        match &self.kind {
            ValueKind::Record(record) => Some(record),
            ValueKind::List(items) => items.record(),
            ValueKind::Any
            | ValueKind::Boolean
            | ValueKind::Integer
            | ValueKind::Number
            | ValueKind::Text { .. }
            | ValueKind::Choice(_)
            | ValueKind::Dictionary(_) => None,
        }
    }

    /// The elements, if a list stands there.
    pub(super) fn items(&self) -> Option<&Node> {
        match &self.kind {
            ValueKind::List(items) => Some(items),
            ValueKind::Any
            | ValueKind::Boolean
            | ValueKind::Integer
            | ValueKind::Number
            | ValueKind::Text { .. }
            | ValueKind::Choice(_)
            | ValueKind::Record(_)
            | ValueKind::Dictionary(_) => None,
        }
    }

    /// Returns true if a value has the outer form of the node: its JSON type, its choices, its required properties.
    pub(super) fn takes(&self, value: &Value) -> bool {
        if value.is_null() {
            return self.nullable;
        }
        match self.pair(value) {
            Pair::Object(record, object) => record.fields.iter().all(|field| {
                object
                    .get(&field.name)
                    .map_or(!field.required, |value| field.node.takes(value))
            }),
            Pair::List(items, values) => values.iter().all(|value| items.takes(value)),
            Pair::Dictionary(items, values) => values.values().all(|value| items.takes(value)),
            Pair::Other => match (&self.kind, value) {
                (ValueKind::Any, _)
                | (ValueKind::Boolean, Value::Bool(_))
                | (ValueKind::Number, Value::Number(_))
                | (ValueKind::Text { .. }, Value::String(_)) => true,
                (ValueKind::Integer, Value::Number(number)) => number.is_i64() || number.is_u64(),
                (ValueKind::Choice(choices), Value::String(text)) => choices.contains(text),
                (
                    ValueKind::Boolean
                    | ValueKind::Integer
                    | ValueKind::Number
                    | ValueKind::Text { .. }
                    | ValueKind::Choice(_)
                    | ValueKind::List(_)
                    | ValueKind::Record(_)
                    | ValueKind::Dictionary(_),
                    _,
                ) => false,
            },
        }
    }

    /// Pairs the node with a value that stands there, to go on into its parts.
    pub(super) fn pair<'p>(&'p self, value: &'p Value) -> Pair<'p> {
        match (&self.kind, value) {
            (ValueKind::Record(record), Value::Object(object)) => Pair::Object(record, object),
            (ValueKind::List(items), Value::Array(values)) => Pair::List(items, values),
            (ValueKind::Dictionary(items), Value::Object(values)) => Pair::Dictionary(items, values),
            (
                ValueKind::Any
                | ValueKind::Boolean
                | ValueKind::Integer
                | ValueKind::Number
                | ValueKind::Text { .. }
                | ValueKind::Choice(_)
                | ValueKind::List(_)
                | ValueKind::Record(_)
                | ValueKind::Dictionary(_),
                _,
            ) => Pair::Other,
        }
    }

    /// Returns true if a list stands there.
    pub(super) fn is_list(&self) -> bool {
        self.items().is_some()
    }
}

/// A node with a value of it that has parts.
pub(super) enum Pair<'p> {
    /// An object with its description.
    Object(&'p Arc<Record>, &'p Map<String, Value>),
    /// The elements of a list with their description.
    List(&'p Node, &'p [Value]),
    /// Values with free names and their description.
    Dictionary(&'p Node, &'p Map<String, Value>),
    /// A value without parts, or one of another kind than described.
    Other,
}

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

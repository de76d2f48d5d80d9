//! The schemas of the contract in the form in which data are made of them and requests are read by them.

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
    /// A node of that kind of which nothing more is known.
    pub(super) fn of(kind: ValueKind) -> Self {
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

//! Contents of the pages, before links are followed.

use super::text::{Link, Text};

/// The page that explains pagination.
pub const PAGINATION: &str = "guidelines/pagination.md";

/// The page of operations that have ended.
pub const DISCONTINUED: &str = "operations/discontinued.md";

/// A page that describes operations, objects or values.
#[derive(Debug)]
pub struct PageContent {
    /// The path below `connector-api/`, with `.md`.
    pub path: String,
    /// The heading of the page.
    pub title: String,
    /// Its operations in order.
    pub operations: Vec<Operation>,
    /// Its definitions in order.
    pub definitions: Vec<Definition>,
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// The heading.
    pub title: String,
    /// The name by which links lead to it.
    pub anchor: String,
    /// The line of the heading.
    pub line: usize,
    /// True if the heading is struck out or a quote says that it is deprecated.
    pub deprecated: bool,
    /// True if a quote says that it is restricted.
    pub restricted: bool,
    /// The path below the platform's address.
    pub path: String,
    /// The line of that path.
    pub address_line: usize,
    /// The paragraphs, items and quotes between heading and request.
    pub prose: Vec<Text>,
    /// Forms of the request: one table, or several that exclude one another.
    pub request: Vec<Variant>,
    /// The table of the response; empty if it is `{}`.
    pub response: Vec<Property>,
}

/// One form of a request.
#[derive(Debug)]
pub struct Variant {
    /// The heading, if there are several.
    pub title: Option<String>,
    /// Its table.
    pub properties: Vec<Property>,
}

/// An object, an enumeration or another named type.
#[derive(Debug)]
pub struct Definition {
    /// The heading.
    pub title: String,
    /// The name by which links lead to it.
    pub anchor: String,
    /// The operation of the page in whose section it stands.
    pub operation: Option<usize>,
    /// Kind of the definition.
    pub kind: DefinitionKind,
}

/// Kind of a definition.
#[derive(Debug)]
pub enum DefinitionKind {
    /// An object with named properties.
    Object(Vec<Property>),
    /// One of several strings.
    Enum(Enumeration),
    /// An object whose properties all have one type.
    Dictionary(Type),
    /// Text that is an identifier, or one with a prefix.
    HybridIdentifier,
    /// One of several objects.
    Union(Vec<(Link, usize)>),
}

/// One of several strings.
#[derive(Debug)]
pub struct Enumeration {
    /// The values in order.
    pub values: Vec<EnumValue>,
    /// True if more values may come.
    pub extensible: bool,
}

/// A value of an enumeration.
#[derive(Debug)]
pub struct EnumValue {
    /// The value.
    pub name: String,
    /// Description.
    pub text: Text,
    /// Line.
    pub line: usize,
}

/// A property of an object or a message.
#[derive(Clone, Debug)]
pub struct Property {
    /// The name.
    pub name: String,
    /// Its type.
    pub kind: Type,
    /// True if the type says that it may be null.
    pub nullable: bool,
    /// True if the type says that it is text, beside its link.
    pub says_text: bool,
    /// Constraints in the column "Contract" of its table.
    pub constraints: Constraints,
    /// True if it is struck out.
    pub deprecated: bool,
    /// Description.
    pub description: Text,
    /// Line.
    pub line: usize,
}

/// The type of a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// An object of which nothing more is said.
    Object,
    /// Anything.
    Any,
    /// One string.
    Const(String),
    /// A list.
    Array(Box<Type>),
    /// The definition under a heading.
    Ref(Link),
}

impl Type {
    /// The link of the type itself.
    pub fn link(&self) -> Option<&Link> {
        match self {
            Self::Ref(link) => Some(link),
            Self::String
            | Self::Boolean
            | Self::Integer
            | Self::Number
            | Self::Object
            | Self::Any
            | Self::Const(_)
            | Self::Array(_) => None,
        }
    }

    /// The link of the type, or of the elements if it is a list.
    pub fn element_link(&self) -> Option<&Link> {
        match self {
            Self::Array(items) => items.element_link(),
            Self::Ref(_)
            | Self::String
            | Self::Boolean
            | Self::Integer
            | Self::Number
            | Self::Object
            | Self::Any
            | Self::Const(_) => self.link(),
        }
    }
}

/// Constraints of a property.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// True if it must be there and not null.
    pub required: bool,
    /// The most items of a list.
    pub max_items: Option<u64>,
    /// The most characters of text.
    pub max_length: Option<u64>,
    /// The longest interval, in months.
    pub max_months: Option<u64>,
}

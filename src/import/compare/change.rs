//! One difference between two contracts: its place, its aspect, and the parties that it breaks.

use std::collections::BTreeSet;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A difference between an old contract and a new one.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Place of the change.
    pub place: Place,
    /// Aspect that differs there.
    pub aspect: Aspect,
    /// Value in the old contract; `None` if it has no such thing.
    pub old: Option<Value>,
    /// Value in the new contract; `None` if it has no such thing.
    pub new: Option<Value>,
    /// Parties that it breaks.
    pub breaks: Breaks,
    /// The messages that the place is a part of; none for objects that only events carry.
    pub reaches: BTreeSet<Reach>,
    /// The property of the other contract that may be the same one under another name.
    pub renamed: Option<String>,
}

/// A place that both contracts have, or one of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The schema file: the page of a resource.
    pub resource: String,
    /// Operation or definition that the place is a part of.
    pub subject: Subject,
    /// The path of properties to it: `Data.Value`, `Items[]`; empty for the subject itself.
    pub property: String,
}

/// Operation or definition that a place is a part of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An operation, or one of its messages.
    Operation {
        /// The id of the operation.
        id: String,
        /// Part of the operation.
        part: Part,
    },
    /// A definition that several messages may share.
    Object {
        /// Name of the definition.
        name: String,
        /// Page and name of the definition that stands in its place in the other contract, if that is another one.
        counterpart: Option<String>,
    },
}

/// A part of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The operation as a whole.
    Operation,
    /// The request.
    Request,
    /// The response.
    Response,
}

/// A message that a place is a part of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reach {
    /// The id of the operation.
    pub operation: String,
    /// Part of the operation.
    pub part: Part,
}

/// Parties that a change breaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Breaks {
    /// Callers that keep to the old contract.
    pub client: bool,
    /// Implementations and stubs that keep to the old contract.
    pub server: bool,
}

impl Breaks {
    /// Nobody.
    pub const NOBODY: Self = Self {
        client: false,
        server: false,
    };
    /// Callers only.
    pub const CLIENT: Self = Self {
        client: true,
        server: false,
    };
    /// Implementations only.
    pub const SERVER: Self = Self {
        client: false,
        server: true,
    };
    /// Both parties.
    pub const BOTH: Self = Self {
        client: true,
        server: true,
    };

    /// The parties of either.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            client: self.client || other.client,
            server: self.server || other.server,
        }
    }
}

/// Aspect in which two contracts differ at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// Existence of an operation.
    Operation,
    /// Existence of a definition that no message uses.
    Object,
    /// Existence of a property.
    Property,
    /// The path of an operation.
    Path,
    /// Side that hosts an operation.
    Side,
    /// The body properties that credentials fill.
    Credentials,
    /// Effect of an operation: it reads only, or changes something.
    Effect,
    /// Support of tokens of a whole portfolio.
    Portfolio,
    /// The properties that choose enterprises or chains.
    Scope,
    /// Restriction of an operation to chosen clients.
    Restricted,
    /// Delivery of answers in pages.
    Paging,
    /// The list that is paged.
    PagedList,
    /// The properties of which at least one must be set.
    Filters,
    /// Emptiness of the answer to a success.
    Empty,
    /// A limit of an operation as a whole.
    Quota,
    /// End of an operation.
    Discontinued,
    /// Deprecation of an operation or property.
    Deprecation,
    /// Presence that is required of a property.
    Required,
    /// Possibility of null.
    Nullable,
    /// The type of a value.
    Type,
    /// The format of a string.
    Format,
    /// The most items of a list.
    MaxItems,
    /// The fewest items of a list.
    MinItems,
    /// Uniqueness of the items of a list.
    UniqueItems,
    /// The most characters of a string.
    MaxLength,
    /// The fewest characters of a string.
    MinLength,
    /// The pattern of a string.
    Pattern,
    /// The smallest number.
    Minimum,
    /// The largest number.
    Maximum,
    /// The number above which a number must be.
    ExclusiveMinimum,
    /// The number below which a number must be.
    ExclusiveMaximum,
    /// Number of which a number must be a multiple.
    MultipleOf,
    /// The longest interval.
    MaxInterval,
    /// The only value.
    Const,
    /// The value that counts if none is sent.
    Default,
    /// A constraint that only prose states.
    Rule,
    /// A value of an enum.
    EnumValue,
    /// Possibility of further values of an enum.
    Extensible,
    /// Deprecation of a value of an enum.
    EnumValueDeprecation,
    /// The property that decides the form of a value.
    Discriminator,
    /// One of several forms of a value.
    Option,
}

impl Subject {
    /// The name of the subject, with its resource if it is a definition.
    fn name(&self, resource: &str) -> String {
        match self {
            Self::Operation {
                id,
                part: Part::Operation,
            } => id.clone(),
            Self::Operation {
                id,
                part: Part::Request,
            } => format!("{id} request"),
            Self::Operation {
                id,
                part: Part::Response,
            } => format!("{id} response"),
            Self::Object { name, counterpart } => match counterpart {
                Some(other) => format!("{resource}#{name} ({other})"),
                None => format!("{resource}#{name}"),
            },
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.subject.name(&self.resource))?;
        if !self.property.is_empty() {
            write!(f, ": {}", self.property)?;
        }
        Ok(())
    }
}

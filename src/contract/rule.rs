//! The data of a semantic rule: all but the function that judges it.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The id of a semantic rule, e.g. `R-ENV-1`: capital letters, digits and hyphens, a letter first.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RuleId(Cow<'static, str>);

/// A text that is no id of a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no id of a rule: it consists of capital letters, digits and hyphens, and begins with a letter")]
pub struct NoRuleId(String);

impl RuleId {
    /// The id that is written in the source.
    ///
    /// # Panics
    /// The text is no id; in a constant that is found out while it is compiled.
    pub const fn new(id: &'static str) -> Self {
        assert!(is_rule_id(id), "this is no id of a rule");
        Self(Cow::Borrowed(id))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const fn is_rule_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        match bytes[index] {
            b'A'..=b'Z' => {}
            b'0'..=b'9' | b'-' if index > 0 => {}
            _ => return false,
        }
        index += 1;
    }
    !bytes.is_empty()
}

impl TryFrom<String> for RuleId {
    type Error = NoRuleId;

    fn try_from(text: String) -> Result<Self, NoRuleId> {
        if is_rule_id(&text) {
            Ok(Self(Cow::Owned(text)))
        } else {
            Err(NoRuleId(text))
        }
    }
}

impl From<RuleId> for String {
    fn from(id: RuleId) -> Self {
        id.0.into_owned()
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Weight of a breach or remark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Worth knowing.
    Note,
    /// Deviates from the documentation, but is accepted.
    Warning,
    /// Fails the case.
    Error,
}

impl Weight {
    /// The name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Ground on which a rule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The documentation says so.
    Documented,
    /// It follows from what the documentation says.
    Inferred,
}

/// A kind of message, as the side under test sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageKind {
    /// An answer of that side.
    Response,
    /// A call that it makes by itself.
    InboundRequest,
    /// A call that is made to it.
    OutboundRequest,
    /// The outcome of an earlier message, reported by a call of its own.
    Confirmation,
    /// Several messages together.
    Exchange,
}

/// The operations that a rule speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Operations {
    /// These, on whichever side they are.
    Named(Vec<String>),
    /// Every one.
    All(All),
}

/// Word for every operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum All {
    /// Every one.
    All,
}

impl Operations {
    /// Checks that an operation is among them.
    pub fn contains(&self, operation: &str) -> bool {
        match self {
            Self::Named(names) => names.iter().any(|name| name == operation),
            Self::All(All::All) => true,
        }
    }
}

/// One entry of `rules.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleData {
    /// Its id.
    pub id: RuleId,
    /// The weight of a breach.
    pub level: Weight,
    /// The ground on which it stands.
    pub basis: Basis,
    /// The kinds of message that it speaks of.
    pub applies_to: Vec<MessageKind>,
    /// The operations whose messages it speaks of.
    pub operations: Operations,
    /// The sentence that must hold.
    pub statement: String,
    /// The page of the documentation.
    pub source: String,
    /// The weight from which on a breach makes a request one that its receiver has to refuse; none if no breach does.
    ///
    /// Rules of a booking's history, of the card data that may be sent, and of recommendations have none, nor have those of
    /// a cancellation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_from: Option<Weight>,
}

//! What is known about a semantic rule besides the function that judges it.

use serde::{Deserialize, Serialize};

/// How much a breach weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Worth knowing.
    Note,
    /// Deviates from the documentation, but is taken.
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

/// Where a rule comes from.
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
pub enum Kind {
    /// What it answers.
    Response,
    /// What it asks for or pushes by itself.
    InboundRequest,
    /// What it is asked for.
    OutboundRequest,
    /// The outcome of an earlier message, told by a call of its own.
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

/// The word for every operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum All {
    /// Every one.
    All,
}

impl Operations {
    /// Whether an operation is among them.
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
    /// Its id, e.g. `R-ENV-1`.
    pub id: String,
    /// How much a breach weighs.
    pub level: Weight,
    /// Where it comes from.
    pub basis: Basis,
    /// The kinds of message that it speaks of.
    pub applies_to: Vec<Kind>,
    /// The operations whose messages it speaks of.
    pub operations: Operations,
    /// What must hold.
    pub statement: String,
    /// The page of the documentation.
    pub source: String,
}

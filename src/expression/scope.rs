//! Scope of an expression: the names that it can refer to, with their values.

use std::borrow::Cow;

use serde_json::Value;

use super::segment::{Segment, follow};

/// The values that an expression can refer to.
pub trait Scope {
    /// The value of a root name, borrowed if it is at hand.
    fn root(&self, name: &str) -> Option<Cow<'_, Value>>;

    /// The value at the end of a path.
    fn path(&self, root: &str, segments: &[Segment]) -> Option<Value> {
        let value = self.root(root)?;
        follow(&value, segments).cloned()
    }

    /// The reason for which a path has no value, in words.
    fn why_not(&self, root: &str, segments: &[Segment]) -> String {
        let Some(value) = self.root(root) else {
            return format!("there is no `{root}`");
        };
        let mut here = value.as_ref();
        for segment in segments {
            match follow(here, std::slice::from_ref(segment)) {
                Some(next) => here = next,
                None => {
                    return match segment {
                        Segment::Property(name) => format!("there is no property `{name}`"),
                        Segment::Index(index) => format!("there is no element {index}"),
                    };
                }
            }
        }
        "it has no value".into()
    }
}

/// An expression that has no value in its scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// The expression as it is written.
    pub expression: String,
    /// Reason for which it has no value.
    pub reason: String,
}

impl Unresolved {
    /// The part of `target` that would hold the value, if the expression speaks of the target.
    pub fn part_of_target(&self) -> Option<&str> {
        self.expression.strip_prefix("target.")?.split(['.', '[']).next()
    }
}

impl std::fmt::Display for Unresolved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`${{{}}}` has no value: {}", self.expression, self.reason)
    }
}

/// A scope without names: for expressions that must be constant.
#[derive(Debug)]
pub struct NoNames;

impl Scope for NoNames {
    fn root(&self, _: &str) -> Option<Cow<'_, Value>> {
        None
    }
}

/// A fixed set of names.
impl Scope for serde_json::Map<String, Value> {
    fn root(&self, name: &str) -> Option<Cow<'_, Value>> {
        self.get(name).map(Cow::Borrowed)
    }
}

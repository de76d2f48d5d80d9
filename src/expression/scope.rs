//! Where the names in expressions come from.

use std::borrow::Cow;

use serde_json::Value;

use super::program::Segment;

/// The values that an expression can refer to.
pub trait Scope {
    /// The value of a root name, borrowed if it is at hand.
    fn root(&self, name: &str) -> Option<Cow<'_, Value>>;

    /// The value at the end of a path.
    fn path(&self, root: &str, segments: &[Segment]) -> Option<Value> {
        let value = self.root(root)?;
        follow(&value, segments).map(|(value, _)| value.clone())
    }

    /// Why a path has no value, in words.
    fn why_not(&self, root: &str, segments: &[Segment]) -> String {
        let Some(value) = self.root(root) else {
            return format!("there is no `{root}`");
        };
        let mut here = value.as_ref();
        for segment in segments {
            match follow(here, std::slice::from_ref(segment)) {
                Some((next, _)) => here = next,
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
    /// Why it has no value.
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

fn follow<'v>(value: &'v Value, segments: &[Segment]) -> Option<(&'v Value, ())> {
    let mut here = value;
    for segment in segments {
        here = match segment {
            Segment::Property(name) => here.get(name)?,
            Segment::Index(index) => here.get(index)?,
        };
    }
    Some((here, ()))
}

/// Nothing has a value: for expressions that must be constant.
#[derive(Debug)]
pub struct Empty;

impl Scope for Empty {
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

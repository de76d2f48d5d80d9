//! Segments of a path through JSON, such as `.request` and `[0]`.

use serde_json::Value;

/// One segment of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A property of an object.
    Property(String),
    /// An element of a list.
    Index(usize),
}

/// The value at the end of a path that begins at `value`.
pub fn follow<'v>(value: &'v Value, segments: &[Segment]) -> Option<&'v Value> {
    segments.iter().try_fold(value, |here, segment| match segment {
        Segment::Property(name) => here.get(name),
        Segment::Index(index) => here.get(index),
    })
}

//! The pairs that are sold: a rate with a space category.

use serde_json::{Map, Value};

use super::fields;

/// A pair of rate and space category, by their mapping codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RatePair<'e> {
    /// The rate.
    pub rate: &'e str,
    /// The space category.
    pub space: &'e str,
}

impl<'e> RatePair<'e> {
    /// Reads an object that names both.
    pub fn read(object: &'e Map<String, Value>) -> Option<Self> {
        Some(Self {
            rate: fields::filled(object, "ratePlanCode")?,
            space: fields::filled(object, "spaceTypeCode")?,
        })
    }
}

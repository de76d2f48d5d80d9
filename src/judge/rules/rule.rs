//! A rule: its id and the function that judges by it.

use super::breach::Breaches;
use crate::contract::rule::RuleId;
use crate::judge::material::Material;

/// A semantic rule. Its level, wording and source are data: the entry of that id in `rules.yaml`.
#[derive(Clone)]
pub struct Rule {
    /// The id in `rules.yaml`.
    pub id: RuleId,
    /// Finds every breach in the material.
    pub judge: fn(Material<'_>, &mut Breaches),
}

impl Rule {
    /// A rule of that id.
    pub const fn new(id: &'static str, judge: fn(Material<'_>, &mut Breaches)) -> Self {
        Self {
            id: RuleId::new(id),
            judge,
        }
    }
}

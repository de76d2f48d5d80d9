//! What differs between two contracts, and whom it breaks.

pub mod change;
mod effect;
mod forms;
mod keywords;
mod node;
mod objects;
mod operations;
pub mod report;
mod silence;
mod walk;
pub mod words;

use std::collections::{BTreeMap, BTreeSet};

use self::change::{Aspect, Breaks, Change, Place};
use self::node::Book;
use self::silence::Silence;
use self::walk::{Found, Walk};
use super::files::ContractFiles;

/// Everything that differs, in the order of the places.
///
/// A definition that several messages share is compared once: its changes name the messages. If one
/// contract comes from an OpenAPI document and the other does not, what one of them has no way to
/// say is no difference.
pub fn diff(old: &ContractFiles, new: &ContractFiles) -> Vec<Change> {
    let silence = Silence::between(old, new);
    let mut walk = Walk::new(Book { files: old }, Book { files: new }, silence);
    let mut changes = operations::compare(&mut walk);
    walk.definitions();
    walk.spread();
    let mut told: BTreeMap<(Place, Aspect, String), Change> = BTreeMap::new();
    for pair in &walk.pairs {
        for found in &pair.found {
            let Found { aspect, old, new, .. } = found;
            let key = (found.place(pair), *aspect, format!("{old:?} {new:?}"));
            let change = told.entry(key).or_insert_with(|| Change {
                place: found.place(pair),
                aspect: *aspect,
                old: old.clone(),
                new: new.clone(),
                breaks: Breaks::NOBODY,
                reaches: BTreeSet::new(),
                renamed: found.renamed.clone(),
            });
            // Two pairs tell the same if one of the contracts has a definition twice.
            change.reaches.extend(pair.reaches.iter().cloned());
            if !found.harmless {
                let more = effect::breaks(*aspect, old.as_ref(), new.as_ref(), &pair.reaches);
                change.breaks = change.breaks.and(more);
            }
        }
    }
    changes.extend(told.into_values());
    let text = |change: &Change| format!("{:?} {:?}", change.old, change.new);
    changes.sort_by(|a, b| {
        let keys = |change: &Change| (change.place.clone(), change.aspect);
        keys(a).cmp(&keys(b)).then_with(|| text(a).cmp(&text(b)))
    });
    changes
}

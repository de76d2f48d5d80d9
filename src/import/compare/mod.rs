//! Comparison of two contracts: their differences, and the parties that each breaks.
//!
//! Messages are compared and not files: a definition's name and its file do not go over the wire. Each change
//! holds what both contracts say, so the way back is the way there with the two exchanged; tests hold it to that.

mod breakage;
pub mod change;
mod expressiveness;
mod forms;
mod keywords;
mod objects;
mod operations;
pub mod report;
mod view;
mod walk;
pub mod wording;

use std::collections::{BTreeMap, BTreeSet};

use self::change::{Aspect, Breaks, Change, Place};
use self::expressiveness::Expressiveness;
use self::view::Definitions;
use self::walk::{Difference, Walk};
use super::files::ContractFiles;

/// Lists all differences, in the order of their places.
///
/// A definition that several messages share is compared once: its changes name the messages. If one
/// contract comes from an OpenAPI document and the other does not, a statement that one of them cannot
/// express is no difference.
pub fn diff(old: &ContractFiles, new: &ContractFiles) -> Vec<Change> {
    let expressiveness = Expressiveness::between(old, new);
    let mut walk = Walk::new(Definitions { files: old }, Definitions { files: new }, expressiveness);
    let mut changes = operations::compare(&mut walk);
    walk.definitions();
    walk.spread();
    let mut reported: BTreeMap<(Place, Aspect, String), Change> = BTreeMap::new();
    for pair in &walk.pairs {
        for found in &pair.found {
            let Difference { aspect, old, new, .. } = found;
            let key = (found.place(pair), *aspect, format!("{old:?} {new:?}"));
            let change = reported.entry(key).or_insert_with(|| Change {
                place: found.place(pair),
                aspect: *aspect,
                old: old.clone(),
                new: new.clone(),
                breaks: Breaks::NOBODY,
                reaches: BTreeSet::new(),
                renamed: found.renamed.clone(),
            });
            // Two pairs report the same if one of the contracts has a definition twice.
            change.reaches.extend(pair.reaches.iter().cloned());
            if !found.harmless {
                let more = breakage::breaks(*aspect, old.as_ref(), new.as_ref(), &pair.reaches);
                change.breaks = change.breaks.and(more);
            }
        }
    }
    changes.extend(reported.into_values());
    let text = |change: &Change| format!("{:?} {:?}", change.old, change.new);
    changes.sort_by(|a, b| {
        let keys = |change: &Change| (change.place.clone(), change.aspect);
        keys(a).cmp(&keys(b)).then_with(|| text(a).cmp(&text(b)))
    });
    changes
}

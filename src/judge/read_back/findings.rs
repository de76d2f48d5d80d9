//! Findings about stored values that are not those that were pushed.

use serde_json::{Map, Value};

use super::comparison::{ComparedAmounts, brief, compare, is_open};
use super::inventory::{EntryInForce, PushPlace, PushedInventory, rows};
use super::patterns::{self, ComparedNight};
use crate::contract::push::InventoryKind;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::check_id::Check;
use crate::judge::finding::{Finding, Place};
use crate::judge::wording;

/// So many characters of a row are shown.
const ROW: usize = 400;

/// Something that is not stored as it was pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The push.
    pub source: PushPlace,
    /// The place in it, and what is stored instead.
    pub finding: Finding,
}

/// Compares what was read back with what was pushed.
pub fn findings(pushed: &PushedInventory<'_>, stored: &Map<String, Value>, amounts: ComparedAmounts) -> Vec<Deviation> {
    let kinds = pushed.kinds();
    kinds
        .into_iter()
        .filter_map(|kind| of_kind(pushed, stored, kind, amounts))
        .collect()
}

fn of_kind(
    pushed: &PushedInventory<'_>,
    stored: &Map<String, Value>,
    kind: InventoryKind,
    amounts: ComparedAmounts,
) -> Option<Deviation> {
    let rows = rows(stored, kind);
    let nights: Vec<ComparedNight<'_>> = pushed
        .cells(kind)
        .map(|(cell, in_force)| {
            let row = rows.get(cell).map(|(_, row)| *row);
            let difference = match row {
                None if is_open(kind, in_force.entry) => None,
                None => Some((brief(kind, in_force.entry), "nothing".to_string())),
                Some(row) => compare(kind, in_force.entry, row, amounts),
            };
            ComparedNight {
                cell,
                in_force,
                row,
                difference,
            }
        })
        .collect();
    let differing = || nights.iter().filter(|night| night.difference.is_some());
    // An interval shows more than a night by itself.
    let first = differing().find(|night| night.in_force.from < night.in_force.to);
    let first = first.or_else(|| differing().next())?;
    let (expected, actual) = first.difference.as_ref()?;
    let likely_cause = patterns::hint(pushed, kind, amounts, &nights, &rows);
    let row = rows.get(first.cell).map(|(index, row)| {
        let row = wording::shortened(&row.to_string(), ROW);
        format!("read back as /{}/{index}: {row}", kind.name())
    });
    let expected = format!("{expected} for {}, as pushed {}", first.cell, period(first.in_force));
    let actual = format!("{actual} ({} of {} nights differ)", differing().count(), nights.len());
    let place = Place {
        entry: first.in_force.source.exchange,
        message: Message::Request,
        pointer: format!("/{}/{}", kind.pushed_list(), first.in_force.index),
    };
    let missing = || format!("read back: no row of `{}` is about that night", kind.name());
    let finding = Finding {
        likely_cause,
        detail: Some(row.unwrap_or_else(missing)),
        ..Finding::new(Check::ReadBack, Weight::Error, expected, actual)
            .at(place)
            .against("What was pushed is stored, night by night.")
    };
    Some(Deviation {
        source: first.in_force.source,
        finding,
    })
}

/// The period of an entry in words.
fn period(in_force: &EntryInForce<'_>) -> String {
    if in_force.from == in_force.to {
        format!("for {} alone", in_force.from)
    } else {
        format!("from {} to {}", in_force.from, in_force.to)
    }
}

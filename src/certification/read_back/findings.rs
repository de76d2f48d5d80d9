//! Whether what the channel manager has stored is what was pushed, night by night.

use serde_json::Value;

use super::comparison::{brief, compare};
use super::inventory::{EntryInForce, PushPlace, PushedInventory, rows};
use super::patterns::{self, ComparedNight};
use crate::certification::plan::Amounts;
use crate::contract::push::InventoryKind;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::check_id::Check;
use crate::judge::finding::{Finding, Place};
use crate::report::text;

/// So many bytes of a row are shown.
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
pub fn findings(pushed: &PushedInventory<'_>, stored: &Value, amounts: Amounts) -> Vec<Deviation> {
    let kinds = pushed.kinds();
    kinds
        .into_iter()
        .filter_map(|kind| of_kind(pushed, stored, kind, amounts))
        .collect()
}

fn of_kind(pushed: &PushedInventory<'_>, stored: &Value, kind: InventoryKind, amounts: Amounts) -> Option<Deviation> {
    let rows = rows(stored, kind);
    let nights: Vec<ComparedNight<'_>> = pushed
        .of(kind)
        .map(|(place, laid)| {
            let row = rows.get(place).map(|(_, row)| *row);
            let difference = match row {
                None => Some((brief(kind, laid.entry), "nothing".to_string())),
                Some(row) => compare(kind, laid.entry, row, amounts),
            };
            ComparedNight {
                place,
                laid,
                row,
                difference,
            }
        })
        .collect();
    let unlike = || nights.iter().filter(|night| night.difference.is_some());
    // An interval shows more than a night by itself.
    let first = unlike().find(|night| night.laid.from < night.laid.to);
    let first = first.or_else(|| unlike().next())?;
    let (expected, actual) = first.difference.as_ref()?;
    let hint = patterns::hint(pushed, kind, amounts, &nights, &rows);
    let hint = hint.map_or_else(String::new, |hint| format!("; {hint}"));
    let row = rows.get(first.place).map(|(index, row)| {
        let row = text::shortened(&row.to_string(), ROW);
        format!("read back as /{}/{index}: {row}", kind.name())
    });
    let expected = format!("{expected} for {}, as pushed {}", first.place, period(first.laid));
    let actual = format!(
        "{actual} ({} of {} nights differ{hint})",
        unlike().count(),
        nights.len()
    );
    let place = Place {
        entry: first.laid.source.exchange,
        message: Message::Request,
        pointer: format!("/{}/{}", kind.pushed_list(), first.laid.index),
    };
    let missing = || format!("read back: no row of `{}` is about that night", kind.name());
    let finding = Finding {
        detail: Some(row.unwrap_or_else(missing)),
        ..Finding::new(Check::ReadBack, Weight::Error, expected, actual)
            .at(place)
            .against("What was pushed is stored, night by night.")
    };
    Some(Deviation {
        source: first.laid.source,
        finding,
    })
}

/// The period of an entry in words.
fn period(laid: &EntryInForce<'_>) -> String {
    if laid.from == laid.to {
        format!("for {} alone", laid.from)
    } else {
        format!("from {} to {}", laid.from, laid.to)
    }
}

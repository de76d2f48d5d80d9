//! What an inventory should hold after pushes, night by night; and what one that is read back holds.

use std::collections::{BTreeMap, HashMap};

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::Value;

use crate::contract::push::InventoryKind;

/// What one value belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The night.
    pub night: Date,
    /// The code of the space.
    pub space: String,
    /// The code of the rate; empty for availability.
    pub rate: String,
}

/// Where a push stands in what was said for a test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PushPlace {
    /// Which of the test's cases, from 0.
    pub part: usize,
    /// Position of the exchange in its transcript, from 0.
    pub exchange: usize,
}

/// An entry of a push as it lies over the nights.
#[derive(Clone, Debug)]
pub struct EntryInForce<'p> {
    /// The push that it belongs to.
    pub source: PushPlace,
    /// Its position among the entries of the push, from 0.
    pub index: usize,
    /// The entry.
    pub entry: &'p Value,
    /// Its first night.
    pub from: Date,
    /// Its last night.
    pub to: Date,
    /// The entries that were in force before.
    pub before: Vec<&'p Value>,
}

/// The entry in force for each night of each place.
#[derive(Debug, Default)]
pub struct PushedInventory<'p> {
    nights: BTreeMap<(InventoryKind, Cell), EntryInForce<'p>>,
    /// What ends with a night.
    ends: HashMap<(InventoryKind, Cell), Vec<&'p Value>>,
}

/// A push may name years; a test does not.
const MOST_NIGHTS: usize = 1_100;

impl<'p> PushedInventory<'p> {
    /// Takes a push, which is laid over those before it.
    pub fn take(&mut self, source: PushPlace, operation: &str, body: &'p Value) {
        let Some(kind) = InventoryKind::ALL
            .into_iter()
            .find(|kind| kind.push().operation() == operation)
        else {
            return;
        };
        let entries = body.get(kind.pushed_list()).and_then(Value::as_array);
        for (index, entry) in entries.into_iter().flatten().enumerate() {
            let (Some(from), Some(to)) = (date(entry, "from"), date(entry, "to")) else {
                continue;
            };
            self.ends.entry((kind, place(entry, to))).or_default().push(entry);
            for night in from.series(1.day()).take_while(|night| *night <= to).take(MOST_NIGHTS) {
                let key = (kind, place(entry, night));
                let mut before = Vec::new();
                if let Some(laid) = self.nights.remove(&key) {
                    before = laid.before;
                    before.push(laid.entry);
                }
                let laid = EntryInForce {
                    source,
                    index,
                    entry,
                    from,
                    to,
                    before,
                };
                self.nights.insert(key, laid);
            }
        }
    }

    /// The kinds of which anything was pushed.
    pub fn kinds(&self) -> Vec<InventoryKind> {
        let mut kinds: Vec<InventoryKind> = self.nights.keys().map(|(kind, _)| *kind).collect();
        kinds.dedup();
        kinds
    }

    /// Every night of a kind, with the entry in force.
    pub fn of(&self, kind: InventoryKind) -> impl Iterator<Item = (&Cell, &EntryInForce<'p>)> {
        let of_kind = self.nights.iter().filter(move |((known, _), _)| *known == kind);
        of_kind.map(|((_, place), laid)| (place, laid))
    }

    /// The entry in force for a place.
    pub fn at(&self, kind: InventoryKind, place: Cell) -> Option<&'p Value> {
        self.nights.get(&(kind, place)).map(|laid| laid.entry)
    }

    /// The entries whose last night that is.
    pub fn ending(&self, kind: InventoryKind, place: Cell) -> &[&'p Value] {
        self.ends.get(&(kind, place)).map_or(&[], Vec::as_slice)
    }

    /// The first and the last night.
    pub fn period(&self) -> Option<(Date, Date)> {
        let nights = || self.nights.keys().map(|(_, place)| place.night);
        Some((nights().min()?, nights().max()?))
    }
}

/// The rows of a kind that were read back, by what they belong to, each with its position.
pub fn rows(stored: &Value, kind: InventoryKind) -> HashMap<Cell, (usize, &Value)> {
    let rows = stored.get(kind.name()).and_then(Value::as_array);
    let rows = rows.into_iter().flatten().enumerate();
    rows.filter_map(|(index, row)| Some((row_cell(row)?, (index, row))))
        .collect()
}

/// What a row that was read back belongs to; `None` without a date.
pub fn row_cell(row: &Value) -> Option<Cell> {
    Some(place(row, date(row, "date")?))
}

fn place(value: &Value, night: Date) -> Cell {
    let code = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_string();
    Cell {
        night,
        space: code("spaceTypeCode"),
        rate: code("ratePlanCode"),
    }
}

/// A date, with or without a time after it.
fn date(value: &Value, name: &str) -> Option<Date> {
    let text = value.get(name)?.as_str()?;
    text.get(..10)?.parse().ok()
}

impl Cell {
    /// The same so many days later.
    pub fn later(&self, days: i64) -> Option<Self> {
        let night = self.night.checked_add(days.days()).ok()?;
        Some(Self { night, ..self.clone() })
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.rate.is_empty() {
            write!(f, "{} on {}", self.space, self.night)
        } else {
            write!(f, "{} at {} on {}", self.space, self.rate, self.night)
        }
    }
}

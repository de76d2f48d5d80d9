//! Inventory after pushes, night by night; and the rows of one that is read back.

use std::collections::{BTreeMap, HashMap};

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::contract::push::InventoryKind;

/// Cell of an inventory: one night of a space, or of a rate in a space.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The night.
    pub night: Date,
    /// The code of the space.
    pub space: String,
    /// The code of the rate; empty for availability.
    pub rate: String,
}

/// Place of a push among the exchanges of a test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PushPlace {
    /// Position among the test's cases, from 0.
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
    /// Entries by their last night.
    ends: HashMap<(InventoryKind, Cell), Vec<&'p Value>>,
    /// Nights of which one push speaks twice.
    doubled: Vec<(InventoryKind, Cell)>,
}

/// A push may name years; a test does not.
const MOST_NIGHTS: usize = 1_100;

impl<'p> PushedInventory<'p> {
    /// Takes a push, which is laid over those before it.
    pub fn take(&mut self, source: PushPlace, kind: InventoryKind, body: &'p Map<String, Value>) {
        for (index, entry) in entries(kind, body).enumerate() {
            let (Some(from), Some(to)) = (date(entry, "from"), date(entry, "to")) else {
                continue;
            };
            self.ends.entry((kind, cell(entry, to))).or_default().push(entry);
            for night in nights(from, to) {
                let key = (kind, cell(entry, night));
                let mut before = Vec::new();
                if let Some(in_force) = self.nights.remove(&key) {
                    if in_force.source == source {
                        self.doubled.push(key.clone());
                    }
                    before = in_force.before;
                    before.push(in_force.entry);
                }
                let in_force = EntryInForce {
                    source,
                    index,
                    entry,
                    from,
                    to,
                    before,
                };
                self.nights.insert(key, in_force);
            }
        }
    }

    /// Forgets the nights of which a push speaks: it is not known what became of it.
    pub fn forget(&mut self, kind: InventoryKind, body: &Map<String, Value>) {
        for entry in entries(kind, body) {
            if let (Some(from), Some(to)) = (date(entry, "from"), date(entry, "to")) {
                for night in nights(from, to) {
                    self.nights.remove(&(kind, cell(entry, night)));
                }
            }
        }
    }

    /// Forgets the nights of which one push spoke twice: its entries have no order.
    pub fn forget_doubled(&mut self) {
        for key in std::mem::take(&mut self.doubled) {
            self.nights.remove(&key);
        }
    }

    /// Forgets the nights outside a period.
    pub fn keep(&mut self, from: Date, to: Date) {
        self.nights
            .retain(|(_, cell), _| from <= cell.night && cell.night <= to);
    }

    /// The kinds of which anything was pushed.
    pub fn kinds(&self) -> Vec<InventoryKind> {
        let mut kinds: Vec<InventoryKind> = self.nights.keys().map(|(kind, _)| *kind).collect();
        kinds.dedup();
        kinds
    }

    /// Every night of a kind, with the entry in force.
    pub fn cells(&self, kind: InventoryKind) -> impl Iterator<Item = (&Cell, &EntryInForce<'p>)> {
        let of_kind = self.nights.iter().filter(move |((known, _), _)| *known == kind);
        of_kind.map(|((_, cell), in_force)| (cell, in_force))
    }

    /// The entry in force for a place.
    pub fn at(&self, kind: InventoryKind, cell: Cell) -> Option<&'p Value> {
        self.nights.get(&(kind, cell)).map(|in_force| in_force.entry)
    }

    /// The entries whose last night that is.
    pub fn ending(&self, kind: InventoryKind, cell: Cell) -> &[&'p Value] {
        self.ends.get(&(kind, cell)).map_or(&[], Vec::as_slice)
    }

    /// The first and the last night.
    pub fn period(&self) -> Option<(Date, Date)> {
        let nights = || self.nights.keys().map(|(_, cell)| cell.night);
        Some((nights().min()?, nights().max()?))
    }
}

/// The rows of a kind that were read back, by what they belong to, each with its position.
pub fn rows(stored: &Map<String, Value>, kind: InventoryKind) -> HashMap<Cell, (usize, &Value)> {
    let rows = stored.get(kind.name()).and_then(Value::as_array);
    let rows = rows.into_iter().flatten().enumerate();
    rows.filter_map(|(index, row)| Some((row_cell(row)?, (index, row))))
        .collect()
}

/// The cell of a row that was read back; `None` without a date.
pub fn row_cell(row: &Value) -> Option<Cell> {
    Some(cell(row, date(row, "date")?))
}

/// The entries of a push.
fn entries(kind: InventoryKind, body: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let list = body.get(kind.pushed_list()).and_then(Value::as_array);
    list.into_iter().flatten()
}

/// The nights of an entry, both ends included.
fn nights(from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(1.day())
        .take_while(move |night| *night <= to)
        .take(MOST_NIGHTS)
}

fn cell(value: &Value, night: Date) -> Cell {
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

//! Patterns: things that all nights which differ have in common, since mostly one mistake makes all of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::comparison::{CENT, ComparedAmounts, OPEN, compare, names, number, states};
use super::inventory::{Cell, EntryInForce, PushedInventory};
use crate::contract::push::InventoryKind;

/// A list that is cut is cut after so many entries at least.
const FEWEST: usize = 10;
/// Fewer nights may fit by chance.
const SEVERAL: usize = 3;

/// A night that was pushed, and what is stored of it.
#[derive(Debug)]
pub struct ComparedNight<'n> {
    /// The night, and whose it is.
    pub cell: &'n Cell,
    /// Entry that was pushed.
    pub in_force: &'n EntryInForce<'n>,
    /// Row that is stored.
    pub row: Option<&'n Value>,
    /// The expected and the actual value, if the two differ.
    pub difference: Option<(String, String)>,
}

/// Everything that a pattern may look at.
struct Comparison<'n> {
    pushed: &'n PushedInventory<'n>,
    kind: InventoryKind,
    amounts: ComparedAmounts,
    nights: &'n [ComparedNight<'n>],
    rows: &'n HashMap<Cell, (usize, &'n Value)>,
    differing: Vec<&'n ComparedNight<'n>>,
}

/// The pattern of all nights that differ, if it is a known one.
pub fn hint(
    pushed: &PushedInventory<'_>,
    kind: InventoryKind,
    amounts: ComparedAmounts,
    nights: &[ComparedNight<'_>],
    rows: &HashMap<Cell, (usize, &Value)>,
) -> Option<String> {
    let comparison = Comparison {
        pushed,
        kind,
        amounts,
        nights,
        rows,
        differing: nights.iter().filter(|night| night.difference.is_some()).collect(),
    };
    let patterns: [fn(&Comparison<'_>) -> Option<String>; 12] = [
        nothing,
        edge,
        beyond,
        shifted,
        amounts_exchanged,
        multiplied,
        rounded,
        lengths_exchanged,
        codes_exchanged,
        first_entries,
        earlier,
        not_cleared,
    ];
    patterns.into_iter().find_map(|pattern| pattern(&comparison))
}

impl Comparison<'_> {
    /// Returns true if a row is what was pushed with that entry.
    fn is(&self, entry: &Value, row: &Value) -> bool {
        compare(self.kind, entry, row, self.amounts).is_none()
    }

    /// Returns true if a row is what an earlier entry said of the night.
    fn is_earlier(&self, night: &ComparedNight<'_>, row: &Value) -> bool {
        night.in_force.before.iter().any(|before| self.is(before, row))
    }

    /// Returns true if that holds for each night that differs.
    fn all(&self, holds: impl Fn(&ComparedNight<'_>) -> bool) -> bool {
        self.differing.iter().all(|night| holds(night))
    }

    /// The amounts that are compared, as pushed and as stored, with the price that was pushed, of each night that differs.
    fn prices(&self) -> Option<Vec<(f64, f64, &ComparedNight<'_>)>> {
        let mut found = Vec::new();
        for night in &self.differing {
            for price in list(night.in_force.entry, "prices") {
                let row = of_guests(night.row?, price)?;
                for name in names(self.amounts) {
                    if let (Some(pushed), Some(stored)) = (number(price.get(*name)), number(row.get(*name))) {
                        found.push((pushed, stored, *night));
                    }
                }
            }
        }
        (!found.is_empty() && self.kind == InventoryKind::Prices).then_some(found)
    }
}

/// Nothing is stored at all, or from one night on.
fn nothing(comparison: &Comparison<'_>) -> Option<String> {
    let list = comparison.kind.name();
    if comparison.rows.is_empty() {
        return Some(format!("no row of `{list}` was read back at all"));
    }
    let last = comparison.rows.keys().map(|cell| cell.night).max()?;
    let behind = |night: &ComparedNight<'_>| night.row.is_none() && night.cell.night > last;
    let first = comparison.nights.iter().map(|night| night.cell.night).min()?;
    let days = first.until(last).ok()?.get_days() + 1;
    comparison.all(behind).then(|| {
        format!("nothing is stored after {last}, the first {days} days: is there a limit to the days that are kept?")
    })
}

/// The first or the last nights of intervals.
fn edge(comparison: &Comparison<'_>) -> Option<String> {
    let several = comparison
        .differing
        .iter()
        .any(|night| night.in_force.from < night.in_force.to);
    let last = comparison.all(|night| night.cell.night == night.in_force.to);
    let first = comparison.all(|night| night.cell.night == night.in_force.from);
    match (last, first) {
        (true, false) if several => Some(
            "all are the last night of their interval: is `to` taken as the day after it? It is the last night"
                .to_string(),
        ),
        (false, true) if several => Some(
            "all are the first night of their interval: is `from` taken as the day before it? It is the first night"
                .to_string(),
        ),
        (true | false, true | false) => None,
    }
}

/// The nights behind intervals.
fn beyond(comparison: &Comparison<'_>) -> Option<String> {
    let is_behind = |night: &ComparedNight<'_>| {
        let ending = night
            .cell
            .later(-1)
            .map(|day| comparison.pushed.ending(comparison.kind, day));
        let row = night.row.zip(ending);
        row.is_some_and(|(row, ending)| ending.iter().any(|entry| comparison.is(entry, row)))
    };
    (comparison.differing.len() >= SEVERAL && comparison.all(is_behind)).then(|| {
        "all are the day after an interval, and hold its value: is one day too many stored? `to` is the last night"
            .to_string()
    })
}

/// All nights hold what their neighbours should.
fn shifted(comparison: &Comparison<'_>) -> Option<String> {
    let by = |days: i64| {
        let mut compared = 0;
        let holds = comparison.nights.iter().all(|night| {
            // What should stand here stands so many days from here.
            let meant = night
                .cell
                .later(-days)
                .and_then(|cell| comparison.pushed.at(comparison.kind, cell));
            match (meant, night.row) {
                (Some(meant), Some(row)) => {
                    compared += usize::from(night.difference.is_some());
                    comparison.is(meant, row)
                }
                (None, _) | (_, None) => true,
            }
        });
        holds && compared > 1
    };
    let told = |way: &str| {
        Some(format!(
            "everything is stored one day too {way}: is a date turned into another time zone?"
        ))
    };
    if by(-1) {
        told("early")
    } else if by(1) {
        told("late")
    } else {
        None
    }
}

/// Net amounts where gross ones belong.
fn amounts_exchanged(comparison: &Comparison<'_>) -> Option<String> {
    let other = |name: &str| {
        if name == "grossAmount" {
            "netAmount"
        } else {
            "grossAmount"
        }
    };
    let is_so = |night: &ComparedNight<'_>| {
        let mut prices = list(night.in_force.entry, "prices").peekable();
        prices.peek().is_some()
            && prices.all(|price| {
                let Some(row) = night.row.and_then(|row| of_guests(row, price)) else {
                    return false;
                };
                let compared = names(comparison.amounts)
                    .iter()
                    .filter(|name| number(row.get(**name)).is_some());
                let mut compared = compared.peekable();
                compared.peek().is_some()
                    && compared.all(|name| near(number(row.get(*name)), number(price.get(other(name)))))
            })
    };
    (comparison.kind == InventoryKind::Prices && comparison.all(is_so))
        .then(|| "net and gross amounts are in each other's place".to_string())
}

/// Amounts that are all so many times what was pushed.
fn multiplied(comparison: &Comparison<'_>) -> Option<String> {
    let prices = comparison.prices()?;
    let nights = |night: &ComparedNight<'_>| {
        f64::from(
            night
                .in_force
                .from
                .until(night.in_force.to)
                .map_or(0, |span| span.get_days())
                + 1,
        )
    };
    let long = || prices.iter().any(|(_, _, night)| nights(night) > 1.0);
    let whole =
        |(pushed, stored, night): &(f64, f64, &ComparedNight<'_>)| near(Some(*stored), Some(pushed * nights(night)));
    if long() && prices.iter().all(whole) {
        return Some("each amount is that of all nights of its interval together; it is one night's".to_string());
    }
    let part =
        |(pushed, stored, night): &(f64, f64, &ComparedNight<'_>)| near(Some(*stored), Some(pushed / nights(night)));
    if long() && prices.iter().all(part) {
        return Some("each amount is divided among the nights of its interval; it is one night's".to_string());
    }
    let (pushed, stored, _) = prices.iter().max_by(|one, other| one.0.total_cmp(&other.0))?;
    let factor = stored / pushed;
    let same = |(pushed, stored, _): &(f64, f64, &ComparedNight<'_>)| {
        (stored - pushed * factor).abs() < CENT * factor.max(1.0)
    };
    let differ = prices.iter().any(|(other, _, _)| (other - pushed).abs() >= CENT);
    (differ && factor.is_finite() && factor > 0.0 && prices.iter().all(same)).then(|| {
        let hint = if (factor - 100.0).abs() < 1e-6 {
            ": are they stored in cents?"
        } else {
            ""
        };
        format!(
            "each amount is {} times what was pushed{hint}",
            (factor * 10_000.0).round() / 10_000.0
        )
    })
}

/// Amounts without their cents.
fn rounded(comparison: &Comparison<'_>) -> Option<String> {
    let prices = comparison.prices()?;
    let is_so = |(pushed, stored, _): &(f64, f64, &ComparedNight<'_>)| {
        (stored - stored.round()).abs() < f64::EPSILON && (stored - pushed).abs() < 1.0
    };
    prices
        .iter()
        .all(is_so)
        .then(|| "amounts are stored without their cents".to_string())
}

/// Lengths of stay.
fn lengths_exchanged(comparison: &Comparison<'_>) -> Option<String> {
    let is_so = |night: &ComparedNight<'_>| {
        let Some(row) = night.row else { return false };
        let of = |value: &Value, name: &str| number(value.get(name));
        of(row, "minLos") == of(night.in_force.entry, "maxLos")
            && of(row, "maxLos") == of(night.in_force.entry, "minLos")
            && states(row) == states(night.in_force.entry)
    };
    (comparison.kind == InventoryKind::Restrictions && comparison.all(is_so))
        .then(|| "minLos and maxLos are in each other's place".to_string())
}

/// One of the two codes of a cell.
type Code = fn(&mut Cell) -> &mut String;

/// Two rates or two categories.
fn codes_exchanged(comparison: &Comparison<'_>) -> Option<String> {
    if comparison.differing.len() < SEVERAL {
        return None;
    }
    let of_rate: Code = |cell| &mut cell.rate;
    let of_space: Code = |cell| &mut cell.space;
    [("rate", of_rate), ("category", of_space)]
        .into_iter()
        .find_map(|(name, code)| {
            let of = |cell: &Cell| code(&mut cell.clone()).clone();
            let codes: BTreeSet<String> = comparison.nights.iter().map(|night| of(night.cell)).collect();
            let mut instead: BTreeMap<String, String> = BTreeMap::new();
            let wrong: BTreeSet<String> = comparison.differing.iter().map(|night| of(night.cell)).collect();
            for one in wrong {
                let holds = |other: &&String| {
                    let mut own = comparison.differing.iter().filter(|night| of(night.cell) == one);
                    **other != one
                        && own.all(|night| {
                            let mut cell = night.cell.clone();
                            code(&mut cell).clone_from(other);
                            let meant = comparison.pushed.at(comparison.kind, cell);
                            meant
                                .zip(night.row)
                                .is_some_and(|(meant, row)| comparison.is(meant, row))
                        })
                };
                let other = codes.iter().find(holds)?.clone();
                instead.insert(one, other);
            }
            let (one, other) = instead.iter().next()?;
            Some(if instead.get(other) == Some(one) {
                format!("{one} and {other} are in each other's place")
            } else {
                format!("what is stored for the {name} {one} was pushed for {other}")
            })
        })
}

/// Only the beginning of the list was taken.
fn first_entries(comparison: &Comparison<'_>) -> Option<String> {
    let first = comparison.differing.iter().map(|night| night.in_force.index).min()?;
    let lost = |night: &ComparedNight<'_>| night.row.is_none_or(|row| comparison.is_earlier(night, row));
    let within = |night: &ComparedNight<'_>| night.difference.is_some() || night.in_force.index < first || lost(night);
    (first >= FEWEST && comparison.all(lost) && comparison.nights.iter().all(within)).then(|| {
        format!(
            "all are of entries from no. {} of their push on: is only the beginning of it taken?",
            first + 1
        )
    })
}

/// The nights hold what an earlier push said.
fn earlier(comparison: &Comparison<'_>) -> Option<String> {
    let is_so = |night: &ComparedNight<'_>| night.row.is_some_and(|row| comparison.is_earlier(night, row));
    let cleared = |night: &ComparedNight<'_>| states(night.in_force.entry) == [OPEN];
    comparison.all(is_so).then(|| {
        if comparison.kind == InventoryKind::Restrictions && comparison.all(cleared) {
            "an earlier restriction is still stored: the state 1 clears it".to_string()
        } else {
            "an earlier entry is still stored: of two for a night the later one counts".to_string()
        }
    })
}

/// Restrictions that were in force before.
fn not_cleared(comparison: &Comparison<'_>) -> Option<String> {
    let is_so = |night: &ComparedNight<'_>| {
        let Some(row) = night.row else { return false };
        let (pushed, stored) = (states(night.in_force.entry), states(row));
        let kept = |name: &str| match (number(night.in_force.entry.get(name)), number(row.get(name))) {
            (None, _) => true,
            (Some(pushed), stored) => stored == Some(pushed),
        };
        pushed.iter().all(|state| *state == OPEN || stored.contains(state)) && kept("minLos") && kept("maxLos")
    };
    (comparison.kind == InventoryKind::Restrictions && comparison.all(is_so)).then(|| {
        "more is stored than was pushed: an entry replaces all that was in force for its nights, what it leaves out too"
            .to_string()
    })
}

fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// The stored price for as many guests.
fn of_guests<'r>(row: &'r Value, price: &Value) -> Option<&'r Value> {
    let guests = number(price.get("guestCount"));
    list(row, "prices").find(|row| number(row.get("guestCount")) == guests)
}

fn near(one: Option<f64>, other: Option<f64>) -> bool {
    one.zip(other).is_some_and(|(one, other)| (one - other).abs() < CENT)
}

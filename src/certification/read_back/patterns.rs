//! What all nights that differ have in common: mostly one mistake makes all of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::comparison::{CENT, compare, names, number, states};
use super::inventory::{Cell, EntryInForce, PushedInventory};
use crate::certification::plan::Amounts;
use crate::contract::push::InventoryKind;

/// A list that is cut is cut after so many entries at least.
const FEWEST: usize = 10;
/// Fewer nights may fit by chance.
const SEVERAL: usize = 3;

/// A night that was pushed, and what is stored of it.
#[derive(Debug)]
pub struct ComparedNight<'n> {
    /// The night, and whose it is.
    pub place: &'n Cell,
    /// What was pushed.
    pub laid: &'n EntryInForce<'n>,
    /// What is stored.
    pub row: Option<&'n Value>,
    /// What was expected and what is there, if the two differ.
    pub difference: Option<(String, String)>,
}

/// Everything that a pattern may look at.
struct Comparison<'n> {
    pushed: &'n PushedInventory<'n>,
    kind: InventoryKind,
    amounts: Amounts,
    nights: &'n [ComparedNight<'n>],
    rows: &'n HashMap<Cell, (usize, &'n Value)>,
    unlike: Vec<&'n ComparedNight<'n>>,
}

/// What holds for all nights that differ, as far as it is known how it comes about.
pub fn hint(
    pushed: &PushedInventory<'_>,
    kind: InventoryKind,
    amounts: Amounts,
    nights: &[ComparedNight<'_>],
    rows: &HashMap<Cell, (usize, &Value)>,
) -> Option<String> {
    let sight = Comparison {
        pushed,
        kind,
        amounts,
        nights,
        rows,
        unlike: nights.iter().filter(|night| night.difference.is_some()).collect(),
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
    patterns.into_iter().find_map(|pattern| pattern(&sight))
}

impl Comparison<'_> {
    /// Whether a row is what was pushed with that entry.
    fn is(&self, entry: &Value, row: &Value) -> bool {
        compare(self.kind, entry, row, self.amounts).is_none()
    }

    /// Whether a row is what an earlier entry said of the night.
    fn is_earlier(&self, night: &ComparedNight<'_>, row: &Value) -> bool {
        night.laid.before.iter().any(|before| self.is(before, row))
    }

    /// Whether that holds for each night that differs.
    fn all(&self, holds: impl Fn(&ComparedNight<'_>) -> bool) -> bool {
        self.unlike.iter().all(|night| holds(night))
    }

    /// The amounts that are compared, as pushed and as stored, with the price that was pushed, of each night that differs.
    fn prices(&self) -> Option<Vec<(f64, f64, &ComparedNight<'_>)>> {
        let mut found = Vec::new();
        for night in &self.unlike {
            for price in list(night.laid.entry, "prices") {
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
fn nothing(sight: &Comparison<'_>) -> Option<String> {
    let list = sight.kind.name();
    if sight.rows.is_empty() {
        return Some(format!("no row of `{list}` was read back at all"));
    }
    let last = sight.rows.keys().map(|place| place.night).max()?;
    let behind = |night: &ComparedNight<'_>| night.row.is_none() && night.place.night > last;
    let first = sight.nights.iter().map(|night| night.place.night).min()?;
    let days = first.until(last).ok()?.get_days() + 1;
    sight.all(behind).then(|| {
        format!("nothing is stored after {last}, the first {days} days: is there a limit to the days that are kept?")
    })
}

/// The first or the last nights of intervals.
fn edge(sight: &Comparison<'_>) -> Option<String> {
    let several = sight.unlike.iter().any(|night| night.laid.from < night.laid.to);
    let last = sight.all(|night| night.place.night == night.laid.to);
    let first = sight.all(|night| night.place.night == night.laid.from);
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
fn beyond(sight: &Comparison<'_>) -> Option<String> {
    let is_behind = |night: &ComparedNight<'_>| {
        let ending = night.place.later(-1).map(|day| sight.pushed.ending(sight.kind, day));
        let row = night.row.zip(ending);
        row.is_some_and(|(row, ending)| ending.iter().any(|entry| sight.is(entry, row)))
    };
    (sight.unlike.len() >= SEVERAL && sight.all(is_behind)).then(|| {
        "all are the day after an interval, and hold its value: is one day too many stored? `to` is the last night"
            .to_string()
    })
}

/// All nights hold what their neighbours should.
fn shifted(sight: &Comparison<'_>) -> Option<String> {
    let by = |days: i64| {
        let mut compared = 0;
        let holds = sight.nights.iter().all(|night| {
            // What should stand here stands so many days from here.
            let meant = night
                .place
                .later(-days)
                .and_then(|place| sight.pushed.at(sight.kind, place));
            match (meant, night.row) {
                (Some(meant), Some(row)) => {
                    compared += usize::from(night.difference.is_some());
                    sight.is(meant, row)
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
fn amounts_exchanged(sight: &Comparison<'_>) -> Option<String> {
    let other = |name: &str| {
        if name == "grossAmount" {
            "netAmount"
        } else {
            "grossAmount"
        }
    };
    let is_so = |night: &ComparedNight<'_>| {
        let mut prices = list(night.laid.entry, "prices").peekable();
        prices.peek().is_some()
            && prices.all(|price| {
                let Some(row) = night.row.and_then(|row| of_guests(row, price)) else {
                    return false;
                };
                let compared = names(sight.amounts)
                    .iter()
                    .filter(|name| number(row.get(**name)).is_some());
                let mut compared = compared.peekable();
                compared.peek().is_some()
                    && compared.all(|name| near(number(row.get(*name)), number(price.get(other(name)))))
            })
    };
    (sight.kind == InventoryKind::Prices && sight.all(is_so))
        .then(|| "net and gross amounts are in each other's place".to_string())
}

/// Amounts that are all so many times what was pushed.
fn multiplied(sight: &Comparison<'_>) -> Option<String> {
    let prices = sight.prices()?;
    let nights = |night: &ComparedNight<'_>| {
        f64::from(night.laid.from.until(night.laid.to).map_or(0, |span| span.get_days()) + 1)
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
fn rounded(sight: &Comparison<'_>) -> Option<String> {
    let prices = sight.prices()?;
    let is_so = |(pushed, stored, _): &(f64, f64, &ComparedNight<'_>)| {
        (stored - stored.round()).abs() < f64::EPSILON && (stored - pushed).abs() < 1.0
    };
    prices
        .iter()
        .all(is_so)
        .then(|| "amounts are stored without their cents".to_string())
}

/// Lengths of stay.
fn lengths_exchanged(sight: &Comparison<'_>) -> Option<String> {
    let is_so = |night: &ComparedNight<'_>| {
        let Some(row) = night.row else { return false };
        let of = |value: &Value, name: &str| number(value.get(name));
        of(row, "minLos") == of(night.laid.entry, "maxLos")
            && of(row, "maxLos") == of(night.laid.entry, "minLos")
            && states(row) == states(night.laid.entry)
    };
    (sight.kind == InventoryKind::Restrictions && sight.all(is_so))
        .then(|| "minLos and maxLos are in each other's place".to_string())
}

/// Which of the two codes of a place.
type Code = fn(&mut Cell) -> &mut String;

/// Two rates or two categories.
fn codes_exchanged(sight: &Comparison<'_>) -> Option<String> {
    if sight.unlike.len() < SEVERAL {
        return None;
    }
    let of_rate: Code = |place| &mut place.rate;
    let of_space: Code = |place| &mut place.space;
    [("rate", of_rate), ("category", of_space)]
        .into_iter()
        .find_map(|(name, code)| {
            let of = |place: &Cell| code(&mut place.clone()).clone();
            let codes: BTreeSet<String> = sight.nights.iter().map(|night| of(night.place)).collect();
            let mut instead: BTreeMap<String, String> = BTreeMap::new();
            let wrong: BTreeSet<String> = sight.unlike.iter().map(|night| of(night.place)).collect();
            for one in wrong {
                let holds = |other: &&String| {
                    let mut own = sight.unlike.iter().filter(|night| of(night.place) == one);
                    **other != one
                        && own.all(|night| {
                            let mut place = night.place.clone();
                            code(&mut place).clone_from(other);
                            let meant = sight.pushed.at(sight.kind, place);
                            meant.zip(night.row).is_some_and(|(meant, row)| sight.is(meant, row))
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
fn first_entries(sight: &Comparison<'_>) -> Option<String> {
    let first = sight.unlike.iter().map(|night| night.laid.index).min()?;
    let lost = |night: &ComparedNight<'_>| night.row.is_none_or(|row| sight.is_earlier(night, row));
    let within = |night: &ComparedNight<'_>| night.difference.is_some() || night.laid.index < first || lost(night);
    (first >= FEWEST && sight.all(lost) && sight.nights.iter().all(within)).then(|| {
        format!(
            "all are of entries from no. {} of their push on: is only the beginning of it taken?",
            first + 1
        )
    })
}

/// What an earlier push said.
fn earlier(sight: &Comparison<'_>) -> Option<String> {
    let is_so = |night: &ComparedNight<'_>| night.row.is_some_and(|row| sight.is_earlier(night, row));
    let cleared = |night: &ComparedNight<'_>| states(night.laid.entry) == [OPEN];
    sight.all(is_so).then(|| {
        if sight.kind == InventoryKind::Restrictions && sight.all(cleared) {
            "an earlier restriction is still stored: the state 1 clears it".to_string()
        } else {
            "an earlier entry is still stored: of two for a night the later one counts".to_string()
        }
    })
}

/// The state of a night without a restriction.
const OPEN: u64 = 1;

/// Restrictions that were in force before.
fn not_cleared(sight: &Comparison<'_>) -> Option<String> {
    let is_so = |night: &ComparedNight<'_>| {
        let Some(row) = night.row else { return false };
        let (pushed, stored) = (states(night.laid.entry), states(row));
        let kept = |name: &str| match (number(night.laid.entry.get(name)), number(row.get(name))) {
            (None, _) => true,
            (Some(pushed), stored) => stored == Some(pushed),
        };
        pushed.iter().all(|state| *state == OPEN || stored.contains(state)) && kept("minLos") && kept("maxLos")
    };
    (sight.kind == InventoryKind::Restrictions && sight.all(is_so)).then(|| {
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

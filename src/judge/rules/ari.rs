//! R-ARI-1 to R-ARI-4, and R-ARI-16: what pushes are about.

use std::collections::HashMap;
use std::hash::Hash;

use jiff::civil::Date;

use super::exchanges::Kind;
use super::known::{Known, with_known};
use super::{Breach, enough, quoted};
use crate::contract::rule::Weight;
use crate::judge::conversation::Spoken;
use crate::judge::evidence::Evidence;
use crate::judge::reading::View;
use crate::judge::reading::ari::{Pair, Period};

/// R-ARI-1: no period ends before it begins.
pub fn periods(evidence: Evidence<'_>, breaches: &mut Vec<Breach>) {
    for (said, view) in evidence.judged() {
        let mut check = |period: Period<'_>, pointer: &dyn Fn() -> String| {
            let (Some(from), Some(to)) = (period.from, period.to) else {
                return;
            };
            if from > to && !enough(breaches) {
                let pointer = format!("{}/{}", pointer(), period.last);
                let expected = format!("{from} or a later day");
                breaches.push(Breach::new(said.entry, said.message, pointer, expected, to.to_string()));
            }
        };
        if let View::AriRequest(period) = view {
            check(*period, &String::new);
        }
        for row in rows(view) {
            check(row.period, &|| row.pointer());
        }
        if let View::Prices(prices) = view {
            for rate in &prices.dependent {
                for adjustment in &rate.adjustments {
                    check(adjustment.period, &|| {
                        format!("/dependentRates/{}/adjustments/{}", rate.index, adjustment.index)
                    });
                }
            }
        }
    }
}

/// An entry of a push of any kind.
#[derive(Clone, Copy, Debug)]
pub struct Row<'e> {
    /// The name of its list.
    pub list: &'static str,
    /// Its position there.
    pub index: usize,
    /// The rate; none where pushes have none.
    pub rate: Option<&'e str>,
    /// The space category.
    pub space: Option<&'e str>,
    /// The nights.
    pub period: Period<'e>,
}

impl<'e> Row<'e> {
    /// Where it stands.
    pub fn pointer(&self) -> String {
        format!("/{}/{}", self.list, self.index)
    }

    /// The pair that it is about.
    pub fn pair(&self) -> Option<Pair<'e>> {
        Some(Pair {
            rate: self.rate?,
            space: self.space?,
        })
    }
}

/// What a view pushes, if it is a push.
pub fn kind(view: &View<'_>) -> Option<Kind> {
    if let View::Availability(_) = view {
        Some(Kind::Availability)
    } else if let View::Prices(_) = view {
        Some(Kind::Prices)
    } else if let View::Restrictions(_) = view {
        Some(Kind::Restrictions)
    } else {
        None
    }
}

/// The entries of a push; none if it is something else.
pub fn rows<'v, 'e>(view: &'v View<'e>) -> impl Iterator<Item = Row<'e>> + use<'v, 'e> {
    let availability = if let View::Availability(rows) = view {
        rows.as_slice()
    } else {
        &[]
    };
    let prices = if let View::Prices(prices) = view {
        prices.rows.as_slice()
    } else {
        &[]
    };
    let restrictions = if let View::Restrictions(rows) = view {
        rows.as_slice()
    } else {
        &[]
    };
    let availability = availability.iter().map(|row| Row {
        list: "availabilities",
        index: row.index,
        rate: None,
        space: row.space,
        period: row.period,
    });
    let prices = prices.iter().map(|row| Row {
        list: "ratePrices",
        index: row.index,
        rate: row.rate,
        space: row.space,
        period: row.period,
    });
    let restrictions = restrictions.iter().map(|row| Row {
        list: "restrictions",
        index: row.index,
        rate: row.rate,
        space: row.space,
        period: row.period,
    });
    availability.chain(prices).chain(restrictions)
}

/// R-ARI-2: availability is pushed for synchronized categories.
pub fn categories(evidence: Evidence<'_>, breaches: &mut Vec<Breach>) {
    with_known(evidence, |said, view, known| {
        let (View::Availability(rows), Some(spaces)) = (view, &known.spaces) else {
            return;
        };
        for row in rows {
            if enough(breaches) {
                return;
            }
            let Some(code) = row.space else { continue };
            let actual = match spaces.get(code) {
                Some(space) if space.is_synchronized => continue,
                Some(_) => "is not synchronized",
                None => "is not known to be mapped",
            };
            breaches.push(known.weigh(Breach::new(
                said.entry,
                said.message,
                format!("/availabilities/{}/spaceTypeCode", row.index),
                "a synchronized space category of the connection",
                format!("{}, which {actual}", quoted(code)),
            )));
        }
    });
}

/// R-ARI-3: prices and restrictions are pushed for mapped pairs of synchronized rates.
pub fn pairs(evidence: Evidence<'_>, breaches: &mut Vec<Breach>) {
    with_known(evidence, |said, view, known| {
        for row in rows(view) {
            if enough(breaches) {
                return;
            }
            if let Some(pair) = row.pair()
                && let Some((property, weight, actual)) = unsold(pair, known)
            {
                let breach = known.weigh(Breach::new(
                    said.entry,
                    said.message,
                    format!("{}{property}", row.pointer()),
                    "a mapped pair of a synchronized rate and a space category",
                    actual,
                ));
                breaches.push(match weight {
                    Some(weight) => breach.weighing(weight),
                    None => breach,
                });
            }
        }
    });
}

/// Why a pair should not be pushed, and what is to blame.
fn unsold(pair: Pair<'_>, known: &Known<'_>) -> Option<(&'static str, Option<Weight>, String)> {
    let rate = known.rates.as_ref().map(|rates| rates.get(pair.rate));
    match rate {
        Some(Some(rate)) if !rate.is_synchronized => {
            let actual = format!("{}, which is not synchronized", quoted(pair.rate));
            return Some(("/ratePlanCode", None, actual));
        }
        Some(None) => {
            let actual = format!("{}, which is not known to be mapped", quoted(pair.rate));
            return Some(("/ratePlanCode", None, actual));
        }
        Some(Some(_)) | None => {}
    }
    let sold = known.pairs.as_ref().map(|pairs| pairs.contains(&pair));
    if sold == Some(false) {
        let actual = format!(
            "{} with {}, which are not mapped",
            quoted(pair.rate),
            quoted(pair.space)
        );
        // What setInventory has just taken out may have been under way.
        let weight = known.removed.contains(&pair).then_some(Weight::Warning);
        return Some(("", weight, actual));
    }
    // Mappings that are known name each category that is sold.
    if sold.is_none()
        && known
            .spaces
            .as_ref()
            .is_some_and(|spaces| !spaces.contains_key(pair.space))
    {
        let actual = format!("{}, which is not known to be mapped", quoted(pair.space));
        return Some(("/spaceTypeCode", None, actual));
    }
    None
}

/// R-ARI-4: no more is free than there is.
pub fn counts(evidence: Evidence<'_>, breaches: &mut Vec<Breach>) {
    with_known(evidence, |said, view, known| {
        let View::Availability(rows) = view else { return };
        for row in rows {
            if enough(breaches) {
                return;
            }
            let Some(count) = row.count else { continue };
            let space = row.space.and_then(|code| known.spaces.as_ref()?.get(code));
            let expected = match space.and_then(|space| space.count) {
                // Overbooking is not spoken of anywhere.
                _ if count < 0 => "0 or more".to_string(),
                Some(most) if count > most => format!("at most {most}, as many as there are"),
                Some(_) | None => continue,
            };
            let pointer = format!("/availabilities/{}/availability", row.index);
            breaches.push(Breach::new(
                said.entry,
                said.message,
                pointer,
                expected,
                count.to_string(),
            ));
        }
    });
}

/// R-ARI-16: a message says only one thing of each night.
pub fn overlaps(evidence: Evidence<'_>, breaches: &mut Vec<Breach>) {
    for (said, view) in evidence.judged() {
        if kind(view) == Some(Kind::Availability) {
            overlapping(said, rows(view).filter_map(|row| Some((row.space?, row))), breaches);
        } else {
            overlapping(said, rows(view).filter_map(|row| Some((row.pair()?, row))), breaches);
        }
    }
}

fn overlapping<'e, K: Eq + Hash>(
    said: &Spoken<'_>,
    rows: impl Iterator<Item = (K, Row<'e>)>,
    breaches: &mut Vec<Breach>,
) {
    let mut by_key: HashMap<K, Vec<(Date, Date, Row<'e>)>> = HashMap::new();
    for (key, row) in rows {
        if let Some((from, to)) = row.period.days() {
            by_key.entry(key).or_default().push((from, to, row));
        }
    }
    let mut clashes: Vec<Clash<'e>> = by_key.into_values().flat_map(clashes).collect();
    // The maps have no order, findings have.
    clashes.sort_by_key(|clash| (clash.row.index, clash.earlier));
    clashes.dedup_by_key(|clash| clash.row.index);
    for clash in clashes {
        if enough(breaches) {
            return;
        }
        breaches.push(Breach::new(
            said.entry,
            said.message,
            clash.row.pointer(),
            format!("nights that no other entry speaks of, like entry {}", clash.earlier),
            format!("{} once more", clash.nights.0),
        ));
    }
}

/// Two entries that speak of the same nights.
#[derive(Clone, Copy, Debug)]
pub struct Clash<'e> {
    /// The later of the two.
    row: Row<'e>,
    /// The position of the other.
    earlier: usize,
    /// The first and the last of the nights.
    pub nights: (Date, Date),
}

/// Every entry that speaks of nights which others speak of, among those of one pair or category.
pub fn clashes<'e>(mut rows: Vec<(Date, Date, Row<'e>)>) -> Vec<Clash<'e>> {
    rows.sort_by_key(|(from, to, row)| (*from, *to, row.index));
    let mut clashes = Vec::new();
    let mut reaching: Option<(Date, Row<'e>)> = None;
    for (from, to, row) in rows {
        if let Some((last, other)) = reaching
            && from <= last
        {
            let (earlier, later) = if other.index < row.index {
                (other, row)
            } else {
                (row, other)
            };
            clashes.push(Clash {
                row: later,
                earlier: earlier.index,
                nights: (from, to.min(last)),
            });
        }
        if reaching.is_none_or(|(last, _)| to > last) {
            reaching = Some((to, row));
        }
    }
    clashes
}

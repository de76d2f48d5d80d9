//! R-ARI-1 to R-ARI-4, and R-ARI-16: what pushes are about.

use jiff::civil::Date;

use super::breach::{Breach, Breaches};
use super::known::{Known, with_known};
use super::quoted;
use crate::contract::push::InventoryKind;
use crate::contract::rule::Weight;
use crate::judge::conversation::Spoken;
use crate::judge::material::Material;
use crate::judge::views::View;
use crate::judge::views::ari::{Availability, Pair, Period};
use crate::judge::views::row::{Row, Subject};

/// R-ARI-1: no period ends before it begins.
pub fn periods(material: Material<'_>, breaches: &mut Breaches) {
    for (said, view) in material.judged() {
        let mut check = |period: Period, pointer: &dyn Fn() -> String| {
            if let (Some(from), Some(to)) = (period.from, period.to)
                && from > to
                && !breaches.are_enough()
            {
                let expected = format!("{from} or a later day");
                breaches.push(Breach::of(said, pointer(), expected, to.to_string()).once_for("periods"));
            }
        };
        if let View::AriRequest(period) = view {
            check(*period, &|| "/to".to_string());
        }
        for row in rows(view) {
            check(row.period, &|| format!("{}/to", row.pointer()));
        }
        if let View::Prices(prices) = view {
            for rate in &prices.dependent {
                for adjustment in &rate.adjustments {
                    check(adjustment.period, &|| {
                        format!(
                            "/dependentRates/{}/adjustments/{}/endDate",
                            rate.index, adjustment.index
                        )
                    });
                }
            }
        }
    }
}

/// What a view pushes, if it is a push.
pub fn kind(view: &View<'_>) -> Option<InventoryKind> {
    if let View::Availability(_) = view {
        Some(InventoryKind::Availability)
    } else if let View::Prices(_) = view {
        Some(InventoryKind::Prices)
    } else if let View::Restrictions(_) = view {
        Some(InventoryKind::Restrictions)
    } else {
        None
    }
}

/// The entries of a push; none if it is something else.
pub fn rows<'v, 'e>(view: &'v View<'e>) -> impl Iterator<Item = &'v Row<'e>> + use<'v, 'e> {
    let availability = if let View::Availability(rows) = view {
        rows.entries.as_slice()
    } else {
        &[]
    };
    let prices = if let View::Prices(prices) = view {
        prices.rows.entries.as_slice()
    } else {
        &[]
    };
    let restrictions = if let View::Restrictions(rows) = view {
        rows.entries.as_slice()
    } else {
        &[]
    };
    let availability = availability.iter().map(|entry| &entry.row);
    let prices = prices.iter().map(|entry| &entry.row);
    let restrictions = restrictions.iter().map(|entry| &entry.row);
    availability.chain(prices).chain(restrictions)
}

/// What the entries of a push are about; nothing if it is something else.
pub fn subjects<'v, 'e>(view: &'v View<'e>) -> &'v [Subject<'e>] {
    if let View::Availability(rows) = view {
        &rows.subjects
    } else if let View::Prices(prices) = view {
        &prices.rows.subjects
    } else if let View::Restrictions(rows) = view {
        &rows.subjects
    } else {
        &[]
    }
}

/// R-ARI-2: availability is pushed for synchronized categories.
pub fn categories(material: Material<'_>, breaches: &mut Breaches) {
    with_known(material, |said, view, known| {
        let (View::Availability(rows), Some(spaces)) = (view, &known.spaces) else {
            return;
        };
        for Subject { first, count } in &rows.subjects {
            let Some(code) = first.space else { continue };
            let actual = match spaces.get(code) {
                Some(space) if space.is_synchronized => continue,
                Some(_) => "is not synchronized",
                None => "is not known to be mapped",
            };
            let pointer = format!("{}/spaceTypeCode", first.pointer());
            let expected = "a synchronized space category of the connection";
            let actual = format!("{}, which {actual}", quoted(code));
            breaches.push(known.weigh(Breach::of(said, pointer, expected, actual).in_places(*count)));
        }
    });
}

/// R-ARI-3: prices and restrictions are pushed for mapped pairs of synchronized rates.
pub fn pairs(material: Material<'_>, breaches: &mut Breaches) {
    with_known(material, |said, view, known| {
        for Subject { first, count } in subjects(view) {
            if let Some(pair) = first.pair()
                && let Some((property, weight, actual)) = unsold(pair, known)
            {
                let pointer = format!("{}{property}", first.pointer());
                let expected = "a mapped pair of a synchronized rate and a space category";
                let breach = known.weigh(Breach::of(said, pointer, expected, actual).in_places(*count));
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
pub fn counts(material: Material<'_>, breaches: &mut Breaches) {
    with_known(material, |said, view, known| {
        let View::Availability(rows) = view else { return };
        let most = |subject: &Subject<'_>| known.spaces.as_ref()?.get(subject.first.space?)?.count;
        let most: Vec<Option<i64>> = rows.subjects.iter().map(most).collect();
        for Availability { row, count } in &rows.entries {
            let Some(count) = *count else { continue };
            let most = most.get(row.subject).copied().flatten();
            let expected = match most {
                // Overbooking is not spoken of anywhere.
                _ if count < 0 => "0 or more".to_string(),
                Some(most) if count > most => format!("at most {most}, as many as there are"),
                Some(_) | None => continue,
            };
            if breaches.are_enough() {
                return;
            }
            let pointer = format!("{}/availability", row.pointer());
            let about = format!("{expected} of {}", row.space.unwrap_or_default());
            breaches.push(Breach::of(said, pointer, expected, count.to_string()).once_for(about));
        }
    });
}

/// R-ARI-16: a message says only one thing of each night.
pub fn overlaps(material: Material<'_>, breaches: &mut Breaches) {
    for (said, view) in material.judged() {
        let is_known = |subject: &Subject<'_>| match kind(view) {
            Some(InventoryKind::Availability) => subject.first.space.is_some(),
            Some(InventoryKind::Prices | InventoryKind::Restrictions) | None => subject.first.pair().is_some(),
        };
        // Mostly the nights of each subject are in order, and nothing has to be sorted.
        let mut reached: Vec<Option<Date>> = vec![None; subjects(view).len()];
        let mut unordered = vec![false; reached.len()];
        for row in rows(view) {
            if let Some((from, to)) = row.period.days()
                && let Some(reached) = reached.get_mut(row.subject)
                && let Some(unordered) = unordered.get_mut(row.subject)
            {
                *unordered |= reached.is_some_and(|reached| from <= reached);
                *reached = Some(to);
            }
        }
        if !unordered.contains(&true) {
            continue;
        }
        let mut nights: Vec<Vec<(Date, Date, Row<'_>)>> = vec![Vec::new(); unordered.len()];
        for row in rows(view) {
            if unordered.get(row.subject) == Some(&true)
                && let Some((from, to)) = row.period.days()
                && let Some(nights) = nights.get_mut(row.subject)
            {
                nights.push((from, to, *row));
            }
        }
        for (subject, nights) in std::iter::zip(subjects(view), nights) {
            if is_known(subject) {
                breaches.extend(overlapping(said, nights));
            }
        }
    }
}

/// The first entry of a subject that says something once more; the others are told with it.
fn overlapping(said: &Spoken<'_>, nights: Vec<(Date, Date, Row<'_>)>) -> Option<Breach> {
    let mut clashes = clashes(nights);
    clashes.sort_by_key(|clash| (clash.row.index, clash.earlier));
    clashes.dedup_by_key(|clash| clash.row.index);
    let first = clashes.first()?;
    let expected = format!("nights that no other entry speaks of, like entry {}", first.earlier);
    let actual = format!("{} once more", first.nights.0);
    Some(Breach::of(said, first.row.pointer(), expected, actual).in_places(clashes.len()))
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

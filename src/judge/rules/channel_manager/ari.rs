//! R-ARI-1 to R-ARI-4, and R-ARI-16: what pushes are about.

use jiff::civil::Date;

use crate::contract::push::InventoryKind;
use crate::contract::rule::Weight;
use crate::judge::history::property_state::PropertyState;
use crate::judge::history::timeline::for_each_state;
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::View;
use crate::judge::views::ari::Availability;
use crate::judge::views::night_overlap::overlaps_of;
use crate::judge::views::period::Period;
use crate::judge::views::rate_pair::RatePair;
use crate::judge::views::row::{Row, RowSubject};
use crate::judge::wording::quoted;

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-ARI-1", periods),
    Rule::new("R-ARI-2", categories),
    Rule::new("R-ARI-3", pairs),
    Rule::new("R-ARI-4", counts),
    Rule::new("R-ARI-16", overlaps),
];

/// R-ARI-1: no period ends before it begins.
fn periods(material: Material<'_>, breaches: &mut Breaches) {
    for (message, view) in material.judged_messages() {
        let mut check = |period: Period, pointer: &dyn Fn() -> String| {
            if let (Some(from), Some(to)) = (period.from, period.to)
                && from > to
                && !breaches.are_enough()
            {
                let expected = format!("{from} or a later day");
                breaches.push(Breach::of(message, pointer(), expected, to.to_string()).once_for("periods"));
            }
        };
        if let View::AriRequest(period) = view {
            check(*period, &|| "/to".to_string());
        }
        for row in view.rows() {
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

/// R-ARI-2: availability is pushed for synchronized categories.
fn categories(material: Material<'_>, breaches: &mut Breaches) {
    for_each_state(material, |message, view, known| {
        let (View::Availability(rows), Some(spaces)) = (view, &known.spaces) else {
            return;
        };
        for RowSubject { first, count } in &rows.subjects {
            let Some(code) = first.space else { continue };
            let actual = match spaces.get(code) {
                Some(space) if space.is_synchronized => continue,
                Some(_) => "is not synchronized",
                None => "is not known to be mapped",
            };
            let pointer = format!("{}/spaceTypeCode", first.pointer());
            let expected = "a synchronized space category of the connection";
            let actual = format!("{}, which {actual}", quoted(code));
            breaches.push(
                Breach::of(message, pointer, expected, actual)
                    .in_places(*count)
                    .weighing_if(known.weight()),
            );
        }
    });
}

/// R-ARI-3: prices and restrictions are pushed for mapped pairs of synchronized rates.
fn pairs(material: Material<'_>, breaches: &mut Breaches) {
    for_each_state(material, |message, view, known| {
        for RowSubject { first, count } in view.subjects() {
            if let Some(pair) = first.pair()
                && let Some((property, weight, actual)) = unsold(pair, known)
            {
                let pointer = format!("{}{property}", first.pointer());
                let expected = "a mapped pair of a synchronized rate and a space category";
                let breach = Breach::of(message, pointer, expected, actual)
                    .in_places(*count)
                    .weighing_if(known.weight());
                breaches.push(breach.weighing_if(weight));
            }
        }
    });
}

/// The property for which a pair should not be pushed, and the reason.
fn unsold(pair: RatePair<'_>, known: &PropertyState<'_>) -> Option<(&'static str, Option<Weight>, String)> {
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
fn counts(material: Material<'_>, breaches: &mut Breaches) {
    for_each_state(material, |message, view, known| {
        let View::Availability(rows) = view else { return };
        let most = |subject: &RowSubject<'_>| known.spaces.as_ref()?.get(subject.first.space?)?.count;
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
            breaches.push(Breach::of(message, pointer, expected, count.to_string()).once_for(about));
        }
    });
}

/// R-ARI-16: a message says only one thing of each night.
fn overlaps(material: Material<'_>, breaches: &mut Breaches) {
    for (message, view) in material.judged_messages() {
        let is_known = |subject: &RowSubject<'_>| match view.inventory_kind() {
            Some(InventoryKind::Availability) => subject.first.space.is_some(),
            Some(InventoryKind::Prices | InventoryKind::Restrictions) | None => subject.first.pair().is_some(),
        };
        // Mostly the nights of each subject are in order, and nothing has to be sorted.
        let mut reached: Vec<Option<Date>> = vec![None; view.subjects().len()];
        let mut unordered = vec![false; reached.len()];
        for row in view.rows() {
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
        for row in view.rows() {
            if unordered.get(row.subject) == Some(&true)
                && let Some((from, to)) = row.period.days()
                && let Some(nights) = nights.get_mut(row.subject)
            {
                nights.push((from, to, *row));
            }
        }
        for (subject, nights) in std::iter::zip(view.subjects(), nights) {
            if is_known(subject) {
                breaches.extend(overlapping(message, nights));
            }
        }
    }
}

/// The first entry of a subject that says something once more; the others are told with it.
fn overlapping(message: &SentMessage<'_>, nights: Vec<(Date, Date, Row<'_>)>) -> Option<Breach> {
    let mut overlaps = overlaps_of(nights);
    overlaps.sort_by_key(|overlap| (overlap.row.index, overlap.earlier));
    overlaps.dedup_by_key(|overlap| overlap.row.index);
    let first = overlaps.first()?;
    let expected = format!("nights that no other entry speaks of, like entry {}", first.earlier);
    let actual = format!("{} once more", first.nights.0);
    Some(Breach::of(message, first.row.pointer(), expected, actual).in_places(overlaps.len()))
}

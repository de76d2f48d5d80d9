//! R-ARI-17 and R-ARI-20: a full update covers everything that is mapped.
//!
//! A transcript ends at some point, and a platform may spread an update over as many messages as it
//! likes. That all of them have come is known only where nothing more is to come: where Keycard sent
//! them itself, or where a step collected them until it was quiet (`more-within`). All else is left alone, and so is
//! a kind of which nothing was pushed.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::contract::operation::Side;
use crate::contract::push::InventoryKind;
use crate::contract::schema::Message;
use crate::judge::history::property_state::PropertyState;
use crate::judge::history::timeline::for_each_state;
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::View;
use crate::judge::views::period::Period;
use crate::judge::views::value;
use crate::judge::wording::quoted;
use crate::plan::case::Presence;

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("R-ARI-17", full_update), Rule::new("R-ARI-20", requested)];

/// So many nights are certified.
const YEAR: i64 = 365;
/// A case that is about a full update says so in what it covers.
const FULL_UPDATE: [&str; 2] = ["INV-6", "R-ARI-17"];

/// The subject that must be covered: rate and category, or one of them.
type Key<'e> = (Option<&'e str>, Option<&'e str>);

/// The nights that were pushed of each key, in no order.
type Nights<'e> = HashMap<Key<'e>, Vec<(Date, Date)>>;

/// All that was pushed of one kind.
struct KindUpdate<'e> {
    kind: InventoryKind,
    /// The last push of it.
    last: &'e SentMessage<'e>,
    nights: Nights<'e>,
    keys: BTreeSet<Key<'e>>,
    known: PropertyState<'e>,
}

/// The updates of each kind that were pushed on a connection from an entry on.
fn updates<'e>(material: Material<'e>, token: Option<&str>, after: usize) -> Vec<KindUpdate<'e>> {
    let mut updates: Vec<KindUpdate<'e>> = Vec::new();
    let mut derived: HashSet<&str> = HashSet::new();
    for_each_state(material, |message, view, known| {
        let Some(kind) = view.inventory_kind() else { return };
        if message.entry < after || message.connection() != token {
            return;
        }
        if let View::Prices(prices) = view {
            derived.extend(prices.dependent.iter().filter_map(|rate| rate.rate));
        }
        let position = updates.iter().position(|update| update.kind == kind);
        let update = match position.and_then(|position| updates.get_mut(position)) {
            Some(update) => {
                update.last = message;
                update
            }
            None => {
                updates.push(KindUpdate {
                    kind,
                    last: message,
                    nights: Nights::new(),
                    keys: keys(kind, known),
                    known: known.clone(),
                });
                let Some(update) = updates.last_mut() else { return };
                update
            }
        };
        let by_rate = kind != InventoryKind::Availability && update.known.pairs.is_none();
        for row in view.rows() {
            let key = (row.rate, row.space.filter(|_| !by_rate));
            if update.keys.contains(&key)
                && let Some(days) = row.period.days()
            {
                update.nights.entry(key).or_default().push(days);
            }
        }
    });
    for update in &mut updates {
        // What a rate costs may as well be said by the rate that it depends on.
        if update.kind == InventoryKind::Prices {
            update
                .keys
                .retain(|(rate, _)| !rate.is_some_and(|rate| derived.contains(rate)));
        }
    }
    updates
}

/// The subjects that are synchronized: categories for availability, otherwise pairs, or rates where no pairs are known.
fn keys<'e>(kind: InventoryKind, known: &PropertyState<'e>) -> BTreeSet<Key<'e>> {
    let spaces = known.spaces.iter().flatten().filter(|(_, space)| space.is_synchronized);
    let spaces: HashSet<&'e str> = spaces.map(|(code, _)| *code).collect();
    let rates = known.rates.iter().flatten().filter(|(_, rate)| rate.is_synchronized);
    let rates: HashSet<&'e str> = rates.map(|(code, _)| *code).collect();
    match (kind, &known.pairs) {
        (InventoryKind::Availability, Some(pairs)) => {
            // Availability of what no rate sells is nobody's business.
            let sold = pairs
                .iter()
                .map(|pair| pair.space)
                .filter(|space| spaces.contains(space));
            sold.map(|space| (None, Some(space))).collect()
        }
        (InventoryKind::Availability, None) => spaces.into_iter().map(|space| (None, Some(space))).collect(),
        (InventoryKind::Prices | InventoryKind::Restrictions, Some(pairs)) => {
            let sold = pairs
                .iter()
                .filter(|pair| rates.contains(pair.rate) && spaces.contains(pair.space));
            sold.map(|pair| (Some(pair.rate), Some(pair.space))).collect()
        }
        (InventoryKind::Prices | InventoryKind::Restrictions, None) => {
            rates.into_iter().map(|rate| (Some(rate), None)).collect()
        }
    }
}

/// Checks that everything of a kind that is pushed after a step is in the transcript.
fn is_collected(material: Material<'_>, kind: InventoryKind, after: usize) -> bool {
    let transcript = material.transcript;
    if transcript.stopped.is_some() || transcript.omitted > 0 {
        return false;
    }
    // Of the side that is not under test, Keycard sends what there is.
    material.case.under_test != Side::Mews
        || material.case.steps.iter().skip(after).any(|step| {
            step.receive().is_some_and(|receive| {
                receive.operation.id == kind.push().operation()
                    && receive.presence == Presence::Expected
                    && receive.more_within.is_some()
            })
        })
}

/// R-ARI-17: a full update covers at least 365 nights of everything.
fn full_update(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::Mews || !material.case.covers.iter().any(|id| FULL_UPDATE.contains(&id.as_str())) {
        return;
    }
    let mut tokens: Vec<Option<&str>> = Vec::new();
    for (message, view) in material.judged_messages() {
        let token = message.connection();
        if view.inventory_kind().is_some() && !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    for token in tokens {
        for mut update in updates(material, token, 0) {
            if !is_collected(material, update.kind, 0) {
                continue;
            }
            let short: Vec<(Key<'_>, i64)> = update
                .keys
                .iter()
                .map(|key| (*key, longest(update.nights.remove(key).unwrap_or_default())))
                .filter(|(_, nights)| *nights < YEAR)
                .collect();
            if let [(key, nights), rest @ ..] = short.as_slice() {
                let expected = format!(
                    "{} of at least {YEAR} nights on end for {}",
                    update.kind.name(),
                    shown(*key)
                );
                let actual = format!("{nights} nights on end{}", and_more(rest.len()));
                let breach = Breach::new(update.last.entry, update.last.message, "", expected, actual);
                breaches.push(breach.weighing_if(update.known.weight()));
            }
        }
    }
}

/// R-ARI-20: what is asked for by requestAriUpdate is pushed, whatever the filters say.
fn requested(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::Mews {
        return;
    }
    let Some(today) = value::day(&material.transcript.facts.today) else {
        return;
    };
    for (request, answer) in material.requests_with_answers() {
        if request.host != Side::Mews || request.operation != "requestAriUpdate" {
            continue;
        }
        let View::AriRequest(period) = request.read() else {
            continue;
        };
        let Some(answer) = answer.filter(|answer| answer.success() == Some(true)) else {
            continue;
        };
        let Some((from, to)) = demanded(period, today) else {
            continue;
        };
        let step = material.step_of(request.entry);
        for mut update in updates(material, request.connection(), request.entry) {
            if !is_collected(material, update.kind, step) {
                continue;
            }
            let gaps: Vec<(Key<'_>, Date)> = update
                .keys
                .iter()
                .filter_map(|key| Some((*key, gap(update.nights.remove(key).unwrap_or_default(), from, to)?)))
                .collect();
            if let [(key, night), rest @ ..] = gaps.as_slice() {
                let expected = format!("{} of each night from {from} to {to}", update.kind.name());
                let actual = format!("nothing on {night} for {}{}", shown(*key), and_more(rest.len()));
                let breach = Breach::new(answer.entry, Message::Response, "", expected, actual);
                breaches.push(breach.weighing_if(update.known.weight()));
            }
        }
    }
}

/// The nights of a request that must be pushed.
///
/// Nothing is pushed for the past, and a property may be a day ahead of the clock of the run, which
/// may have passed midnight. How far ahead prices are kept is not documented, but for the year that
/// is certified.
fn demanded(period: Period, today: Date) -> Option<(Date, Date)> {
    let (from, to) = period.days()?;
    let from = from.max(today.saturating_add(2.days()));
    let to = to.min(today.saturating_add((YEAR - 1).days()));
    (from <= to).then_some((from, to))
}

/// The first night between two that is not covered.
fn gap(mut nights: Vec<(Date, Date)>, from: Date, to: Date) -> Option<Date> {
    nights.sort_unstable();
    let mut next = from;
    for (first, last) in nights {
        if first > next {
            break;
        }
        if last >= next {
            next = last.tomorrow().ok()?;
        }
    }
    (next <= to).then_some(next)
}

/// The longest row of nights without a gap.
fn longest(mut nights: Vec<(Date, Date)>) -> i64 {
    nights.sort_unstable();
    let mut longest = 0;
    let mut row: Option<(Date, Date)> = None;
    for (first, last) in nights {
        let joined = row.filter(|(_, end)| first <= end.tomorrow().unwrap_or(*end));
        let (begin, end) = joined.map_or((first, last), |(begin, end)| (begin, end.max(last)));
        row = Some((begin, end));
        let days = begin.until(end).map_or(0, |span| i64::from(span.get_days()));
        longest = longest.max(days.saturating_add(1));
    }
    longest
}

fn shown((rate, space): Key<'_>) -> String {
    let codes: Vec<String> = [rate, space].into_iter().flatten().map(quoted).collect();
    codes.join(" with ")
}

fn and_more(count: usize) -> String {
    match count {
        0 => String::new(),
        more => format!(", and too few for {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn night(number: i8) -> Date {
        jiff::civil::date(2031, 3, number)
    }

    proptest! {
        #[test]
        fn gaps_and_rows_are_those_of_single_nights(periods in prop::collection::vec((1_i8..=28, 0_i8..=4), 0..12)) {
            let periods: Vec<(i8, i8)> = periods.into_iter().map(|(from, more)| (from, (from + more).min(28))).collect();
            let covered = |number: i8| periods.iter().any(|(from, to)| (*from..=*to).contains(&number));
            let nights: Vec<(Date, Date)> = periods.iter().map(|(from, to)| (night(*from), night(*to))).collect();
            prop_assert_eq!(gap(nights.clone(), night(5), night(20)), (5..=20).find(|n| !covered(*n)).map(night));
            let mut best = 0;
            let mut row = 0;
            for number in 1..=28 {
                row = if covered(number) { row + 1 } else { 0 };
                best = best.max(row);
            }
            prop_assert_eq!(longest(nights), best);
        }
    }
}

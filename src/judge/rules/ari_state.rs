//! R-ARI-15 and R-ARI-19: what a channel manager has stored after pushes, where it shows its store.
//!
//! The hook `read-inventory` answers with `restrictions`, `availabilities` and `prices`, one entry for each
//! night. It may show a part only, and need not show what is open without limits.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::ari::clashes;
use super::breach::{Breach, Breaches};
use super::exchanges::{
    Fate, Push, acted_between, agreed, confirms, connection, notice, pushes, readings, requests, step_of, success,
};
use super::quoted;
use super::restrictions::OPEN;
use crate::contract::operation::Side;
use crate::contract::push::InventoryKind;
use crate::contract::schema::Message;
use crate::exchange::transcript::Role;
use crate::judge::conversation::Spoken;
use crate::judge::material::{Material, errors};
use crate::judge::views::View;
use crate::judge::views::ari::{Pair, Restriction};
use crate::judge::views::fields::{date, get, integer, objects, text};

/// What was said last of the nights of a pair; nothing where it cannot be told.
type Said<'e> = Vec<((Date, Date), Option<Restriction<'e>>)>;

/// R-ARI-15: the last restriction of a night holds wholly.
pub fn replaced(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::ChannelManager || readings(material).next().is_none() {
        return;
    }
    // The store that is shown is that of the agreed connection.
    let agreed = agreed(material);
    let pushed: Vec<(Push<'_>, View<'_>)> = pushes(material)
        .into_iter()
        .filter(|push| push.kind == InventoryKind::Restrictions && agreed.is_some() && connection(push.said) == agreed)
        .map(|push| (push, push.said.read()))
        .collect();
    for (entry, _, shown) in readings(material) {
        let said = said_before(&pushed, entry);
        let mut stored: HashMap<Pair<'_>, Vec<Shown>> = HashMap::new();
        for (index, object) in objects(shown, "restrictions") {
            if let Some((pair, night)) = Shown::of(index, object) {
                stored.entry(pair).or_default().push(night);
            }
        }
        let mut stored: Vec<_> = stored.into_iter().collect();
        stored.sort_unstable_by_key(|(pair, _)| *pair);
        for (pair, nights) in stored {
            if let Some(said) = said.get(&pair) {
                compare(entry, pair, nights, said, breaches);
            }
            if breaches.are_enough() {
                return;
            }
        }
    }
}

/// What was said of each pair before an exchange, the last word last.
fn said_before<'e>(pushed: &[(Push<'e>, View<'e>)], entry: usize) -> HashMap<Pair<'e>, Said<'e>> {
    let mut said: HashMap<Pair<'e>, Said<'e>> = HashMap::new();
    let mut unclear: Vec<(Pair<'e>, (Date, Date))> = Vec::new();
    let before = pushed.iter().filter(|(push, _)| push.said.entry < entry);
    for (position, (push, view)) in before.clone().enumerate() {
        let View::Restrictions(restrictions) = view else {
            continue;
        };
        let accepted = matches!(push.fate, Fate::Accepted(since) if since < entry);
        // Taken up later than another one, it may stand above it or below.
        let next = before.clone().nth(position + 1);
        let overtaken = next.is_some_and(|(next, _)| match push.fate {
            Fate::Accepted(since) => since > next.said.entry,
            Fate::Refused | Fate::Unknown => false,
        });
        let mut by_pair: HashMap<Pair<'e>, Vec<_>> = HashMap::new();
        for restriction in &restrictions.entries {
            let row = restriction.row;
            let (Some(pair), Some(days)) = (row.pair(), row.period.days()) else {
                continue;
            };
            // Of a push that was refused, some entries may be stored.
            let word = (accepted && !overtaken).then_some(*restriction);
            said.entry(pair).or_default().push((days, word));
            by_pair.entry(pair).or_default().push((days.0, days.1, row));
            if overtaken {
                unclear.push((pair, days));
            }
        }
        // What two entries of one message say of the same night has no order.
        for (pair, rows) in by_pair {
            let clashes = clashes(rows).into_iter().map(|clash| (clash.nights, None));
            said.entry(pair).or_default().extend(clashes);
        }
    }
    for (pair, days) in unclear {
        said.entry(pair).or_default().push((days, None));
    }
    said
}

/// A stored restriction of one night.
#[derive(Clone, Debug)]
struct Shown {
    index: usize,
    night: Date,
    state: Option<Vec<i64>>,
    /// What is shown of the lengths of stay, shortest and longest; nothing where they are not shown.
    lengths: [Option<Option<i64>>; 2],
}

impl Shown {
    fn of(index: usize, object: &Map<String, Value>) -> Option<(Pair<'_>, Self)> {
        let pair = Pair {
            rate: get(object, "ratePlanCode", text)?,
            space: get(object, "spaceTypeCode", text)?,
        };
        let length = |name: &str| match object.get(name)? {
            Value::Null => Some(None),
            value => integer(value).map(Some),
        };
        let state = get(object, "state", Value::as_array);
        let shown = Self {
            index,
            night: get(object, "date", date)?,
            state: state.and_then(|state| state.iter().map(integer).collect()),
            lengths: [length("minLos"), length("maxLos")],
        };
        Some((pair, shown))
    }
}

/// Compares what is stored of a pair with what was said of it.
fn compare(entry: usize, pair: Pair<'_>, mut stored: Vec<Shown>, said: &Said<'_>, breaches: &mut Breaches) {
    stored.sort_by_key(|shown| (shown.night, shown.index));
    let nights: Vec<Date> = stored.iter().map(|shown| shown.night).collect();
    let mut differences: Vec<(usize, Breach)> = Vec::new();
    for (shown, word) in std::iter::zip(&stored, last_words(&nights, said)) {
        if let Some(word) = word {
            differences.extend(difference(entry, pair, shown, &word).map(|breach| (shown.index, breach)));
        }
    }
    differences.sort_by_key(|(index, _)| *index);
    breaches.extend(differences.into_iter().map(|(_, breach)| breach));
    // Between two nights that are shown, another one that is not has no restriction.
    let mut missing: Vec<Date> = Vec::new();
    for two in nights.windows(2) {
        if let [first, second] = two
            && let (Ok(after), Ok(before)) = (first.tomorrow(), second.yesterday())
            && after <= before
        {
            missing.push(after);
            if after < before {
                missing.push(before);
            }
        }
    }
    for (night, word) in std::iter::zip(&missing, last_words(&missing, said)) {
        if breaches.are_enough() {
            return;
        }
        let Some(word) = word else { continue };
        let is_open = word.states().is_none_or(|states| states.eq([OPEN]));
        if !is_open || word.min_los.is_some() || word.max_los.is_some() {
            let what = format!(
                "the restriction of {} with {} on {night}",
                quoted(pair.rate),
                quoted(pair.space)
            );
            let breach = Breach::new(entry, Message::Response, "/restrictions", what, "it is missing");
            breaches.push(breach.once_for(format!("{pair:?}")));
        }
    }
}

fn difference(entry: usize, pair: Pair<'_>, shown: &Shown, word: &Restriction<'_>) -> Option<Breach> {
    let breach = |property: &str, expected: String, actual: String| {
        let pointer = format!("/restrictions/{}/{property}", shown.index);
        // Many nights of a pair are mostly wrong in one way.
        let about = format!("{pair:?}: {expected}, {actual}");
        let expected = format!("{expected}, as pushed last for {}", shown.night);
        Some(Breach::new(entry, Message::Response, pointer, expected, actual).once_for(about))
    };
    if let (Some(stored), Some(pushed)) = (&shown.state, word.states()) {
        let (stored, pushed): (BTreeSet<i64>, BTreeSet<i64>) = (stored.iter().copied().collect(), pushed.collect());
        if stored != pushed {
            let listed = |state: &BTreeSet<i64>| {
                let numbers: Vec<String> = state.range(0..=9).map(ToString::to_string).collect();
                format!("[{}]", numbers.join(", "))
            };
            return breach("state", listed(&pushed), listed(&stored));
        }
    }
    let named = |length: Option<i64>| length.map_or("null".to_string(), |length| length.to_string());
    let pushed = [("minLos", word.min_los), ("maxLos", word.max_los)];
    pushed
        .into_iter()
        .zip(shown.lengths)
        .find_map(|((property, pushed), stored)| {
            let stored = stored.filter(|stored| *stored != pushed)?;
            breach(property, named(pushed), named(stored))
        })
}

/// The last word on each night; the nights are in order.
///
/// Begins with what was said last, and never looks at a night again that has its word.
fn last_words<'e>(nights: &[Date], said: &Said<'e>) -> Vec<Option<Restriction<'e>>> {
    let mut words: Vec<Option<Restriction<'e>>> = vec![None; nights.len()];
    // For each night, where to look for one without a word: itself, or a later one.
    let mut next: Vec<usize> = (0..=nights.len()).collect();
    for ((from, to), word) in said.iter().rev() {
        let mut here = open(&mut next, nights.partition_point(|night| night < from));
        while let Some(night) = nights.get(here)
            && night <= to
        {
            if let Some(slot) = words.get_mut(here) {
                *slot = *word;
            }
            if let Some(slot) = next.get_mut(here) {
                *slot = here + 1;
            }
            here = open(&mut next, here + 1);
        }
    }
    words
}

/// The first night from there on that has no word; shortens the way for those who ask later.
fn open(next: &mut [usize], from: usize) -> usize {
    let step = |next: &[usize], here: usize| next.get(here).copied().unwrap_or(here);
    let mut found = from;
    while step(next, found) != found {
        found = step(next, found);
    }
    let mut here = from;
    while here != found {
        let ahead = step(next, here);
        if let Some(slot) = next.get_mut(here) {
            *slot = found;
        }
        here = ahead;
    }
    found
}

/// R-ARI-19: a push that comes again is accepted again, and changes nothing.
pub fn redelivered(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::ChannelManager {
        return;
    }
    let pushes = pushes(material);
    let mut again: Vec<(usize, &Push<'_>)> = Vec::new();
    let mut last: HashMap<(InventoryKind, Option<&str>), &Push<'_>> = HashMap::new();
    for push in &pushes {
        // Messages in between may have changed what can be accepted.
        let quiet = |earlier: &Push<'_>| {
            let steps = (
                step_of(material, earlier.said.entry),
                step_of(material, push.said.entry),
            );
            !acted_between(material, steps.0, steps.1) && !noticed(material, earlier.said.entry, push.said.entry)
        };
        let key = (push.kind, connection(push.said));
        if let Some(earlier) = last.get(&key)
            && matches!(earlier.fate, Fate::Accepted(since) if since < push.said.entry)
            && same_content(earlier.said, push.said)
            && quiet(earlier)
        {
            again.push((push.said.entry, earlier));
            if let Some(answer) = push
                .answer
                .filter(|answer| success(answer) == Some(false) && !is_passing(answer))
            {
                let expected = "true, as for the same push before";
                breaches.push(Breach::new(answer.entry, answer.message, "/success", expected, "false"));
            }
        } else {
            last.insert(key, push);
        }
    }
    unchanged(material, &again, breaches);
}

/// Whether a refusal is one that may pass: a system error, and nothing else.
fn is_passing(answer: &Spoken<'_>) -> bool {
    let mut errors = errors(answer.body).into_iter();
    errors.all(|(_, error)| error.get("code").and_then(integer) == Some(1))
}

/// Whether a notice of changes to a connection was sent between two exchanges.
fn noticed(material: Material<'_>, after: usize, before: usize) -> bool {
    requests(material)
        .filter(|(request, _)| request.entry > after && request.entry < before)
        .any(|(request, _)| notice(request).is_some())
}

/// Whether two pushes differ in nothing but their ids and where they are confirmed.
fn same_content(one: &Spoken<'_>, other: &Spoken<'_>) -> bool {
    let content = |said: &Spoken<'_>| {
        let body = said.body.iter();
        body.filter(|(name, _)| !matches!(name.as_str(), "messageId" | "responseUrl"))
            .count()
    };
    content(one) == content(other)
        && one
            .body
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "messageId" | "responseUrl"))
            .all(|(name, value)| other.body.get(name) == Some(value))
}

/// Compares what is shown before and after nothing but redeliveries.
fn unchanged(material: Material<'_>, again: &[(usize, &Push<'_>)], breaches: &mut Breaches) {
    let shown: Vec<_> = readings(material).collect();
    for two in shown.windows(2) {
        let [(before, asked, earlier), (after, asks, later)] = two else {
            continue;
        };
        if asked != asks || !only_again(material, again, *before, *after) {
            continue;
        }
        for kind in InventoryKind::ALL {
            let list = |shown: &Map<String, Value>| shown.get(kind.name())?.as_array().map(|items| sorted(items));
            if let (Some(earlier), Some(later)) = (list(earlier), list(later))
                && earlier != later
            {
                let expected = "what was shown before the same push came again";
                let pointer = format!("/{}", kind.name());
                breaches.push(Breach::new(
                    *after,
                    Message::Response,
                    pointer,
                    expected,
                    "something else",
                ));
            }
        }
    }
}

/// Whether between two readings there was at least one redelivery, and nothing else that could change the store.
fn only_again(material: Material<'_>, again: &[(usize, &Push<'_>)], before: usize, after: usize) -> bool {
    let entries = material.transcript.entries.iter().enumerate();
    let between = entries.skip(before + 1).take(after.saturating_sub(before + 1));
    let mut redeliveries = 0;
    for (index, entry) in between {
        let is_again = again
            .iter()
            .any(|(entry, first)| *entry == index && matches!(first.fate, Fate::Accepted(since) if since < before));
        let said = material.spoken.iter().find(|said| said.entry == index);
        if is_again {
            redeliveries += 1;
        } else if entry.role == Role::Hook || !said.is_some_and(confirms) {
            return false;
        }
    }
    redeliveries > 0 && !acted_between(material, step_of(material, before), step_of(material, after))
}

/// The items of a list in an order of their own, as a store has none.
fn sorted(items: &[Value]) -> Vec<String> {
    let mut items: Vec<String> = items.iter().map(Value::to_string).collect();
    items.sort_unstable();
    items
}

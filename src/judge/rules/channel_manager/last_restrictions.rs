//! R-ARI-15: the restrictions that a channel manager has stored after pushes, where it shows its store.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::contract::operation::Side;
use crate::contract::push::InventoryKind;
use crate::contract::schema::Message;
use crate::judge::history::inventory_pushes::{InventoryPush, PushOutcome, inventory_pushes};
use crate::judge::history::stored_inventory::shown_inventories;
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::ari::{OPEN, Restriction};
use crate::judge::views::night_overlap::overlaps_of;
use crate::judge::views::rate_pair::RatePair;
use crate::judge::views::{View, fields, value};
use crate::judge::wording::quoted;

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("R-ARI-15", replaced)];

/// The restrictions that were pushed for nights of a pair, the last one last; nothing where it cannot be told.
type PushedNights<'e> = Vec<((Date, Date), Option<Restriction<'e>>)>;

/// R-ARI-15: the last restriction of a night holds wholly.
fn replaced(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::ChannelManager || shown_inventories(material).next().is_none() {
        return;
    }
    // The store that is shown is that of the agreed connection.
    let agreed = material.agreed_connection();
    let pushed: Vec<(InventoryPush<'_>, View<'_>)> = inventory_pushes(material)
        .into_iter()
        .filter(|push| {
            push.kind == InventoryKind::Restrictions && agreed.is_some() && push.message.connection() == agreed
        })
        .map(|push| (push, push.message.read()))
        .collect();
    for (entry, _, shown) in shown_inventories(material) {
        let pushed_nights = pushed_before(&pushed, entry);
        let mut stored: HashMap<RatePair<'_>, Vec<StoredNight>> = HashMap::new();
        for (index, object) in fields::objects(shown, "restrictions") {
            if let Some((pair, night)) = StoredNight::of(index, object) {
                stored.entry(pair).or_default().push(night);
            }
        }
        let mut stored: Vec<_> = stored.into_iter().collect();
        stored.sort_unstable_by_key(|(pair, _)| *pair);
        for (pair, nights) in stored {
            if let Some(pushed) = pushed_nights.get(&pair) {
                compare(entry, pair, nights, pushed, breaches);
            }
            if breaches.are_enough() {
                return;
            }
        }
    }
}

/// The restrictions that were pushed of each pair before an exchange, the last ones last.
fn pushed_before<'e>(
    pushed: &[(InventoryPush<'e>, View<'e>)],
    entry: usize,
) -> HashMap<RatePair<'e>, PushedNights<'e>> {
    let mut message: HashMap<RatePair<'e>, PushedNights<'e>> = HashMap::new();
    let mut unclear: Vec<(RatePair<'e>, (Date, Date))> = Vec::new();
    let before = pushed.iter().filter(|(push, _)| push.message.entry < entry);
    for (position, (push, view)) in before.clone().enumerate() {
        let View::Restrictions(restrictions) = view else {
            continue;
        };
        let accepted = matches!(push.outcome, PushOutcome::Accepted(since) if since < entry);
        // Taken up later than another one, it may stand above it or below.
        let next = before.clone().nth(position + 1);
        let overtaken = next.is_some_and(|(next, _)| match push.outcome {
            PushOutcome::Accepted(since) => since > next.message.entry,
            PushOutcome::Refused | PushOutcome::Unknown => false,
        });
        let mut by_pair: HashMap<RatePair<'e>, Vec<_>> = HashMap::new();
        for restriction in &restrictions.entries {
            let row = restriction.row;
            let (Some(pair), Some(days)) = (row.pair(), row.period.days()) else {
                continue;
            };
            // Of a push that was refused, some entries may be stored.
            let word = (accepted && !overtaken).then_some(*restriction);
            message.entry(pair).or_default().push((days, word));
            by_pair.entry(pair).or_default().push((days.0, days.1, row));
            if overtaken {
                unclear.push((pair, days));
            }
        }
        // What two entries of one message say of the same night has no order.
        for (pair, rows) in by_pair {
            let overlaps = overlaps_of(rows).into_iter().map(|overlap| (overlap.nights, None));
            message.entry(pair).or_default().extend(overlaps);
        }
    }
    for (pair, days) in unclear {
        message.entry(pair).or_default().push((days, None));
    }
    message
}

/// A stored restriction of one night.
#[derive(Clone, Debug)]
struct StoredNight {
    index: usize,
    night: Date,
    state: Option<Vec<i64>>,
    /// The lengths of stay, shortest and longest; nothing where they are not shown.
    lengths: [Option<Option<i64>>; 2],
}

impl StoredNight {
    fn of(index: usize, object: &Map<String, Value>) -> Option<(RatePair<'_>, Self)> {
        let pair = RatePair::read(object)?;
        let length = |name: &str| match object.get(name)? {
            Value::Null => Some(None),
            length => value::integer(length).map(Some),
        };
        let state = object.get("state").and_then(Value::as_array);
        let shown = Self {
            index,
            night: fields::date(object, "date")?,
            state: state.and_then(|state| state.iter().map(value::integer).collect()),
            lengths: [length("minLos"), length("maxLos")],
        };
        Some((pair, shown))
    }
}

/// Compares what is stored of a pair with what was said of it.
fn compare(
    entry: usize,
    pair: RatePair<'_>,
    mut stored: Vec<StoredNight>,
    message: &PushedNights<'_>,
    breaches: &mut Breaches,
) {
    stored.sort_by_key(|shown| (shown.night, shown.index));
    let nights: Vec<Date> = stored.iter().map(|shown| shown.night).collect();
    let mut differences: Vec<(usize, Breach)> = Vec::new();
    for (shown, word) in std::iter::zip(&stored, last_words(&nights, message)) {
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
    for (night, word) in std::iter::zip(&missing, last_words(&missing, message)) {
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

fn difference(entry: usize, pair: RatePair<'_>, shown: &StoredNight, word: &Restriction<'_>) -> Option<Breach> {
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
fn last_words<'e>(nights: &[Date], message: &PushedNights<'e>) -> Vec<Option<Restriction<'e>>> {
    let mut words: Vec<Option<Restriction<'e>>> = vec![None; nights.len()];
    // For each night, where to look for one without a word: itself, or a later one.
    let mut next: Vec<usize> = (0..=nights.len()).collect();
    for ((from, to), word) in message.iter().rev() {
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

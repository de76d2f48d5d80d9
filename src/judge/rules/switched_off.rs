//! R-ARI-21: what a channel manager has refused for good is pushed no longer.

use std::collections::HashMap;

use super::ari::{kind, subjects};
use super::breach::{Breach, Breaches};
use super::exchanges::{acted_between, confirms, connection, notice, push_kind, step_of, success};
use super::quoted;
use crate::contract::operation::Side;
use crate::contract::push::InventoryKind;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::Direction;
use crate::judge::conversation::Spoken;
use crate::judge::material::{Material, errors};
use crate::judge::views::View;
use crate::judge::views::ari::Pair;
use crate::judge::views::fields::{get, integer, text};
use crate::judge::views::row::Subject;

/// What is switched off on one connection, and by the message of which exchange.
#[derive(Default)]
struct Off<'e> {
    rates: HashMap<&'e str, usize>,
    spaces: HashMap<&'e str, usize>,
    pairs: HashMap<Pair<'e>, usize>,
    kinds: HashMap<InventoryKind, usize>,
    /// The step during which something was switched off last.
    step: usize,
}

/// R-ARI-21: no push of a rate after code 9, of a category after 10, of a pair after 11, of a kind after 12, 13, 14.
pub fn refused(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::Mews {
        return;
    }
    let mut properties: HashMap<&str, Off<'_>> = HashMap::new();
    let mut of: HashMap<usize, &str> = HashMap::new();
    let mut judged = material.judged().peekable();
    for said in material.spoken {
        let view = judged
            .next_if(|(next, _)| std::ptr::eq(*next, said))
            .map(|(_, view)| view);
        // An answer is about the connection of its request.
        let key = match said.message {
            Message::Request => connection(said),
            Message::Response => of.get(&said.entry).copied(),
        };
        let Some(key) = key else { continue };
        of.insert(said.entry, key);
        let off = properties.entry(key).or_default();
        let step = step_of(material, said.entry);
        if is_fresh_start(material, said, off, step) {
            *off = Off::default();
        }
        if let Some(view) = view {
            judge(material, said, view, off, breaches);
        }
        let refuses = (said.message == Message::Response && of_push(said)) || confirms(said);
        if refuses && said.sender == Side::ChannelManager && success(said) == Some(false) {
            off.step = step;
            off.switch(said);
        }
    }
}

/// Whether a message is the answer to a push.
fn of_push(said: &Spoken<'_>) -> bool {
    let request = Spoken {
        message: Message::Request,
        ..said.clone()
    };
    push_kind(&request).is_some()
}

/// Whether the connection was connected anew or configured otherwise, or may have been.
fn is_fresh_start(material: Material<'_>, said: &Spoken<'_>, off: &Off<'_>, step: usize) -> bool {
    let noticed = notice(said).is_some_and(|kind| kind != Some(3));
    let set = said.host == Side::Mews && said.operation == "setInventory";
    // A hook or a person may have synchronized it again.
    let acted = material.case.under_test == Side::Mews && acted_between(material, off.step, step);
    noticed || set || acted
}

impl<'e> Off<'e> {
    fn switch(&mut self, said: &Spoken<'e>) {
        for (_, error) in errors(said.body) {
            let Some(error) = error.as_object() else { continue };
            let rate = get(error, "rateCode", text);
            let space = get(error, "categoryCode", text);
            match get(error, "code", integer) {
                Some(9) => self.rates.extend(rate.map(|rate| (rate, said.entry))),
                Some(10) => self.spaces.extend(space.map(|space| (space, said.entry))),
                Some(11) => {
                    if let (Some(rate), Some(space)) = (rate, space) {
                        self.pairs.insert(Pair { rate, space }, said.entry);
                    }
                }
                Some(12) => self.kinds.extend([(InventoryKind::Availability, said.entry)]),
                Some(13) => self.kinds.extend([(InventoryKind::Prices, said.entry)]),
                Some(14) => self.kinds.extend([(InventoryKind::Restrictions, said.entry)]),
                Some(_) | None => {}
            }
        }
    }
}

fn judge<'e>(material: Material<'e>, said: &Spoken<'e>, view: &View<'e>, off: &Off<'e>, breaches: &mut Breaches) {
    let Some(kind) = kind(view) else { return };
    if off.kinds.is_empty() && off.rates.is_empty() && off.spaces.is_empty() && off.pairs.is_empty() {
        return;
    }
    // Several messages may be under way when one of them is refused. One that comes after Keycard
    // has done something else is taken to be of a later time.
    let transcript = &material.transcript.entries;
    let last_act = transcript
        .iter()
        .enumerate()
        .take(said.entry.saturating_add(1))
        .rev()
        .find(|(_, entry)| entry.direction == Direction::Outbound)
        .map(|(index, _)| index);
    let is_later = |since: &&usize| last_act.is_some_and(|act| act > **since);
    if off.kinds.get(&kind).filter(is_later).is_some() {
        let actual = format!("{} are pushed", kind.name());
        let expected = format!("no {}, which were switched off", kind.name());
        breaches.push(Breach::new(said.entry, said.message, "", expected, actual));
        return;
    }
    for Subject { first: row, count } in subjects(view) {
        let rate = row.rate.filter(|rate| off.rates.get(rate).filter(is_later).is_some());
        let space = row
            .space
            .filter(|space| off.spaces.get(space).filter(is_later).is_some());
        let pair = row.pair().filter(|pair| off.pairs.get(pair).filter(is_later).is_some());
        let (property, code, key) = match (rate, pair, space) {
            (Some(rate), _, _) => ("/ratePlanCode", 9, (Some(rate), None)),
            (None, Some(pair), _) => ("", 11, (Some(pair.rate), Some(pair.space))),
            (None, None, Some(space)) => ("/spaceTypeCode", 10, (None, Some(space))),
            (None, None, None) => continue,
        };
        let codes: Vec<String> = [key.0, key.1].into_iter().flatten().map(quoted).collect();
        let pointer = format!("{}{property}", row.pointer());
        let expected = format!("nothing more for what was refused with code {code}");
        // A year of nights is one mistake.
        let breach = Breach::of(said, pointer, expected, codes.join(" with ")).in_places(*count);
        // Whether a refused category takes its prices with it is told in two ways.
        let is_open = code == 10 && kind != InventoryKind::Availability;
        breaches.push(if is_open {
            breach.weighing(Weight::Warning)
        } else {
            breach
        });
    }
}

//! R-ARI-21: nothing is pushed any more that a channel manager has refused for good.

use std::collections::HashMap;

use crate::contract::operation::Side;
use crate::contract::push::InventoryKind;
use crate::contract::schema::Message;
use crate::exchange::transcript::Direction;
use crate::judge::history::inventory_pushes::{is_late_outcome, pushed_kind};
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::View;
use crate::judge::views::error_list::errors;
use crate::judge::views::fields;
use crate::judge::views::rate_pair::RatePair;
use crate::judge::views::row::RowSubject;
use crate::judge::wording::quoted;

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("R-ARI-21", refused)];

/// The subjects that are switched off on one connection, each with the exchange whose message did it.
#[derive(Default)]
struct SwitchedOff<'e> {
    rates: HashMap<&'e str, usize>,
    spaces: HashMap<&'e str, usize>,
    pairs: HashMap<RatePair<'e>, usize>,
    kinds: HashMap<InventoryKind, usize>,
    /// The step during which something was switched off last.
    step: usize,
}

/// R-ARI-21: no push of a rate after code 9, of a category after 10, of a pair after 11, of a kind after 12, 13, 14.
fn refused(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::Mews {
        return;
    }
    let mut properties: HashMap<&str, SwitchedOff<'_>> = HashMap::new();
    let mut of: HashMap<usize, &str> = HashMap::new();
    let mut judged = material.judged_messages().peekable();
    for message in material.messages {
        let view = judged
            .next_if(|(next, _)| std::ptr::eq(*next, message))
            .map(|(_, view)| view);
        // An answer is about the connection of its request.
        let key = match message.message {
            Message::Request => message.connection(),
            Message::Response => of.get(&message.entry).copied(),
        };
        let Some(key) = key else { continue };
        of.insert(message.entry, key);
        let off = properties.entry(key).or_default();
        let step = material.step_of(message.entry);
        if is_fresh_start(material, message, off, step) {
            *off = SwitchedOff::default();
        }
        if let Some(view) = view {
            judge(material, message, view, off, breaches);
        }
        let refuses = (message.message == Message::Response && of_push(message)) || is_late_outcome(message);
        if refuses && message.sender == Side::ChannelManager && message.success() == Some(false) {
            off.step = step;
            off.switch(message);
        }
    }
}

/// Checks that a message is the answer to a push.
fn of_push(message: &SentMessage<'_>) -> bool {
    let request = SentMessage {
        message: Message::Request,
        ..message.clone()
    };
    pushed_kind(&request).is_some()
}

/// Checks that the connection was connected anew or configured otherwise, or may have been.
fn is_fresh_start(material: Material<'_>, message: &SentMessage<'_>, off: &SwitchedOff<'_>, step: usize) -> bool {
    let noticed = message.connection_notice().is_some_and(|kind| kind != Some(3));
    let set = message.host == Side::Mews && message.operation == "setInventory";
    // A hook or a person may have synchronized it again.
    let acted = material.case.under_test == Side::Mews && material.acted_between(off.step, step);
    noticed || set || acted
}

impl<'e> SwitchedOff<'e> {
    fn switch(&mut self, message: &SentMessage<'e>) {
        for (_, error) in errors(message.body) {
            let Some(error) = error.as_object() else { continue };
            let rate = fields::filled(error, "rateCode");
            let space = fields::filled(error, "categoryCode");
            match fields::integer(error, "code") {
                Some(9) => self.rates.extend(rate.map(|rate| (rate, message.entry))),
                Some(10) => self.spaces.extend(space.map(|space| (space, message.entry))),
                Some(11) => {
                    if let (Some(rate), Some(space)) = (rate, space) {
                        self.pairs.insert(RatePair { rate, space }, message.entry);
                    }
                }
                Some(12) => self.kinds.extend([(InventoryKind::Availability, message.entry)]),
                Some(13) => self.kinds.extend([(InventoryKind::Prices, message.entry)]),
                Some(14) => self.kinds.extend([(InventoryKind::Restrictions, message.entry)]),
                Some(_) | None => {}
            }
        }
    }
}

fn judge<'e>(
    material: Material<'e>,
    message: &SentMessage<'e>,
    view: &View<'e>,
    off: &SwitchedOff<'e>,
    breaches: &mut Breaches,
) {
    let Some(kind) = view.inventory_kind() else { return };
    if off.kinds.is_empty() && off.rates.is_empty() && off.spaces.is_empty() && off.pairs.is_empty() {
        return;
    }
    // Several messages may be under way when one of them is refused. One that comes after Keycard
    // has done something else is taken to be of a later time.
    let transcript = &material.transcript.entries;
    let last_act = transcript
        .iter()
        .enumerate()
        .take(message.entry.saturating_add(1))
        .rev()
        .find(|(_, entry)| entry.direction == Direction::Outbound)
        .map(|(index, _)| index);
    let is_later = |since: &&usize| last_act.is_some_and(|act| act > **since);
    if off.kinds.get(&kind).filter(is_later).is_some() {
        let actual = format!("{} are pushed", kind.name());
        let expected = format!("no {}, which were switched off", kind.name());
        breaches.push(Breach::of(message, "", expected, actual));
        return;
    }
    for RowSubject { first: row, count } in view.subjects() {
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
        let breach = Breach::of(message, pointer, expected, codes.join(" with ")).in_places(*count);
        // Whether a refused category takes its prices with it is told in two ways.
        let is_open = code == 10 && kind != InventoryKind::Availability;
        breaches.push(breach.warning_if(is_open));
    }
}

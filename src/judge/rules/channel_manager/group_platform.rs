//! R-GRP-27 and R-GRP-28: groups that the platform pushes.

use std::collections::HashMap;

use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::judge::history::groups::groups;
use crate::judge::history::groups::groups_to;
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::confirmation::Confirmation;
use crate::judge::views::group::ReservationState;
use crate::judge::views::{fields, value};
use crate::judge::wording::{quoted, value_kind};

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("R-GRP-27", reservations), Rule::new("R-GRP-28", supplied)];

/// The time states of a reservation that does not take place.
const GONE: [i64; 2] = [4, 5];

/// R-GRP-27: the platform tells its number and the time state of each reservation, and no card.
fn reservations(material: Material<'_>, breaches: &mut Breaches) {
    for (message, group) in groups(material).filter(|(_, group)| group.sender == Side::Mews) {
        for name in ["paymentType", "paymentCard"] {
            if fields::present(group.body, name).is_some() {
                let expected = "nothing: only the channel manager sends it";
                let breach = Breach::of(message, format!("/{name}"), expected, value_kind(group.body.get(name)));
                breaches.push(breach.weighing(Weight::Warning));
            }
        }
        for reservation in &group.reservations {
            if reservation.number.is_none() {
                let actual = value_kind(reservation.body.get("confirmationNumber"));
                let pointer = reservation.at("confirmationNumber");
                breaches.push(Breach::of(message, pointer, "the platform's number", actual));
            }
            let state = reservation.body.get("timeState").and_then(value::integer);
            let pointer = || reservation.at("timeState");
            match state.filter(|state| (0..=5).contains(state)) {
                None => {
                    let found = reservation.body.get("timeState");
                    let actual = state.map_or_else(|| value_kind(found).to_string(), |state| state.to_string());
                    breaches.push(Breach::of(message, pointer(), "a whole number from 0 to 5", actual));
                }
                Some(state) => {
                    let expected = match (GONE.contains(&state), reservation.state) {
                        (true, ReservationState::Active) => "a time state of a reservation that takes place",
                        (false, ReservationState::Cancelled) => "4 or 5, as the reservation is cancelled",
                        (true, ReservationState::Cancelled | ReservationState::Unknown | ReservationState::Missing)
                        | (false, ReservationState::Active | ReservationState::Unknown | ReservationState::Missing) => {
                            continue;
                        }
                    };
                    let breach = Breach::of(message, pointer(), expected, state.to_string());
                    breaches.push(breach.weighing(Weight::Warning));
                }
            }
        }
    }
}

/// The ids that the channel manager gave to the group of a reservation.
#[derive(Clone, Copy)]
struct GivenIds<'e> {
    group: Option<&'e str>,
    channel: Option<&'e str>,
}

/// R-GRP-28: the platform repeats the ids that the channel manager gave to a booking.
fn supplied(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::Mews {
        return;
    }
    let theirs = groups_to(material, Side::Mews);
    let mut names: HashMap<&str, GivenIds<'_>> = HashMap::new();
    let mut groups = groups(material).peekable();
    if groups.peek().is_none() {
        return;
    }
    let confirmed: Vec<_> = material
        .requests()
        .filter(|message| message.host == Side::ChannelManager && message.operation == "confirmGroup")
        .map(|message| (message.entry, Confirmation::read(message.operation, message.body)))
        .collect();
    let mut confirmed = confirmed.iter().peekable();
    for (message, group) in groups {
        // All that was confirmed before this message.
        while let Some((_, confirmation)) = confirmed.next_if(|(entry, _)| *entry < message.entry) {
            let booking = theirs
                .iter()
                .map(|(_, group)| group)
                .find(|group| group.message_id.is_some() && group.message_id == confirmation.related);
            let name = GivenIds {
                group: confirmation.channel_manager_id,
                channel: booking.and_then(|booking| booking.channel_id),
            };
            for one in &confirmation.reservations {
                if let Some(number) = one.number {
                    names.insert(number, name);
                }
            }
        }
        let Some(wanted) = group
            .reservations
            .iter()
            .find_map(|one| names.get(one.number?).copied())
        else {
            continue;
        };
        for (name, wanted, found) in [
            ("channelId", wanted.channel, group.channel_id),
            ("channelManagerId", wanted.group, group.channel_manager_id),
        ] {
            if let Some(wanted) = wanted
                && found != Some(wanted)
            {
                let expected = format!("{}, as the channel manager named it", quoted(wanted));
                let actual = found.map_or_else(|| value_kind(group.body.get(name)).to_string(), quoted);
                breaches.push(Breach::of(message, format!("/{name}"), expected, actual));
            }
        }
    }
}

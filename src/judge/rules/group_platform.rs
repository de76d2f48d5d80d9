//! R-GRP-27 and R-GRP-28: groups that the platform pushes.

use std::collections::HashMap;

use super::breach::{Breach, Breaches};
use super::confirmed_group::groups_to;
use super::group::groups;
use super::{kind, quoted};
use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::judge::material::Material;
use crate::judge::views::confirmation::Confirmation;
use crate::judge::views::group::Standing;
use crate::judge::views::value;

/// The time states of a reservation that does not take place.
const GONE: [i64; 2] = [4, 5];

/// R-GRP-27: the platform tells its number and the time state of each reservation, and no card.
pub fn reservations(material: Material<'_>, breaches: &mut Breaches) {
    for (said, group) in groups(material).filter(|(_, group)| group.sender == Side::Mews) {
        for name in ["paymentType", "paymentCard"] {
            if value::present(group.body, name).is_some() {
                let expected = "nothing: only the channel manager sends it";
                let breach = Breach::of(said, format!("/{name}"), expected, kind(group.body.get(name)));
                breaches.push(breach.weighing(Weight::Warning));
            }
        }
        for reservation in &group.reservations {
            if reservation.number.is_none() {
                let actual = kind(reservation.body.get("confirmationNumber"));
                let pointer = reservation.at("confirmationNumber");
                breaches.push(Breach::of(said, pointer, "the platform's number", actual));
            }
            let state = reservation.body.get("timeState").and_then(value::whole_of);
            let pointer = || reservation.at("timeState");
            match state.filter(|state| (0..=5).contains(state)) {
                None => {
                    let found = reservation.body.get("timeState");
                    let actual = state.map_or_else(|| kind(found).to_string(), |state| state.to_string());
                    breaches.push(Breach::of(said, pointer(), "a whole number from 0 to 5", actual));
                }
                Some(state) => {
                    let expected = match (GONE.contains(&state), reservation.standing) {
                        (true, Standing::Active) => "a time state of a reservation that takes place",
                        (false, Standing::Cancelled) => "4 or 5, as the reservation is cancelled",
                        (true, Standing::Cancelled | Standing::Strange | Standing::Bare)
                        | (false, Standing::Active | Standing::Strange | Standing::Bare) => continue,
                    };
                    let breach = Breach::of(said, pointer(), expected, state.to_string());
                    breaches.push(breach.weighing(Weight::Warning));
                }
            }
        }
    }
}

/// What the channel manager calls the group of a reservation.
#[derive(Clone, Copy)]
struct Names<'e> {
    group: Option<&'e str>,
    channel: Option<&'e str>,
}

/// R-GRP-28: the platform repeats the ids that the channel manager gave to a booking.
pub fn supplied(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::Mews {
        return;
    }
    let theirs = groups_to(material, Side::Mews);
    let mut names: HashMap<&str, Names<'_>> = HashMap::new();
    let mut groups = groups(material).peekable();
    if groups.peek().is_none() {
        return;
    }
    let confirmed: Vec<_> = material
        .requests()
        .filter(|said| said.host == Side::ChannelManager && said.operation == "confirmGroup")
        .map(|said| (said.entry, Confirmation::of(said.operation, said.body)))
        .collect();
    let mut confirmed = confirmed.iter().peekable();
    for (said, group) in groups {
        // All that was confirmed before this message.
        while let Some((_, confirmation)) = confirmed.next_if(|(entry, _)| *entry < said.entry) {
            let booking = theirs
                .iter()
                .map(|(_, group)| group)
                .find(|group| group.message_id.is_some() && group.message_id == confirmation.related);
            let name = Names {
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
                let actual = found.map_or_else(|| kind(group.body.get(name)).to_string(), quoted);
                breaches.push(Breach::of(said, format!("/{name}"), expected, actual));
            }
        }
    }
}

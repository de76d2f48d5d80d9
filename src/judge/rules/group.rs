//! R-GRP: whether a group books or cancels, and whether it is whole.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::breach::{Breach, Breaches};
use super::pushes::refused_as_broken;
use super::{kind, quoted};
use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::judge::conversation::Spoken;
use crate::judge::material::Material;
use crate::judge::views::View;
use crate::judge::views::group::{Form, Group, Reservation, STAY, Standing};
use crate::judge::views::value;

/// The largest group that the platform recommends.
const MOST_RESERVATIONS: usize = 100;

/// Every group of the judged side, in order, but for those that Keycard refused as broken: they were asked for.
pub fn groups(material: Material<'_>) -> impl Iterator<Item = (&Spoken<'_>, &Group<'_>)> {
    material.judged().filter_map(move |(said, view)| {
        let View::Group(group) = view else { return None };
        (!refused_as_broken(material, said)).then_some((said, group.as_ref()))
    })
}

/// Every reservation of the judged side's groups that is not cancelled.
pub fn active_reservations(
    material: Material<'_>,
) -> impl Iterator<Item = (&Spoken<'_>, &Group<'_>, &Reservation<'_>)> {
    groups(material).flat_map(|(said, group)| group.active().map(move |reservation| (said, group, reservation)))
}

/// R-GRP-1: each reservation is either cancelled or booked.
pub fn standing(material: Material<'_>, breaches: &mut Breaches) {
    for (said, group) in groups(material) {
        for reservation in &group.reservations {
            match reservation.standing {
                Standing::Active | Standing::Cancelled => {}
                Standing::Strange => {
                    let actual = format!(
                        "{}: it cannot be told whether it is cancelled",
                        kind(reservation.body.get("state"))
                    );
                    let expected = "1 or 2 for a booked reservation, 3 for a cancelled one";
                    // That there is no such state is an error of the schema.
                    breaches
                        .push(Breach::of(said, reservation.at("state"), expected, actual).weighing(Weight::Warning));
                }
                Standing::Bare => {
                    let expected = "the data of a stay, or the state 3 of a cancelled reservation";
                    let pointer = format!("/reservations/{}", reservation.index);
                    breaches.push(Breach::of(said, pointer, expected, "neither"));
                }
            }
        }
    }
}

/// R-GRP-2: a group that books says whose it is and what it costs.
pub fn whole(material: Material<'_>, breaches: &mut Breaches) {
    for (said, group) in groups(material).filter(|(_, group)| group.form == Form::Booking) {
        let needed = ["currencyCode", "totalAmount", "customer", "paymentType"];
        for name in needed {
            // The platform does not tell how a group is paid.
            if name == "paymentType" && group.sender == Side::Mews {
                continue;
            }
            require(said, group.body, name, format!("/{name}"), breaches);
        }
    }
}

/// R-GRP-3: a reservation that is not cancelled says what is booked, when and for how much.
pub fn stay(material: Material<'_>, breaches: &mut Breaches) {
    for (said, _, reservation) in active_reservations(material) {
        for name in STAY {
            require(said, reservation.body, name, reservation.at(name), breaches);
        }
    }
}

fn require(said: &Spoken<'_>, body: &Map<String, Value>, name: &str, pointer: String, breaches: &mut Breaches) {
    let missing = match body.get(name) {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        // An empty list of amounts is the matter of R-GRP-6.
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => false,
    };
    if missing {
        let expected = "a value, as nothing is cancelled";
        breaches.push(Breach::of(said, pointer, expected, kind(body.get(name))));
    }
}

/// R-GRP-5: arrival comes before departure.
pub fn dates(material: Material<'_>, breaches: &mut Breaches) {
    for (said, _, reservation) in active_reservations(material) {
        if let (Some(from), Some(to)) = (reservation.from, reservation.to)
            && from >= to
        {
            let expected = format!("a date after {from}");
            breaches.push(Breach::of(said, reservation.at("to"), expected, to.to_string()));
        }
    }
}

/// R-GRP-11: each reservation has a code of its own.
pub fn codes(material: Material<'_>, breaches: &mut Breaches) {
    for (said, group) in groups(material) {
        let mut seen = HashSet::new();
        for reservation in &group.reservations {
            let Some(code) = reservation.code else { continue };
            let of_partner = group.sender == Side::ChannelManager;
            if code == "_" && of_partner {
                let expected = "any text but `_`";
                breaches.push(Breach::of(said, reservation.at("code"), expected, quoted(code)));
            } else if !seen.insert(code) {
                let expected = "a code that no other reservation of the group has";
                breaches.push(Breach::of(said, reservation.at("code"), expected, quoted(code)));
            } else if code.contains('_') && of_partner {
                // Whether the text or the character is meant is not said.
                let expected = "a code without `_`";
                let breach = Breach::of(said, reservation.at("code"), expected, quoted(code));
                breaches.push(breach.weighing(Weight::Warning));
            }
        }
    }
}

/// R-GRP-12: a group has no more reservations than recommended.
pub fn size(material: Material<'_>, breaches: &mut Breaches) {
    for (said, group) in groups(material) {
        let count = value::list(group.body, "reservations").len();
        if count > MOST_RESERVATIONS {
            let expected = format!("at most {MOST_RESERVATIONS} reservations");
            breaches.push(Breach::of(said, "/reservations", expected, count.to_string()));
        }
    }
}

/// R-GRP-31: a group that does not mean to cancel has a reservation that is not cancelled.
pub fn active(material: Material<'_>, breaches: &mut Breaches) {
    for (said, group) in groups(material) {
        let listed = value::list(group.body, "reservations");
        // By definition a group of cancelled reservations cancels: left is a list of something else.
        let unread = listed.len() > group.reservations.len();
        let cancelled = group.reservations.iter().all(|one| one.standing == Standing::Cancelled);
        if unread && cancelled {
            let actual = format!("none in a list of {}", listed.len());
            breaches.push(Breach::of(said, "/reservations", "at least one reservation", actual));
        } else if listed.is_empty() && group.form == Form::Cancellation && means_to_book(group) {
            let actual = format!(
                "{}, so the whole group is cancelled",
                kind(group.body.get("reservations"))
            );
            let expected = "at least one reservation, as there is a total to pay";
            breaches.push(Breach::of(said, "/reservations", expected, actual).weighing(Weight::Warning));
        }
    }
}

/// Whether a message without reservations looks like a booking that lost them: what it costs, in which
/// currency, for whom and how it is paid are all there.
fn means_to_book(group: &Group<'_>) -> bool {
    let positive = |amount: Option<f64>| amount.is_some_and(|amount| amount > 0.0);
    let total = group
        .total
        .is_some_and(|total| positive(total.net) || positive(total.gross));
    let stated = ["currencyCode", "customer", "paymentType"]
        .iter()
        .all(|name| value::present(group.body, name).is_some());
    total && stated
}

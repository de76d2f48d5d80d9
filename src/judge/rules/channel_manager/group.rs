//! R-GRP: a group books or cancels, and is whole.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::judge::history::groups::{active_reservations, groups};
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::fields;
use crate::judge::views::group::{Group, GroupPurpose, ReservationState, STAY};
use crate::judge::wording::{quoted, value_kind};

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-GRP-1", states),
    Rule::new("R-GRP-2", whole),
    Rule::new("R-GRP-3", stay),
    Rule::new("R-GRP-5", dates),
    Rule::new("R-GRP-11", codes),
    Rule::new("R-GRP-12", size),
    Rule::new("R-GRP-31", active),
];

/// The largest group that the platform recommends.
const MOST_RESERVATIONS: usize = 100;

/// R-GRP-1: each reservation is either cancelled or booked.
fn states(material: Material<'_>, breaches: &mut Breaches) {
    for (message, group) in groups(material) {
        for reservation in &group.reservations {
            match reservation.state {
                ReservationState::Active | ReservationState::Cancelled => {}
                ReservationState::Unknown => {
                    let actual = format!(
                        "{}: it cannot be told whether it is cancelled",
                        value_kind(reservation.body.get("state"))
                    );
                    let expected = "1 or 2 for a booked reservation, 3 for a cancelled one";
                    // That there is no such state is an error of the schema.
                    breaches
                        .push(Breach::of(message, reservation.at("state"), expected, actual).weighing(Weight::Warning));
                }
                ReservationState::Missing => {
                    let expected = "the data of a stay, or the state 3 of a cancelled reservation";
                    let pointer = format!("/reservations/{}", reservation.index);
                    breaches.push(Breach::of(message, pointer, expected, "neither"));
                }
            }
        }
    }
}

/// R-GRP-2: a group that books says whose it is and what it costs.
fn whole(material: Material<'_>, breaches: &mut Breaches) {
    for (message, group) in groups(material).filter(|(_, group)| group.purpose == GroupPurpose::Booking) {
        let needed = ["currencyCode", "totalAmount", "customer", "paymentType"];
        for name in needed {
            // The platform does not tell how a group is paid.
            if name == "paymentType" && group.sender == Side::Mews {
                continue;
            }
            require(message, group.body, name, format!("/{name}"), breaches);
        }
    }
}

/// R-GRP-3: a reservation that is not cancelled says what is booked, when and for how much.
fn stay(material: Material<'_>, breaches: &mut Breaches) {
    for (message, _, reservation) in active_reservations(material) {
        for name in STAY {
            require(message, reservation.body, name, reservation.at(name), breaches);
        }
    }
}

fn require(message: &SentMessage<'_>, body: &Map<String, Value>, name: &str, pointer: String, breaches: &mut Breaches) {
    let missing = match body.get(name) {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        // An empty list of amounts is the matter of R-GRP-6.
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => false,
    };
    if missing {
        let expected = "a value, as nothing is cancelled";
        breaches.push(Breach::of(message, pointer, expected, value_kind(body.get(name))));
    }
}

/// R-GRP-5: arrival comes before departure.
fn dates(material: Material<'_>, breaches: &mut Breaches) {
    for (message, _, reservation) in active_reservations(material) {
        if let (Some(from), Some(to)) = (reservation.from, reservation.to)
            && from >= to
        {
            let expected = format!("a date after {from}");
            breaches.push(Breach::of(message, reservation.at("to"), expected, to.to_string()));
        }
    }
}

/// R-GRP-11: each reservation has a code of its own.
fn codes(material: Material<'_>, breaches: &mut Breaches) {
    for (message, group) in groups(material) {
        let mut seen = HashSet::new();
        for reservation in &group.reservations {
            let Some(code) = reservation.code else { continue };
            let of_partner = group.sender == Side::ChannelManager;
            if code == "_" && of_partner {
                let expected = "any text but `_`";
                breaches.push(Breach::of(message, reservation.at("code"), expected, quoted(code)));
            } else if !seen.insert(code) {
                let expected = "a code that no other reservation of the group has";
                breaches.push(Breach::of(message, reservation.at("code"), expected, quoted(code)));
            } else if code.contains('_') && of_partner {
                // Whether the text or the character is meant is not said.
                let expected = "a code without `_`";
                let breach = Breach::of(message, reservation.at("code"), expected, quoted(code));
                breaches.push(breach.weighing(Weight::Warning));
            }
        }
    }
}

/// R-GRP-12: a group has no more reservations than recommended.
fn size(material: Material<'_>, breaches: &mut Breaches) {
    for (message, group) in groups(material) {
        let count = fields::list(group.body, "reservations").len();
        if count > MOST_RESERVATIONS {
            let expected = format!("at most {MOST_RESERVATIONS} reservations");
            breaches.push(Breach::of(message, "/reservations", expected, count.to_string()));
        }
    }
}

/// R-GRP-31: a group that does not mean to cancel has a reservation that is not cancelled.
fn active(material: Material<'_>, breaches: &mut Breaches) {
    for (message, group) in groups(material) {
        let listed = fields::list(group.body, "reservations");
        // By definition a group of cancelled reservations cancels: left is a list of something else.
        let unread = listed.len() > group.reservations.len();
        let cancelled = group
            .reservations
            .iter()
            .all(|one| one.state == ReservationState::Cancelled);
        if unread && cancelled {
            let actual = format!("none in a list of {}", listed.len());
            breaches.push(Breach::of(message, "/reservations", "at least one reservation", actual));
        } else if listed.is_empty() && group.purpose == GroupPurpose::Cancellation && means_to_book(group) {
            let actual = format!(
                "{}, so the whole group is cancelled",
                value_kind(group.body.get("reservations"))
            );
            let expected = "at least one reservation, as there is a total to pay";
            breaches.push(Breach::of(message, "/reservations", expected, actual).weighing(Weight::Warning));
        }
    }
}

/// Checks that a message without reservations looks like a booking that lost them: what it costs, in which
/// currency, for whom and how it is paid are all there.
fn means_to_book(group: &Group<'_>) -> bool {
    let positive = |amount: Option<f64>| amount.is_some_and(|amount| amount > 0.0);
    let total = group
        .total
        .is_some_and(|total| positive(total.net) || positive(total.gross));
    let stated = ["currencyCode", "customer", "paymentType"]
        .iter()
        .all(|name| fields::present(group.body, name).is_some());
    total && stated
}

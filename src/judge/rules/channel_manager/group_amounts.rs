//! R-GRP: what nights, reservations and groups cost, and whether it adds up.

use crate::contract::rule::Weight;
use crate::judge::history::groups::{active_reservations, groups};
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::amount::{Amount, AmountKind, Sum};
use crate::judge::views::group::{Group, GroupPurpose};
use crate::judge::views::period::nights_between;

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-GRP-6", nights),
    Rule::new("R-GRP-7", kinds),
    Rule::new("R-GRP-8", not_negative),
    Rule::new("R-GRP-9", reservation_total),
    Rule::new("R-GRP-10", group_total),
    Rule::new("R-GRP-15", total_not_negative),
];

/// R-GRP-6: there is an amount for each night.
fn nights(material: Material<'_>, breaches: &mut Breaches) {
    for (message, _, reservation) in active_reservations(material) {
        let (Some((from, to)), Some(amounts)) = (reservation.stay(), &reservation.nights) else {
            continue;
        };
        let nights = nights_between(from, to);
        if i64::try_from(amounts.len()) != Ok(nights) {
            let expected = format!("{nights}, one for each night from {from} to {to}");
            let actual = amounts.len().to_string();
            breaches.push(Breach::of(message, reservation.at("amounts"), expected, actual));
        }
    }
}

/// R-GRP-7: each amount is net, gross or both, and all of a group are alike.
fn kinds(material: Material<'_>, breaches: &mut Breaches) {
    for (message, group) in groups(material).filter(|(_, group)| group.purpose == GroupPurpose::Booking) {
        let mut first = None;
        let mut mixed = false;
        for_each_amount(group, &mut |amount, pointer| {
            let kinds = amount.kinds();
            if kinds == (false, false) {
                breaches.push(Breach::of(message, pointer(), "net or gross", "neither"));
            } else if *first.get_or_insert(kinds) != kinds && !mixed {
                // Once for the group: the others follow from the first.
                mixed = true;
                let expected = format!("{}, as in the first amount of the group", named(first.unwrap_or(kinds)));
                breaches.push(Breach::of(message, pointer(), expected, named(kinds)).weighing(Weight::Warning));
            }
        });
    }
}

fn named((net, gross): (bool, bool)) -> &'static str {
    match (net, gross) {
        (true, true) => "net and gross",
        (true, false) => "net",
        (false, true) => "gross",
        (false, false) => "neither",
    }
}

/// Shows every amount of a group, with a way to make its pointer.
fn for_each_amount(group: &Group<'_>, show: &mut dyn FnMut(Amount, &dyn Fn() -> String)) {
    if let Some(total) = group.total {
        show(total, &|| "/totalAmount".to_string());
    }
    for reservation in group.active() {
        if let Some(total) = reservation.total {
            show(total, &|| reservation.at("totalAmount"));
        }
        for (index, amount) in reservation.nights.iter().flatten().enumerate() {
            if let Some(amount) = amount {
                show(*amount, &|| reservation.at(&format!("amounts/{index}")));
            }
        }
        for extra in &reservation.extras {
            if let Some(amount) = extra.amount {
                show(amount, &|| extra.at(reservation, "amount"));
            }
        }
    }
}

/// R-GRP-8: no night costs less than nothing.
fn not_negative(material: Material<'_>, breaches: &mut Breaches) {
    for (message, _, reservation) in active_reservations(material) {
        for (index, amount) in reservation.nights.iter().flatten().enumerate() {
            for kind in AmountKind::BOTH {
                if let Some(price) = amount.and_then(|amount| amount.get(kind))
                    && price < 0.0
                {
                    let pointer = reservation.at(&format!("amounts/{index}/{}", kind.name()));
                    let breach = Breach::of(message, pointer, "0 or more", money(price));
                    breaches.push(breach.once_for(reservation.index.to_string()));
                }
            }
        }
    }
}

/// R-GRP-9: a reservation costs what its nights and extras cost.
fn reservation_total(material: Material<'_>, breaches: &mut Breaches) {
    for (message, _, reservation) in active_reservations(material) {
        let Some(nights) = &reservation.nights else { continue };
        let parts = || {
            let extras = reservation.extras.iter().map(|extra| extra.amount);
            nights.iter().copied().chain(extras)
        };
        for kind in AmountKind::BOTH {
            let Some(total) = reservation.total.and_then(|total| total.get(kind)) else {
                continue;
            };
            if let Some(sum) = Sum::of(parts(), kind).filter(|sum| !sum.is(total)) {
                let pointer = reservation.at(&format!("totalAmount/{}", kind.name()));
                let expected = format!("{}, the sum of nights and extras", money(sum.value));
                breaches.push(Breach::of(message, pointer, expected, money(total)));
            }
        }
    }
}

/// R-GRP-10: a group costs what its reservations cost.
fn group_total(material: Material<'_>, breaches: &mut Breaches) {
    for (message, group) in groups(material).filter(|(_, group)| group.purpose == GroupPurpose::Booking) {
        for kind in AmountKind::BOTH {
            let Some(total) = group.total.and_then(|total| total.get(kind)) else {
                continue;
            };
            if let Some(sum) = group.sum_of_active(kind).filter(|sum| !sum.is(total)) {
                let pointer = format!("/totalAmount/{}", kind.name());
                let expected = format!("{}, the sum of the reservations", money(sum.value));
                breaches.push(Breach::of(message, pointer, expected, money(total)));
            }
        }
    }
}

/// R-GRP-15: what is taken off a reservation is not more than it costs.
fn total_not_negative(material: Material<'_>, breaches: &mut Breaches) {
    for (message, _, reservation) in active_reservations(material) {
        for kind in AmountKind::BOTH {
            if let Some(total) = reservation.total.and_then(|total| total.get(kind))
                && total < 0.0
            {
                let pointer = reservation.at(&format!("totalAmount/{}", kind.name()));
                breaches.push(Breach::of(message, pointer, "0 or more", money(total)));
            }
        }
    }
}

/// An amount with two decimal places.
fn money(amount: f64) -> String {
    format!("{amount:.2}")
}

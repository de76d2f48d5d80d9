//! R-GRP: what nights, reservations and groups cost, and whether it adds up.

use super::breach::{Breach, Breaches};
use super::group::{active_reservations, groups};
use crate::contract::rule::Weight;
use crate::judge::material::Material;
use crate::judge::views::group::{Amount, Form, Group, Kind, Reservation};
use crate::judge::views::value;

/// Each term of a sum may be rounded by so much.
const ROUNDING: f64 = 0.01;
/// What floating numbers add to that.
const SLACK: f64 = 1e-6;

/// R-GRP-6: there is an amount for each night.
pub fn nights(material: Material<'_>, breaches: &mut Breaches) {
    for (said, _, reservation) in active_reservations(material) {
        let (Some((from, to)), Some(amounts)) = (reservation.stay(), &reservation.nights) else {
            continue;
        };
        let nights = value::days(from, to);
        if i64::try_from(amounts.len()) != Ok(nights) {
            let expected = format!("{nights}, one for each night from {from} to {to}");
            let actual = amounts.len().to_string();
            breaches.push(Breach::of(said, reservation.at("amounts"), expected, actual));
        }
    }
}

/// R-GRP-7: each amount is net, gross or both, and all of a group are alike.
pub fn kinds(material: Material<'_>, breaches: &mut Breaches) {
    for (said, group) in groups(material).filter(|(_, group)| group.form == Form::Booking) {
        let mut first = None;
        let mut mixed = false;
        for_each_amount(group, &mut |amount, pointer| {
            let kinds = amount.kinds();
            if kinds == (false, false) {
                breaches.push(Breach::of(said, pointer(), "net or gross", "neither"));
            } else if *first.get_or_insert(kinds) != kinds && !mixed {
                // Once for the group: the others follow from the first.
                mixed = true;
                let expected = format!("{}, as in the first amount of the group", named(first.unwrap_or(kinds)));
                breaches.push(Breach::of(said, pointer(), expected, named(kinds)).weighing(Weight::Warning));
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
pub fn not_negative(material: Material<'_>, breaches: &mut Breaches) {
    for (said, _, reservation) in active_reservations(material) {
        for (index, amount) in reservation.nights.iter().flatten().enumerate() {
            for kind in Kind::BOTH {
                if let Some(price) = amount.and_then(|amount| amount.get(kind))
                    && price < 0.0
                {
                    let pointer = reservation.at(&format!("amounts/{index}/{}", kind.name()));
                    let breach = Breach::of(said, pointer, "0 or more", money(price));
                    breaches.push(breach.once_for(reservation.index.to_string()));
                }
            }
        }
    }
}

/// R-GRP-9: a reservation costs what its nights and extras cost.
pub fn reservation_total(material: Material<'_>, breaches: &mut Breaches) {
    for (said, _, reservation) in active_reservations(material) {
        let Some(nights) = &reservation.nights else { continue };
        let parts = || {
            let extras = reservation.extras.iter().map(|extra| extra.amount);
            nights.iter().copied().chain(extras)
        };
        for kind in Kind::BOTH {
            let Some(total) = reservation.total.and_then(|total| total.get(kind)) else {
                continue;
            };
            if let Some(sum) = Sum::of(parts(), kind).filter(|sum| !sum.is(total)) {
                let pointer = reservation.at(&format!("totalAmount/{}", kind.name()));
                let expected = format!("{}, the sum of nights and extras", money(sum.value));
                breaches.push(Breach::of(said, pointer, expected, money(total)));
            }
        }
    }
}

/// R-GRP-10: a group costs what its reservations cost.
pub fn group_total(material: Material<'_>, breaches: &mut Breaches) {
    for (said, group) in groups(material).filter(|(_, group)| group.form == Form::Booking) {
        for kind in Kind::BOTH {
            let Some(total) = group.total.and_then(|total| total.get(kind)) else {
                continue;
            };
            if let Some(sum) = of_active(group, kind).filter(|sum| !sum.is(total)) {
                let pointer = format!("/totalAmount/{}", kind.name());
                let expected = format!("{}, the sum of the reservations", money(sum.value));
                breaches.push(Breach::of(said, pointer, expected, money(total)));
            }
        }
    }
}

/// What the reservations of a group cost that are not cancelled.
pub fn of_active(group: &Group<'_>, kind: Kind) -> Option<Sum> {
    // A reservation whose state is not clear may count or not.
    let clear = value::list(group.body, "reservations").len() == group.reservations.len();
    clear
        .then(|| Sum::of(group.active().map(|one: &Reservation<'_>| one.total), kind))
        .flatten()
}

/// R-GRP-15: what is taken off a reservation is not more than it costs.
pub fn total_not_negative(material: Material<'_>, breaches: &mut Breaches) {
    for (said, _, reservation) in active_reservations(material) {
        for kind in Kind::BOTH {
            if let Some(total) = reservation.total.and_then(|total| total.get(kind))
                && total < 0.0
            {
                let pointer = reservation.at(&format!("totalAmount/{}", kind.name()));
                breaches.push(Breach::of(said, pointer, "0 or more", money(total)));
            }
        }
    }
}

/// A sum, and how many terms it has.
#[derive(Clone, Copy)]
pub struct Sum {
    /// The sum.
    pub value: f64,
    terms: u32,
}

impl Sum {
    /// The sum of one kind of value; nothing if any amount lacks it.
    fn of(amounts: impl Iterator<Item = Option<Amount>>, kind: Kind) -> Option<Self> {
        let mut sum = Self { value: 0.0, terms: 0 };
        for amount in amounts {
            sum.value += amount?.get(kind)?;
            sum.terms = sum.terms.saturating_add(1);
        }
        Some(sum)
    }

    /// The sum with one more term.
    pub fn and(self, term: f64) -> Self {
        Self {
            value: self.value + term,
            terms: self.terms.saturating_add(1),
        }
    }

    /// Whether that is the sum, as far as rounding lets one tell.
    pub fn is(self, total: f64) -> bool {
        (self.value - total).abs() <= ROUNDING * f64::from(self.terms.max(1)) + SLACK
    }
}

/// An amount with two decimal places.
fn money(amount: f64) -> String {
    format!("{amount:.2}")
}

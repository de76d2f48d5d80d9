//! R-GRP: the people who stay, and those who booked. No text here ever quotes a name or an address.

use serde_json::{Map, Value};

use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::judge::history::groups::{active_reservations, groups};
use crate::judge::history::property_codes::{CodeKind, PropertyCodes};
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::configuration::AGE_WORDS;
use crate::judge::views::fields;
use crate::judge::views::group::{Group, GroupPurpose, Reservation, ReservationState};
use crate::judge::wording::{quoted, value_kind};

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-GRP-4", counts),
    Rule::new("R-GRP-23", people),
    Rule::new("R-GRP-24", deprecated_counts),
    Rule::new("R-GRP-26", loyalty),
];

/// The titles of a person.
const TITLES: [&str; 3] = ["Mister", "Misses", "Miss"];

/// R-GRP-4: a reservation counts its guests by age.
fn counts(material: Material<'_>, breaches: &mut Breaches) {
    let mut known = None;
    for (message, group) in groups(material) {
        for reservation in &group.reservations {
            let cancelled = match reservation.state {
                ReservationState::Active => false,
                ReservationState::Cancelled => true,
                ReservationState::Unknown | ReservationState::Missing => continue,
            };
            let Some(counted) = fields::present(reservation.body, "guestCounts") else {
                let deprecated = fields::present(reservation.body, "adultCount").is_some();
                let actual = match (value_kind(reservation.body.get("guestCounts")), deprecated) {
                    (found, false) => found.to_string(),
                    (found, true) => format!("{found}; there is the deprecated adultCount"),
                };
                let breach = Breach::of(
                    message,
                    reservation.at("guestCounts"),
                    "the number of guests by age",
                    actual,
                );
                // The deprecated form is still taken, and a cancelled reservation needs none.
                breaches.push(breach.warning_if(deprecated || cancelled));
                continue;
            };
            let mut sum = 0.0;
            let mut readable = counted.is_array();
            for (index, item) in fields::list(reservation.body, "guestCounts").iter().enumerate() {
                let count = item.as_object().and_then(|body| fields::number(body, "count"));
                readable &= count.is_some();
                sum += count.unwrap_or_default();
                let at = |name: &str| reservation.at(&format!("guestCounts/{index}/{name}"));
                if let Some(count) = count.filter(|count| *count < 0.0) {
                    breaches.push(Breach::of(message, at("count"), "0 or more", count.to_string()));
                }
                // Words, or the mapping codes of the age categories.
                if let Some(code) = item.as_object().and_then(|body| fields::filled(body, "code"))
                    && !AGE_WORDS.contains(&code)
                    && known
                        .get_or_insert_with(|| PropertyCodes::collect(material, CodeKind::Ages))
                        .unknown(code)
                        .is_some()
                {
                    breaches.push(Breach::of(message, at("code"), "an age category", quoted(code)));
                }
            }
            if readable && sum < 1.0 && !cancelled {
                let actual = format!("{sum} guests");
                breaches.push(Breach::of(
                    message,
                    reservation.at("guestCounts"),
                    "at least one guest",
                    actual,
                ));
            }
        }
    }
}

/// R-GRP-24: the deprecated counts agree with the counts by age.
fn deprecated_counts(material: Material<'_>, breaches: &mut Breaches) {
    for (message, _, reservation) in active_reservations(material) {
        let Some(ages) = by_age(reservation) else { continue };
        let [adult, senior, teenager, child, infant] = ages;
        // Where teenagers and infants are counted is not said.
        let rows = [
            ("adultCount", adult, adult + senior + teenager),
            ("childCount", child, child + infant + teenager),
        ];
        for (name, least, most) in rows {
            if let Some(count) = fields::number(reservation.body, name)
                && !(least..=most).contains(&count)
            {
                let expected = if least == most {
                    format!("{least}, as guestCounts says")
                } else {
                    format!("{least} to {most}, as guestCounts says")
                };
                breaches.push(Breach::of(message, reservation.at(name), expected, count.to_string()));
            }
        }
    }
}

/// The number of guests of each of [`AGE_WORDS`]; nothing if any is of another age or not counted.
fn by_age(reservation: &Reservation<'_>) -> Option<[f64; 5]> {
    let mut ages = [0.0; 5];
    fields::present(reservation.body, "guestCounts")?.as_array()?;
    for item in fields::list(reservation.body, "guestCounts") {
        let body = item.as_object()?;
        let code = fields::text(body, "code")?;
        let position = AGE_WORDS.iter().position(|age| *age == code)?;
        *ages.get_mut(position)? += fields::number(body, "count")?;
    }
    Some(ages)
}

/// Role of a person in a group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PersonRole {
    /// The main guest, or the one who booked.
    Main,
    /// A companion.
    Companion,
}

/// Makes the pointer of a person's property.
type At<'a> = &'a dyn Fn(&str) -> String;

/// Shows every person of a group, with a way to make the pointer.
fn for_each_person(group: &Group<'_>, show: &mut impl FnMut(PersonRole, &Map<String, Value>, At<'_>)) {
    for name in ["customer", "booker"] {
        if let Some(person) = fields::object(group.body, name) {
            show(PersonRole::Main, person, &|property| format!("/{name}/{property}"));
        }
    }
    for reservation in &group.reservations {
        for (index, person) in fields::objects(reservation.body, "guests") {
            show(PersonRole::Companion, person, &|property| {
                reservation.at(&format!("guests/{index}/{property}"))
            });
        }
    }
}

/// R-GRP-23: each person has a last name.
fn people(material: Material<'_>, breaches: &mut Breaches) {
    for (message, group) in groups(material) {
        for_each_person(group, &mut |part, person, at| {
            if fields::filled(person, "lastName").is_none() {
                let actual = value_kind(person.get("lastName"));
                breaches.push(Breach::of(message, at("lastName"), "a last name", actual));
            }
            if let Some(title) = fields::present(person, "title")
                && !title.as_str().is_some_and(|title| TITLES.contains(&title))
            {
                let expected = "Mister, Misses or Miss";
                breaches.push(Breach::of(message, at("title"), expected, "something else"));
            }
            // Recommended to the channel manager; the platform sends what it has, and companions
            // rarely leave an address.
            if part == PersonRole::Main
                && group.sender == Side::ChannelManager
                && fields::filled(person, "email").is_none()
                && group.purpose == GroupPurpose::Booking
            {
                let actual = value_kind(person.get("email"));
                let breach = Breach::of(message, at("email"), "an e-mail address, as recommended", actual);
                breaches.push(breach.weighing(Weight::Warning));
            }
        });
    }
}

/// R-GRP-26: a loyalty programme has a member.
fn loyalty(material: Material<'_>, breaches: &mut Breaches) {
    for (message, group) in groups(material) {
        for_each_person(group, &mut |_, person, at| {
            if let Some(info) = fields::object(person, "loyaltyInfo")
                && fields::filled(info, "membershipId").is_none()
            {
                let actual = value_kind(info.get("membershipId"));
                let pointer = at("loyaltyInfo/membershipId");
                breaches.push(Breach::of(message, pointer, "the number of the member", actual));
            }
        });
    }
}

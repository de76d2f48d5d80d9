//! R-GRP: who stays, and who booked. No text here ever quotes a name or an address.

use serde_json::{Map, Value};

use super::breach::{Breach, Breaches};
use super::group::{active_reservations, groups};
use super::property_codes::{Codes, Known};
use super::{kind, quoted};
use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::judge::material::Material;
use crate::judge::views::group::{Form, Group, Reservation, Standing};
use crate::judge::views::value;

/// The words for ages, those of adults first.
const AGES: [&str; 5] = ["Adult", "SeniorCitizen", "Teenager", "Child", "Infant"];
/// The titles of a person.
const TITLES: [&str; 3] = ["Mister", "Misses", "Miss"];

/// R-GRP-4: a reservation counts its guests by age.
pub fn counts(material: Material<'_>, breaches: &mut Breaches) {
    let mut known = None;
    for (said, group) in groups(material) {
        for reservation in &group.reservations {
            let cancelled = match reservation.standing {
                Standing::Active => false,
                Standing::Cancelled => true,
                Standing::Strange | Standing::Bare => continue,
            };
            let Some(counted) = value::present(reservation.body, "guestCounts") else {
                let deprecated = value::present(reservation.body, "adultCount").is_some();
                let actual = match (kind(reservation.body.get("guestCounts")), deprecated) {
                    (found, false) => found.to_string(),
                    (found, true) => format!("{found}; there is the deprecated adultCount"),
                };
                let breach = Breach::of(
                    said,
                    reservation.at("guestCounts"),
                    "the number of guests by age",
                    actual,
                );
                // The deprecated form is still taken, and a cancelled reservation needs none.
                breaches.push(if deprecated || cancelled {
                    breach.weighing(Weight::Warning)
                } else {
                    breach
                });
                continue;
            };
            let mut sum = 0.0;
            let mut readable = counted.is_array();
            for (index, item) in value::list(reservation.body, "guestCounts").iter().enumerate() {
                let count = item.as_object().and_then(|body| value::number(body, "count"));
                readable &= count.is_some();
                sum += count.unwrap_or_default();
                let at = |name: &str| reservation.at(&format!("guestCounts/{index}/{name}"));
                if let Some(count) = count.filter(|count| *count < 0.0) {
                    breaches.push(Breach::of(said, at("count"), "0 or more", count.to_string()));
                }
                // Words, or the mapping codes of the age categories.
                if let Some(code) = item.as_object().and_then(|body| value::filled(body, "code"))
                    && !AGES.contains(&code)
                    && known
                        .get_or_insert_with(|| Known::of(material, Codes::Ages))
                        .unknown(code)
                        .is_some()
                {
                    breaches.push(Breach::of(said, at("code"), "an age category", quoted(code)));
                }
            }
            if readable && sum < 1.0 && !cancelled {
                let actual = format!("{sum} guests");
                breaches.push(Breach::of(
                    said,
                    reservation.at("guestCounts"),
                    "at least one guest",
                    actual,
                ));
            }
        }
    }
}

/// R-GRP-24: the deprecated counts agree with the counts by age.
pub fn deprecated_counts(material: Material<'_>, breaches: &mut Breaches) {
    for (said, _, reservation) in active_reservations(material) {
        let Some(ages) = by_age(reservation) else { continue };
        let [adult, senior, teenager, child, infant] = ages;
        // Where teenagers and infants are counted is not said.
        let rows = [
            ("adultCount", adult, adult + senior + teenager),
            ("childCount", child, child + infant + teenager),
        ];
        for (name, least, most) in rows {
            if let Some(count) = value::number(reservation.body, name)
                && !(least..=most).contains(&count)
            {
                let expected = if least == most {
                    format!("{least}, as guestCounts says")
                } else {
                    format!("{least} to {most}, as guestCounts says")
                };
                breaches.push(Breach::of(said, reservation.at(name), expected, count.to_string()));
            }
        }
    }
}

/// How many guests there are of each of [`AGES`]; nothing if any is of another age or not counted.
fn by_age(reservation: &Reservation<'_>) -> Option<[f64; 5]> {
    let mut ages = [0.0; 5];
    value::present(reservation.body, "guestCounts")?.as_array()?;
    for item in value::list(reservation.body, "guestCounts") {
        let body = item.as_object()?;
        let code = value::text(body, "code")?;
        let position = AGES.iter().position(|age| *age == code)?;
        *ages.get_mut(position)? += value::number(body, "count")?;
    }
    Some(ages)
}

/// What a person is to a group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The main guest, or the one who booked.
    Main,
    /// A companion.
    Companion,
}

/// Makes the pointer of a person's property.
type At<'a> = &'a dyn Fn(&str) -> String;

/// Shows every person of a group, with a way to make the pointer.
fn for_each_person(group: &Group<'_>, show: &mut impl FnMut(Part, &Map<String, Value>, At<'_>)) {
    for name in ["customer", "booker"] {
        if let Some(person) = value::object(group.body, name) {
            show(Part::Main, person, &|property| format!("/{name}/{property}"));
        }
    }
    for reservation in &group.reservations {
        for (index, person) in value::objects(reservation.body, "guests") {
            show(Part::Companion, person, &|property| {
                reservation.at(&format!("guests/{index}/{property}"))
            });
        }
    }
}

/// R-GRP-23: each person has a last name.
pub fn people(material: Material<'_>, breaches: &mut Breaches) {
    for (said, group) in groups(material) {
        for_each_person(group, &mut |part, person, at| {
            if value::filled(person, "lastName").is_none() {
                let actual = kind(person.get("lastName"));
                breaches.push(Breach::of(said, at("lastName"), "a last name", actual));
            }
            if let Some(title) = value::present(person, "title")
                && !title.as_str().is_some_and(|title| TITLES.contains(&title))
            {
                let expected = "Mister, Misses or Miss";
                breaches.push(Breach::of(said, at("title"), expected, "something else"));
            }
            // Recommended to the channel manager; the platform sends what it has, and companions
            // rarely leave an address.
            if part == Part::Main
                && group.sender == Side::ChannelManager
                && value::filled(person, "email").is_none()
                && group.form == Form::Booking
            {
                let actual = kind(person.get("email"));
                let breach = Breach::of(said, at("email"), "an e-mail address, as recommended", actual);
                breaches.push(breach.weighing(Weight::Warning));
            }
        });
    }
}

/// R-GRP-26: a loyalty programme has a member.
pub fn loyalty(material: Material<'_>, breaches: &mut Breaches) {
    for (said, group) in groups(material) {
        for_each_person(group, &mut |_, person, at| {
            if let Some(info) = value::object(person, "loyaltyInfo")
                && value::filled(info, "membershipId").is_none()
            {
                let actual = kind(info.get("membershipId"));
                let pointer = at("loyaltyInfo/membershipId");
                breaches.push(Breach::of(said, pointer, "the number of the member", actual));
            }
        });
    }
}

//! R-GRP-13 and R-GRP-14: what is sold with a reservation.

use super::breach::{Breach, Breaches};
use super::group::active_reservations;
use super::property_codes::{Codes, Known};
use super::{kind, quoted};
use crate::contract::rule::Weight;
use crate::judge::material::Material;
use crate::judge::views::value;

/// R-GRP-13: an extra is sold within the stay.
pub fn dates(material: Material<'_>, breaches: &mut Breaches) {
    for (said, _, reservation) in active_reservations(material) {
        for extra in &reservation.extras {
            let mut warn = |name: &str, expected: String, actual: String| {
                let breach = Breach::of(said, extra.at(reservation, name), expected, actual);
                breaches.push(breach.weighing(Weight::Warning));
            };
            let dated = ["from", "to"].map(|name| value::present(extra.body, name).is_some());
            match dated {
                [true, false] => warn("to", "both dates, or none".into(), "only `from`".into()),
                [false, true] => warn("from", "both dates, or none".into(), "only `to`".into()),
                [true, true] | [false, false] => {}
            }
            // The documentation's own example lies outside of its stay; where the last day
            // belongs is not said.
            if let Some((arrival, departure)) = reservation.stay() {
                if let Some(from) = extra.from.filter(|from| !(arrival..=departure).contains(from)) {
                    warn(
                        "from",
                        format!("a date from {arrival} to {departure}"),
                        from.to_string(),
                    );
                }
                if let Some(to) = extra.to.filter(|to| !(arrival..=departure).contains(to)) {
                    warn("to", format!("a date from {arrival} to {departure}"), to.to_string());
                }
            }
            if let (Some(from), Some(to)) = (extra.from, extra.to) {
                if from > to {
                    warn("to", format!("a date after {from}"), to.to_string());
                } else if from == to {
                    let pointer = extra.at(reservation, "to");
                    let expected = format!("another date than {from}");
                    breaches.push(Breach::of(said, pointer, expected, to.to_string()).weighing(Weight::Error));
                }
            }
        }
    }
}

/// R-GRP-14: an extra is a mapped product, and there is at least one of it.
pub fn product(material: Material<'_>, breaches: &mut Breaches) {
    let mut known = None;
    for (said, _, reservation) in active_reservations(material) {
        for extra in &reservation.extras {
            if let Some(count) = value::number(extra.body, "count").filter(|count| *count < 1.0) {
                let pointer = extra.at(reservation, "count");
                breaches.push(Breach::of(said, pointer, "1 or more", count.to_string()));
            }
            if let Some(pricing) = value::present(extra.body, "pricing")
                && !matches!(value::whole_of(pricing), Some(1..=4))
            {
                let actual =
                    value::whole_of(pricing).map_or_else(|| kind(Some(pricing)).to_string(), |it| it.to_string());
                breaches.push(Breach::of(
                    said,
                    extra.at(reservation, "pricing"),
                    "1, 2, 3 or 4",
                    actual,
                ));
            }
            if let Some(code) = value::filled(extra.body, "code")
                && known
                    .get_or_insert_with(|| Known::of(material, Codes::Products))
                    .unknown(code)
                    .is_some()
            {
                let pointer = extra.at(reservation, "code");
                breaches.push(Breach::of(said, pointer, "the code of a mapped product", quoted(code)));
            }
        }
    }
}

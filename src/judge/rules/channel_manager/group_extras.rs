//! R-GRP-13 and R-GRP-14: what is sold with a reservation.

use crate::contract::rule::Weight;
use crate::judge::history::groups::active_reservations;
use crate::judge::history::property_codes::{CodeKind, PropertyCodes};
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::{fields, value};
use crate::judge::wording::{quoted, value_kind};

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("R-GRP-13", dates), Rule::new("R-GRP-14", product)];

/// R-GRP-13: an extra is sold within the stay.
fn dates(material: Material<'_>, breaches: &mut Breaches) {
    for (message, _, reservation) in active_reservations(material) {
        for extra in &reservation.extras {
            let mut warn = |name: &str, expected: String, actual: String| {
                let breach = Breach::of(message, extra.at(reservation, name), expected, actual);
                breaches.push(breach.weighing(Weight::Warning));
            };
            let dated = ["from", "to"].map(|name| fields::present(extra.body, name).is_some());
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
                    breaches.push(Breach::of(message, pointer, expected, to.to_string()).weighing(Weight::Error));
                }
            }
        }
    }
}

/// R-GRP-14: an extra is a mapped product, and there is at least one of it.
fn product(material: Material<'_>, breaches: &mut Breaches) {
    let mut known = None;
    for (message, _, reservation) in active_reservations(material) {
        for extra in &reservation.extras {
            if let Some(count) = fields::number(extra.body, "count").filter(|count| *count < 1.0) {
                let pointer = extra.at(reservation, "count");
                breaches.push(Breach::of(message, pointer, "1 or more", count.to_string()));
            }
            if let Some(pricing) = fields::present(extra.body, "pricing")
                && !matches!(value::integer(pricing), Some(1..=4))
            {
                let actual =
                    value::integer(pricing).map_or_else(|| value_kind(Some(pricing)).to_string(), |it| it.to_string());
                breaches.push(Breach::of(
                    message,
                    extra.at(reservation, "pricing"),
                    "1, 2, 3 or 4",
                    actual,
                ));
            }
            if let Some(code) = fields::filled(extra.body, "code")
                && known
                    .get_or_insert_with(|| PropertyCodes::collect(material, CodeKind::Products))
                    .unknown(code)
                    .is_some()
            {
                let pointer = extra.at(reservation, "code");
                breaches.push(Breach::of(
                    message,
                    pointer,
                    "the code of a mapped product",
                    quoted(code),
                ));
            }
        }
    }
}

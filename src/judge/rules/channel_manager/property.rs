//! R-CFG-6 to R-CFG-10, and R-CFG-13: what a configuration says of the property makes sense.

use crate::judge::history::configurations::answered_configurations;
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::amount::{CENT, FLOAT_ERROR};

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-CFG-6", beds),
    Rule::new("R-CFG-7", ages),
    Rule::new("R-CFG-8", addresses),
    Rule::new("R-CFG-9", taxes),
    Rule::new("R-CFG-10", images),
    Rule::new("R-CFG-13", space_count),
];

/// Classifications of what has beds: apartment, double and single room, studio, suite, triple, twin and villa.
const ROOM_TYPES: [i64; 8] = [1, 4, 9, 10, 11, 13, 14, 15];
/// The type of a photograph.
const PHOTOGRAPH: i64 = 2;

/// R-CFG-6: rooms have beds.
fn beds(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered_configurations(material) {
        for space in &answered.configuration.spaces {
            if breaches.are_enough() {
                return;
            }
            if !space.classification.is_some_and(|class| ROOM_TYPES.contains(&class)) {
                continue;
            }
            for (property, given) in [("bedCount", space.has_bed_count), ("bedType", space.has_bed_type)] {
                if !given {
                    let pointer = format!("/spaceCategories/{}/{property}", space.index);
                    breaches.push(Breach::at(
                        answered.place(pointer),
                        "a value, as it is a type of room",
                        "none",
                    ));
                }
            }
        }
    }
}

/// R-CFG-7: nobody is too old and too young at once.
fn ages(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered_configurations(material) {
        for age in answered.configuration.ages.iter().flatten() {
            if breaches.are_enough() {
                return;
            }
            if let (Some(minimum), Some(maximum)) = (age.minimum, age.maximum)
                && minimum > maximum
            {
                let pointer = format!("/ageCategories/{}/maximumAge", age.index);
                breaches.push(Breach::at(
                    answered.place(pointer),
                    format!("at least {minimum}"),
                    maximum.to_string(),
                ));
            }
        }
    }
}

/// R-CFG-8: addresses are on this globe.
fn addresses(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered_configurations(material) {
        for (pointer, address) in &answered.configuration.addresses {
            if breaches.are_enough() {
                return;
            }
            for (name, degrees, most) in [
                ("latitude", address.latitude, 90.0),
                ("longitude", address.longitude, 180.0),
            ] {
                if let Some(degrees) = degrees.filter(|degrees| degrees.abs() > most) {
                    let expected = format!("degrees from -{most} to {most}");
                    breaches.push(Breach::at(
                        answered.place(format!("{pointer}/{name}")),
                        expected,
                        degrees.to_string(),
                    ));
                }
            }
            // Which codes are handed out changes; what they look like does not.
            let is_code =
                |code: &str| matches!(code.len(), 2 | 3) && code.bytes().all(|byte| byte.is_ascii_alphabetic());
            if address.country.is_some_and(|country| !is_code(country)) {
                breaches.push(Breach::at(
                    answered.place(format!("{pointer}/country")),
                    "a country code of two or three letters",
                    "other text",
                ));
            }
        }
    }
}

/// R-CFG-9: gross is net and taxes.
fn taxes(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered_configurations(material) {
        for product in answered.configuration.products.iter().flatten() {
            if breaches.are_enough() {
                return;
            }
            let (Some(net), Some(gross), Some(taxes)) = (product.net, product.gross, &product.taxes) else {
                continue;
            };
            let sum = net + taxes.iter().sum::<f64>();
            #[expect(clippy::cast_precision_loss, reason = "a bound, and lists are short")]
            let bound = CENT * (taxes.len() + 1) as f64 + FLOAT_ERROR;
            if (gross - sum).abs() > bound {
                let pointer = format!("/products/{}/unitAmount/grossValue", product.index);
                breaches.push(Breach::at(
                    answered.place(pointer),
                    format!("{sum:.2}, net and taxes together"),
                    gross.to_string(),
                ));
            }
        }
    }
}

/// R-CFG-10: categories are shown in photographs.
fn images(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered_configurations(material) {
        for space in &answered.configuration.spaces {
            for (pointer, kind) in &space.images {
                if breaches.are_enough() {
                    return;
                }
                if *kind != PHOTOGRAPH {
                    let pointer = format!("/spaceCategories/{}{pointer}/type", space.index);
                    breaches.push(Breach::at(answered.place(pointer), "2, a photograph", kind.to_string()));
                }
            }
        }
    }
}

/// R-CFG-13: the property is as large as its parts.
fn space_count(material: Material<'_>, breaches: &mut Breaches) {
    for answered in answered_configurations(material) {
        let configuration = answered.configuration;
        let Some(count) = configuration.space_count else {
            continue;
        };
        let counts = configuration.spaces.iter().filter_map(|space| space.count);
        let sum = counts.fold(0_i64, i64::saturating_add);
        if sum > count {
            let expected = format!("at least {sum}, as many as its categories have");
            breaches.push(Breach::at(
                answered.place("/property/spaceCount"),
                expected,
                count.to_string(),
            ));
        }
    }
}

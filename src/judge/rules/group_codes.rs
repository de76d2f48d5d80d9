//! R-GRP-18 and R-GRP-21: the codes that a group uses, held against those of the property.

use std::collections::HashMap;

use super::breach::{Breach, Breaches};
use super::group::{active_reservations, groups};
use super::property_codes::{Codes, Known};
use super::{kind, quoted};
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::material::Material;
use crate::judge::views::group::Form;
use crate::judge::views::value;

/// R-GRP-18: each source is one that exists, and one of them is the primary one.
pub fn sources(material: Material<'_>, breaches: &mut Breaches) {
    let channels = channels(material);
    let by_name: HashMap<&str, i64> = channels.iter().map(|(code, name)| (*name, *code)).collect();
    for (said, group) in groups(material).filter(|(_, group)| group.form != Form::Cancellation) {
        let mut primary = 0_usize;
        let mut told = true;
        for (index, source) in value::objects(group.body, "sources") {
            let at = |name: &str| format!("/sources/{index}/{name}");
            if let Some(of_kind) = value::present(source, "type")
                && !matches!(value::whole_of(of_kind), Some(0..=9))
            {
                let actual =
                    value::whole_of(of_kind).map_or_else(|| kind(Some(of_kind)).to_string(), |it| it.to_string());
                breaches.push(Breach::of(said, at("type"), "a whole number from 0 to 9", actual));
            }
            let name = value::filled(source, "name");
            match value::present(source, "code") {
                // Only a source that is new to the platform has no code yet.
                None => {
                    if let Some(code) = name.and_then(|name| by_name.get(name)) {
                        let expected = format!("{code}, the code of this channel");
                        breaches.push(Breach::of(said, at("code"), expected, kind(source.get("code"))));
                    }
                }
                Some(code) => {
                    if let (Some(name), Some(known)) =
                        (name, value::whole_of(code).and_then(|code| channels.get(&code)))
                        && !name.eq_ignore_ascii_case(known)
                    {
                        // The names of the documentation's own examples do not agree.
                        let expected = format!("{}, the name of this channel", quoted(known));
                        let breach = Breach::of(said, at("name"), expected, "another name");
                        breaches.push(breach.weighing(Weight::Warning));
                    }
                }
            }
            match source.get("isPrimary").and_then(serde_json::Value::as_bool) {
                Some(is_primary) => primary += usize::from(is_primary),
                None => told = false,
            }
        }
        let any = !value::list(group.body, "sources").is_empty();
        if any && told && primary != 1 {
            let breach = Breach::of(said, "/sources", "exactly one primary source", primary.to_string());
            breaches.push(breach.weighing(Weight::Warning));
        }
    }
}

/// The channels that the platform listed, by code.
fn channels(material: Material<'_>) -> HashMap<i64, &str> {
    let answers = material.spoken.iter();
    answers
        .filter(|said| said.operation == "getChannels" && said.message == Message::Response)
        .flat_map(|said| value::objects(said.body, "channels"))
        .filter_map(|(_, channel)| Some((value::whole(channel, "code")?, value::filled(channel, "name")?)))
        .collect()
}

/// R-GRP-21: what is booked exists.
pub fn known(material: Material<'_>, breaches: &mut Breaches) {
    let mut codes = None;
    for (said, _, reservation) in active_reservations(material) {
        let (spaces, rates) =
            codes.get_or_insert_with(|| (Known::of(material, Codes::Spaces), Known::of(material, Codes::Rates)));
        for (name, known, expected) in [
            ("spaceTypeCode", spaces, "a space category of the property"),
            ("ratePlanCode", rates, "a rate plan of the property"),
        ] {
            if let Some(code) = value::filled(reservation.body, name)
                && let Some(weight) = known.unknown(code)
            {
                let breach = Breach::of(said, reservation.at(name), expected, quoted(code));
                breaches.push(breach.weighing(weight));
            }
        }
    }
}

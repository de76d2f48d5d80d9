//! R-GRP-18 and R-GRP-21: the codes that a group uses, held against those of the property.

use std::collections::HashMap;

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::history::groups::{active_reservations, groups};
use crate::judge::history::property_codes::{CodeKind, PropertyCodes};
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::group::GroupPurpose;
use crate::judge::views::{fields, value};
use crate::judge::wording::{quoted, value_kind};

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("R-GRP-18", sources), Rule::new("R-GRP-21", known)];

/// R-GRP-18: each source is one that exists, and one of them is the primary one.
fn sources(material: Material<'_>, breaches: &mut Breaches) {
    let channels = channels(material);
    let by_name: HashMap<&str, i64> = channels.iter().map(|(code, name)| (*name, *code)).collect();
    for (message, group) in groups(material).filter(|(_, group)| group.purpose != GroupPurpose::Cancellation) {
        let mut primary = 0_usize;
        let mut is_known = true;
        for (index, source) in fields::objects(group.body, "sources") {
            let at = |name: &str| format!("/sources/{index}/{name}");
            if let Some(of_kind) = fields::present(source, "type")
                && !matches!(value::integer(of_kind), Some(0..=9))
            {
                let actual =
                    value::integer(of_kind).map_or_else(|| value_kind(Some(of_kind)).to_string(), |it| it.to_string());
                breaches.push(Breach::of(message, at("type"), "a whole number from 0 to 9", actual));
            }
            let name = fields::filled(source, "name");
            match fields::present(source, "code") {
                // Only a source that is new to the platform has no code yet.
                None => {
                    if let Some(code) = name.and_then(|name| by_name.get(name)) {
                        let expected = format!("{code}, the code of this channel");
                        breaches.push(Breach::of(
                            message,
                            at("code"),
                            expected,
                            value_kind(source.get("code")),
                        ));
                    }
                }
                Some(code) => {
                    if let (Some(name), Some(known)) = (name, value::integer(code).and_then(|code| channels.get(&code)))
                        && !name.eq_ignore_ascii_case(known)
                    {
                        // The names of the documentation's own examples do not agree.
                        let expected = format!("{}, the name of this channel", quoted(known));
                        let breach = Breach::of(message, at("name"), expected, "another name");
                        breaches.push(breach.weighing(Weight::Warning));
                    }
                }
            }
            match source.get("isPrimary").and_then(serde_json::Value::as_bool) {
                Some(is_primary) => primary += usize::from(is_primary),
                None => is_known = false,
            }
        }
        let any = !fields::list(group.body, "sources").is_empty();
        if any && is_known && primary != 1 {
            let breach = Breach::of(message, "/sources", "exactly one primary source", primary.to_string());
            breaches.push(breach.weighing(Weight::Warning));
        }
    }
}

/// The channels that the platform listed, by code.
fn channels(material: Material<'_>) -> HashMap<i64, &str> {
    let answers = material.messages.iter();
    answers
        .filter(|message| message.operation == "getChannels" && message.message == Message::Response)
        .flat_map(|message| fields::objects(message.body, "channels"))
        .filter_map(|(_, channel)| Some((fields::integer(channel, "code")?, fields::filled(channel, "name")?)))
        .collect()
}

/// R-GRP-21: what is booked exists.
fn known(material: Material<'_>, breaches: &mut Breaches) {
    let mut codes = None;
    for (message, _, reservation) in active_reservations(material) {
        let (spaces, rates) = codes.get_or_insert_with(|| {
            (
                PropertyCodes::collect(material, CodeKind::Spaces),
                PropertyCodes::collect(material, CodeKind::Rates),
            )
        });
        for (name, known, expected) in [
            ("spaceTypeCode", spaces, "a space category of the property"),
            ("ratePlanCode", rates, "a rate plan of the property"),
        ] {
            if let Some(code) = fields::filled(reservation.body, name)
                && let Some(weight) = known.unknown(code)
            {
                let breach = Breach::of(message, reservation.at(name), expected, quoted(code));
                breaches.push(breach.weighing(weight));
            }
        }
    }
}

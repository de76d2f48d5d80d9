//! R-BLK-11, R-BLK-12 and R-GRP-25: blocks, held against what was said before.

use std::collections::{HashMap, HashSet};

use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::judge::history::blocks::blocks;
use crate::judge::history::confirmations::{ConfirmablePush, confirmable_pushes, confirmation_of, refused};
use crate::judge::history::groups::groups;
use crate::judge::history::property_codes::{CodeKind, PropertyCodes};
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::block::{Block, Span};
use crate::judge::views::fields;
use crate::judge::wording::{quoted, value_kind};

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-GRP-25", of_a_group),
    Rule::new("R-BLK-11", codes),
    Rule::new("R-BLK-12", confirmed_code),
];

/// R-BLK-11: the codes of a block exist, and each space category stands there once.
fn codes(material: Material<'_>, breaches: &mut Breaches) {
    let mut known = None;
    for (message, block, body) in blocks(material) {
        let (spaces, rates) = known.get_or_insert_with(|| {
            (
                PropertyCodes::collect(material, CodeKind::Spaces),
                PropertyCodes::collect(material, CodeKind::Rates),
            )
        });
        let mut seen = HashSet::new();
        for space in &block.spaces {
            let Some(code) = space.space else { continue };
            let pointer = space.at("spaceTypeCode");
            if let Some(weight) = spaces.unknown(code) {
                let expected = "a space category of the property";
                breaches.push(Breach::of(message, pointer, expected, quoted(code)).weighing(weight));
            } else if !seen.insert(code) {
                let expected = "a space category that the block does not list before";
                breaches.push(Breach::of(message, pointer, expected, quoted(code)).weighing(Weight::Warning));
            }
        }
        if let Some(code) = fields::filled(body, "originalRateCode")
            && let Some(weight) = rates.unknown(code)
        {
            let pointer = "/availabilityBlock/originalRateCode";
            let expected = "a rate plan of the property";
            breaches.push(Breach::of(message, pointer, expected, quoted(code)).weighing(weight));
        }
    }
}

/// R-BLK-12: the platform uses the code that the channel manager gave to a block.
fn confirmed_code(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::Mews {
        return;
    }
    // The code of each block, by the platform's number, and since when it is known.
    let mut codes: HashMap<&str, Vec<(usize, &str)>> = HashMap::new();
    for push in block_pushes(material, Side::ChannelManager) {
        let block = Block::read(Side::ChannelManager, push.message.body);
        if let Some(number) = block.number
            && let Some((message, confirmation)) = confirmation_of(material, push.message)
            && confirmation.success == Some(true)
            && let Some(code) = confirmation.code
        {
            codes.entry(number).or_default().push((message.entry, code));
        }
    }
    for (message, block, body) in blocks(material) {
        let changes = matches!(block.status, Some("Update" | "Cancel" | "Updated" | "Canceled"));
        let Some(known) = block.number.filter(|_| changes).and_then(|number| codes.get(number)) else {
            continue;
        };
        let latest = known.iter().rev().find(|(entry, _)| *entry < message.entry);
        if let Some((_, code)) = latest
            && block.code != Some(code)
        {
            let expected = format!("{}, as the channel manager confirmed it", quoted(code));
            let actual = block
                .code
                .map_or_else(|| value_kind(body.get("code")).to_string(), quoted);
            breaches.push(Breach::of(message, "/availabilityBlock/code", expected, actual));
        }
    }
}

fn block_pushes(material: Material<'_>, host: Side) -> impl Iterator<Item = ConfirmablePush<'_>> {
    confirmable_pushes(material, host).filter(|push| push.pair.push == "processAvailabilityBlock")
}

/// A block by what was said of it last.
#[derive(Clone, Copy)]
struct BlockState<'e> {
    entry: usize,
    code: &'e str,
    cancelled: bool,
    dates: Span,
}

/// R-GRP-25: a group that belongs to a block names one that there is, and stays within its dates.
fn of_a_group(material: Material<'_>, breaches: &mut Breaches) {
    let mut latest: Option<Vec<BlockState<'_>>> = None;
    for (message, group) in groups(material) {
        let Some(code) = fields::filled(group.body, "availabilityBlockCode") else {
            continue;
        };
        let blocks = latest.get_or_insert_with(|| block_states(material));
        let mut earlier = blocks
            .iter()
            .rev()
            .filter(|block| block.entry < message.entry)
            .peekable();
        // Without any block there is nothing to hold it against.
        if earlier.peek().is_none() {
            continue;
        }
        let mut warn = |pointer: String, expected: String, actual: String| {
            breaches.push(Breach::of(message, pointer, expected, actual).weighing(Weight::Warning));
        };
        let pointer = || "/availabilityBlockCode".to_string();
        let Some(block) = earlier.find(|block| block.code == code) else {
            warn(pointer(), "the code of a block that there is".into(), quoted(code));
            continue;
        };
        if block.cancelled && group.active().next().is_some() {
            let actual = format!("{}, which is cancelled", quoted(code));
            warn(pointer(), "the code of a block that there is".into(), actual);
            continue;
        }
        let Some((start, end)) = block.dates.nights() else {
            continue;
        };
        for reservation in group.active() {
            for (name, date) in [("from", reservation.from), ("to", reservation.to)] {
                if let Some(date) = date.filter(|date| !(start..=end).contains(date)) {
                    let expected = format!("a date from {start} to {end}, as the block");
                    warn(reservation.at(name), expected, date.to_string());
                }
            }
        }
    }
}

/// The states of each block that has a code, in order; a refused message changes nothing.
fn block_states(material: Material<'_>) -> Vec<BlockState<'_>> {
    let mut latest = Vec::new();
    for push in block_pushes(material, Side::Mews).chain(block_pushes(material, Side::ChannelManager)) {
        if refused(material, push.message) {
            continue;
        }
        let block = Block::read(push.message.host, push.message.body);
        // The platform learns the code of its own block from the confirmation.
        let code = block.code.or_else(|| confirmation_of(material, push.message)?.1.code);
        if let Some(code) = code {
            latest.push(BlockState {
                entry: push.message.entry,
                code,
                cancelled: block.is_cancelled(),
                dates: block.dates,
            });
        }
    }
    latest.sort_by_key(|block| block.entry);
    latest
}

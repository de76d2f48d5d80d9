//! R-BLK: what an availability block says of itself.

use serde_json::{Map, Value};

use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::judge::history::blocks::blocks;
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::fields;
use crate::judge::wording::{quoted, value_kind};

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-BLK-1", dates),
    Rule::new("R-BLK-5", release),
    Rule::new("R-BLK-6", fixed_date),
    Rule::new("R-BLK-7", number),
    Rule::new("R-BLK-8", surplus_number),
    Rule::new("R-BLK-13", booker),
    Rule::new("R-BLK-14", words),
    Rule::new("R-BLK-15", offset),
];

/// The words of the channel manager for the status of a block.
const PARTNER_STATUS: [&str; 3] = ["Created", "Updated", "Canceled"];
/// The words of the platform for the same.
const PLATFORM_STATUS: [&str; 3] = ["Create", "Update", "Cancel"];
/// The ways in which its reservations are grouped.
const PICKUP: [&str; 2] = ["AllInOneGroup", "IndividualGroups"];

/// R-BLK-1: a block has at least one night.
fn dates(material: Material<'_>, breaches: &mut Breaches) {
    for (message, block, _) in blocks(material) {
        // The end is exclusive, whatever a note says of blocks of one night.
        if let Some((start, end)) = block.dates.reversed() {
            let expected = format!("a date after {start}, as the end is exclusive");
            breaches.push(Breach::of(
                message,
                "/availabilityBlock/dates/end",
                expected,
                end.to_string(),
            ));
        }
    }
}

/// The time at which a block is released.
struct Release<'e> {
    body: &'e Map<String, Value>,
    kind: &'e str,
}

impl<'e> Release<'e> {
    fn of(block: &'e Map<String, Value>) -> Option<Self> {
        let body = fields::object(block, "releaseStrategy")?;
        Some(Self {
            body,
            kind: fields::text(body, "type")?,
        })
    }
}

/// The place of the release strategy.
const RELEASE: &str = "/availabilityBlock/releaseStrategy";

/// R-BLK-5: a fixed release has a date, a rolling one an offset.
fn release(material: Material<'_>, breaches: &mut Breaches) {
    for (message, _, block) in blocks(material) {
        let Some(release) = Release::of(block) else { continue };
        let ([word, needed, surplus], body) = if release.kind.eq_ignore_ascii_case("Fixed") {
            (["Fixed", "fixedDate", "offset"], release.body)
        } else if release.kind.eq_ignore_ascii_case("Rolling") {
            (["Rolling", "offset", "fixedDate"], release.body)
        } else {
            continue;
        };
        if release.kind != word {
            // One page writes it small.
            let expected = format!("{word}, in this spelling");
            let breach = Breach::of(message, format!("{RELEASE}/type"), expected, quoted(release.kind));
            breaches.push(breach.weighing(Weight::Warning));
        }
        if fields::present(body, needed).is_none() {
            let expected = format!("a value, as the type is {word}");
            let actual = value_kind(body.get(needed));
            breaches.push(Breach::of(message, format!("{RELEASE}/{needed}"), expected, actual));
        }
        if fields::present(body, surplus).is_some() {
            let expected = format!("nothing, as the type is {word}");
            let actual = value_kind(body.get(surplus));
            let breach = Breach::of(message, format!("{RELEASE}/{surplus}"), expected, actual);
            breaches.push(breach.weighing(Weight::Warning));
        }
    }
}

/// R-BLK-6: a block is released before it ends.
fn fixed_date(material: Material<'_>, breaches: &mut Breaches) {
    for (message, block, body) in blocks(material) {
        // The documentation's own example releases it after its start.
        if let Some(release) = fields::object(body, "releaseStrategy")
            && let Some(date) = fields::date(release, "fixedDate")
            && let Some(end) = block.dates.end
            && date >= end
        {
            let expected = format!("a date before {end}");
            breaches.push(Breach::of(
                message,
                format!("{RELEASE}/fixedDate"),
                expected,
                date.to_string(),
            ));
        }
    }
}

/// R-BLK-7: who changes or cancels a block names the platform's number.
fn number(material: Material<'_>, breaches: &mut Breaches) {
    for (message, block, body) in blocks(material).filter(|(_, block, _)| block.sender == Side::ChannelManager) {
        let existing = matches!(block.status, Some("Updated" | "Canceled" | "Update" | "Cancel"));
        if existing && block.number.is_none() {
            let expected = "the platform's number of the block";
            let actual = value_kind(body.get("confirmationNumber"));
            let pointer = "/availabilityBlock/confirmationNumber";
            breaches.push(Breach::of(message, pointer, expected, actual));
        }
    }
}

/// R-BLK-8: a new block has no number of the platform yet.
fn surplus_number(material: Material<'_>, breaches: &mut Breaches) {
    for (message, block, _) in blocks(material).filter(|(_, block, _)| block.sender == Side::ChannelManager) {
        // What it would mean is not said.
        if let (Some("Created" | "Create"), Some(number)) = (block.status, block.number) {
            let pointer = "/availabilityBlock/confirmationNumber";
            breaches.push(Breach::of(
                message,
                pointer,
                "nothing, as the block is new",
                quoted(number),
            ));
        }
    }
}

/// R-BLK-13: a block has a booker with a last name.
fn booker(material: Material<'_>, breaches: &mut Breaches) {
    for (message, _, body) in blocks(material) {
        let booker = fields::object(body, "booker");
        if booker.is_some_and(|booker| fields::filled(booker, "lastName").is_some()) {
            continue;
        }
        let (pointer, actual) = match booker {
            Some(booker) => ("/availabilityBlock/booker/lastName", value_kind(booker.get("lastName"))),
            None => ("/availabilityBlock/booker", value_kind(body.get("booker"))),
        };
        breaches.push(Breach::of(message, pointer, "a booker with a last name", actual));
    }
}

/// R-BLK-14: status and way of pick-up are words that exist, the status in the words of the sender.
fn words(material: Material<'_>, breaches: &mut Breaches) {
    for (message, block, body) in blocks(material) {
        let (own, other) = match block.sender {
            Side::ChannelManager => (PARTNER_STATUS, PLATFORM_STATUS),
            Side::Mews => (PLATFORM_STATUS, PARTNER_STATUS),
        };
        if let Some(status) = fields::present(body, "status") {
            let status = status.as_str().unwrap_or_default();
            let breach = |actual| {
                let expected = own.join(", ");
                Breach::of(message, "/availabilityBlock/status", expected, actual)
            };
            if other.contains(&status) {
                // The words differ with the direction, which is easily confused.
                let of_partner = "a word of the other direction";
                let weight = match block.sender {
                    Side::ChannelManager => Weight::Warning,
                    Side::Mews => Weight::Error,
                };
                breaches.push(breach(of_partner).weighing(weight));
            } else if !own.contains(&status) {
                breaches.push(breach("another value"));
            }
        }
        if let Some(pickup) = fields::present(body, "pickupType")
            && !pickup.as_str().is_some_and(|pickup| PICKUP.contains(&pickup))
        {
            let expected = PICKUP.join(" or ");
            breaches.push(Breach::of(
                message,
                "/availabilityBlock/pickupType",
                expected,
                "another value",
            ));
        }
    }
}

/// R-BLK-15: the offset of a rolling release is a number of days.
fn offset(material: Material<'_>, breaches: &mut Breaches) {
    for (message, _, body) in blocks(material) {
        if let Some(release) = fields::object(body, "releaseStrategy")
            && let Some(offset) = fields::text(release, "offset")
            && !is_offset(offset)
        {
            let expected = "a duration such as P7DT or P7D";
            breaches.push(Breach::of(
                message,
                format!("{RELEASE}/offset"),
                expected,
                "another text",
            ));
        }
    }
}

/// Checks that a text is a duration of days, with or without a time: `P7D`, `P7DT`, `P7DT12H`.
fn is_offset(text: &str) -> bool {
    fn number(text: &str) -> Option<&str> {
        let rest = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
        (rest.len() < text.len()).then_some(rest)
    }
    let days = text
        .strip_prefix('P')
        .and_then(number)
        .and_then(|rest| rest.strip_prefix('D'));
    let mut rest = match days {
        Some("") => return true,
        Some(rest) => match rest.strip_prefix('T') {
            Some(rest) => rest,
            None => return false,
        },
        None => return false,
    };
    for unit in ['H', 'M', 'S'] {
        if let Some(after) = number(rest).and_then(|rest| rest.strip_prefix(unit)) {
            rest = after;
        }
    }
    rest.is_empty()
}

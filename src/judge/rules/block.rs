//! R-BLK: what an availability block says of itself.

use serde_json::{Map, Value};

use super::breach::{Breach, Breaches};
use super::{kind, quoted};
use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::judge::conversation::Spoken;
use crate::judge::material::Material;
use crate::judge::views::View;
use crate::judge::views::block::Block;
use crate::judge::views::value;

/// What becomes of a block, as the channel manager says it.
const PARTNER_STATUS: [&str; 3] = ["Created", "Updated", "Canceled"];
/// The same as the platform says it.
const PLATFORM_STATUS: [&str; 3] = ["Create", "Update", "Cancel"];
/// How its reservations are grouped.
const PICKUP: [&str; 2] = ["AllInOneGroup", "IndividualGroups"];

/// Every block of the judged side, in order.
pub fn blocks(material: Material<'_>) -> impl Iterator<Item = (&Spoken<'_>, &Block<'_>, &Map<String, Value>)> {
    material.judged().filter_map(|(said, view)| {
        let View::Block(block) = view else { return None };
        Some((said, block.as_ref(), block.body?))
    })
}

/// R-BLK-1: a block has at least one night.
pub fn dates(material: Material<'_>, breaches: &mut Breaches) {
    for (said, block, _) in blocks(material) {
        // The end is exclusive, whatever a note says of blocks of one night.
        if let Some((start, end)) = block.dates.reversed() {
            let expected = format!("a date after {start}, as the end is exclusive");
            breaches.push(Breach::of(
                said,
                "/availabilityBlock/dates/end",
                expected,
                end.to_string(),
            ));
        }
    }
}

/// When a block is released.
struct Release<'e> {
    body: &'e Map<String, Value>,
    kind: &'e str,
}

impl<'e> Release<'e> {
    fn of(block: &'e Map<String, Value>) -> Option<Self> {
        let body = value::object(block, "releaseStrategy")?;
        Some(Self {
            body,
            kind: value::text(body, "type")?,
        })
    }
}

/// Where the release strategy stands.
const RELEASE: &str = "/availabilityBlock/releaseStrategy";

/// R-BLK-5: a fixed release has a date, a rolling one an offset.
pub fn release(material: Material<'_>, breaches: &mut Breaches) {
    for (said, _, block) in blocks(material) {
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
            let breach = Breach::of(said, format!("{RELEASE}/type"), expected, quoted(release.kind));
            breaches.push(breach.weighing(Weight::Warning));
        }
        if value::present(body, needed).is_none() {
            let expected = format!("a value, as the type is {word}");
            let actual = kind(body.get(needed));
            breaches.push(Breach::of(said, format!("{RELEASE}/{needed}"), expected, actual));
        }
        if value::present(body, surplus).is_some() {
            let expected = format!("nothing, as the type is {word}");
            let actual = kind(body.get(surplus));
            let breach = Breach::of(said, format!("{RELEASE}/{surplus}"), expected, actual);
            breaches.push(breach.weighing(Weight::Warning));
        }
    }
}

/// R-BLK-6: a block is released before it ends.
pub fn fixed_date(material: Material<'_>, breaches: &mut Breaches) {
    for (said, block, body) in blocks(material) {
        // The documentation's own example releases it after its start.
        if let Some(release) = value::object(body, "releaseStrategy")
            && let Some(date) = value::date(release, "fixedDate")
            && let Some(end) = block.dates.end
            && date >= end
        {
            let expected = format!("a date before {end}");
            breaches.push(Breach::of(
                said,
                format!("{RELEASE}/fixedDate"),
                expected,
                date.to_string(),
            ));
        }
    }
}

/// R-BLK-7: who changes or cancels a block names the platform's number.
pub fn number(material: Material<'_>, breaches: &mut Breaches) {
    for (said, block, body) in blocks(material).filter(|(_, block, _)| block.sender == Side::ChannelManager) {
        let existing = matches!(block.status, Some("Updated" | "Canceled" | "Update" | "Cancel"));
        if existing && block.number.is_none() {
            let expected = "the platform's number of the block";
            let actual = kind(body.get("confirmationNumber"));
            let pointer = "/availabilityBlock/confirmationNumber";
            breaches.push(Breach::of(said, pointer, expected, actual));
        }
    }
}

/// R-BLK-8: a new block has no number of the platform yet.
pub fn surplus_number(material: Material<'_>, breaches: &mut Breaches) {
    for (said, block, _) in blocks(material).filter(|(_, block, _)| block.sender == Side::ChannelManager) {
        // What it would mean is not said.
        if let (Some("Created" | "Create"), Some(number)) = (block.status, block.number) {
            let pointer = "/availabilityBlock/confirmationNumber";
            breaches.push(Breach::of(
                said,
                pointer,
                "nothing, as the block is new",
                quoted(number),
            ));
        }
    }
}

/// R-BLK-13: a block has a booker with a last name.
pub fn booker(material: Material<'_>, breaches: &mut Breaches) {
    for (said, _, body) in blocks(material) {
        let booker = value::object(body, "booker");
        if booker.is_some_and(|booker| value::filled(booker, "lastName").is_some()) {
            continue;
        }
        let (pointer, actual) = match booker {
            Some(booker) => ("/availabilityBlock/booker/lastName", kind(booker.get("lastName"))),
            None => ("/availabilityBlock/booker", kind(body.get("booker"))),
        };
        breaches.push(Breach::of(said, pointer, "a booker with a last name", actual));
    }
}

/// R-BLK-14: status and way of pick-up are words that exist, the status in the words of the sender.
pub fn words(material: Material<'_>, breaches: &mut Breaches) {
    for (said, block, body) in blocks(material) {
        let (own, other) = match block.sender {
            Side::ChannelManager => (PARTNER_STATUS, PLATFORM_STATUS),
            Side::Mews => (PLATFORM_STATUS, PARTNER_STATUS),
        };
        if let Some(status) = value::present(body, "status") {
            let status = status.as_str().unwrap_or_default();
            let breach = |actual| {
                let expected = own.join(", ");
                Breach::of(said, "/availabilityBlock/status", expected, actual)
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
        if let Some(pickup) = value::present(body, "pickupType")
            && !pickup.as_str().is_some_and(|pickup| PICKUP.contains(&pickup))
        {
            let expected = PICKUP.join(" or ");
            breaches.push(Breach::of(
                said,
                "/availabilityBlock/pickupType",
                expected,
                "another value",
            ));
        }
    }
}

/// R-BLK-15: the offset of a rolling release is a number of days.
pub fn offset(material: Material<'_>, breaches: &mut Breaches) {
    for (said, _, body) in blocks(material) {
        if let Some(release) = value::object(body, "releaseStrategy")
            && let Some(offset) = value::text(release, "offset")
            && !is_offset(offset)
        {
            let expected = "a duration such as P7DT or P7D";
            breaches.push(Breach::of(said, format!("{RELEASE}/offset"), expected, "another text"));
        }
    }
}

/// Whether a text is a duration of days, with or without a time: `P7D`, `P7DT`, `P7DT12H`.
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

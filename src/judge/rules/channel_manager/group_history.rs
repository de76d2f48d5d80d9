//! R-GRP-19, -20 and -29: a group, compared with its earlier versions.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use serde_json::Value;

use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::exchange::transcript::Role;
use crate::judge::history::confirmations::{confirmation_of, refused};
use crate::judge::history::groups::{SentGroup, groups_to};
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::amount::AmountKind;
use crate::judge::views::fields;
use crate::judge::views::group::{Group, GroupPurpose, Reservation};
use crate::judge::wording::quoted;

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-GRP-19", repeated),
    Rule::new("R-GRP-20", together),
    Rule::new("R-GRP-29", cancelled),
];

/// The reservation not found: what the platform answers to the cancellation of an unknown group.
const NOT_FOUND: i64 = 2;

/// The groups of the judged side that were not refused, in order.
fn versions(material: Material<'_>) -> Vec<SentGroup<'_>> {
    groups_to(material, material.judged.other())
        .into_iter()
        .filter(|(message, _)| !refused(material, message))
        .collect()
}

/// The identity of a reservation in two versions of its group: the channel manager's code, or
/// the platform's number where the platform speaks.
fn identity<'e>(group: &Group<'_>, reservation: &Reservation<'e>) -> Option<&'e str> {
    match group.sender {
        Side::ChannelManager => reservation.code,
        Side::Mews => reservation.number,
    }
}

/// The latest earlier version of a group that booked something, unless a cancellation came after it.
fn previous<'v, 'e>(earlier: &'v [SentGroup<'e>], group: &Group<'_>) -> Option<&'v SentGroup<'e>> {
    earlier
        .iter()
        .rev()
        .find(|(_, version)| group.same_booking(version))
        .filter(|(_, version)| version.purpose == GroupPurpose::Booking)
}

/// R-GRP-19: a modification repeats the reservations that stay, under their codes.
fn repeated(material: Material<'_>, breaches: &mut Breaches) {
    let versions = versions(material);
    for (position, (message, group)) in versions.iter().enumerate() {
        if group.purpose != GroupPurpose::Booking {
            continue;
        }
        let Some((before, earlier)) = versions.get(..position).and_then(|earlier| previous(earlier, group)) else {
            continue;
        };
        if is_torn(material, (before, earlier), (message, group)) {
            continue;
        }
        let now: HashSet<&str> = group
            .reservations
            .iter()
            .filter_map(|one| identity(group, one))
            .collect();
        let known: HashSet<&str> = earlier
            .reservations
            .iter()
            .filter_map(|one| identity(earlier, one))
            .collect();
        let missing: Vec<&Reservation<'_>> = earlier
            .active()
            .filter(|one| identity(earlier, one).is_some_and(|id| !now.contains(id)))
            .collect();
        if missing.is_empty() {
            continue;
        }
        let kept = now.iter().any(|id| known.contains(id));
        let found = breaches.places();
        renamed(message, group, &missing, &known, kept, breaches);
        if breaches.places() == found && still_paid(group, &missing) {
            let expected = "every reservation that is counted in the total of the group";
            let actual = match missing.len() {
                1 => "one of the version before is missing".to_string(),
                count => format!("{count} of the version before are missing"),
            };
            breaches.push(Breach::of(message, "/reservations", expected, actual));
        } else if breaches.places() == found && !kept {
            let expected = "the codes of the version before";
            let breach = Breach::of(
                message,
                "/reservations",
                expected,
                "none of them: all are cancelled by that",
            );
            breaches.push(breach.weighing(Weight::Warning));
        }
    }
}

/// Reports each new code of a reservation that was there before under another.
fn renamed(
    message: &SentMessage<'_>,
    group: &Group<'_>,
    missing: &[&Reservation<'_>],
    known: &HashSet<&str>,
    kept: bool,
    breaches: &mut Breaches,
) {
    // Platform numbers are the platform's own affair.
    if group.sender != Side::ChannelManager {
        return;
    }
    // The last comes first, so that the first can be taken from the end.
    let mut left: HashMap<StayContent<'_>, Vec<&Reservation<'_>>> = HashMap::new();
    for before in missing.iter().rev() {
        if let Some(stay) = stay(before) {
            left.entry(stay).or_default().push(before);
        }
    }
    for one in group.active() {
        let Some(code) = one.code.filter(|code| !known.contains(code)) else {
            continue;
        };
        let Some(before) = stay(one).and_then(|stay| left.get_mut(&stay)?.pop()) else {
            continue;
        };
        let expected = format!("{}, its code so far", quoted(before.code.unwrap_or_default()));
        let breach = Breach::of(message, one.at("code"), expected, quoted(code));
        // Who keeps other codes may well have exchanged one room for another alike.
        breaches.push(breach.warning_if(kept));
    }
}

/// The content of a reservation but for its code and state.
type StayContent<'e> = ((Date, Date), [Option<&'e Value>; 6]);

/// The content in which two reservations are alike that differ in nothing but their codes and states.
fn stay<'e>(one: &Reservation<'e>) -> Option<StayContent<'e>> {
    let properties = [
        "spaceTypeCode",
        "ratePlanCode",
        "totalAmount",
        "amounts",
        "guestCounts",
        "guests",
    ];
    Some((one.stay()?, properties.map(|name| one.body.get(name))))
}

/// Checks that the total of a group still counts what is missing from it.
fn still_paid(group: &Group<'_>, missing: &[&Reservation<'_>]) -> bool {
    AmountKind::BOTH.into_iter().any(|kind| {
        let Some(total) = group.total.and_then(|total| total.get(kind)) else {
            return false;
        };
        let Some(sum) = group.sum_of_active(kind).filter(|sum| !sum.is(total)) else {
            return false;
        };
        let with = missing
            .iter()
            .try_fold(sum, |sum, one| Some(sum.and(one.total?.get(kind)?)));
        with.is_some_and(|with| with.is(total))
    })
}

/// R-GRP-20: what belongs together comes in one message, under one id.
fn together(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::ChannelManager {
        return;
    }
    let versions = versions(material);
    for (position, (message, group)) in versions.iter().enumerate() {
        let earlier = versions.get(..position).unwrap_or_default();
        if group.purpose != GroupPurpose::Booking {
            continue;
        }
        if let Some((before, version)) = previous(earlier, group)
            && is_torn(material, (before, version), (message, group))
        {
            let expected = "the whole group in one message";
            let actual = "other reservations than in the message just before: those are cancelled by this one";
            breaches.push(Breach::of(message, "/reservations", expected, actual));
        }
        let other = earlier.iter().rev().find(|(_, other)| {
            other.channel_id.is_some()
                && other.channel_id == group.channel_id
                && other.connection == group.connection
                && other.channel_manager_id.is_some()
                && other.channel_manager_id != group.channel_manager_id
        });
        if let (Some((before, other)), Some(_)) = (other, group.channel_manager_id)
            && is_standing(earlier, other)
        {
            let expected = "one group for each booking of the channel";
            let actual = format!(
                "a second one for that channelId; the first is exchange {}",
                before.entry + 1
            );
            breaches.push(Breach::of(message, "/channelManagerId", expected, actual));
        }
    }
}

/// Checks that the latest version of a group still books something.
fn is_standing(versions: &[SentGroup<'_>], group: &Group<'_>) -> bool {
    versions
        .iter()
        .rev()
        .find(|(_, version)| group.same_booking(version))
        .is_some_and(|(_, version)| version.purpose == GroupPurpose::Booking)
}

/// Checks that two versions of a group that share no reservation came in one go, which tears the group apart:
/// in the same step, and before the platform said anything of the first.
fn is_torn(
    material: Material<'_>,
    (before, earlier): (&SentMessage<'_>, &Group<'_>),
    (message, group): (&SentMessage<'_>, &Group<'_>),
) -> bool {
    let step = |message: &SentMessage<'_>| material.transcript.entries.get(message.entry).map(|entry| entry.step);
    let awaited = |message: &SentMessage<'_>| matches!(message.role, Role::Step | Role::Unawaited);
    if step(before) != step(message) || !awaited(before) || !awaited(message) {
        return false;
    }
    if confirmation_of(material, before).is_some_and(|(confirmation, _)| confirmation.entry < message.entry) {
        return false;
    }
    let codes: HashSet<&str> = earlier
        .reservations
        .iter()
        .filter_map(|one| identity(earlier, one))
        .collect();
    let mut now = group
        .reservations
        .iter()
        .filter_map(|one| identity(group, one))
        .peekable();
    let stays: HashSet<StayContent<'_>> = earlier.active().filter_map(stay).collect();
    let renamed = || group.active().filter_map(stay).any(|stay| stays.contains(&stay));
    !codes.is_empty() && now.peek().is_some() && now.all(|code| !codes.contains(code)) && !renamed()
}

/// R-GRP-29: a cancellation is of a group that there is.
fn cancelled(material: Material<'_>, breaches: &mut Breaches) {
    let all = groups_to(material, material.judged.other());
    let theirs = groups_to(material, material.judged);
    for (position, (message, group)) in all.iter().enumerate() {
        let Some(id) = group
            .channel_manager_id
            .filter(|_| group.purpose == GroupPurpose::Cancellation)
        else {
            continue;
        };
        let earlier = || {
            let own = all.get(..position).unwrap_or_default().iter();
            own.chain(theirs.iter().take_while(|(other, _)| other.entry < message.entry))
                .filter(|(_, other)| other.connection == group.connection)
                .map(|(_, other)| other)
        };
        let known = earlier().any(|other| other.channel_manager_id == Some(id));
        if known {
            continue;
        }
        let expected = "the id of a group that there is";
        // Which other bookings there are is not known: only what contradicts is a mistake.
        let renamed = earlier().find(|other| {
            group.channel_id.is_some() && other.channel_id == group.channel_id && other.channel_manager_id.is_some()
        });
        if renamed.is_some() {
            let actual = "another than the booking of that channelId had";
            breaches.push(Breach::of(message, "/channelManagerId", expected, actual));
        } else if unknown_to_the_other(material, message) {
            let actual = "one that the other side does not know";
            breaches.push(Breach::of(message, "/channelManagerId", expected, actual));
        }
    }
}

/// Checks that the other side said, at once or later, that there is no such reservation.
fn unknown_to_the_other(material: Material<'_>, message: &SentMessage<'_>) -> bool {
    let not_found = |body: &serde_json::Map<String, serde_json::Value>| {
        let single = fields::object(body, "error").into_iter();
        let listed = fields::objects(body, "errors").map(|(_, error)| error);
        single
            .chain(listed)
            .any(|error| fields::integer(error, "code") == Some(NOT_FOUND))
    };
    material.answer_to(message).is_some_and(|answer| not_found(answer.body))
        || confirmation_of(material, message).is_some_and(|(confirmation, _)| not_found(confirmation.body))
}

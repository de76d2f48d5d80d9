//! R-COR-8 to -11 and -14: the content of the confirmation of a group.

use std::collections::{HashMap, HashSet};

use crate::contract::operation::Side;
use crate::judge::history::confirmations::{ConfirmablePush, confirmations_with_push, may_be_astray};
use crate::judge::history::groups::{SentGroup, groups_to};
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::confirmation::Confirmation;
use crate::judge::views::error_list::errors;
use crate::judge::views::fields;
use crate::judge::views::group::{Group, GroupPurpose, ReservationState};
use crate::judge::wording::quoted;

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-COR-8", related),
    Rule::new("R-COR-9", one_outcome),
    Rule::new("R-COR-10", whole),
    Rule::new("R-COR-11", stable),
    Rule::new("R-COR-14", numbers),
];

/// R-COR-8: the platform's confirmation names the message and the group that it is about.
fn related(material: Material<'_>, breaches: &mut Breaches) {
    let confirmations = confirmations_with_push(material, Side::Mews, "processGroup");
    if confirmations.is_empty() {
        return;
    }
    let groups = groups_to(material, Side::Mews);
    for (message, confirmation, push) in confirmations {
        let id = confirmation.channel_manager_id;
        let mut earlier = groups
            .iter()
            .take_while(|(group, _)| group.entry < message.entry)
            .peekable();
        match push {
            Some(push) => {
                let wanted = fields::filled(push.message.body, "channelManagerId");
                if let (Some(id), Some(wanted)) = (id, wanted)
                    && id != wanted
                {
                    let (expected, actual) = (format!("{}, as in the group", quoted(wanted)), quoted(id));
                    breaches.push(Breach::of(message, "/channelManagerId", expected, actual));
                }
            }
            None => {
                let of_group = earlier.peek().is_some() && confirmation.related.is_some();
                let known = id.is_some() && earlier.any(|(_, group)| group.channel_manager_id == id);
                if of_group && (known || !may_be_astray(material, message)) {
                    let actual = "an id that no group before it had";
                    breaches.push(Breach::of(
                        message,
                        "/relatedMessageId",
                        "the messageId of the group",
                        actual,
                    ));
                }
            }
        }
    }
}

/// R-COR-9: the platform's confirmation tells either of success or of failure.
fn one_outcome(material: Material<'_>, breaches: &mut Breaches) {
    for (message, confirmation, _) in confirmations_with_push(material, Side::Mews, "processGroup") {
        let listed = fields::present(message.body, "reservations");
        // An error is one, whatever a `success` beside it says.
        let failed = confirmation.failed || !errors(message.body).is_empty();
        let actual = if failed && !confirmation.reservations.is_empty() {
            "both"
        } else if !failed && listed.is_none() {
            "neither"
        } else {
            continue;
        };
        let expected = "an error, or the reservations that were confirmed";
        breaches.push(Breach::of(message, "", expected, actual));
    }
}

/// R-COR-10: the platform confirms the whole group, and nothing else.
fn whole(material: Material<'_>, breaches: &mut Breaches) {
    let confirmations = confirmations_with_push(material, Side::Mews, "processGroup");
    if confirmations.is_empty() {
        return;
    }
    let groups = groups_to(material, Side::Mews);
    for (message, confirmation, push) in confirmations {
        if let Some(push) = push.filter(|_| !confirmation.failed) {
            compare(message, confirmation, push, &groups, breaches);
        }
    }
}

fn compare(
    message: &SentMessage<'_>,
    confirmation: &Confirmation<'_>,
    push: ConfirmablePush<'_>,
    groups: &[SentGroup<'_>],
    breaches: &mut Breaches,
) {
    let Some(position) = groups.iter().position(|(group, _)| group.entry == push.message.entry) else {
        return;
    };
    let (_, group) = &groups[position];
    let versions = || {
        groups[..position]
            .iter()
            .map(|(_, version)| version)
            .filter(|version| group.same_booking(version))
    };
    let mut required: Vec<&str> = Vec::new();
    for reservation in &group.reservations {
        // Whether the codes are listed that a partial cancellation cancels is not said.
        if group.purpose == GroupPurpose::Cancellation || reservation.state == ReservationState::Active {
            required.extend(reservation.code);
        }
    }
    if group.purpose == GroupPurpose::Cancellation
        && let Some(latest) = versions().rfind(|version| version.purpose == GroupPurpose::Booking)
    {
        required.extend(latest.active().filter_map(|reservation| reservation.code));
    }
    let confirmed: HashSet<&str> = confirmation.reservations.iter().filter_map(|one| one.code).collect();
    let mut named = HashSet::new();
    let missing: Vec<&str> = required
        .iter()
        .copied()
        .filter(|code| !confirmed.contains(code) && named.insert(*code))
        .collect();
    if let Some(first) = missing.first() {
        let actual = match missing.len() {
            1 => format!("{} is not among them", quoted(first)),
            count => format!("{} and {} more are not among them", quoted(first), count - 1),
        };
        let expected = "every reservation of the group";
        // Where there is no list, R-COR-9 points to the same.
        if fields::present(message.body, "reservations").is_some() {
            breaches.push(Breach::of(message, "/reservations", expected, actual));
        }
    }
    // A cancellation may be of a group that was pushed before the case began.
    if group.purpose == GroupPurpose::Cancellation && versions().next().is_none() {
        return;
    }
    let known: HashSet<&str> = versions()
        .chain([group])
        .flat_map(|version| &version.reservations)
        .filter_map(|reservation| reservation.code)
        .collect();
    let complete = versions().next().is_some() || group.reservations.iter().all(|one| !is_modified(one.body));
    for one in &confirmation.reservations {
        if let Some(code) = one.code
            && !known.contains(code)
            && complete
        {
            let pointer = format!("/reservations/{}/code", one.index);
            breaches.push(Breach::of(message, pointer, "a reservation of the group", quoted(code)));
        }
    }
}

/// Checks that a reservation says that there was an earlier version of it.
fn is_modified(body: &serde_json::Map<String, serde_json::Value>) -> bool {
    matches!(fields::integer(body, "state"), Some(2 | 3))
}

/// Position, code and number of a reservation.
type Numbered<'e> = (usize, Option<&'e str>, Option<&'e str>);

/// R-COR-11: a reservation keeps its confirmation number.
fn stable(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::Mews {
        return;
    }
    let mut numbers: HashMap<(Option<&str>, &str, &str), &str> = HashMap::new();
    for message in material
        .requests()
        .filter(|message| message.host == Side::ChannelManager)
    {
        let (booking, numbered): (_, Vec<Numbered<'_>>) = match message.operation {
            "confirmGroup" => {
                let confirmation = Confirmation::read(message.operation, message.body);
                let numbered = confirmation.reservations.iter();
                (
                    confirmation.channel_manager_id,
                    numbered.map(|one| (one.index, one.code, one.number)).collect(),
                )
            }
            "processGroup" => {
                let group = Group::read(message.host, message.body);
                let numbered = group.reservations.iter();
                (
                    group.channel_manager_id,
                    numbered.map(|one| (one.index, one.code, one.number)).collect(),
                )
            }
            _ => continue,
        };
        let Some(booking) = booking else { continue };
        let connection = fields::text(message.body, "connectionToken");
        for (index, code, number) in numbered {
            let (Some(code), Some(number)) = (code, number) else {
                continue;
            };
            let first = *numbers.entry((connection, booking, code)).or_insert(number);
            if first != number {
                let pointer = format!("/reservations/{index}/confirmationNumber");
                let expected = format!("{}, the number of {} so far", quoted(first), quoted(code));
                breaches.push(Breach::of(message, pointer, expected, quoted(number)));
            }
        }
    }
}

/// R-COR-14: a channel manager confirms the numbers of the group that it was sent.
fn numbers(material: Material<'_>, breaches: &mut Breaches) {
    for (message, confirmation, push) in confirmations_with_push(material, Side::ChannelManager, "processGroup") {
        let Some(push) = push else { continue };
        let group = Group::read(Side::ChannelManager, push.message.body);
        let pushed: HashSet<&str> = group.reservations.iter().filter_map(|one| one.number).collect();
        // A cancellation without reservations tells no numbers.
        if pushed.is_empty() {
            continue;
        }
        for one in &confirmation.reservations {
            if let Some(number) = one.number
                && !pushed.contains(number)
            {
                let pointer = format!("/reservations/{}/confirmationNumber", one.index);
                breaches.push(Breach::of(message, pointer, "a number of the group", quoted(number)));
            }
        }
    }
}

//! The groups of reservations that were pushed.

use super::confirmations::{confirmable_pushes, refused_as_broken};
use crate::contract::operation::Side;
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::views::View;
use crate::judge::views::group::{Group, Reservation};

/// A group with the message that it is read from.
pub type SentGroup<'e> = (&'e SentMessage<'e>, Group<'e>);

/// Every group of the judged side, in order, but for those that Keycard refused as broken: they were asked for.
pub fn groups(material: Material<'_>) -> impl Iterator<Item = (&SentMessage<'_>, &Group<'_>)> {
    material.judged_messages().filter_map(move |(message, view)| {
        let View::Group(group) = view else { return None };
        (!refused_as_broken(material, message)).then_some((message, group.as_ref()))
    })
}

/// Every reservation of the judged side's groups that is not cancelled.
pub fn active_reservations(
    material: Material<'_>,
) -> impl Iterator<Item = (&SentMessage<'_>, &Group<'_>, &Reservation<'_>)> {
    groups(material).flat_map(|(message, group)| group.active().map(move |reservation| (message, group, reservation)))
}

/// Every group that is pushed to that side, in order.
pub fn groups_to(material: Material<'_>, host: Side) -> Vec<SentGroup<'_>> {
    confirmable_pushes(material, host)
        .filter(|push| push.pair.push == "processGroup")
        .map(|push| (push.message, Group::read(host, push.message.body)))
        .collect()
}

//! The demonstration, act by act.

use crate::contract::operation::Side;

/// What is done one after the other: which side is told what, and what that means.
pub(super) const SCRIPT: &[(Side, &str, &str, &str)] = &[
    (
        Side::ChannelManager,
        "synchronise",
        "{}",
        "The channel manager asks what it is connected to.",
    ),
    (
        Side::ChannelManager,
        "set-inventory",
        "{}",
        "It sells every rate with every category.",
    ),
    (
        Side::ChannelManager,
        "request-update",
        "{}",
        "It asks for a full update of a year.",
    ),
    (
        Side::Mews,
        "change-inventory",
        "{\"kind\":\"prices\",\"value\":149.5}",
        "The property changes a price.",
    ),
    (
        Side::Mews,
        "change-inventory",
        "{\"kind\":\"availability\",\"value\":0}",
        "The property is sold out for a night.",
    ),
    (Side::ChannelManager, "single-gross-reservation", "{}", "A guest books."),
    (
        Side::ChannelManager,
        "modify-reservation",
        "{}",
        "The guest stays a night longer.",
    ),
    (Side::ChannelManager, "cancel-booking", "{}", "The guest cancels."),
    (
        Side::ChannelManager,
        "multi-net-reservation",
        "{}",
        "A family books three rooms.",
    ),
    (
        Side::Mews,
        "create-group",
        "{}",
        "The front desk takes a booking by telephone.",
    ),
    (Side::Mews, "modify-group", "{}", "It is changed."),
    (Side::Mews, "cancel-group", "{}", "It is cancelled."),
    (
        Side::ChannelManager,
        "offer-block",
        "{}",
        "A company keeps rooms for a conference.",
    ),
    (Side::ChannelManager, "modify-block", "{}", "It keeps one more."),
    (Side::ChannelManager, "cancel-block", "{}", "It needs none after all."),
    (
        Side::Mews,
        "create-block",
        "{}",
        "The property keeps rooms for a wedding.",
    ),
    (Side::Mews, "modify-block", "{}", "It keeps one more."),
    (Side::Mews, "cancel-block", "{}", "The wedding is off."),
    (
        Side::Mews,
        "change-connection",
        "{\"type\":3}",
        "The property switches the connection off.",
    ),
    (
        Side::Mews,
        "change-connection",
        "{\"type\":2}",
        "It switches it on again, and sends everything anew.",
    ),
];

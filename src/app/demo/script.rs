//! Script of the demonstration, act by act.

use crate::contract::operation::Side::{self, ChannelManager, Mews};

/// Something that a side is made to do.
#[derive(Debug)]
pub struct Act {
    /// The side.
    pub side: Side,
    /// Name of the hook that makes it act.
    pub hook: &'static str,
    /// JSON that the hook gets.
    pub body: &'static str,
    /// Meaning of the act, as a sentence.
    pub meaning: &'static str,
}

const fn act(side: Side, hook: &'static str, body: &'static str, meaning: &'static str) -> Act {
    Act {
        side,
        hook,
        body,
        meaning,
    }
}

/// The acts, one after the other.
pub const SCRIPT: &[Act] = &[
    act(
        ChannelManager,
        "synchronise",
        "{}",
        "The channel manager asks what it is connected to.",
    ),
    act(
        ChannelManager,
        "set-inventory",
        "{}",
        "It sells every rate with every category.",
    ),
    act(
        ChannelManager,
        "request-update",
        "{}",
        "It asks for a full update of a year.",
    ),
    act(
        Mews,
        "change-inventory",
        "{\"kind\":\"prices\",\"value\":149.5}",
        "The property changes a price.",
    ),
    act(
        Mews,
        "change-inventory",
        "{\"kind\":\"availability\",\"value\":0}",
        "The property is sold out for a night.",
    ),
    act(ChannelManager, "single-gross-reservation", "{}", "A guest books."),
    act(
        ChannelManager,
        "modify-reservation",
        "{}",
        "The guest stays a night longer.",
    ),
    act(ChannelManager, "cancel-booking", "{}", "The guest cancels."),
    act(
        ChannelManager,
        "multi-net-reservation",
        "{}",
        "A family books three rooms.",
    ),
    act(
        Mews,
        "create-group",
        "{}",
        "The front desk takes a booking by telephone.",
    ),
    act(Mews, "modify-group", "{}", "It is changed."),
    act(Mews, "cancel-group", "{}", "It is cancelled."),
    act(
        ChannelManager,
        "offer-block",
        "{}",
        "A company keeps rooms for a conference.",
    ),
    act(ChannelManager, "modify-block", "{}", "It keeps one more."),
    act(ChannelManager, "cancel-block", "{}", "It needs none after all."),
    act(Mews, "create-block", "{}", "The property keeps rooms for a wedding."),
    act(Mews, "modify-block", "{}", "It keeps one more."),
    act(Mews, "cancel-block", "{}", "The wedding is off."),
    act(
        Mews,
        "change-connection",
        "{\"type\":3}",
        "The property switches the connection off.",
    ),
    act(
        Mews,
        "change-connection",
        "{\"type\":2}",
        "It switches it on again, and sends everything anew.",
    ),
];

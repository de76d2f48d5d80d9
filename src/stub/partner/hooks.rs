//! Hooks that make the reference channel manager act: `/hooks/channel-manager/<name>`.
//!
//! Hooks stand for people and events of the real world. Each takes a JSON object; all parameters are
//! optional, and `connectionToken` chooses another connection than the first one.

use super::booking::Pricing::{Gross, Net};
use super::booking_hooks::{Order, book, book_invalid, repair};
use super::connection_work::ConnectionWork;
use super::hook_parameters::HookParameters;
use super::{block_hooks, booking_change_hooks, connection_hooks};
use crate::stub::access::Standing;
use crate::stub::answer::Answer;

/// Something that the channel manager can be told to do.
pub struct Hook {
    /// The last part of its address.
    pub name: &'static str,
    /// Effect of the hook, in one sentence.
    pub description: &'static str,
    /// True if it needs a connection over which the platform may be called.
    pub(super) calls: bool,
    pub(super) act: fn(&mut ConnectionWork<'_>, HookParameters<'_>) -> Answer,
}

impl std::fmt::Debug for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Hook").field(&self.name).finish()
    }
}

const fn calling(
    name: &'static str,
    description: &'static str,
    act: fn(&mut ConnectionWork<'_>, HookParameters<'_>) -> Answer,
) -> Hook {
    Hook {
        name,
        description,
        calls: true,
        act,
    }
}

const fn silent(
    name: &'static str,
    description: &'static str,
    act: fn(&mut ConnectionWork<'_>, HookParameters<'_>) -> Answer,
) -> Hook {
    Hook {
        name,
        description,
        calls: false,
        act,
    }
}

/// Every hook.
pub const HOOKS: &[Hook] = &[
    calling(
        "book",
        "Takes a booking, by default of one space priced gross, and sends it.",
        |work, parameters| book(work, parameters, Order::of(1, Gross)),
    ),
    calling(
        "single-gross-reservation",
        "Sends a booking of one space priced gross, for two adults and a child, with a companion and a card.",
        |work, parameters| book(work, parameters, Order::of(1, Gross).with_companion()),
    ),
    calling(
        "single-net-reservation",
        "Sends a booking of one space priced net, for two adults and a child, with a companion and a card.",
        |work, parameters| book(work, parameters, Order::of(1, Net).with_companion()),
    ),
    calling(
        "multi-gross-reservation",
        "Sends a booking of three spaces at different rates, priced gross.",
        |work, parameters| book(work, parameters, Order::of(3, Gross)),
    ),
    calling(
        "multi-net-reservation",
        "Sends a booking of three spaces at different rates, priced net.",
        |work, parameters| book(work, parameters, Order::of(3, Net)),
    ),
    calling(
        "reservation-with-product",
        "Sends a booking of one space with breakfast as an extra.",
        |work, parameters| book(work, parameters, Order::of(1, Gross).with_product()),
    ),
    calling(
        "book-with-card",
        "Sends a booking that is guaranteed by a test card, whose brand may be chosen.",
        |work, parameters| book(work, parameters, Order::of(1, Gross).with_chosen_card()),
    ),
    calling(
        "modify-reservation",
        "Changes one reservation of a booking, by default to a night more, and sends the booking.",
        booking_change_hooks::modify_reservation,
    ),
    calling(
        "modify-multi-reservation",
        "Gives one reservation of a booking other dates, cancels another, adds a third, and sends the booking.",
        booking_change_hooks::modify_multi,
    ),
    calling(
        "modify-booking",
        "Moves all reservations of a booking, by default by a day, and sends the booking.",
        booking_change_hooks::modify_booking,
    ),
    calling(
        "cancel-reservation",
        "Cancels one reservation of a booking and sends what is left.",
        booking_change_hooks::cancel_reservation,
    ),
    calling(
        "cancel-booking",
        "Cancels a booking and says so in one of the documented forms.",
        booking_change_hooks::cancel_booking,
    ),
    calling(
        "invalid-reservation",
        "Sends a booking that ends before it begins, or is invalid in another way.",
        book_invalid,
    ),
    calling(
        "repair-reservation",
        "Mends the booking that was sent as invalid and sends it.",
        repair,
    ),
    calling("offer-block", "Sends a new availability block.", block_hooks::offer),
    calling(
        "modify-block",
        "Changes an availability block, by default to one space more, and sends it.",
        block_hooks::modify,
    ),
    calling(
        "cancel-block",
        "Cancels an availability block and says so.",
        block_hooks::cancel,
    ),
    calling(
        "request-update",
        "Asks for a full update of a period, by default of a year.",
        connection_hooks::request_update,
    ),
    calling(
        "set-inventory",
        "Sends the set of mapped pairs, by default all of them.",
        connection_hooks::set_inventory,
    ),
    calling(
        "synchronise",
        "Asks for the properties, the configuration and the channels.",
        connection_hooks::synchronise,
    ),
    silent(
        "read-inventory",
        "Tells what is stored of availability, prices and restrictions.",
        connection_hooks::read_inventory,
    ),
    silent(
        "read-bookings",
        "Tells which bookings, groups sold at the property and blocks there are.",
        connection_hooks::read_bookings,
    ),
    silent(
        "deactivate-connection",
        "Switches a connection off here, so that its pushes are refused.",
        |work, parameters| connection_hooks::set_standing(work, parameters, Standing::Disabled),
    ),
    silent(
        "activate-connection",
        "Switches a connection on here.",
        |work, parameters| connection_hooks::set_standing(work, parameters, Standing::Enabled),
    ),
    silent(
        "confirm-later",
        "Tells the outcome of each further push by a confirmation, or no longer.",
        connection_hooks::confirm_later,
    ),
    silent(
        "maintenance",
        "Answers the next calls with a system error, by default one.",
        connection_hooks::maintain,
    ),
];

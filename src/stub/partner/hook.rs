//! What the reference channel manager can be told to do: `/hooks/channel-manager/<name>`.
//!
//! Hooks stand for people and events of the real world. Each takes a JSON object; all parameters are
//! optional, and `connectionToken` chooses another connection than the first one.

use super::booking::Pricing::{Gross, Net};
use super::desk::Desk;
use super::parameters::Parameters;
use super::selling::{Order, book, book_invalid, repair};
use super::{changing, offer, office};
use crate::stub::access::Standing;
use crate::stub::answer::Answer;

/// Something that the channel manager can be told to do.
pub struct Hook {
    /// The last part of its address.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub description: &'static str,
    /// Whether it needs a connection over which the platform may be called.
    pub(super) calls: bool,
    pub(super) act: fn(&mut Desk<'_>, Parameters<'_>) -> Answer,
}

impl std::fmt::Debug for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Hook").field(&self.name).finish()
    }
}

const fn calling(
    name: &'static str,
    description: &'static str,
    act: fn(&mut Desk<'_>, Parameters<'_>) -> Answer,
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
    act: fn(&mut Desk<'_>, Parameters<'_>) -> Answer,
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
        |desk, parameters| book(desk, parameters, Order::of(1, Gross)),
    ),
    calling(
        "single-gross-reservation",
        "Sends a booking of one space priced gross, for two adults and a child, with a companion and a card.",
        |desk, parameters| book(desk, parameters, Order::of(1, Gross).with_companion()),
    ),
    calling(
        "single-net-reservation",
        "Sends a booking of one space priced net, for two adults and a child, with a companion and a card.",
        |desk, parameters| book(desk, parameters, Order::of(1, Net).with_companion()),
    ),
    calling(
        "multi-gross-reservation",
        "Sends a booking of three spaces at different rates, priced gross.",
        |desk, parameters| book(desk, parameters, Order::of(3, Gross)),
    ),
    calling(
        "multi-net-reservation",
        "Sends a booking of three spaces at different rates, priced net.",
        |desk, parameters| book(desk, parameters, Order::of(3, Net)),
    ),
    calling(
        "reservation-with-product",
        "Sends a booking of one space with breakfast as an extra.",
        |desk, parameters| book(desk, parameters, Order::of(1, Gross).with_product()),
    ),
    calling(
        "book-with-card",
        "Sends a booking that is guaranteed by a test card, whose brand may be chosen.",
        |desk, parameters| book(desk, parameters, Order::of(1, Gross).with_chosen_card()),
    ),
    calling(
        "modify-reservation",
        "Changes one reservation of a booking, by default to a night more, and sends the booking.",
        changing::modify_reservation,
    ),
    calling(
        "modify-multi-reservation",
        "Gives one reservation of a booking other dates, cancels another, adds a third, and sends the booking.",
        changing::modify_multi,
    ),
    calling(
        "modify-booking",
        "Moves all reservations of a booking, by default by a day, and sends the booking.",
        changing::modify_booking,
    ),
    calling(
        "cancel-reservation",
        "Cancels one reservation of a booking and sends what is left.",
        changing::cancel_reservation,
    ),
    calling(
        "cancel-booking",
        "Cancels a booking and says so in one of the documented forms.",
        changing::cancel_booking,
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
    calling("offer-block", "Sends a new availability block.", offer::offer),
    calling(
        "modify-block",
        "Changes an availability block, by default to one space more, and sends it.",
        offer::modify,
    ),
    calling(
        "cancel-block",
        "Cancels an availability block and says so.",
        offer::cancel,
    ),
    calling(
        "request-update",
        "Asks for a full update of a period, by default of a year.",
        office::request_update,
    ),
    calling(
        "set-inventory",
        "Sends the set of mapped pairs, by default all of them.",
        office::set_inventory,
    ),
    calling(
        "synchronise",
        "Asks for the properties, the configuration and the channels.",
        office::synchronise,
    ),
    silent(
        "read-inventory",
        "Tells what is stored of availability, prices and restrictions.",
        office::read_inventory,
    ),
    silent(
        "read-bookings",
        "Tells which bookings, groups sold at the property and blocks there are.",
        office::read_bookings,
    ),
    silent(
        "deactivate-connection",
        "Switches a connection off here, so that its pushes are refused.",
        |desk, parameters| office::set_standing(desk, parameters, Standing::Disabled),
    ),
    silent(
        "activate-connection",
        "Switches a connection on here.",
        |desk, parameters| office::set_standing(desk, parameters, Standing::Enabled),
    ),
    silent(
        "confirm-later",
        "Tells the outcome of each further push by a confirmation, or no longer.",
        office::confirm_later,
    ),
    silent(
        "maintenance",
        "Answers the next calls with a system error, by default one.",
        office::maintain,
    ),
];

//! Faults of groups of reservations and with availability blocks.

use serde_json::{Value, json};

use super::call_edits::{add, block, categories, exchange, is_changed, other_kind, reservations};
use crate::contract::operation::Side;
use crate::stub::faults::definition::{FaultDefinition, channel_manager_fault, shown_in};
use crate::stub::faults::effect::FaultEffect::Call;
use crate::stub::faults::json::{double, each, part, set, shorten, swap};

pub(super) const FAULTS: &[FaultDefinition] = &[
    // What groups of reservations say.
    channel_manager_fault(
        "books-nobody",
        "R-GRP-4",
        "Sends reservations for no guest.",
        Call(|call, body| {
            reservations(call, body, |reservation| {
                each(reservation, "guestCounts", |count| set(count, "count", json!(0)));
            })
        }),
    ),
    channel_manager_fault(
        "books-backwards",
        "R-GRP-5",
        "Sends reservations that end before they begin.",
        Call(|call, body| reservations(call, body, |reservation| swap(reservation, "from", "to"))),
    ),
    channel_manager_fault(
        "forgets-a-night",
        "R-GRP-6",
        "Sends an amount too few.",
        Call(|call, body| reservations(call, body, |reservation| shorten(reservation, "amounts"))),
    ),
    shown_in(
        "channel-manager/bookings/names-the-channel-of-a-booking",
        channel_manager_fault(
            "pays-for-a-night",
            "R-GRP-8",
            "Sends a negative amount.",
            Call(|call, body| {
                reservations(call, body, |reservation| {
                    each(reservation, "amounts", |amount| set(amount, "gross", json!(-20)));
                })
            }),
        ),
    ),
    channel_manager_fault(
        "reservations-do-not-add-up",
        "R-GRP-9",
        "Sends reservations whose total is not that of their nights.",
        Call(|call, body| reservations(call, body, |reservation| add(reservation, "totalAmount", 40.0))),
    ),
    channel_manager_fault(
        "group-does-not-add-up",
        "R-GRP-10",
        "Sends groups whose total is not that of their reservations.",
        Call(|_, body| add(body, "totalAmount", 40.0)),
    ),
    channel_manager_fault(
        "one-code-for-all",
        "R-GRP-11",
        "Gives the reservations of a group one code.",
        Call(|call, body| reservations(call, body, |reservation| set(reservation, "code", "01"))),
    ),
    channel_manager_fault(
        "zeros-as-cvv",
        "R-GRP-16",
        "Sends a card with zeros in place of its cvv.",
        Call(|_, body| part(body, "paymentCard", |card| set(card, "cvv", "000"))),
    ),
    channel_manager_fault(
        "sends-only-what-changed",
        "R-GRP-19",
        "Leaves reservations that stay as they are out of a change.",
        Call(|call, body| {
            // Only what is new, changed or cancelled has a state.
            if call.operation == "processGroup"
                && let Some(listed) = body.get_mut("reservations").and_then(Value::as_array_mut)
            {
                listed.retain(|reservation| reservation.get("state").is_some());
            }
        }),
    ),
    channel_manager_fault(
        "books-unknown-category",
        "R-GRP-21",
        "Books a space category that there is not.",
        Call(|call, body| reservations(call, body, |reservation| set(reservation, "spaceTypeCode", "ELSEWHERE"))),
    ),
    shown_in(
        "channel-manager/certification/sells-one-space",
        channel_manager_fault(
            "changes-kind-of-amounts",
            "check",
            "Sends gross amounts for net ones, and net for gross, once a booking is changed.",
            Call(|call, body| {
                if is_changed(call, body) {
                    other_kind(body, "totalAmount");
                    each(body, "reservations", |reservation| {
                        other_kind(reservation, "totalAmount");
                        each(reservation, "amounts", exchange);
                    });
                }
            }),
        ),
    ),
    shown_in(
        "channel-manager/certification/sells-one-space",
        channel_manager_fault(
            "changes-to-unknown-category",
            "check",
            "Moves a booking that is changed to a space category that there is not.",
            Call(|call, body| {
                if is_changed(call, body) {
                    each(body, "reservations", |reservation| {
                        set(reservation, "spaceTypeCode", "ELSEWHERE")
                    });
                }
            }),
        ),
    ),
    shown_in(
        "channel-manager/certification/sells-one-space",
        channel_manager_fault(
            "changes-to-unknown-rate",
            "check",
            "Moves a booking that is changed to a rate that there is not.",
            Call(|call, body| {
                if is_changed(call, body) {
                    each(body, "reservations", |reservation| {
                        set(reservation, "ratePlanCode", "ELSEWHERE")
                    });
                }
            }),
        ),
    ),
    channel_manager_fault(
        "nameless-customer",
        "R-GRP-23",
        "Books for a customer without a name.",
        Call(|_, body| part(body, "customer", |person| set(person, "lastName", " "))),
    ),
    channel_manager_fault(
        "unnumbered-reservations",
        "R-GRP-27",
        "Pushes reservations without their numbers.",
        Call(|call, body| {
            reservations(call, body, |reservation| {
                drop(reservation.shift_remove("confirmationNumber"))
            })
        }),
    ),
    channel_manager_fault(
        "forgets-names-of-groups",
        "R-GRP-28",
        "Pushes groups without the ids that the channel manager gave them.",
        Call(|call, body| {
            if call.caller == Side::Mews && call.operation == "processGroup" {
                body.shift_remove("channelId");
                body.shift_remove("channelManagerId");
            }
        }),
    ),
    // What availability blocks say.
    channel_manager_fault(
        "block-ends-before-it-starts",
        "R-BLK-1",
        "Sends a block that ends before it starts.",
        Call(|_, body| block(body, |block| part(block, "dates", |dates| swap(dates, "start", "end")))),
    ),
    channel_manager_fault(
        "spaces-overlap",
        "R-BLK-3",
        "Allocates the same nights of a block twice.",
        Call(|_, body| categories(body, |category| double(category, "allocatedSpaces"))),
    ),
    channel_manager_fault(
        "negative-spaces",
        "R-BLK-4",
        "Allocates fewer than no spaces.",
        Call(|_, body| {
            categories(body, |category| {
                each(category, "allocatedSpaces", |spaces| set(spaces, "count", json!(-3)))
            })
        }),
    ),
    channel_manager_fault(
        "released-never",
        "R-BLK-5",
        "Leaves out when a block is released.",
        Call(|_, body| {
            block(body, |block| {
                part(block, "releaseStrategy", |release| {
                    release.shift_remove("fixedDate");
                    release.shift_remove("offset");
                })
            })
        }),
    ),
    channel_manager_fault(
        "unnumbered-block",
        "R-BLK-7",
        "Changes a block without its number.",
        Call(|_, body| block(body, |block| drop(block.shift_remove("confirmationNumber")))),
    ),
    channel_manager_fault(
        "block-in-other-currency",
        "R-BLK-10",
        "Prices a block in another currency.",
        Call(|_, body| {
            categories(body, |category| {
                each(category, "rates", |rate| {
                    each(rate, "prices", |price| set(price, "currencyCode", "JPY"));
                })
            })
        }),
    ),
    channel_manager_fault(
        "block-of-unknown-category",
        "R-BLK-11",
        "Sends a block of a category that there is not.",
        Call(|_, body| categories(body, |category| set(category, "spaceTypeCode", "ELSEWHERE"))),
    ),
    channel_manager_fault(
        "nameless-booker",
        "R-BLK-13",
        "Sends a block that nobody has booked.",
        Call(|_, body| {
            block(body, |block| {
                part(block, "booker", |person| set(person, "lastName", ""))
            })
        }),
    ),
    channel_manager_fault(
        "invents-status",
        "R-BLK-14",
        "Gives a block a status that does not exist.",
        Call(|_, body| block(body, |block| set(block, "status", "Removed"))),
    ),
    channel_manager_fault(
        "forgets-names-of-blocks",
        "R-BLK-12",
        "Pushes blocks without the code that the channel manager gave them.",
        Call(|call, body| {
            if call.caller == Side::Mews {
                block(body, |block| set(block, "code", json!(null)));
            }
        }),
    ),
];

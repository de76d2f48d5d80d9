//! What goes wrong with groups of reservations and with availability blocks.

use serde_json::{Value, json};

use super::effect::Effect::Call;
use super::{Planted, planted};
use crate::contract::operation::Side;
use crate::stub::edit::{each, set};
use crate::stub::spoil::{
    add, block, categories, double, exchange, is_changed, other_kind, part, put, reservations, shorten, swap,
};

pub(super) const FAULTS: &[Planted] = &[
    // What groups of reservations say.
    planted(
        "books-nobody",
        "R-GRP-4",
        "Sends reservations for no guest.",
        Call(|call, body| {
            reservations(call, body, |reservation| {
                each(reservation, "guestCounts", |count| put(count, "count", json!(0)));
            })
        }),
    ),
    planted(
        "books-backwards",
        "R-GRP-5",
        "Sends reservations that end before they begin.",
        Call(|call, body| reservations(call, body, |reservation| swap(reservation, "from", "to"))),
    ),
    planted(
        "forgets-a-night",
        "R-GRP-6",
        "Sends an amount too few.",
        Call(|call, body| reservations(call, body, |reservation| shorten(reservation, "amounts"))),
    ),
    planted(
        "pays-for-a-night",
        "R-GRP-8",
        "Sends a negative amount.",
        Call(|call, body| {
            reservations(call, body, |reservation| {
                each(reservation, "amounts", |amount| put(amount, "gross", json!(-20)));
            })
        }),
    ),
    planted(
        "reservations-do-not-add-up",
        "R-GRP-9",
        "Sends reservations whose total is not that of their nights.",
        Call(|call, body| reservations(call, body, |reservation| add(reservation, "totalAmount", 40.0))),
    ),
    planted(
        "group-does-not-add-up",
        "R-GRP-10",
        "Sends groups whose total is not that of their reservations.",
        Call(|_, body| add(body, "totalAmount", 40.0)),
    ),
    planted(
        "one-code-for-all",
        "R-GRP-11",
        "Gives the reservations of a group one code.",
        Call(|call, body| reservations(call, body, |reservation| set(reservation, "code", "01"))),
    ),
    planted(
        "zeros-as-cvv",
        "R-GRP-16",
        "Sends a card with zeros in place of its cvv.",
        Call(|_, body| part(body, "paymentCard", |card| set(card, "cvv", "000"))),
    ),
    planted(
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
    planted(
        "books-unknown-category",
        "R-GRP-21",
        "Books a space category that there is not.",
        Call(|call, body| reservations(call, body, |reservation| set(reservation, "spaceTypeCode", "ELSEWHERE"))),
    ),
    planted(
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
    planted(
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
    planted(
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
    planted(
        "nameless-customer",
        "R-GRP-23",
        "Books for a customer without a name.",
        Call(|_, body| part(body, "customer", |person| set(person, "lastName", " "))),
    ),
    planted(
        "unnumbered-reservations",
        "R-GRP-27",
        "Pushes reservations without their numbers.",
        Call(|call, body| {
            reservations(call, body, |reservation| {
                drop(reservation.shift_remove("confirmationNumber"))
            })
        }),
    ),
    planted(
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
    planted(
        "block-ends-before-it-starts",
        "R-BLK-1",
        "Sends a block that ends before it starts.",
        Call(|_, body| block(body, |block| part(block, "dates", |dates| swap(dates, "start", "end")))),
    ),
    planted(
        "spaces-overlap",
        "R-BLK-3",
        "Allocates the same nights of a block twice.",
        Call(|_, body| categories(body, |category| double(category, "allocatedSpaces"))),
    ),
    planted(
        "negative-spaces",
        "R-BLK-4",
        "Allocates fewer than no spaces.",
        Call(|_, body| {
            categories(body, |category| {
                each(category, "allocatedSpaces", |spaces| put(spaces, "count", json!(-3)))
            })
        }),
    ),
    planted(
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
    planted(
        "unnumbered-block",
        "R-BLK-7",
        "Changes a block without its number.",
        Call(|_, body| block(body, |block| drop(block.shift_remove("confirmationNumber")))),
    ),
    planted(
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
    planted(
        "block-of-unknown-category",
        "R-BLK-11",
        "Sends a block of a category that there is not.",
        Call(|_, body| categories(body, |category| set(category, "spaceTypeCode", "ELSEWHERE"))),
    ),
    planted(
        "nameless-booker",
        "R-BLK-13",
        "Sends a block that nobody has booked.",
        Call(|_, body| {
            block(body, |block| {
                part(block, "booker", |person| set(person, "lastName", ""))
            })
        }),
    ),
    planted(
        "invents-status",
        "R-BLK-14",
        "Gives a block a status that does not exist.",
        Call(|_, body| block(body, |block| set(block, "status", "Removed"))),
    ),
    planted(
        "forgets-names-of-blocks",
        "R-BLK-12",
        "Pushes blocks without the code that the channel manager gave them.",
        Call(|call, body| {
            if call.caller == Side::Mews {
                block(body, |block| put(block, "code", json!(null)));
            }
        }),
    ),
];

//! Faults of what a group of reservations is made of: stays, amounts, extras, people and payment; and of its history.

use serde_json::{Value, json};

use super::call_edits::{
    books, cancels, exchange, extras, is_changed, pad_with_cancelled, reservations, take_more_off_than_it_costs,
};
use crate::contract::operation::Side;
use crate::stub::faults::definition::{
    FaultDefinition, channel_manager_fault, channel_manager_production_fault, shown_in,
};
use crate::stub::faults::effect::FaultEffect::{Answer, Call};
use crate::stub::faults::json::{each, part, set};

pub(super) const FAULTS: &[FaultDefinition] = &[
    // Stays.
    channel_manager_fault(
        "neither-books-nor-cancels",
        "R-GRP-1",
        "Sends a cancelled reservation without its state.",
        Call(|call, body| {
            reservations(call, body, |reservation| {
                if reservation.get("state") == Some(&json!(3)) {
                    reservation.shift_remove("state");
                }
            })
        }),
    ),
    shown_in(
        "channel-manager/bookings/sends-a-booking-again-after-a-system-error",
        channel_manager_fault(
            "hides-how-it-is-paid",
            "R-GRP-2",
            "Sends bookings without their payment type.",
            Call(|call, body| {
                if call.operation == "processGroup" {
                    body.shift_remove("paymentType");
                }
            }),
        ),
    ),
    channel_manager_fault(
        "books-at-no-rate",
        "R-GRP-3",
        "Sends reservations without their rate.",
        Call(|call, body| reservations(call, body, |reservation| drop(reservation.shift_remove("ratePlanCode")))),
    ),
    channel_manager_fault(
        "pads-groups",
        "R-GRP-12",
        "Adds cancelled reservations to a booking until it has more than a hundred.",
        Call(|call, body| {
            if books(call, body) {
                pad_with_cancelled(body, 101);
            }
        }),
    ),
    channel_manager_fault(
        "loses-reservations",
        "R-GRP-31",
        "Sends bookings with their price and without their reservations.",
        Call(|call, body| {
            if books(call, body) {
                set(body, "reservations", json!([]));
            }
        }),
    ),
    // Amounts and extras.
    channel_manager_fault(
        "prices-without-amount",
        "R-GRP-7",
        "Sends the price of a night neither net nor gross.",
        Call(|call, body| {
            reservations(call, body, |reservation| {
                each(reservation, "amounts", |amount| amount.clear());
            })
        }),
    ),
    channel_manager_fault(
        "mixes-kinds-of-amounts",
        "R-GRP-7",
        "Sends the total of a group net where its reservations are gross, and gross where they are net.",
        Call(|call, body| {
            if books(call, body) {
                part(body, "totalAmount", exchange);
            }
        }),
    ),
    channel_manager_fault(
        "sells-extra-for-no-day",
        "R-GRP-13",
        "Sends extras that end on the day on which they begin.",
        Call(|call, body| {
            extras(call, body, |extra| {
                let from = extra.get("from").cloned().unwrap_or_default();
                set(extra, "to", from);
            })
        }),
    ),
    channel_manager_fault(
        "sells-unknown-product",
        "R-GRP-14",
        "Sends extras of a product that there is not.",
        Call(|call, body| extras(call, body, |extra| set(extra, "code", "ELSEWHERE"))),
    ),
    shown_in(
        "channel-manager/bookings/sends-a-product-with-its-price",
        channel_manager_fault(
            "takes-off-more-than-it-costs",
            "R-GRP-15",
            "Sends an extra that makes the total of its reservation negative.",
            Call(|call, body| {
                if books(call, body) {
                    take_more_off_than_it_costs(body);
                }
            }),
        ),
    ),
    // Payment, sources and people.
    channel_manager_production_fault(
        "books-without-card",
        "R-GRP-17",
        "Sends bookings without a payment card in production.",
        Call(|call, body| {
            if call.operation == "processGroup" {
                body.shift_remove("paymentCard");
            }
        }),
    ),
    channel_manager_fault(
        "invents-kind-of-source",
        "R-GRP-18",
        "Sends a source of a type that does not exist.",
        Call(|_, body| each(body, "sources", |source| set(source, "type", json!(12)))),
    ),
    shown_in(
        "channel-manager/bookings/sends-a-booking-again-after-a-system-error",
        channel_manager_fault(
            "books-in-no-currency",
            "R-GRP-22",
            "Sends bookings in a currency that does not exist.",
            Call(|call, body| {
                if call.operation == "processGroup" {
                    set(body, "currencyCode", "EUX");
                }
            }),
        ),
    ),
    shown_in(
        "channel-manager/bookings/names-the-channel-of-a-booking",
        channel_manager_fault(
            "counts-guests-in-two-ways",
            "R-GRP-24",
            "Sends the deprecated number of adults beside other guest counts.",
            Call(|call, body| {
                reservations(call, body, |reservation| {
                    drop(reservation.insert("adultCount".into(), json!(9)))
                })
            }),
        ),
    ),
    shown_in(
        "channel-manager/bookings/names-the-channel-of-a-booking",
        channel_manager_fault(
            "names-no-member",
            "R-GRP-26",
            "Sends a loyalty programme without the number of the member.",
            Call(|call, body| {
                if call.operation == "processGroup" {
                    part(body, "customer", |person| {
                        person.insert("loyaltyInfo".into(), json!({ "tierCode": "Gold" }));
                    });
                }
            }),
        ),
    ),
    channel_manager_fault(
        "sends-other-card",
        "R-GRP-30",
        "Sends a card that is not one of the published test cards.",
        Call(|_, body| part(body, "paymentCard", |card| set(card, "number", "4242424242424242"))),
    ),
    // What a group refers to.
    channel_manager_fault(
        "books-out-of-unknown-block",
        "R-GRP-25",
        "Sends bookings out of a block that there is not.",
        Call(|_, body| set(body, "availabilityBlockCode", "ELSEWHERE")),
    ),
    channel_manager_fault(
        "changes-under-another-id",
        "R-GRP-20",
        "Sends the change of a booking under another id than the booking.",
        Call(|call, body| {
            if is_changed(call, body) {
                set(body, "channelManagerId", "KC-ANOTHER");
            }
        }),
    ),
    channel_manager_fault(
        "cancels-unknown-group",
        "R-GRP-29",
        "Sends the cancellation of a booking under an id that no booking has.",
        Call(|call, body| {
            if call.caller == Side::ChannelManager && cancels(call, body) {
                set(body, "channelManagerId", "KC-NEVER");
            }
        }),
    ),
    channel_manager_fault(
        "insists-on-what-was-refused",
        "R-ERR-11",
        "Takes a final refusal of a booking for one that passes, and sends it again.",
        Answer(|call, answer| {
            if call.operation == "processGroup" {
                each(answer, "errors", |error| {
                    if matches!(error.get("code").and_then(Value::as_u64), Some(2 | 7)) {
                        set(error, "code", json!(1));
                    }
                });
            }
        }),
    ),
];

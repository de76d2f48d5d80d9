//! Faults of the calls that a side makes by itself, confirmations above all.

use std::time::Duration;

use serde_json::{Value, json};

use super::call_edits::{cancels, forget, is_confirmation, rename, repeat, reservations, stray};
use crate::contract::operation::Side;
use crate::stub::behaviour::BlockConfirmation;
use crate::stub::faults::definition::{FaultDefinition, channel_manager_fault, shown_in};
use crate::stub::faults::effect::FaultEffect::{Call, Calls, Reply};
use crate::stub::faults::json::{each, part, set, shorten};
use crate::stub::faults::reply_edits::with_doubled_property;
use crate::stub::reply::Transport;
use crate::stub::seed;

pub(super) const FAULTS: &[FaultDefinition] = &[
    // What a side calls by itself.
    shown_in(
        "channel-manager/groups/follows-a-booking-cancelled-at-the-property",
        channel_manager_fault(
            "stays-silent",
            "callback",
            "Does what it is told, and calls nobody.",
            Calls(Vec::clear),
        ),
    ),
    shown_in(
        "channel-manager/reservations/takes-each-optional-part-of-a-group",
        channel_manager_fault(
            "calls-invented-operation",
            "callback",
            "Confirms at an operation that does not exist.",
            Calls(|calls| {
                for call in calls.iter_mut().filter(|call| is_confirmation(call)) {
                    call.url = rename(&call.url, "processPriceConfirmation");
                }
            }),
        ),
    ),
    shown_in(
        "channel-manager/requests/asks-for-all-there-is-to-know",
        channel_manager_fault(
            "calls-without-token",
            "R-AUTH-1",
            "Calls without a client token.",
            Call(|_, body| drop(body.shift_remove("clientToken"))),
        ),
    ),
    shown_in(
        "channel-manager/requests/asks-for-all-there-is-to-know",
        channel_manager_fault(
            "calls-with-token-in-lower-case",
            "R-AUTH-1",
            "Calls with the client token in lower case.",
            Call(|_, body| {
                let token = body
                    .get("clientToken")
                    .and_then(Value::as_str)
                    .map(str::to_ascii_lowercase);
                set(body, "clientToken", json!(token));
            }),
        ),
    ),
    shown_in(
        "channel-manager/transport/mews-sends-a-push-again-after-a-system-error",
        channel_manager_fault(
            "two-client-tokens",
            "R-AUTH-3",
            "Calls with another client token for prices than for all else.",
            Call(|call, body| {
                if call.operation == "updatePrices" {
                    set(body, "clientToken", seed::PARTNER_CLIENT_PRODUCTION);
                }
            }),
        ),
    ),
    shown_in(
        "channel-manager/requests/asks-for-all-there-is-to-know",
        channel_manager_fault(
            "calls-for-unknown-connection",
            "R-AUTH-2",
            "Calls for a connection that nobody has.",
            Call(|_, body| set(body, "connectionToken", json!("0000-KEYCARD-0000"))),
        ),
    ),
    channel_manager_fault(
        "adds-unknown-property",
        "unknown-property",
        "Sends a property that is not documented.",
        Call(|_, body| drop(body.insert("reservationz".into(), json!([])))),
    ),
    shown_in(
        "channel-manager/requests/asks-for-all-there-is-to-know",
        channel_manager_fault(
            "calls-with-doubled-property",
            "doubled-property",
            "Sends the first property of a call twice.",
            Calls(|calls| {
                for call in calls {
                    call.body = with_doubled_property(&call.body);
                }
            }),
        ),
    ),
    shown_in(
        "channel-manager/bookings/sends-a-booking-again-after-a-system-error",
        channel_manager_fault(
            "counts-in-the-old-way",
            "deprecated-property",
            "Sends the deprecated number of adults.",
            Call(|call, body| {
                reservations(call, body, |reservation| {
                    drop(reservation.insert("adultCount".into(), json!(2)))
                })
            }),
        ),
    ),
    shown_in(
        "channel-manager/bookings/sends-a-booking-again-after-a-system-error",
        channel_manager_fault(
            "writes-nationality-as-word",
            "documented-form",
            "Sends the nationality of a guest as a word.",
            Call(|_, body| part(body, "customer", |person| set(person, "nationalityCode", "Dutch"))),
        ),
    ),
    shown_in(
        "channel-manager/bookings/sends-changes-and-cancels-several-spaces",
        channel_manager_fault(
            "cancels-without-channel-id",
            "expected-property",
            "Sends the cancellation of a booking without the id that the channel gave it.",
            Call(|call, body| {
                if call.caller == Side::ChannelManager && cancels(call, body) {
                    body.shift_remove("channelId");
                }
            }),
        ),
    ),
    shown_in(
        "channel-manager/bookings/names-the-channel-of-a-booking",
        channel_manager_fault(
            "names-distributor",
            "discontinued-property",
            "Sends a property that is not read any more.",
            Call(|call, body| {
                reservations(call, body, |reservation| {
                    reservation.insert("distributor".into(), json!("Bookings"));
                });
            }),
        ),
    ),
    // How confirmations refer to what they confirm.
    channel_manager_fault(
        "confirms-unknown-push",
        "R-COR-1",
        "Confirms a push that was never sent.",
        Call(|call, body| {
            if call.caller == Side::ChannelManager {
                set(body, "relatedMessageId", json!("KC-NEVER"));
            }
        }),
    ),
    channel_manager_fault(
        "confirms-elsewhere",
        "R-COR-2",
        "Confirms at another address than the responseUrl.",
        Calls(|calls| {
            for call in calls.iter_mut().filter(|call| is_confirmation(call)) {
                call.url = call.url.replace("/api/channelManager/v1/", "/api/channelManager/");
            }
        }),
    ),
    channel_manager_fault(
        "misplaced-response-url",
        "R-COR-3",
        "Asks for confirmations at an operation that confirms nothing.",
        Call(|_, body| {
            let url = body
                .get("responseUrl")
                .and_then(Value::as_str)
                .map(|url| rename(url, "confirm"));
            set(body, "responseUrl", json!(url));
        }),
    ),
    channel_manager_fault(
        "confirms-for-another-connection",
        "R-COR-4",
        "Confirms with the token of another connection.",
        Call(|call, body| {
            if is_confirmation(call) {
                stray(body);
            }
        }),
    ),
    channel_manager_fault("confirms-twice", "R-COR-5", "Confirms everything twice.", Calls(repeat)),
    channel_manager_fault(
        "breaks-promises",
        "R-COR-6",
        "Promises to confirm pushes later, and never does.",
        Calls(|calls| {
            forget(calls, |operation| {
                !operation.contains("Group") && !operation.contains("Block")
            })
        }),
    ),
    channel_manager_fault(
        "confirms-before-it-answers",
        "R-COR-6",
        "Confirms a push, and only then answers that it will.",
        Reply(|_, reply| {
            if reply.callbacks.iter().any(is_confirmation) {
                reply.transport = Transport::Delayed(Duration::from_secs(3));
            }
        }),
    ),
    channel_manager_fault(
        "forgets-to-confirm-groups",
        "R-COR-7",
        "Never confirms a group.",
        Calls(|calls| forget(calls, |operation| operation.contains("Group"))),
    ),
    channel_manager_fault(
        "confirms-unknown-group",
        "R-COR-8",
        "Confirms a group under an id that no message had.",
        Call(|call, body| {
            if call.caller == Side::Mews {
                set(body, "relatedMessageId", json!("KC-NEVER"));
            }
        }),
    ),
    channel_manager_fault(
        "confirms-and-refuses",
        "R-COR-9",
        "Confirms a group and reports an error with it.",
        Call(|call, body| {
            if call.operation == "confirmGroup" {
                body.insert(
                    "error".into(),
                    json!({ "code": 7, "message": "The group breaks a rule." }),
                );
            }
        }),
    ),
    channel_manager_fault(
        "confirms-half-a-group",
        "R-COR-10",
        "Leaves a reservation out of a confirmation.",
        Call(|call, body| {
            if call.operation == "confirmGroup" {
                shorten(body, "reservations");
            }
        }),
    ),
    channel_manager_fault(
        "renumbers-reservations",
        "R-COR-11",
        "Gives a reservation another number with each message.",
        Call(|call, body| {
            if call.operation == "confirmGroup" {
                let related = body.get("relatedMessageId").cloned().unwrap_or_default();
                each(body, "reservations", |reservation| {
                    set(reservation, "confirmationNumber", related.clone())
                });
            }
        }),
    ),
    channel_manager_fault(
        "repeats-message-ids",
        "R-COR-12",
        "Gives all its messages one id.",
        Call(|_, body| set(body, "messageId", json!("KC-ALWAYS"))),
    ),
    channel_manager_fault(
        "confirms-block-by-other-number",
        "R-COR-13",
        "Confirms a block by a number that it does not have.",
        Call(|call, body| {
            if call.operation == "processAvailabilityBlockConfirmation" {
                set(body, "confirmationNumber", "KC-NEVER");
            }
        }),
    ),
    channel_manager_fault(
        "invents-reservation-numbers",
        "R-COR-14",
        "Confirms reservations by numbers that they do not have.",
        Call(|call, body| {
            if call.operation == "processGroupConfirmation" {
                each(body, "reservations", |reservation| {
                    set(reservation, "confirmationNumber", "KC-NEVER")
                });
            }
        }),
    ),
    FaultDefinition {
        choose: |behaviour| behaviour.block_confirmation = BlockConfirmation::Sent,
        ..channel_manager_fault(
            "confirms-another-block",
            "R-COR-15",
            "Confirms a block under the code of another.",
            Call(|call, body| {
                if call.operation == "confirmAvailabilityBlock" {
                    set(body, "code", "KC-NEVER");
                }
            }),
        )
    },
];

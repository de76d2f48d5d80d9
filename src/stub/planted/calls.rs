//! What goes wrong with the calls that a side makes by itself, confirmations above all.

use serde_json::{Value, json};

use super::effect::Effect::{Call, Calls};
use super::{Planted, planted};
use crate::contract::operation::Side;
use crate::stub::edit::{each, each_with, set};
use crate::stub::spoil::{forget, is_confirmation, put, rename, repeat, reservations, shorten, stray};

pub(super) const FAULTS: &[Planted] = &[
    // What a side calls by itself.
    planted(
        "stays-silent",
        "callback",
        "Does what it is told, and calls nobody.",
        Calls(Vec::clear),
    ),
    planted(
        "calls-invented-operation",
        "callback",
        "Confirms at an operation that does not exist.",
        Calls(|calls| {
            for call in calls.iter_mut().filter(|call| is_confirmation(call)) {
                call.url = rename(&call.url, "processPriceConfirmation");
            }
        }),
    ),
    planted(
        "calls-without-token",
        "R-AUTH-1",
        "Calls without a client token.",
        Call(|_, body| drop(body.shift_remove("clientToken"))),
    ),
    planted(
        "calls-with-token-in-lower-case",
        "R-AUTH-1",
        "Calls with the client token in lower case.",
        Call(|_, body| {
            let token = body
                .get("clientToken")
                .and_then(Value::as_str)
                .map(str::to_ascii_lowercase);
            put(body, "clientToken", json!(token));
        }),
    ),
    planted(
        "calls-for-unknown-connection",
        "R-AUTH-2",
        "Calls for a connection that nobody has.",
        Call(|_, body| put(body, "connectionToken", json!("0000-KEYCARD-0000"))),
    ),
    planted(
        "adds-unknown-property",
        "unknown-property",
        "Sends a property that is not documented.",
        Call(|_, body| drop(body.insert("reservationz".into(), json!([])))),
    ),
    planted(
        "counts-in-the-old-way",
        "deprecated-property",
        "Sends the deprecated number of adults.",
        Call(|call, body| {
            reservations(call, body, |reservation| {
                drop(reservation.insert("adultCount".into(), json!(2)))
            })
        }),
    ),
    planted(
        "names-distributor",
        "discontinued-property",
        "Sends a property that is not read any more.",
        Call(|call, body| {
            reservations(call, body, |reservation| {
                reservation.insert("distributor".into(), json!("Bookings"));
            });
        }),
    ),
    // How confirmations refer to what they confirm.
    planted(
        "confirms-unknown-push",
        "R-COR-1",
        "Confirms a push that was never sent.",
        Call(|call, body| {
            if call.caller == Side::ChannelManager {
                put(body, "relatedMessageId", json!("KC-NEVER"));
            }
        }),
    ),
    planted(
        "confirms-elsewhere",
        "R-COR-2",
        "Confirms at another address than the responseUrl.",
        Calls(|calls| {
            for call in calls.iter_mut().filter(|call| is_confirmation(call)) {
                call.url = call.url.replace("/api/channelManager/v1/", "/api/channelManager/");
            }
        }),
    ),
    planted(
        "misplaced-response-url",
        "R-COR-3",
        "Asks for confirmations at an operation that confirms nothing.",
        Call(|_, body| {
            let url = body
                .get("responseUrl")
                .and_then(Value::as_str)
                .map(|url| rename(url, "confirm"));
            put(body, "responseUrl", json!(url));
        }),
    ),
    planted(
        "confirms-for-another-connection",
        "R-COR-4",
        "Confirms with the token of another connection.",
        Call(|call, body| {
            if is_confirmation(call) {
                stray(body);
            }
        }),
    ),
    planted("confirms-twice", "R-COR-5", "Confirms everything twice.", Calls(repeat)),
    planted(
        "breaks-promises",
        "R-COR-6",
        "Promises to confirm pushes later, and never does.",
        Calls(|calls| {
            forget(calls, |operation| {
                !operation.contains("Group") && !operation.contains("Block")
            })
        }),
    ),
    planted(
        "forgets-to-confirm-groups",
        "R-COR-7",
        "Never confirms a group.",
        Calls(|calls| forget(calls, |operation| operation.contains("Group"))),
    ),
    planted(
        "confirms-unknown-group",
        "R-COR-8",
        "Confirms a group under an id that no message had.",
        Call(|call, body| {
            if call.caller == Side::Mews {
                put(body, "relatedMessageId", json!("KC-NEVER"));
            }
        }),
    ),
    planted(
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
    planted(
        "confirms-half-a-group",
        "R-COR-10",
        "Leaves a reservation out of a confirmation.",
        Call(|call, body| {
            if call.operation == "confirmGroup" {
                shorten(body, "reservations");
            }
        }),
    ),
    planted(
        "renumbers-reservations",
        "R-COR-11",
        "Gives a reservation another number with each message.",
        Call(|call, body| {
            if call.operation == "confirmGroup" {
                let related = body.get("relatedMessageId").cloned().unwrap_or_default();
                each_with(body, "reservations", |reservation| {
                    put(reservation, "confirmationNumber", related.clone())
                });
            }
        }),
    ),
    planted(
        "repeats-message-ids",
        "R-COR-12",
        "Gives all its messages one id.",
        Call(|_, body| put(body, "messageId", json!("KC-ALWAYS"))),
    ),
    planted(
        "confirms-block-by-other-number",
        "R-COR-13",
        "Confirms a block by a number that it does not have.",
        Call(|call, body| {
            if call.operation == "processAvailabilityBlockConfirmation" {
                set(body, "confirmationNumber", "KC-NEVER");
            }
        }),
    ),
    planted(
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
];

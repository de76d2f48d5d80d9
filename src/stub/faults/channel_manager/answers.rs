//! Faults of answers: their transport, shape, envelope and errors.

use std::time::Duration;

use serde_json::{Value, json};

use super::reply_edits::{has_succeeded, recode, status_for};
use super::request_edits::text;
use crate::stub::faults::definition::{FaultDefinition, channel_manager_fault, shown_in};
use crate::stub::faults::effect::FaultEffect::{Errors, Json, Reply};
use crate::stub::faults::json::{each, set, stringify};
use crate::stub::faults::reply_edits::{edit_bytes, with_doubled_property};
use crate::stub::operation::Operation;
use crate::stub::reply::Transport;

pub(super) const FAULTS: &[FaultDefinition] = &[
    // How the answer travels.
    channel_manager_fault(
        "closes-connection",
        "transport",
        "Closes the connection without an answer.",
        Reply(|_, reply| reply.transport = Transport::Closed),
    ),
    channel_manager_fault(
        "slow-answer",
        "time-limit",
        "Answers after three seconds.",
        Reply(|_, reply| reply.transport = Transport::Delayed(Duration::from_secs(3))),
    ),
    channel_manager_fault(
        "status-401-on-bad-token",
        "R-ENV-1",
        "Answers a bad token with HTTP 401.",
        Reply(|_, reply| status_for(reply, 8, 401)),
    ),
    channel_manager_fault(
        "status-201-on-success",
        "R-ENV-1",
        "Answers success with HTTP 201.",
        Reply(|_, reply| {
            if has_succeeded(reply) {
                reply.response.status = 201;
            }
        }),
    ),
    channel_manager_fault(
        "status-400-on-bad-message",
        "R-ENV-1",
        "Answers a malformed message with HTTP 400.",
        Reply(|_, reply| status_for(reply, 6, 400)),
    ),
    channel_manager_fault(
        "html-content-type",
        "media-type",
        "Sends JSON as text/html.",
        Reply(|_, reply| reply.response.headers.set("content-type", "text/html")),
    ),
    channel_manager_fault(
        "no-content-type",
        "media-type",
        "Sends JSON without a content type.",
        Reply(|_, reply| reply.response.headers.remove("content-type")),
    ),
    channel_manager_fault(
        "truncated-json",
        "json",
        "Sends a body that ends in the middle.",
        Reply(|_, reply| edit_bytes(reply, |bytes| bytes.truncate(bytes.len() / 2))),
    ),
    channel_manager_fault(
        "invalid-utf8",
        "json",
        "Sends a body with a byte that is not UTF-8.",
        Reply(|_, reply| {
            edit_bytes(reply, |bytes| {
                bytes.pop();
                bytes.extend(b",\"note\":\"\xff\"}");
            });
        }),
    ),
    channel_manager_fault(
        "empty-body",
        "json",
        "Sends no body.",
        Reply(|_, reply| edit_bytes(reply, Vec::clear)),
    ),
    channel_manager_fault(
        "doubles-a-property",
        "doubled-property",
        "Sends the first property of an answer twice.",
        Reply(|_, reply| reply.response.body = with_doubled_property(&reply.response.body)),
    ),
    // The shape of the answer.
    channel_manager_fault(
        "success-as-string",
        "schema",
        "Sends success as a string.",
        Json(|_, body| {
            stringify(body, "success");
        }),
    ),
    channel_manager_fault(
        "code-as-string",
        "schema",
        "Sends error codes as strings.",
        Errors(|error| stringify(error, "code")),
    ),
    channel_manager_fault(
        "configuration-without-mappings",
        "schema",
        "Leaves inventoryMappings out of the configuration.",
        Json(|_, body| drop(body.shift_remove("inventoryMappings"))),
    ),
    channel_manager_fault(
        "rate-without-currency",
        "schema",
        "Leaves the currency out of rate plans.",
        Json(|_, body| each(body, "ratePlans", |rate| drop(rate.shift_remove("currencyCode")))),
    ),
    shown_in(
        "channel-manager/reservations/takes-deprecated-forms",
        channel_manager_fault(
            "channel-codes-as-strings",
            "schema",
            "Sends channel codes as strings.",
            Json(|_, body| each(body, "channels", |channel| stringify(channel, "code"))),
        ),
    ),
    // The envelope.
    channel_manager_fault(
        "ok-instead-of-success",
        "R-ENV-2",
        "Answers {\"ok\": true} without success.",
        Json(|_, body| {
            if let Some(success) = body.shift_remove("success") {
                body.insert("ok".into(), success);
            }
        }),
    ),
    channel_manager_fault(
        "failure-without-errors",
        "R-ENV-3",
        "Fails without saying why.",
        Json(|_, body| drop(body.shift_remove("errors"))),
    ),
    channel_manager_fault(
        "success-with-errors",
        "R-ENV-4",
        "Succeeds and lists an error.",
        Json(|_, body| {
            body.entry("errors")
                .or_insert_with(|| json!([{ "code": 1, "message": "Nothing happened." }]));
        }),
    ),
    channel_manager_fault(
        "async-flag-on-failure",
        "R-ENV-5",
        "Fails and promises a later confirmation.",
        Json(|_, body| {
            if body.contains_key("errors") {
                body.insert("asyncConfirmation".into(), json!(true));
            }
        }),
    ),
    channel_manager_fault(
        "legacy-error-object",
        "R-ENV-6",
        "Sends the deprecated single error object.",
        Json(|_, body| {
            if let Some(mut errors) = body.shift_remove("errors") {
                body.insert("error".into(), errors[0].take());
            }
        }),
    ),
    // The errors in it.
    channel_manager_fault(
        "code-out-of-range",
        "R-ERR-1",
        "Uses an error code that is not in the catalogue.",
        Errors(|error| recode(error, &[], 99)),
    ),
    channel_manager_fault(
        "blank-message",
        "R-ERR-2",
        "Sends errors with a blank message.",
        Errors(|error| set(error, "message", " ")),
    ),
    channel_manager_fault(
        "category-error-without-code",
        "R-ERR-3",
        "Sends code 10 or 11 without categoryCode.",
        Errors(|error| drop(error.shift_remove("categoryCode"))),
    ),
    channel_manager_fault(
        "blank-category-code",
        "R-ERR-3",
        "Sends code 10 or 11 with an empty categoryCode.",
        Errors(|error| set(error, "categoryCode", "")),
    ),
    channel_manager_fault(
        "rate-error-without-code",
        "R-ERR-4",
        "Sends code 9 or 11 without rateCode.",
        Errors(|error| drop(error.shift_remove("rateCode"))),
    ),
    shown_in(
        "channel-manager/inventory-mapping/refuses-codes-that-do-not-exist",
        channel_manager_fault(
            "rate-error-from-mews",
            "R-ERR-5",
            "Reports an unknown rate from Mews with code 9, which there means a disabled operation.",
            Errors(|error| {
                if error.contains_key("rateCode") {
                    recode(error, &[6], 9);
                }
            }),
        ),
    ),
    channel_manager_fault(
        "deprecated-code",
        "R-ERR-6",
        "Uses code 4 for 10 and 5 for 9.",
        Errors(|error| {
            recode(error, &[10], 4);
            recode(error, &[9], 5);
        }),
    ),
    channel_manager_fault(
        "foreign-code-reported",
        "R-ERR-7",
        "Blames a code that the request does not hold.",
        Errors(|error| {
            set(error, "categoryCode", "ELSEWHERE");
            set(error, "rateCode", "ELSEWHERE");
        }),
    ),
    shown_in(
        "channel-manager/restrictions/names-each-code-it-does-not-know",
        channel_manager_fault(
            "misplaced-code-12",
            "R-ERR-8",
            "Answers prices and restrictions with the error for availability.",
            Json(|request, body| {
                if matches!(
                    Operation::at(request.path()),
                    Some(Operation::UpdatePrices | Operation::UpdateRestrictions)
                ) {
                    each(body, "errors", |error| recode(error, &[9, 10, 11], 12));
                }
            }),
        ),
    ),
    channel_manager_fault(
        "reports-only-first-bad-code",
        "R-ERR-9",
        "Reports the first of several bad codes.",
        Json(|_, body| {
            if let Some(errors) = body.get_mut("errors").and_then(Value::as_array_mut) {
                errors.truncate(1);
            }
        }),
    ),
    channel_manager_fault(
        "message-without-code",
        "R-ERR-10",
        "Writes messages that do not name the offending code.",
        Errors(|error| {
            if error.contains_key("categoryCode") || error.contains_key("rateCode") || error["code"] == 2 {
                set(error, "message", "Something in the message is not known here.");
            }
        }),
    ),
    channel_manager_fault(
        "wrong-error-code",
        "outcome",
        "Answers bad tokens and connections with code 7.",
        Errors(|error| recode(error, &[3, 8], 7)),
    ),
    channel_manager_fault(
        "other-wording",
        "snapshot",
        "Words its messages differently.",
        Errors(|error| {
            let message = format!("Sorry! {}", error["message"].as_str().unwrap_or_default());
            set(error, "message", message);
        }),
    ),
    channel_manager_fault(
        "echoes-token",
        "snapshot",
        "Repeats the rejected token in the message.",
        Json(|request, body| {
            let token = text(request, "clientToken");
            each(body, "errors", |error| {
                if error["code"] == 8 {
                    set(error, "message", format!("The client token {token} is not valid."));
                }
            });
        }),
    ),
];

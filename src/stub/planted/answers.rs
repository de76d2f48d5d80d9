//! What goes wrong with an answer: how it travels, its shape, its envelope and its errors.

use std::time::Duration;

use serde_json::{Value, json};

use super::effect::Effect::{Errors, Json, Reply};
use super::{Planted, planted};
use crate::stub::edit::{bytes, each, each_with, has_succeeded, recode, set, status_for, stringify, text};
use crate::stub::operation::Operation;
use crate::stub::reply::Transport;

pub(super) const FAULTS: &[Planted] = &[
    // How the answer travels.
    planted(
        "closes-connection",
        "transport",
        "Closes the connection without an answer.",
        Reply(|_, reply| reply.transport = Transport::Closed),
    ),
    planted(
        "slow-answer",
        "time-limit",
        "Answers after three seconds.",
        Reply(|_, reply| reply.transport = Transport::Delayed(Duration::from_secs(3))),
    ),
    planted(
        "status-401-on-bad-token",
        "R-ENV-1",
        "Answers a bad token with HTTP 401.",
        Reply(|_, reply| status_for(reply, 8, 401)),
    ),
    planted(
        "status-201-on-success",
        "R-ENV-1",
        "Answers success with HTTP 201.",
        Reply(|_, reply| {
            if has_succeeded(reply) {
                reply.response.status = 201;
            }
        }),
    ),
    planted(
        "status-400-on-bad-message",
        "R-ENV-1",
        "Answers a malformed message with HTTP 400.",
        Reply(|_, reply| status_for(reply, 6, 400)),
    ),
    planted(
        "html-content-type",
        "media-type",
        "Sends JSON as text/html.",
        Reply(|_, reply| reply.response.headers.set("content-type", "text/html")),
    ),
    planted(
        "no-content-type",
        "media-type",
        "Sends JSON without a content type.",
        Reply(|_, reply| reply.response.headers.remove("content-type")),
    ),
    planted(
        "truncated-json",
        "json",
        "Sends a body that ends in the middle.",
        Reply(|_, reply| bytes(reply, |bytes| bytes.truncate(bytes.len() / 2))),
    ),
    planted(
        "invalid-utf8",
        "json",
        "Sends a body with a byte that is not UTF-8.",
        Reply(|_, reply| {
            bytes(reply, |bytes| {
                bytes.pop();
                bytes.extend(b",\"note\":\"\xff\"}");
            });
        }),
    ),
    planted(
        "empty-body",
        "json",
        "Sends no body.",
        Reply(|_, reply| bytes(reply, Vec::clear)),
    ),
    // The shape of the answer.
    planted(
        "success-as-string",
        "schema",
        "Sends success as a string.",
        Json(|_, body| {
            stringify(body, "success");
        }),
    ),
    planted(
        "code-as-string",
        "schema",
        "Sends error codes as strings.",
        Errors(|error| stringify(error, "code")),
    ),
    planted(
        "configuration-without-mappings",
        "schema",
        "Leaves inventoryMappings out of the configuration.",
        Json(|_, body| drop(body.shift_remove("inventoryMappings"))),
    ),
    planted(
        "rate-without-currency",
        "schema",
        "Leaves the currency out of rate plans.",
        Json(|_, body| each(body, "ratePlans", |rate| drop(rate.shift_remove("currencyCode")))),
    ),
    planted(
        "channel-codes-as-strings",
        "schema",
        "Sends channel codes as strings.",
        Json(|_, body| each(body, "channels", |channel| stringify(channel, "code"))),
    ),
    // The envelope.
    planted(
        "ok-instead-of-success",
        "R-ENV-2",
        "Answers {\"ok\": true} without success.",
        Json(|_, body| {
            if let Some(success) = body.shift_remove("success") {
                body.insert("ok".into(), success);
            }
        }),
    ),
    planted(
        "failure-without-errors",
        "R-ENV-3",
        "Fails without saying why.",
        Json(|_, body| drop(body.shift_remove("errors"))),
    ),
    planted(
        "success-with-errors",
        "R-ENV-4",
        "Succeeds and lists an error.",
        Json(|_, body| {
            body.entry("errors")
                .or_insert_with(|| json!([{ "code": 1, "message": "Nothing happened." }]));
        }),
    ),
    planted(
        "async-flag-on-failure",
        "R-ENV-5",
        "Fails and promises a later confirmation.",
        Json(|_, body| {
            if body.contains_key("errors") {
                body.insert("asyncConfirmation".into(), json!(true));
            }
        }),
    ),
    planted(
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
    planted(
        "code-out-of-range",
        "R-ERR-1",
        "Uses an error code that is not in the catalogue.",
        Errors(|error| recode(error, &[], 99)),
    ),
    planted(
        "blank-message",
        "R-ERR-2",
        "Sends errors with a blank message.",
        Errors(|error| set(error, "message", " ")),
    ),
    planted(
        "category-error-without-code",
        "R-ERR-3",
        "Sends code 10 or 11 without categoryCode.",
        Errors(|error| drop(error.shift_remove("categoryCode"))),
    ),
    planted(
        "blank-category-code",
        "R-ERR-3",
        "Sends code 10 or 11 with an empty categoryCode.",
        Errors(|error| set(error, "categoryCode", "")),
    ),
    planted(
        "rate-error-without-code",
        "R-ERR-4",
        "Sends code 9 or 11 without rateCode.",
        Errors(|error| drop(error.shift_remove("rateCode"))),
    ),
    planted(
        "rate-error-from-mews",
        "R-ERR-5",
        "Reports an unknown rate from Mews with code 9, which there means a disabled operation.",
        Errors(|error| {
            if error.contains_key("rateCode") {
                recode(error, &[6], 9);
            }
        }),
    ),
    planted(
        "deprecated-code",
        "R-ERR-6",
        "Uses code 4 for 10 and 5 for 9.",
        Errors(|error| {
            recode(error, &[10], 4);
            recode(error, &[9], 5);
        }),
    ),
    planted(
        "foreign-code-reported",
        "R-ERR-7",
        "Blames a code that the request does not hold.",
        Errors(|error| {
            set(error, "categoryCode", "ELSEWHERE");
            set(error, "rateCode", "ELSEWHERE");
        }),
    ),
    planted(
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
    planted(
        "reports-only-first-bad-code",
        "R-ERR-9",
        "Reports the first of several bad codes.",
        Json(|_, body| {
            if let Some(errors) = body.get_mut("errors").and_then(Value::as_array_mut) {
                errors.truncate(1);
            }
        }),
    ),
    planted(
        "message-without-code",
        "R-ERR-10",
        "Writes messages that do not name the offending code.",
        Errors(|error| {
            if error.contains_key("categoryCode") || error.contains_key("rateCode") || error["code"] == 2 {
                set(error, "message", "Something in the message is not known here.");
            }
        }),
    ),
    planted(
        "wrong-error-code",
        "outcome",
        "Answers bad tokens and connections with code 7.",
        Errors(|error| recode(error, &[3, 8], 7)),
    ),
    planted(
        "other-wording",
        "snapshot",
        "Words its messages differently.",
        Errors(|error| {
            let message = format!("Sorry! {}", error["message"].as_str().unwrap_or_default());
            set(error, "message", &message);
        }),
    ),
    planted(
        "echoes-token",
        "snapshot",
        "Repeats the rejected token in the message.",
        Json(|request, body| {
            let token = text(request, "clientToken");
            each_with(body, "errors", |error| {
                if error["code"] == 8 {
                    set(error, "message", &format!("The client token {token} is not valid."));
                }
            });
        }),
    ),
];

//! What each fault does to an honest world: it mistakes the request or spoils the reply.
//!
//! Faults stay outside the world, so that the honest one has no branch for them.

use std::time::Duration;

use serde_json::{Value, json};

use super::edit::{
    LISTS, Object, PROPERTIES, TOKENS, bytes, each, each_with, edit, extend, has_succeeded, is_unknown, order_dates,
    recode, refuse, replace, resemble, set, skip, status_for, stringify, take, text,
};
use super::fault::Fault;
use super::operation::Operation;
use super::owed::Callback;
use super::seed;
use super::world::{Reply, Transport};
use crate::contract::operation::Side;
use crate::exchange::body::Body;
use crate::exchange::message::Request;

/// Where a fault sits.
enum Effect {
    /// The request is taken for another one.
    Request(fn(&Request) -> Option<Request>),
    /// The body of a request is taken for another one.
    Body(fn(Side, &mut Object)),
    /// The honest reply is spoilt.
    Reply(fn(&Request, &mut Reply)),
    /// The JSON of the honest reply is spoilt.
    Json(fn(&Request, &mut Object)),
    /// Each error of the honest reply is spoilt.
    Errors(fn(&mut Object)),
    /// The calls that the honest world owes are spoilt.
    Calls(fn(&mut Vec<Callback>)),
    /// The JSON of each call that the honest world owes is spoilt.
    Call(fn(&Callback, &mut Object)),
}

/// What the faulty world takes a request for; `None` if for what it is.
pub(super) fn request(fault: Fault, request: &Request) -> Option<Request> {
    match effect(fault) {
        Effect::Request(mistake) => mistake(request),
        Effect::Body(mistake) => {
            let side = Operation::at(request.path())?.side();
            let mut body = request.body.json().ok()?.clone();
            mistake(side, body.as_object_mut()?);
            Some(Request {
                body: Body::of(&body),
                ..request.clone()
            })
        }
        Effect::Reply(_) | Effect::Json(_) | Effect::Errors(_) | Effect::Calls(_) | Effect::Call(_) => None,
    }
}

/// What the faulty world answers in place of the honest reply.
pub(super) fn reply(fault: Fault, request: &Request, mut reply: Reply) -> Reply {
    match effect(fault) {
        Effect::Request(_) | Effect::Body(_) => {}
        Effect::Reply(spoil) => spoil(request, &mut reply),
        Effect::Json(spoil) => edit(&mut reply, |body| spoil(request, body)),
        Effect::Errors(spoil) => edit(&mut reply, |body| each(body, "errors", spoil)),
        Effect::Calls(_) | Effect::Call(_) => calls(fault, &mut reply.callbacks),
    }
    reply
}

/// What the faulty world calls in place of what the honest one owes.
pub(super) fn calls(fault: Fault, callbacks: &mut Vec<Callback>) {
    match effect(fault) {
        Effect::Request(_) | Effect::Body(_) | Effect::Reply(_) | Effect::Json(_) | Effect::Errors(_) => {}
        Effect::Calls(spoil) => spoil(callbacks),
        Effect::Call(spoil) => {
            for callback in callbacks {
                let Ok(Value::Object(body)) = callback.body.json() else {
                    continue;
                };
                let mut body = body.clone();
                spoil(callback, &mut body);
                callback.body = Body::of(&Value::Object(body));
            }
        }
    }
}

fn effect(fault: Fault) -> Effect {
    use Effect::{Body, Errors, Json, Reply, Request};
    match fault {
        Fault::ClosesConnection => Reply(|_, reply| reply.transport = Transport::Closed),
        Fault::SlowAnswer => Reply(|_, reply| reply.transport = Transport::Delayed(Duration::from_secs(3))),
        Fault::Status401OnBadToken => Reply(|_, reply| status_for(reply, 8, 401)),
        Fault::Status400OnBadMessage => Reply(|_, reply| status_for(reply, 6, 400)),
        Fault::Status201OnSuccess => Reply(|_, reply| {
            if has_succeeded(reply) {
                reply.response.status = 201;
            }
        }),
        Fault::HtmlContentType => Reply(|_, reply| reply.response.headers.set("content-type", "text/html")),
        Fault::NoContentType => Reply(|_, reply| reply.response.headers.remove("content-type")),
        Fault::TruncatedJson => Reply(|_, reply| bytes(reply, |bytes| bytes.truncate(bytes.len() / 2))),
        Fault::InvalidUtf8 => Reply(|_, reply| {
            bytes(reply, |bytes| {
                bytes.pop();
                bytes.extend(b",\"note\":\"\xff\"}");
            });
        }),
        Fault::EmptyBody => Reply(|_, reply| bytes(reply, Vec::clear)),

        Fault::SuccessAsString => Json(|_, body| {
            let text = body["success"].to_string();
            body["success"] = json!(text);
        }),
        Fault::CodeAsString => Errors(|error| stringify(error, "code")),
        Fault::ConfigurationWithoutMappings => Json(|_, body| drop(body.shift_remove("inventoryMappings"))),
        Fault::RateWithoutCurrency => {
            Json(|_, body| each(body, "ratePlans", |rate| drop(rate.shift_remove("currencyCode"))))
        }
        Fault::ChannelCodesAsStrings => Json(|_, body| each(body, "channels", |channel| stringify(channel, "code"))),

        Fault::OkInsteadOfSuccess => Json(|_, body| {
            if let Some(success) = body.shift_remove("success") {
                body.insert("ok".into(), success);
            }
        }),
        Fault::FailureWithoutErrors => Json(|_, body| drop(body.shift_remove("errors"))),
        Fault::SuccessWithErrors => Json(|_, body| {
            body.entry("errors")
                .or_insert_with(|| json!([{ "code": 1, "message": "Nothing happened." }]));
        }),
        Fault::AsyncFlagOnFailure => Json(|_, body| {
            if body.contains_key("errors") {
                body.insert("asyncConfirmation".into(), json!(true));
            }
        }),
        Fault::LegacyErrorObject => Json(|_, body| {
            if let Some(mut errors) = body.shift_remove("errors") {
                body.insert("error".into(), errors[0].take());
            }
        }),

        Fault::CodeOutOfRange => Errors(|error| recode(error, &[], 99)),
        Fault::BlankMessage => Errors(|error| set(error, "message", " ")),
        Fault::CategoryErrorWithoutCode => Errors(|error| drop(error.shift_remove("categoryCode"))),
        Fault::BlankCategoryCode => Errors(|error| set(error, "categoryCode", "")),
        Fault::RateErrorWithoutCode => Errors(|error| drop(error.shift_remove("rateCode"))),
        Fault::RateErrorFromMews => Errors(|error| {
            if error.contains_key("rateCode") {
                recode(error, &[6], 9);
            }
        }),
        Fault::DeprecatedCode => Errors(|error| {
            recode(error, &[10], 4);
            recode(error, &[9], 5);
        }),
        Fault::ForeignCodeReported => Errors(|error| {
            set(error, "categoryCode", "ELSEWHERE");
            set(error, "rateCode", "ELSEWHERE");
        }),
        Fault::MisplacedCode12 => Json(|request, body| {
            if matches!(
                Operation::at(request.path()),
                Some(Operation::UpdatePrices | Operation::UpdateRestrictions)
            ) {
                each(body, "errors", |error| recode(error, &[9, 10, 11], 12));
            }
        }),
        Fault::ReportsOnlyFirstBadCode => Json(|_, body| {
            if let Some(errors) = body.get_mut("errors").and_then(Value::as_array_mut) {
                errors.truncate(1);
            }
        }),
        Fault::MessageWithoutCode => Errors(|error| {
            if error.contains_key("categoryCode") || error.contains_key("rateCode") || error["code"] == 2 {
                set(error, "message", "Something in the message is not known here.");
            }
        }),
        Fault::WrongErrorCode => Errors(|error| recode(error, &[3, 8], 7)),
        Fault::OtherWording => Errors(|error| {
            let message = format!("Sorry! {}", error["message"].as_str().unwrap_or_default());
            set(error, "message", &message);
        }),
        Fault::EchoesToken => Json(|request, body| {
            let token = text(request, "clientToken");
            each_with(body, "errors", |error| {
                if error["code"] == 8 {
                    set(error, "message", &format!("The client token {token} is not valid."));
                }
            });
        }),

        Fault::AcceptsExpiredToken => Body(|side, body| take(side, body, "clientToken", "expired")),
        Fault::AcceptsRevokedToken => Body(|side, body| take(side, body, "clientToken", "revoked")),
        Fault::AcceptsOtherEnvironment => Body(|side, body| {
            take(side, body, "clientToken", "other-environment");
            take(side, body, "connectionToken", "other-environment");
        }),
        Fault::AcceptsOtherSide => Body(|side, body| take(side, body, "clientToken", "other-side")),
        Fault::AcceptsUnknownToken => Body(|side, body| replace(side, body, "clientToken", is_unknown)),
        Fault::AcceptsMissingToken => Body(|side, body| {
            for name in TOKENS {
                if body.get(name).is_none_or(Value::is_null) {
                    body.insert(name.into(), json!(seed::credential(side, name, "valid")));
                }
            }
        }),
        Fault::AcceptsBlankToken => Body(|side, body| {
            for name in TOKENS {
                replace(side, body, name, |token| {
                    token.as_str().is_some_and(|token| token.trim().is_empty())
                });
            }
        }),
        Fault::AcceptsSwappedTokens => Body(|side, body| {
            let valid = |name| seed::credential(side, name, "valid");
            let sent = |name| body.get(name).and_then(Value::as_str);
            if sent(TOKENS[0]) == valid(TOKENS[1]) && sent(TOKENS[1]) == valid(TOKENS[0]) {
                for name in TOKENS {
                    body.insert(name.into(), json!(valid(name)));
                }
            }
        }),
        Fault::AcceptsTruncatedToken => Body(|side, body| {
            resemble(side, body, |sent, valid| {
                sent.len() >= valid.len() / 2 && valid.starts_with(sent)
            });
        }),
        Fault::IgnoresTokenCase => Body(|side, body| resemble(side, body, str::eq_ignore_ascii_case)),
        Fault::TrimsTokens => Body(|side, body| resemble(side, body, |sent, valid| sent.trim() == valid)),
        Fault::AcceptsOldNames => Body(|_, body| {
            for (old, new) in [("accessToken", TOKENS[0]), ("connectionCode", TOKENS[1])] {
                if let (Some(token), false) = (body.get(old).cloned(), body.contains_key(new)) {
                    body.insert(new.into(), token);
                }
            }
        }),
        Fault::AcceptsDisabledConnection => Body(|side, body| take(side, body, "connectionToken", "disabled")),
        Fault::AcceptsDeletedConnection => Body(|side, body| take(side, body, "connectionToken", "deleted")),
        Fault::AcceptsUnknownConnection => Body(|side, body| replace(side, body, "connectionToken", is_unknown)),
        Fault::AcceptsOtherClientsConnection => Body(|side, body| take(side, body, "connectionToken", "other-client")),

        Fault::RefusesUnknownProperty => Reply(|request, reply| {
            let body = request.body.json().ok().and_then(Value::as_object);
            if body.is_some_and(|body| body.keys().any(|name| !PROPERTIES.contains(&name.as_str()))) {
                refuse(reply, "The body has a property that is not known.");
            }
        }),
        Fault::RefusesCharset => Reply(|request, reply| {
            if request
                .headers
                .get("content-type")
                .is_some_and(|value| value.contains(';'))
            {
                refuse(reply, "The content type must have no parameters.");
            }
        }),
        Fault::ProcessesGet => Request(|request| {
            (request.method == "GET").then(|| self::Request {
                method: "POST".into(),
                ..request.clone()
            })
        }),
        Fault::SkipsUnknownSpace => Body(|_, body| skip(body, "spaceTypeCode", &seed::SPACES)),
        Fault::SkipsUnknownRate => Body(|_, body| skip(body, "ratePlanCode", &seed::RATES)),
        Fault::AcceptsReversedDates => Body(|_, body| {
            order_dates(body);
            for name in LISTS {
                each(body, name, order_dates);
            }
        }),
        Fault::ConfirmsUnknownBooking => Json(|_, body| {
            if body.get("errors").is_some_and(|errors| errors[0]["code"] == 2) {
                body.shift_remove("errors");
                body.insert("success".into(), json!(true));
            }
        }),

        Fault::SharedConnectionToken => Json(|_, body| {
            each(body, "properties", |property| {
                each(property, "connections", |connection| {
                    set(connection, "token", seed::CONNECTION_A)
                });
            });
        }),
        Fault::LeaksForeignProperty => Json(|request, body| {
            if text(request, "connectionToken") == seed::CONNECTION_OTHER_CLIENT {
                each(body, "errors", |error| {
                    set(error, "message", "The connection belongs to Tulip Annex.")
                });
            }
        }),
        Fault::ShowsOtherClientsConnections => Json(|_, body| {
            each(body, "properties", |property| {
                property
                    .entry("connections")
                    .or_insert_with(|| json!([{ "token": seed::CONNECTION_OTHER_CLIENT, "name": "Someone else's" }]));
            });
        }),
        Fault::UnaskedUnsynchronized => {
            Body(|_, body| extend(body, &["includeUnsynchronizedRates", "includeUnsynchronizedCategories"]))
        }
        Fault::UnaskedSections => {
            Body(|_, body| extend(body, &["includeProducts", "includeCompanies", "includeAgeCategories"]))
        }
        Fault::ForgetsInventory => Body(|_, body| {
            if body.contains_key("inventoryMappings") {
                let all = seed::RATES.iter().flat_map(|rate| {
                    seed::SPACES
                        .iter()
                        .map(move |space| json!({ "ratePlanCode": rate, "spaceTypeCode": space }))
                });
                body.insert("inventoryMappings".into(), all.collect());
            }
        }),
    }
}

//! Faults of access: requests that are accepted and should not be, and what is taken, refused and shown.

use serde_json::{Value, json};

use super::reply_edits::refuse;
use super::request_edits::{
    LISTS, PROPERTIES, TOKENS, extend, is_unknown, order_dates, replace, resemble, skip, take, text,
};
use crate::exchange::message;
use crate::stub::faults::definition::{FaultDefinition, channel_manager_fault, shown_in};
use crate::stub::faults::effect::FaultEffect::{Body, Hook, Json, Reply, Request};
use crate::stub::faults::json::{each, set, shorten};
use crate::stub::seed;

pub(super) const FAULTS: &[FaultDefinition] = &[
    // Who is let in.
    channel_manager_fault(
        "accepts-expired-token",
        "outcome",
        "Takes an expired client token.",
        Body(|side, body| take(side, body, "clientToken", "expired")),
    ),
    channel_manager_fault(
        "accepts-revoked-token",
        "outcome",
        "Takes a revoked client token.",
        Body(|side, body| take(side, body, "clientToken", "revoked")),
    ),
    channel_manager_fault(
        "accepts-other-environment",
        "outcome",
        "Takes tokens of the other environment.",
        Body(|side, body| {
            take(side, body, "clientToken", "other-environment");
            take(side, body, "connectionToken", "other-environment");
        }),
    ),
    channel_manager_fault(
        "accepts-other-side",
        "outcome",
        "Takes the client token of the other side.",
        Body(|side, body| take(side, body, "clientToken", "other-side")),
    ),
    channel_manager_fault(
        "accepts-unknown-token",
        "outcome",
        "Takes any client token that is a string.",
        Body(|side, body| replace(side, body, "clientToken", is_unknown)),
    ),
    channel_manager_fault(
        "accepts-missing-token",
        "outcome",
        "Takes a request without tokens.",
        Body(|side, body| {
            for name in TOKENS {
                if body.get(name).is_none_or(Value::is_null) {
                    body.insert(name.into(), json!(seed::credential(side, name, "valid")));
                }
            }
        }),
    ),
    channel_manager_fault(
        "accepts-blank-token",
        "outcome",
        "Takes blank tokens.",
        Body(|side, body| {
            for name in TOKENS {
                replace(side, body, name, |token| {
                    token.as_str().is_some_and(|token| token.trim().is_empty())
                });
            }
        }),
    ),
    channel_manager_fault(
        "accepts-swapped-tokens",
        "outcome",
        "Takes the two tokens in each other's place.",
        Body(|side, body| {
            let valid = |name| seed::credential(side, name, "valid");
            let sent = |name| body.get(name).and_then(Value::as_str);
            if sent(TOKENS[0]) == valid(TOKENS[1]) && sent(TOKENS[1]) == valid(TOKENS[0]) {
                for name in TOKENS {
                    body.insert(name.into(), json!(valid(name)));
                }
            }
        }),
    ),
    channel_manager_fault(
        "accepts-truncated-token",
        "outcome",
        "Takes a token that was cut short.",
        Body(|side, body| {
            resemble(side, body, |sent, valid| {
                sent.len() >= valid.len() / 2 && valid.starts_with(sent)
            });
        }),
    ),
    channel_manager_fault(
        "ignores-token-case",
        "outcome",
        "Compares tokens without regard to case.",
        Body(|side, body| resemble(side, body, str::eq_ignore_ascii_case)),
    ),
    channel_manager_fault(
        "trims-tokens",
        "outcome",
        "Trims blanks off tokens.",
        Body(|side, body| resemble(side, body, |sent, valid| sent.trim() == valid)),
    ),
    channel_manager_fault(
        "accepts-old-names",
        "outcome",
        "Takes tokens under their discontinued names.",
        Body(|_, body| {
            for (old, new) in [("accessToken", TOKENS[0]), ("connectionCode", TOKENS[1])] {
                if let (Some(token), false) = (body.get(old).cloned(), body.contains_key(new)) {
                    body.insert(new.into(), token);
                }
            }
        }),
    ),
    channel_manager_fault(
        "accepts-disabled-connection",
        "outcome",
        "Serves a connection that is switched off.",
        Body(|side, body| take(side, body, "connectionToken", "disabled")),
    ),
    channel_manager_fault(
        "accepts-deleted-connection",
        "outcome",
        "Serves a connection that was deleted.",
        Body(|side, body| take(side, body, "connectionToken", "deleted")),
    ),
    channel_manager_fault(
        "accepts-unknown-connection",
        "outcome",
        "Serves a connection that never existed.",
        Body(|side, body| replace(side, body, "connectionToken", is_unknown)),
    ),
    channel_manager_fault(
        "accepts-other-clients-connection",
        "outcome",
        "Serves a connection of another client.",
        Body(|side, body| take(side, body, "connectionToken", "other-client")),
    ),
    shown_in(
        "channel-manager/certification/refuses-pushes-while-switched-off",
        channel_manager_fault(
            "stays-switched-off",
            "clean-up",
            "Fails at switching a connection on again.",
            Hook(|request| request.path().ends_with("/activate-connection")),
        ),
    ),
    // What is taken and refused.
    channel_manager_fault(
        "refuses-unknown-property",
        "outcome",
        "Refuses a body with a property it does not know.",
        Reply(|request, reply| {
            let body = request.body.json().ok().and_then(Value::as_object);
            if body.is_some_and(|body| body.keys().any(|name| !PROPERTIES.contains(&name.as_str()))) {
                refuse(reply, "The body has a property that is not known.");
            }
        }),
    ),
    channel_manager_fault(
        "refuses-charset",
        "outcome",
        "Refuses a content type with a charset.",
        Reply(|request, reply| {
            if request
                .headers
                .get("content-type")
                .is_some_and(|value| value.contains(';'))
            {
                refuse(reply, "The content type must have no parameters.");
            }
        }),
    ),
    shown_in(
        "channel-manager/transport/mews-takes-post-only",
        channel_manager_fault(
            "processes-get",
            "outcome",
            "Processes a GET like a POST.",
            Request(|request| {
                (request.method == "GET").then(|| message::Request {
                    method: "POST".into(),
                    ..request.clone()
                })
            }),
        ),
    ),
    shown_in(
        "channel-manager/inventory-mapping/refuses-codes-that-do-not-exist",
        channel_manager_fault(
            "silently-skips-unknown-space",
            "outcome",
            "Skips entries with an unknown space category and succeeds.",
            Body(|_, body| skip(body, "spaceTypeCode", &seed::SPACES)),
        ),
    ),
    shown_in(
        "channel-manager/restrictions/names-each-code-it-does-not-know",
        channel_manager_fault(
            "silently-skips-unknown-rate",
            "outcome",
            "Skips entries with an unknown rate and succeeds.",
            Body(|_, body| skip(body, "ratePlanCode", &seed::RATES)),
        ),
    ),
    shown_in(
        "channel-manager/ari-request/refuses-dates-that-make-no-period",
        channel_manager_fault(
            "accepts-reversed-dates",
            "outcome",
            "Takes a period whose start is after its end.",
            Body(|_, body| {
                order_dates(body);
                for name in LISTS {
                    each(body, name, order_dates);
                }
            }),
        ),
    ),
    shown_in(
        "channel-manager/confirmation/does-not-find-an-unknown-booking",
        channel_manager_fault(
            "confirms-unknown-booking",
            "outcome",
            "Takes the confirmation of a booking it never sent.",
            Json(|_, body| {
                if body.get("errors").is_some_and(|errors| errors[0]["code"] == 2) {
                    body.shift_remove("errors");
                    body.insert("success".into(), json!(true));
                }
            }),
        ),
    ),
    // What is shown.
    channel_manager_fault(
        "shared-connection-token",
        "R-AUTH-5",
        "Lists two connections with one token.",
        Json(|_, body| {
            each(body, "properties", |property| {
                each(property, "connections", |connection| {
                    set(connection, "token", seed::CONNECTION_A)
                });
            });
        }),
    ),
    shown_in(
        "channel-manager/connection/channel-manager-answers-for-another-clients-connection-as-for-none",
        channel_manager_fault(
            "leaks-foreign-property",
            "check",
            "Names the property behind another client's connection.",
            Json(|request, body| {
                if text(request, "connectionToken") == seed::CONNECTION_OTHER_CLIENT {
                    each(body, "errors", |error| {
                        set(error, "message", "The connection belongs to Tulip Annex.")
                    });
                }
            }),
        ),
    ),
    channel_manager_fault(
        "shows-others-to-employee",
        "R-CFG-14",
        "Lists our properties to an employee of another enterprise.",
        Body(|side, body| take(side, body, "email", "other-enterprise")),
    ),
    shown_in(
        "channel-manager/properties/shows-no-connection-of-another-client",
        channel_manager_fault(
            "shows-other-clients-connections",
            "check",
            "Lists connections of another client.",
            Json(|_, body| {
                each(body, "properties", |property| {
                    property.entry("connections").or_insert_with(
                        || json!([{ "token": seed::CONNECTION_OTHER_CLIENT, "name": "Someone else's" }]),
                    );
                });
            }),
        ),
    ),
    channel_manager_fault(
        "unasked-unsynchronized",
        "check",
        "Lists unsynchronized rates and categories unasked.",
        Body(|_, body| extend(body, &["includeUnsynchronizedRates", "includeUnsynchronizedCategories"])),
    ),
    channel_manager_fault(
        "unasked-sections",
        "check",
        "Sends optional sections of the configuration unasked.",
        Body(|_, body| extend(body, &["includeProducts", "includeCompanies", "includeAgeCategories"])),
    ),
    channel_manager_fault(
        "unasked-unsynchronized-rates",
        "R-CFG-3",
        "Lists unsynchronized rates unasked.",
        Body(|_, body| extend(body, &["includeUnsynchronizedRates"])),
    ),
    channel_manager_fault(
        "unasked-companies",
        "R-CFG-4",
        "Lists companies and travel agencies unasked.",
        Body(|_, body| extend(body, &["includeCompanies"])),
    ),
    channel_manager_fault(
        "forgets-last-pair",
        "R-CFG-11",
        "Accepts new mappings and leaves the last one out.",
        Body(|_, body| shorten(body, "inventoryMappings")),
    ),
    shown_in(
        "channel-manager/inventory-mapping/maps-each-of-two-rates-with-each-category",
        channel_manager_fault(
            "forgets-inventory",
            "check",
            "Accepts new mappings and keeps the old.",
            Body(|_, body| {
                if body.contains_key("inventoryMappings") {
                    let all = seed::RATES.iter().flat_map(|rate| {
                        seed::SPACES
                            .iter()
                            .map(move |space| json!({ "ratePlanCode": rate, "spaceTypeCode": space }))
                    });
                    body.insert("inventoryMappings".into(), all.collect());
                }
            }),
        ),
    ),
];

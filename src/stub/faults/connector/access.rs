//! Faults of access to the Connector API: requests that are accepted and should not be, and parts that are not looked at.

use serde_json::{Value, json};

use super::reply_edits::{has_succeeded, message};
use super::request_edits::{TOKENS, is_unknown, operation, replace, take, with};
use crate::exchange::body::Body;
use crate::exchange::message;
use crate::stub::connector::seed;
use crate::stub::environment::Environment;
use crate::stub::faults::definition::{FaultDefinition, connector_fault, connector_production_fault, shown_in};
use crate::stub::faults::effect::FaultEffect::{Around, Parameters, Reply, Request};

pub(super) const FAULTS: &[FaultDefinition] = &[
    connector_fault(
        "connector-accepts-expired-token",
        "outcome",
        "Takes tokens whose time has ended.",
        Parameters(|body| take(body, "expired")),
    ),
    connector_fault(
        "connector-accepts-revoked-token",
        "outcome",
        "Takes tokens that were replaced.",
        Parameters(|body| take(body, "revoked")),
    ),
    connector_fault(
        "connector-accepts-other-environment",
        "outcome",
        "Takes the tokens of the other environment.",
        Parameters(|body| take(body, "other-environment")),
    ),
    connector_production_fault(
        "connector-accepts-demo-in-production",
        "outcome",
        "Takes tokens of the demo environment in production.",
        Parameters(|body| {
            for name in TOKENS {
                let demo = seed::credential(name, "valid");
                if body.get(name).and_then(Value::as_str) == demo {
                    let own = seed::credential_in(Environment::Production, name, "valid");
                    body.insert(name.into(), json!(own));
                }
            }
        }),
    ),
    connector_fault(
        "connector-accepts-other-client",
        "outcome",
        "Takes an access token of another application with its own client token.",
        Parameters(|body| take(body, "other-client")),
    ),
    connector_fault(
        "connector-accepts-disabled-integration",
        "outcome",
        "Serves an integration that is switched off.",
        Parameters(|body| take(body, "disabled")),
    ),
    connector_fault(
        "connector-accepts-canceled-integration",
        "outcome",
        "Serves an integration that was canceled.",
        Parameters(|body| take(body, "deleted")),
    ),
    connector_fault(
        "connector-accepts-disabled-enterprise",
        "outcome",
        "Serves an enterprise that is switched off.",
        Parameters(|body| take(body, "disabled-enterprise")),
    ),
    shown_in(
        "connector/auth/refuses-what-is-not-granted",
        connector_fault(
            "connector-grants-everything",
            "outcome",
            "Lets a token call what was not granted to it.",
            Parameters(|body| take(body, "not-granted")),
        ),
    ),
    connector_fault(
        "connector-accepts-unknown-token",
        "outcome",
        "Takes any text that looks like a token.",
        Parameters(|body| {
            for name in TOKENS {
                replace(body, name, |token, _| is_unknown(token));
            }
        }),
    ),
    connector_fault(
        "connector-accepts-missing-token",
        "outcome",
        "Takes a request without tokens.",
        Parameters(|body| {
            for name in TOKENS {
                replace(body, name, |token, _| token.is_none_or(Value::is_null));
            }
        }),
    ),
    connector_fault(
        "connector-accepts-blank-token",
        "outcome",
        "Takes empty tokens.",
        Parameters(|body| {
            for name in TOKENS {
                replace(body, name, |token, _| {
                    token
                        .and_then(Value::as_str)
                        .is_some_and(|token| token.trim().is_empty())
                });
            }
        }),
    ),
    connector_fault(
        "connector-trims-tokens",
        "outcome",
        "Trims blanks off tokens.",
        Parameters(|body| {
            for name in TOKENS {
                replace(body, name, |token, valid| {
                    token.and_then(Value::as_str).is_some_and(|token| token.trim() == valid)
                });
            }
        }),
    ),
    connector_fault(
        "connector-ignores-token-case",
        "outcome",
        "Compares tokens without regard to case.",
        Parameters(|body| {
            for name in TOKENS {
                replace(body, name, |token, valid| {
                    token
                        .and_then(Value::as_str)
                        .is_some_and(|token| token.eq_ignore_ascii_case(valid))
                });
            }
        }),
    ),
    connector_fault(
        "connector-accepts-truncated-token",
        "outcome",
        "Takes a token that was cut short.",
        Parameters(|body| {
            for name in TOKENS {
                replace(body, name, |token, valid| {
                    token
                        .and_then(Value::as_str)
                        .is_some_and(|token| token.len() > 8 && valid.starts_with(token))
                });
            }
        }),
    ),
    shown_in(
        "connector/auth/refuses-unknown-tokens",
        connector_fault(
            "connector-accepts-swapped-tokens",
            "outcome",
            "Takes the two tokens in each other's place.",
            Parameters(|body| {
                let valid = TOKENS.map(|name| seed::credential(name, "valid"));
                let sent = TOKENS.map(|name| body.get(name).and_then(Value::as_str));
                if sent[0] == valid[1] && sent[1] == valid[0] {
                    for (name, valid) in TOKENS.into_iter().zip(valid) {
                        body.insert(name.into(), json!(valid));
                    }
                }
            }),
        ),
    ),
    connector_fault(
        "connector-accepts-bearer-token",
        "outcome",
        "Takes the tokens of a request from its headers or its query.",
        Request(|request| {
            let outside = request.headers.get("authorization").is_some()
                || request.headers.get("cookie").is_some()
                || request.url.contains("AccessToken=");
            outside.then(|| {
                with(request, |body| {
                    for name in TOKENS {
                        replace(body, name, |token, _| token.is_none());
                    }
                })
            })
        }),
    ),
    connector_fault(
        "connector-accepts-missing-client",
        "outcome",
        "Takes a request that does not name its client.",
        Parameters(|body| {
            let named = body.get("Client").and_then(Value::as_str);
            if named.is_none_or(|name| name.trim().is_empty()) {
                body.insert("Client".into(), json!("Somebody 1.0.0"));
            }
        }),
    ),
    connector_fault(
        "connector-forbids-in-place-of-unauthorized",
        "outcome",
        "Answers a bad token with 403.",
        Reply(|_, reply| {
            if reply.response.status == 401 {
                reply.response.status = 403;
            }
        }),
    ),
    shown_in(
        "connector/auth/refuses-what-is-not-granted",
        connector_fault(
            "connector-blames-parameter-for-grant",
            "outcome",
            "Answers an operation that was not granted with 400.",
            Reply(|request, reply| {
                let token = request.body.json().ok().and_then(|body| body["AccessToken"].as_str());
                if reply.response.status == 401 && token == seed::credential("AccessToken", "not-granted") {
                    reply.response.status = 400;
                }
            }),
        ),
    ),
    connector_fault(
        "connector-echoes-token",
        "A25",
        "Repeats the rejected token in the message.",
        Reply(|request, reply| {
            let token = request.body.json().ok().and_then(|body| body["AccessToken"].as_str());
            if let Some(token) = token.filter(|_| reply.response.status == 401) {
                message(reply, |_| format!("The token {token} is not valid."));
            }
        }),
    ),
    // The frame of a request.
    connector_fault(
        "connector-processes-get",
        "outcome",
        "Processes a GET like a POST.",
        Request(|request| {
            (request.method != "POST").then(|| {
                let post = message::Request {
                    method: "POST".into(),
                    body: Body::of(&request.body.json().cloned().unwrap_or_else(|_| json!({}))),
                    ..request.clone()
                };
                let mut post = with(&post, |body| {
                    for name in TOKENS {
                        replace(body, name, |token, _| token.is_none());
                    }
                    body.entry("Client").or_insert_with(|| json!("Somebody 1.0.0"));
                    body.entry("Limitation").or_insert_with(|| json!({ "Count": 10 }));
                });
                post.headers.set("content-type", "application/json");
                post
            })
        }),
    ),
    shown_in(
        "connector/shape/tells-upper-from-lower-case",
        connector_fault(
            "connector-ignores-path-case",
            "outcome",
            "Compares paths without regard to case.",
            Around(|world, request, now| {
                let honest = world.handle(request, now);
                if honest.response.status != 404 {
                    return honest;
                }
                let found = crate::stub::connector::route::in_any_case(request.path());
                let path = found.map(|path| message::Request {
                    url: path.to_owned(),
                    ..request.clone()
                });
                path.map_or(honest, |request| world.handle(&request, now))
            }),
        ),
    ),
    connector_fault(
        "connector-takes-trailing-slash",
        "outcome",
        "Takes a path with a slash at its end.",
        Request(|request| {
            let path = request.path().strip_suffix('/')?;
            Some(message::Request {
                url: path.to_owned(),
                ..request.clone()
            })
        }),
    ),
    connector_fault(
        "connector-takes-loose-json",
        "outcome",
        "Takes JSON with a comma too many or a comment.",
        Request(|request| {
            let text = request.body.text();
            let mended = text.replace(",}", "}").replace(",]", "]");
            let mended = match (mended.find("/*"), mended.find("*/")) {
                (Some(start), Some(end)) if start < end => {
                    format!("{}{}", &mended[..start], &mended[end + 2..])
                }
                _ => mended,
            };
            let body = Body::from(mended.into_bytes());
            (request.body.json().is_err() && body.json().is_ok()).then(|| message::Request {
                body,
                ..request.clone()
            })
        }),
    ),
    connector_fault(
        "connector-refuses-half-a-culture",
        "outcome",
        "Refuses a language without a culture, or a culture without a language.",
        Reply(|request, reply| {
            let body = request.body.json().ok();
            let named = |name: &str| body.is_some_and(|body| body.get(name).is_some());
            if named("LanguageCode") != named("CultureCode") && has_succeeded(reply) {
                let id = reply.response.headers.get("request-id").map(str::to_owned);
                reply.response.status = 400;
                reply.response.body = Body::of(&json!({ "Message": "Invalid CultureCode", "RequestId": id }));
            }
        }),
    ),
    connector_fault(
        "connector-refuses-unknown-property",
        "outcome",
        "Refuses a request with a property that it does not know.",
        Reply(|request, reply| {
            let body = request.body.json().ok().and_then(Value::as_object);
            let known = crate::stub::connector::route::parameters(request.path());
            let strange = body.is_some_and(|body| body.keys().any(|name| !known.contains(&name.as_str())));
            if strange && has_succeeded(reply) && !operation(request).is_empty() {
                let error =
                    json!({ "Message": "Invalid request", "RequestId": reply.response.headers.get("request-id") });
                reply.response.status = 400;
                reply.response.body = Body::of(&error);
            }
        }),
    ),
];

//! Faults of whose data are shown, and against rules of business.

use serde_json::{Value, json};

use super::reply_edits::{has_succeeded, items, pretend};
use super::request_edits::{operation, with};
use crate::exchange::body::Body;
use crate::stub::connector::{route, seed};
use crate::stub::faults::definition::{FaultDefinition, connector_fault, shown_in};
use crate::stub::faults::effect::FaultEffect::{Around, Parameters, Reply, Request};
use crate::stub::faults::json::Object;
use crate::stub::faults::reply_edits::edit_json;

pub(super) const FAULTS: &[FaultDefinition] = &[
    // Whose data are shown.
    connector_fault(
        "connector-shows-foreign-enterprise",
        "S27",
        "Shows the data of an enterprise that the token does not cover.",
        Around(|world, request, now| {
            let mut reply = world.handle(request, now);
            let foreign = with(request, |body| {
                body.insert(
                    "AccessToken".into(),
                    json!(seed::credential("AccessToken", "other-property")),
                );
            });
            let portfolio = seed::credential("AccessToken", "portfolio");
            let asked = request.body.json().ok().and_then(|body| body["AccessToken"].as_str()) == portfolio;
            let list = route::listed(request.path());
            let other = world.handle(&foreign, now).response;
            let other = other.body.json().ok().and_then(|body| body.get(list?)?.as_array());
            if let Some(other) = other.filter(|_| asked) {
                items(request, &mut reply, |items| items.extend(other.iter().take(1).cloned()));
            }
            reply
        }),
    ),
    shown_in(
        "connector/portfolio/shows-each-property-in-scope",
        connector_fault(
            "connector-shows-one-of-several",
            "check",
            "Shows one enterprise of a portfolio where none is named.",
            Parameters(|body| {
                let portfolio = seed::credential("AccessToken", "portfolio");
                if body.get("AccessToken").and_then(Value::as_str) == portfolio && !body.contains_key("EnterpriseIds") {
                    let own = seed::known().get("enterprises").cloned().unwrap_or_default();
                    body.insert("EnterpriseIds".into(), json!([own]));
                }
            }),
        ),
    ),
    shown_in(
        "connector/portfolio/ignores-the-property-under-a-token-of-one",
        connector_fault(
            "connector-looks-at-enterprise-of-single-token",
            "outcome",
            "Refuses a token of one enterprise for naming another.",
            Reply(|request, reply| {
                let body = request.body.json().ok();
                let named = body.and_then(|body| body.get("EnterpriseId")?.as_str());
                let own = seed::known().get("enterprises").and_then(Value::as_str);
                let single =
                    body.and_then(|body| body["AccessToken"].as_str()) == seed::credential("AccessToken", "valid");
                if named.is_some() && named != own && single && has_succeeded(reply) {
                    let id = reply.response.headers.get("request-id").map(str::to_owned);
                    reply.response.status = 400;
                    reply.response.body = Body::of(&json!({ "Message": "Invalid EnterpriseId", "RequestId": id }));
                }
            }),
        ),
    ),
    shown_in(
        "connector/portfolio/asks-which-property-is-meant",
        connector_fault(
            "connector-guesses-enterprise",
            "outcome",
            "Takes the token of a portfolio without the enterprise that it is about.",
            Request(|request| {
                let single = route::single_scope(request.path())?;
                let body = request.body.json().ok()?;
                let portfolio = body["AccessToken"].as_str() == seed::credential("AccessToken", "portfolio");
                (portfolio && body.get(single).is_none_or(Value::is_null)).then(|| {
                    with(request, |body| {
                        let name = if single == "ChainId" { "chains" } else { "enterprises" };
                        body.insert(single.to_owned(), seed::known().get(name).cloned().unwrap_or_default());
                    })
                })
            }),
        ),
    ),
    shown_in(
        "connector/shape/refuses-unknown-ids",
        connector_fault(
            "connector-skips-unknown-ids",
            "outcome",
            "Leaves ids that it does not know out of a filter.",
            Around(|world, request, now| {
                let honest = world.handle(request, now);
                let blamed = honest.response.body.json().ok();
                let blamed = blamed.and_then(|body| body["Message"].as_str()?.strip_prefix("Invalid "));
                match blamed.filter(|name| name.ends_with("Ids") && operation(request).contains("/getAll")) {
                    Some(name) => {
                        let without = with(request, |body| drop(body.insert(name.to_owned(), json!([]))));
                        world.handle(&without, now)
                    }
                    None => honest,
                }
            }),
        ),
    ),
    // Rules of the house.
    shown_in(
        "connector/reservations/cancels-a-reservation-once",
        connector_fault(
            "connector-cancels-twice",
            "outcome",
            "Takes the second cancellation of a reservation.",
            Reply(|request, reply| {
                pretend(
                    request,
                    reply,
                    &["reservations/cancel"],
                    403,
                    &json!({ "ReservationIds": [] }),
                )
            }),
        ),
    ),
    shown_in(
        "connector/reservations/does-not-check-out-before-check-in",
        connector_fault(
            "connector-starts-anything",
            "outcome",
            "Starts and processes reservations in any state.",
            Reply(|request, reply| {
                pretend(
                    request,
                    reply,
                    &["reservations/start", "reservations/process"],
                    403,
                    &json!({}),
                );
            }),
        ),
    ),
    shown_in(
        "connector/reservations/does-not-confirm-what-is-canceled",
        connector_fault(
            "connector-confirms-anything",
            "outcome",
            "Confirms reservations that are not optional.",
            Reply(|request, reply| {
                pretend(
                    request,
                    reply,
                    &["reservations/confirm"],
                    403,
                    &json!({ "ReservationIds": [] }),
                )
            }),
        ),
    ),
    shown_in(
        "connector/customers/refuses-a-second-customer-with-the-same-address",
        connector_fault(
            "connector-adds-customer-twice",
            "outcome",
            "Adds a customer whose address another has.",
            Parameters(|body| {
                if body.get("OverwriteExisting") == Some(&Value::Bool(false)) {
                    body.shift_remove("Email");
                }
            }),
        ),
    ),
    shown_in(
        "connector/portfolio/asks-which-property-is-meant",
        connector_fault(
            "connector-closes-bill-twice",
            "outcome",
            "Closes a bill that is closed.",
            Reply(|request, reply| pretend(request, reply, &["bills/close"], 400, &json!({ "Bills": [] }))),
        ),
    ),
    shown_in(
        "connector/bills/tells-of-a-change-meanwhile",
        connector_fault(
            "connector-overwrites-others-changes",
            "outcome",
            "Does not see that somebody else has changed a bill.",
            Reply(|request, reply| {
                pretend(
                    request,
                    reply,
                    &["bills/update", "bills/close"],
                    409,
                    &json!({ "Bills": [] }),
                );
            }),
        ),
    ),
    shown_in(
        "connector/exports/takes-one-export-at-a-time",
        connector_fault(
            "connector-exports-at-once",
            "outcome",
            "Takes a second export of a kind while the first is under way.",
            Around(|world, request, now| {
                let honest = world.handle(request, now);
                let refused = operation(request) == "exports/add" && honest.response.status == 400;
                let later = now.checked_add(jiff::SignedDuration::from_secs(120)).unwrap_or(now);
                if refused { world.handle(request, later) } else { honest }
            }),
        ),
    ),
    shown_in(
        "connector/operations/says-what-is-gone",
        connector_fault(
            "connector-serves-discontinued",
            "outcome",
            "Answers operations that have ended.",
            Reply(|request, reply| {
                pretend(
                    request,
                    reply,
                    &["restrictions/add", "restrictions/delete"],
                    410,
                    &json!({}),
                );
            }),
        ),
    ),
    shown_in(
        "connector/reservations/does-not-check-out-before-check-in",
        connector_fault(
            "connector-business-rule-as-400",
            "outcome",
            "Answers a broken rule of the business with 400.",
            Reply(|_, reply| {
                if reply.response.status == 403 {
                    reply.response.status = 400;
                }
            }),
        ),
    ),
    shown_in(
        "connector/limits/refuses-a-body-that-is-too-large",
        connector_fault(
            "connector-takes-anything-large",
            "outcome",
            "Takes a body of any size.",
            Reply(|_, reply| {
                if reply.response.status == 413 {
                    reply.response.status = 200;
                    edit_json(reply, |body: &mut Object| body.clear());
                }
            }),
        ),
    ),
    shown_in(
        "connector/limits/times-out-over-a-request-that-is-too-heavy",
        connector_fault(
            "connector-never-too-heavy",
            "outcome",
            "Gathers whatever is asked for.",
            Parameters(|body| {
                let heavy = body
                    .get("Limitation")
                    .and_then(|limitation| limitation.get("Count")?.as_u64())
                    == Some(1000);
                if heavy {
                    body.insert("Limitation".into(), json!({ "Count": 100 }));
                }
            }),
        ),
    ),
];

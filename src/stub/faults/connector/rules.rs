//! Faults of changes, of whose data are shown, and against rules of business.

use serde_json::{Value, json};

use super::reply_edits::{has_succeeded, items, pretend};
use super::request_edits::{operation, with};
use crate::exchange::body::Body;
use crate::exchange::message;
use crate::stub::connector::{route, seed};
use crate::stub::faults::definition::{FaultDefinition, connector_fault};
use crate::stub::faults::effect::FaultEffect::{Around, Parameters, Reply, Request};
use crate::stub::faults::json::Object;
use crate::stub::faults::reply_edits::edit_json;

pub(super) const FAULTS: &[FaultDefinition] = &[
    // Changes.
    connector_fault(
        "connector-absent-clears",
        "check",
        "Empties what an update does not name.",
        Request(|request| {
            operation(request).contains("/update").then(|| {
                with(request, |body| {
                    each_update(body, |part| {
                        for name in [
                            "Line1",
                            "City",
                            "Notes",
                            "Description",
                            "TaxIdentifier",
                            "ExternalIdentifier",
                        ] {
                            part.entry(name).or_insert_with(|| json!({ "Value": null }));
                        }
                    });
                })
            })
        }),
    ),
    connector_fault(
        "connector-null-value-keeps",
        "check",
        "Keeps what an update empties.",
        Parameters(|body| {
            each_update(body, |part| {
                part.retain(|_, value| value.get("Value") != Some(&Value::Null));
            });
        }),
    ),
    connector_fault(
        "connector-value-is-ignored",
        "check",
        "Keeps what an update sets.",
        Parameters(|body| {
            each_update(body, |part| {
                part.retain(|_, value| value.get("Value").is_none_or(|value| !value.is_string()));
            });
        }),
    ),
    connector_fault(
        "connector-takes-plain-values",
        "outcome",
        "Takes a plain value where an update value belongs.",
        Around(|world, request, now| {
            let honest = world.handle(request, now);
            if honest.response.status != 400 || !operation(request).contains("/update") {
                return honest;
            }
            let wrapped = with(request, |body| {
                each_update(body, |part| {
                    for (name, value) in part.iter_mut() {
                        let plain = value.is_string() || value.is_boolean() || value.is_number();
                        if plain && !name.ends_with("Id") && !name.ends_with("Token") && name != "Client" {
                            *value = json!({ "Value": value });
                        }
                    }
                });
            });
            world.handle(&wrapped, now)
        }),
    ),
    connector_fault(
        "connector-forgets-what-was-added",
        "check",
        "Answers an addition and keeps nothing of it.",
        Around(|world, request, now| {
            let reply = world.handle(request, now);
            let added = operation(request).ends_with("/add") && has_succeeded(&reply);
            let delete = operation(request).replace("/add", "/delete");
            let list = reply.response.body.json().ok().and_then(|body| {
                let items = body.as_object()?.values().find_map(Value::as_array)?;
                Some(
                    items
                        .iter()
                        .filter_map(|item| item.get("Id").cloned())
                        .collect::<Vec<Value>>(),
                )
            });
            if let Some(ids) = list.filter(|ids| added && !ids.is_empty()) {
                let name = route::ids_of(&format!("/api/connector/v1/{delete}"));
                let again = with(request, |body| {
                    body.retain(|name, _| matches!(name.as_str(), "ClientToken" | "AccessToken" | "Client"));
                    if let Some(name) = name {
                        body.insert(name.to_owned(), Value::Array(ids));
                    }
                });
                let again = message::Request {
                    url: format!("/api/connector/v1/{delete}"),
                    ..again
                };
                world.handle(&again, now);
            }
            reply
        }),
    ),
    connector_fault(
        "connector-changes-nothing",
        "check",
        "Answers deletions and steps of reservations with success and does nothing.",
        Around(|world, request, now| {
            let ends = ["/delete", "/cancel", "/start", "/process", "/set", "/clear"];
            if ends.iter().any(|end| operation(request).ends_with(end)) {
                world.rehearse(request, now)
            } else {
                world.handle(request, now)
            }
        }),
    ),
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
    connector_fault(
        "connector-looks-at-enterprise-of-single-token",
        "outcome",
        "Refuses a token of one enterprise for naming another.",
        Reply(|request, reply| {
            let body = request.body.json().ok();
            let named = body.and_then(|body| body.get("EnterpriseId")?.as_str());
            let own = seed::known().get("enterprises").and_then(Value::as_str);
            let single = body.and_then(|body| body["AccessToken"].as_str()) == seed::credential("AccessToken", "valid");
            if named.is_some() && named != own && single && has_succeeded(reply) {
                let id = reply.response.headers.get("request-id").map(str::to_owned);
                reply.response.status = 400;
                reply.response.body = Body::of(&json!({ "Message": "Invalid EnterpriseId", "RequestId": id }));
            }
        }),
    ),
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
    // Rules of the house.
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
    connector_fault(
        "connector-closes-bill-twice",
        "outcome",
        "Closes a bill that is closed.",
        Reply(|request, reply| pretend(request, reply, &["bills/close"], 400, &json!({ "Bills": [] }))),
    ),
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
];

/// Changes each part of an update: the elements of its lists, or the whole.
fn each_update(body: &mut Object, change: fn(&mut Object)) {
    let mut parts = false;
    for (name, value) in body.iter_mut() {
        if name.ends_with("Updates") || name == "AvailabilityBlocks" || name == "IdentityDocuments" {
            for part in value
                .as_array_mut()
                .into_iter()
                .flatten()
                .filter_map(Value::as_object_mut)
            {
                change(part);
                parts = true;
            }
        }
    }
    if !parts {
        change(body);
    }
}

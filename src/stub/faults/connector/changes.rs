//! Faults of changes.

use serde_json::{Value, json};

use super::reply_edits::has_succeeded;
use super::request_edits::{operation, with};
use crate::exchange::message;
use crate::stub::connector::route;
use crate::stub::faults::definition::{FaultDefinition, connector_fault, shown_in};
use crate::stub::faults::effect::FaultEffect::{Around, Parameters, Request};
use crate::stub::faults::json::Object;

pub(super) const FAULTS: &[FaultDefinition] = &[
    shown_in(
        "connector/shape/refuses-unknown-ids",
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
    ),
    shown_in(
        "connector/customers/keeps-what-an-update-leaves-out",
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
    ),
    shown_in(
        "connector/customers/keeps-what-an-update-leaves-out",
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
    ),
    shown_in(
        "connector/shape/refuses-what-breaks-the-schema",
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
    ),
    shown_in(
        "connector/bills/closes-a-bill-once",
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
    ),
    shown_in(
        "connector/reservations/cancels-a-reservation-once",
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

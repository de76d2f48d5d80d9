//! What goes wrong with an answer of the Connector API: its frame, its errors and its shape.

use serde_json::{Value, json};

use super::connector::{edit, has_succeeded, items, objects};
use super::effect::Effect::Reply;
use super::{Planted, of_connector, of_production};
use crate::exchange::body::Body;
use crate::stub::edit::{Object, bytes};

pub(super) const FAULTS: &[Planted] = &[
    // The frame.
    of_connector(
        "connector-success-201",
        "outcome",
        "Answers success with 201.",
        Reply(|_, reply| {
            if reply.response.status == 200 {
                reply.response.status = 201;
            }
        }),
    ),
    of_connector(
        "connector-error-with-200",
        "outcome",
        "Answers an error with 200.",
        Reply(|_, reply| {
            if reply.response.status == 400 {
                reply.response.status = 200;
            }
        }),
    ),
    of_connector(
        "connector-server-error-on-bad-request",
        "outcome",
        "Fails where a request is malformed.",
        Reply(|_, reply| {
            if reply.response.status == 400 {
                reply.response.status = 500;
            }
        }),
    ),
    of_connector(
        "connector-html-content-type",
        "media-type",
        "Sends JSON as text/html.",
        Reply(|_, reply| {
            if reply.response.status != 204 {
                reply.response.headers.set("content-type", "text/html");
            }
        }),
    ),
    of_connector(
        "connector-truncated-json",
        "json",
        "Sends a body that ends in the middle.",
        Reply(|_, reply| bytes(reply, |bytes| bytes.truncate(bytes.len() / 2))),
    ),
    of_connector(
        "connector-empty-body",
        "json",
        "Sends no body where there is something to say.",
        Reply(|_, reply| bytes(reply, Vec::clear)),
    ),
    of_connector(
        "connector-no-request-id",
        "S01",
        "Sends no Request-Id.",
        Reply(|_, reply| reply.response.headers.remove("request-id")),
    ),
    of_connector(
        "connector-same-request-id",
        "S01",
        "Sends one Request-Id with every answer.",
        Reply(|_, reply| {
            let id = "00000000-0000-4000-8000-000000000001";
            reply.response.headers.set("Request-Id", id);
            if !has_succeeded(reply) {
                edit(reply, |body| drop(body.insert("RequestId".into(), json!(id))));
            }
        }),
    ),
    of_connector(
        "connector-other-request-id-in-body",
        "S01",
        "Names another request in the error than in the header.",
        Reply(|_, reply| {
            if !has_succeeded(reply) {
                edit(reply, |body| {
                    body.insert("RequestId".into(), json!("00000000-0000-4000-8000-000000000002"));
                });
            }
        }),
    ),
    of_connector(
        "connector-unasked-204",
        "S03",
        "Answers without content where nobody prefers that.",
        Reply(|request, reply| {
            let nothing = reply.response.body.json().is_ok_and(|body| *body == json!({}));
            if nothing && request.headers.get("prefer").is_none() {
                reply.response.status = 204;
                reply.response.body = Body::default();
                reply.response.headers.remove("content-type");
            }
        }),
    ),
    of_connector(
        "connector-204-with-content",
        "S03",
        "Says what the content is of an answer without content.",
        Reply(|_, reply| {
            if reply.response.status == 204 {
                reply.response.headers.set("content-type", "application/json");
            }
        }),
    ),
    of_connector(
        "connector-prefers-minimal-for-all",
        "S03",
        "Answers without content although there is some.",
        Reply(|request, reply| {
            if request.headers.get("prefer").is_some() && reply.response.status == 200 {
                reply.response.status = 204;
                reply.response.body = Body::default();
                reply.response.headers.remove("content-type");
            }
        }),
    ),
    // Errors.
    of_connector(
        "connector-error-without-message",
        "S04",
        "Sends errors without a message.",
        Reply(|_, reply| spoil_error(reply, |body| drop(body.shift_remove("Message")))),
    ),
    of_connector(
        "connector-error-in-camel-case",
        "S04",
        "Writes the properties of errors with small letters.",
        Reply(|_, reply| {
            spoil_error(reply, |body| {
                if let Some(message) = body.shift_remove("Message") {
                    body.insert("message".into(), message);
                }
            });
        }),
    ),
    of_production(
        "connector-error-with-details",
        "S04",
        "Tells errors with what only developers of the platform may see.",
        Reply(|_, reply| {
            spoil_error(reply, |body| {
                body.insert("Details".into(), json!("at Stub.Handle in Stub.cs:line 42"));
            });
        }),
    ),
    of_connector(
        "connector-blank-message",
        "S04",
        "Sends errors with a blank message.",
        Reply(|_, reply| spoil_error(reply, |body| drop(body.insert("Message".into(), json!(" "))))),
    ),
    // The shape of what is said.
    of_connector(
        "connector-items-without-id",
        "schema",
        "Leaves the ids of items out.",
        Reply(|request, reply| {
            items(request, reply, |items| {
                items
                    .iter_mut()
                    .filter_map(Value::as_object_mut)
                    .for_each(|item| drop(item.shift_remove("Id")));
            });
        }),
    ),
    of_connector(
        "connector-null-where-required",
        "schema",
        "Sends null for a date that is always there.",
        Reply(|_, reply| objects(reply, |object| null(object, "CreatedUtc"))),
    ),
    of_connector(
        "connector-booleans-as-text",
        "schema",
        "Sends whether something is active as a text.",
        Reply(|_, reply| {
            objects(reply, |object| {
                if let Some(active) = object.get_mut("IsActive") {
                    *active = json!(active.to_string());
                }
            });
        }),
    ),
    of_connector(
        "connector-amounts-as-text",
        "schema",
        "Sends sums of money as texts.",
        Reply(|_, reply| {
            objects(reply, |object| {
                if let Some(gross) = object.get_mut("GrossValue") {
                    *gross = json!(gross.to_string());
                }
            });
        }),
    ),
    of_connector(
        "connector-unknown-state",
        "schema",
        "Sends a state that the contract does not list.",
        Reply(|request, reply| {
            items(request, reply, |items| {
                for item in items.iter_mut().filter_map(Value::as_object_mut) {
                    if let Some(state) = item.get_mut("State") {
                        *state = json!("Sleeping");
                    }
                }
            });
        }),
    ),
    of_connector(
        "connector-shape-of-another-kind",
        "schema",
        "Sends data whose shape does not follow the property that tells it.",
        Reply(|_, reply| {
            objects(reply, |object| {
                let tells = object.contains_key("Discriminator");
                if let Some(value) = object.get_mut("Value").filter(|value| tells && value.is_object()) {
                    *value = json!({ "Unheard": true });
                }
            });
        }),
    ),
    of_connector(
        "connector-member-of-another-kind",
        "schema",
        "Leaves the member empty that is named by the property that tells the shape.",
        Reply(|_, reply| {
            objects(reply, |object| {
                let told = object.get("Discriminator").and_then(Value::as_str).map(str::to_owned);
                if let Some(told) = told {
                    null(object, &told);
                }
            });
        }),
    ),
    of_connector(
        "connector-local-time",
        "S25",
        "Sends times without saying that they are universal.",
        Reply(|_, reply| {
            objects(reply, |object| {
                each_time(object, |time| time.trim_end_matches('Z').to_owned())
            })
        }),
    ),
    of_connector(
        "connector-time-with-offset",
        "S25",
        "Sends times with an offset.",
        Reply(|_, reply| {
            objects(reply, |object| {
                each_time(object, |time| time.replace('Z', "+01:00"));
            });
        }),
    ),
];

fn spoil_error(reply: &mut crate::stub::reply::Reply, spoil: impl FnOnce(&mut Object)) {
    if !has_succeeded(reply) {
        edit(reply, spoil);
    }
}

fn null(object: &mut Object, name: &str) {
    if let Some(property) = object.get_mut(name) {
        *property = Value::Null;
    }
}

/// Changes each time of an object.
fn each_time(object: &mut Object, change: fn(&str) -> String) {
    for (name, value) in object.iter_mut() {
        if let Some(time) = value.as_str().filter(|_| name.ends_with("Utc")) {
            *value = json!(change(time));
        }
    }
}

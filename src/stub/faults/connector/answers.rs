//! Faults of answers of the Connector API: their frame, its errors and its shape.

use serde_json::{Value, json};

use super::reply_edits::{has_succeeded, items, objects};
use crate::exchange::body::Body;
use crate::stub::faults::definition::{FaultDefinition, connector_fault, connector_production_fault, shown_in};
use crate::stub::faults::effect::FaultEffect::Reply;
use crate::stub::faults::json::{Object, set};
use crate::stub::faults::reply_edits::{edit_bytes, edit_json, with_doubled_property};

pub(super) const FAULTS: &[FaultDefinition] = &[
    // The frame.
    connector_fault(
        "connector-success-201",
        "outcome",
        "Answers success with 201.",
        Reply(|_, reply| {
            if reply.response.status == 200 {
                reply.response.status = 201;
            }
        }),
    ),
    connector_fault(
        "connector-error-with-200",
        "outcome",
        "Answers an error with 200.",
        Reply(|_, reply| {
            if reply.response.status == 400 {
                reply.response.status = 200;
            }
        }),
    ),
    connector_fault(
        "connector-server-error-on-bad-request",
        "outcome",
        "Fails where a request is malformed.",
        Reply(|_, reply| {
            if reply.response.status == 400 {
                reply.response.status = 500;
            }
        }),
    ),
    connector_fault(
        "connector-html-content-type",
        "media-type",
        "Sends JSON as text/html.",
        Reply(|_, reply| {
            if reply.response.status != 204 {
                reply.response.headers.set("content-type", "text/html");
            }
        }),
    ),
    connector_fault(
        "connector-doubles-a-property",
        "doubled-property",
        "Sends the first property of an answer twice.",
        Reply(|_, reply| reply.response.body = with_doubled_property(&reply.response.body)),
    ),
    connector_fault(
        "connector-truncated-json",
        "json",
        "Sends a body that ends in the middle.",
        Reply(|_, reply| edit_bytes(reply, |bytes| bytes.truncate(bytes.len() / 2))),
    ),
    connector_fault(
        "connector-empty-body",
        "json",
        "Sends no body where there is something to say.",
        Reply(|_, reply| edit_bytes(reply, Vec::clear)),
    ),
    connector_fault(
        "connector-no-request-id",
        "S01",
        "Sends no Request-Id.",
        Reply(|_, reply| reply.response.headers.remove("request-id")),
    ),
    shown_in(
        "connector/reservations/does-not-check-out-before-check-in",
        connector_fault(
            "connector-same-request-id",
            "S01",
            "Sends one Request-Id with every answer.",
            Reply(|_, reply| {
                let id = "00000000-0000-4000-8000-000000000001";
                reply.response.headers.set("Request-Id", id);
                if !has_succeeded(reply) {
                    edit_json(reply, |body| drop(body.insert("RequestId".into(), json!(id))));
                }
            }),
        ),
    ),
    connector_fault(
        "connector-other-request-id-in-body",
        "S01",
        "Names another request in the error than in the header.",
        Reply(|_, reply| {
            if !has_succeeded(reply) {
                edit_json(reply, |body| {
                    body.insert("RequestId".into(), json!("00000000-0000-4000-8000-000000000002"));
                });
            }
        }),
    ),
    connector_fault(
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
    shown_in(
        "connector/operations/leaves-out-an-empty-answer",
        connector_fault(
            "connector-204-with-content",
            "S03",
            "Says what the content is of an answer without content.",
            Reply(|_, reply| {
                if reply.response.status == 204 {
                    reply.response.headers.set("content-type", "application/json");
                }
            }),
        ),
    ),
    shown_in(
        "connector/operations/leaves-out-an-empty-page",
        connector_fault(
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
    ),
    // Errors.
    connector_fault(
        "connector-error-without-message",
        "S04",
        "Sends errors without a message.",
        Reply(|_, reply| change_error(reply, |body| drop(body.shift_remove("Message")))),
    ),
    connector_fault(
        "connector-error-in-camel-case",
        "S04",
        "Writes the properties of errors with small letters.",
        Reply(|_, reply| {
            change_error(reply, |body| {
                if let Some(message) = body.shift_remove("Message") {
                    body.insert("message".into(), message);
                }
            });
        }),
    ),
    connector_production_fault(
        "connector-error-with-details",
        "S04",
        "Tells errors with what only developers of the platform may see.",
        Reply(|_, reply| {
            change_error(reply, |body| {
                body.insert("Details".into(), json!("at Stub.Handle in Stub.cs:line 42"));
            });
        }),
    ),
    connector_fault(
        "connector-blank-message",
        "S04",
        "Sends errors with a blank message.",
        Reply(|_, reply| change_error(reply, |body| drop(body.insert("Message".into(), json!(" "))))),
    ),
    // The shape of what is said.
    connector_fault(
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
    connector_fault(
        "connector-null-where-required",
        "schema",
        "Sends null for a date that is always there.",
        Reply(|_, reply| objects(reply, |object| set(object, "CreatedUtc", Value::Null))),
    ),
    shown_in(
        "connector/operations/takes-properties-it-does-not-know",
        connector_fault(
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
    ),
    connector_fault(
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
    connector_fault(
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
    shown_in(
        "connector/operations/takes-properties-it-does-not-know",
        connector_fault(
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
    ),
    connector_fault(
        "connector-member-of-another-kind",
        "schema",
        "Leaves the member empty that is named by the property that tells the shape.",
        Reply(|_, reply| {
            objects(reply, |object| {
                let told = object.get("Discriminator").and_then(Value::as_str).map(str::to_owned);
                if let Some(told) = told {
                    set(object, &told, Value::Null);
                }
            });
        }),
    ),
    connector_fault(
        "connector-local-time",
        "S25",
        "Sends times without saying that they are universal.",
        Reply(|_, reply| {
            objects(reply, |object| {
                each_time(object, |time| time.trim_end_matches('Z').to_owned())
            })
        }),
    ),
    connector_fault(
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

fn change_error(reply: &mut crate::stub::reply::Reply, change: impl FnOnce(&mut Object)) {
    if !has_succeeded(reply) {
        edit_json(reply, change);
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

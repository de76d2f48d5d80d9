//! Faults of pages and filters of the Connector API, and of its limit.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::reply_edits::items;
use super::request_edits::{limitation, with};
use crate::exchange::message;
use crate::stub::connector::{route, seed};
use crate::stub::faults::definition::{FaultDefinition, connector_fault, shown_in};
use crate::stub::faults::effect::FaultEffect::{Around, Parameters, Reply, Request};
use crate::stub::faults::json::Object;
use crate::stub::faults::reply_edits::edit_json;
use crate::stub::reply;
use crate::stub::world::World;

pub(super) const FAULTS: &[FaultDefinition] = &[
    // Pages.
    connector_fault(
        "connector-page-too-long",
        "S12",
        "Sends one item more than was asked for.",
        Parameters(|body| {
            limitation(body, |limitation| {
                let count = limitation.get("Count").and_then(Value::as_u64).unwrap_or_default();
                if (1..1000).contains(&count) {
                    limitation.insert("Count".into(), json!(count + 1));
                }
            });
        }),
    ),
    connector_fault(
        "connector-oldest-first",
        "S12",
        "Sends the items of a page in the opposite order.",
        Reply(|request, reply| items(request, reply, |items| items.reverse())),
    ),
    connector_fault(
        "connector-overlapping-pages",
        "S12",
        "Begins each page with the last item of the one before.",
        Around(|world, request, now| page_beside(world, request, now, -1)),
    ),
    connector_fault(
        "connector-skips-between-pages",
        "S12",
        "Leaves an item out between two pages.",
        Around(|world, request, now| page_beside(world, request, now, 1)),
    ),
    connector_fault(
        "connector-ignores-cursor",
        "S12",
        "Sends the first page whatever the cursor is.",
        Parameters(|body| limitation(body, |limitation| drop(limitation.shift_remove("Cursor")))),
    ),
    connector_fault(
        "connector-no-cursor",
        "S13",
        "Leaves the cursor out.",
        Reply(|request, reply| cursor(request, reply, |body, _| drop(body.shift_remove("Cursor")))),
    ),
    connector_fault(
        "connector-null-cursor",
        "S13",
        "Sends no cursor with the last page that has items.",
        Reply(|request, reply| {
            cursor(request, reply, |body, _| {
                drop(body.insert("Cursor".into(), Value::Null))
            })
        }),
    ),
    connector_fault(
        "connector-cursor-of-first-item",
        "S13",
        "Sends the id of the first item as the cursor.",
        Reply(|request, reply| {
            cursor(request, reply, |body, list| {
                let first = body.get(list).and_then(|items| items.get(0)?.get("Id")).cloned();
                if let Some(first) = first {
                    body.insert("Cursor".into(), first);
                }
            });
        }),
    ),
    connector_fault(
        "connector-cursor-of-nothing",
        "S13",
        "Sends a cursor with an empty page.",
        Reply(|request, reply| {
            let Some(list) = route::listed(request.path()) else {
                return;
            };
            edit_json(reply, |body| {
                let empty = body.get(list).and_then(Value::as_array).is_some_and(Vec::is_empty);
                if empty && body.contains_key("Cursor") {
                    body.insert("Cursor".into(), json!("00000000-0000-4000-8000-000000000003"));
                }
            });
        }),
    ),
    connector_fault(
        "connector-any-count",
        "outcome",
        "Takes a page of no items, of too many or of a part of one.",
        Parameters(|body| {
            limitation(body, |limitation| {
                let count = limitation.get("Count").and_then(Value::as_f64);
                if let Some(count) = count {
                    limitation.insert("Count".into(), json!(count.clamp(1.0, 1000.0) as u64));
                }
            });
        }),
    ),
    shown_in(
        "connector/paging/refuses-an-unknown-cursor",
        connector_fault(
            "connector-any-cursor",
            "outcome",
            "Takes a cursor that it does not know for none.",
            Around(|world, request, now| {
                let honest = world.handle(request, now);
                let refused = honest
                    .response
                    .body
                    .json()
                    .is_ok_and(|body| body["Message"] == "Invalid Limitation.Cursor");
                if !refused {
                    return honest;
                }
                let first = with(request, |body| {
                    limitation(body, |limitation| drop(limitation.shift_remove("Cursor")));
                });
                world.handle(&first, now)
            }),
        ),
    ),
    // Filters.
    shown_in(
        "connector/filters/half-open-intervals",
        connector_fault(
            "connector-interval-holds-its-end",
            "S15",
            "Takes the end of an interval to be within it.",
            Parameters(|body| {
                each_interval(body, |interval| {
                    let end = interval.get("EndUtc").and_then(Value::as_str);
                    let later = end.and_then(|end| end.parse::<Timestamp>().ok());
                    let later = later.and_then(|end| end.checked_add(SignedDuration::from_secs(1)).ok());
                    if let Some(later) = later.filter(|_| interval.get("StartUtc") != interval.get("EndUtc")) {
                        interval.insert("EndUtc".into(), json!(later.to_string()));
                    }
                });
            }),
        ),
    ),
    connector_fault(
        "connector-ignores-interval",
        "S15",
        "Takes the interval of a filter for a very long one.",
        Parameters(|body| {
            each_interval(body, |interval| {
                if interval.get("StartUtc").is_some_and(Value::is_string) {
                    interval.insert("StartUtc".into(), json!("2026-01-15T00:00:00Z"));
                    interval.insert("EndUtc".into(), json!("2026-04-15T00:00:00Z"));
                }
            });
        }),
    ),
    shown_in(
        "connector/filters/half-open-intervals",
        connector_fault(
            "connector-equal-ends-hold-nothing",
            "check",
            "Finds nothing at an instant.",
            Reply(|request, reply| {
                let body = request.body.json().ok().and_then(Value::as_object);
                let instant = body.is_some_and(|body| {
                    body.values().any(|value| {
                        let start = value.get("StartUtc");
                        start.is_some() && start == value.get("EndUtc")
                    })
                });
                if instant {
                    items(request, reply, Vec::clear);
                }
            }),
        ),
    ),
    connector_fault(
        "connector-ignores-states",
        "S15",
        "Shows items of any state.",
        Parameters(|body| {
            for name in ["States", "ActivityStates", "AccountingStates", "Types"] {
                body.shift_remove(name);
            }
        }),
    ),
    shown_in(
        "connector/portfolio/tells-nothing-of-ids-of-others",
        connector_fault(
            "connector-ignores-ids",
            "S15",
            "Shows items that were not asked for by their ids.",
            Request(|request| {
                let own = [
                    "ReservationIds",
                    "ServiceIds",
                    "CustomerIds",
                    "BillIds",
                    "OrderItemIds",
                    "RateIds",
                ];
                let listing = request.path().contains("/getAll");
                listing.then(|| {
                    with(request, |body| {
                        let several = body.len() > 5;
                        for name in own {
                            // What the operation needs to be let in stays.
                            if several && !route::needs(request.path(), name) {
                                body.shift_remove(name);
                            }
                        }
                    })
                })
            }),
        ),
    ),
    connector_fault(
        "connector-any-interval",
        "outcome",
        "Takes an interval of any length.",
        Parameters(|body| {
            each_interval(body, |interval| {
                let time = |name: &str| interval.get(name).and_then(Value::as_str)?.parse::<Timestamp>().ok();
                let (start, end) = (time("StartUtc"), time("EndUtc"));
                let month = SignedDuration::from_hours(24 * 28);
                let most = start.and_then(|start| start.checked_add(month).ok());
                if let Some(most) = most.filter(|most| end.is_some_and(|end| end > *most)) {
                    interval.insert("EndUtc".into(), json!(most.to_string()));
                }
            });
        }),
    ),
    shown_in(
        "connector/filters/refuses-an-interval-that-ends-before-it-starts",
        connector_fault(
            "connector-reversed-interval",
            "outcome",
            "Takes an interval that ends before it starts.",
            Parameters(|body| {
                each_interval(body, |interval| {
                    let (start, end) = (interval.get("StartUtc").cloned(), interval.get("EndUtc").cloned());
                    if let (Some(start), Some(end)) = (start, end)
                        && start.as_str() > end.as_str()
                    {
                        interval.insert("StartUtc".into(), end);
                        interval.insert("EndUtc".into(), start);
                    }
                });
            }),
        ),
    ),
    // The limit.
    shown_in(
        "connector/limits/answers-the-201st-request-with-429",
        connector_fault(
            "connector-no-limit",
            "outcome",
            "Serves a token however often it is used.",
            Around(|world, request, now| {
                let honest = world.handle(request, now);
                if honest.response.status != 429 {
                    return honest;
                }
                let later = now.checked_add(SignedDuration::from_secs(31)).unwrap_or(now);
                world.handle(request, later)
            }),
        ),
    ),
    shown_in(
        "connector/limits/answers-the-201st-request-with-429",
        connector_fault(
            "connector-shared-limit",
            "outcome",
            "Counts the requests of all tokens together.",
            Around(|world, request, now| {
                // Whoever calls, the others are counted as well.
                let own = request.body.json().ok().and_then(|body| body["AccessToken"].as_str());
                for name in ["valid", "portfolio", "other-property"] {
                    let token = seed::credential("AccessToken", name);
                    if token.is_some() && token != own {
                        let count = message::Request {
                            url: "/api/connector/v1/configuration/get".into(),
                            ..with(request, |body| drop(body.insert("AccessToken".into(), json!(token))))
                        };
                        world.handle(&count, now);
                    }
                }
                world.handle(request, now)
            }),
        ),
    ),
    connector_fault(
        "connector-retry-after-zero",
        "S18",
        "Tells a caller who calls too often to come back at once.",
        Reply(|_, reply| {
            if reply.response.status == 429 {
                reply.response.headers.set("Retry-After", "0");
            }
        }),
    ),
    connector_fault(
        "connector-retry-after-words",
        "S18",
        "Tells a caller who calls too often how long to wait in words.",
        Reply(|_, reply| {
            if reply.response.status == 429 {
                reply.response.headers.set("Retry-After", "half a minute");
            }
        }),
    ),
    shown_in(
        "connector/limits/answers-the-201st-request-with-429",
        connector_fault(
            "connector-limit-as-503",
            "outcome",
            "Answers a caller who calls too often with 503.",
            Reply(|_, reply| {
                if reply.response.status == 429 {
                    reply.response.status = 503;
                }
            }),
        ),
    ),
];

/// Changes a page that has items.
fn cursor(request: &message::Request, reply: &mut reply::Reply, change: impl FnOnce(&mut Object, &str)) {
    let Some(list) = route::listed(request.path()) else {
        return;
    };
    edit_json(reply, |body| {
        if body.get("Cursor").is_some_and(Value::is_string) {
            change(body, list);
        }
    });
}

/// Changes each interval of a request.
fn each_interval(body: &mut Object, change: fn(&mut Object)) {
    for value in body.values_mut() {
        if let Some(interval) = value.as_object_mut().filter(|object| object.contains_key("EndUtc")) {
            change(interval);
        }
    }
}

/// Answers with the page that begins so many places beside that of the cursor.
fn page_beside(world: &mut World, request: &message::Request, now: Timestamp, beside: isize) -> reply::Reply {
    let mut reply = world.handle(request, now);
    let parameters = request.body.json().ok().and_then(Value::as_object);
    let limitation = parameters.and_then(|body| body.get("Limitation"));
    let cursor = limitation.and_then(|limitation| limitation.get("Cursor")?.as_str());
    let count = limitation.and_then(|limitation| limitation.get("Count")?.as_u64());
    let (Some(list), Some(cursor), Some(count)) = (route::listed(request.path()), cursor, count) else {
        return reply;
    };
    let whole = with(request, |body| {
        body.insert("Limitation".into(), json!({ "Count": 500 }));
    });
    let whole = world.handle(&whole, now).response;
    let all = whole.body.json().ok().and_then(|body| body.get(list)?.as_array());
    let all = all.cloned().unwrap_or_default();
    let at = all
        .iter()
        .position(|item| item.get("Id").and_then(Value::as_str) == Some(cursor));
    let Some(start) = at.and_then(|at| at.checked_add_signed(1 + beside)) else {
        return reply;
    };
    let count = usize::try_from(count).unwrap_or_default();
    let shown: Vec<Value> = all.into_iter().skip(start).take(count).collect();
    if reply.response.status == 200 && !shown.is_empty() {
        edit_json(&mut reply, |body| {
            let last = shown.last().and_then(|item| item.get("Id")).cloned();
            body.insert("Cursor".into(), last.unwrap_or_default());
            body.insert(list.into(), Value::Array(shown));
        });
    }
    reply
}

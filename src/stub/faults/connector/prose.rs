//! Faults against the prose of the pages: constraints between properties, and between them and the time.

use serde_json::{Value, json};

use super::reply_edits::pretend;
use super::request_edits::operation;
use crate::exchange::message::Request;
use crate::stub::faults::definition::{FaultDefinition, connector_fault, shown_in};
use crate::stub::faults::effect::FaultEffect::Reply;
use crate::stub::reply;

pub(super) const FAULTS: &[FaultDefinition] = &[
    shown_in(
        "connector/shape/heeds-what-properties-ask-of-each-other",
        connector_fault(
            "connector-ignores-implications",
            "outcome",
            "Takes a value that goes against what another one implies.",
            Reply(|request, reply| overlook(request, reply, &["AssignmentTargetType", "BillAggregationType"])),
        ),
    ),
    shown_in(
        "connector/shape/heeds-what-properties-ask-of-each-other",
        connector_fault(
            "connector-does-not-add-up",
            "outcome",
            "Takes parts that do not add up to the whole.",
            Reply(|request, reply| overlook(request, reply, &["UnitCount"])),
        ),
    ),
    shown_in(
        "connector/shape/heeds-what-properties-ask-of-each-other",
        connector_fault(
            "connector-takes-a-value-twice",
            "outcome",
            "Takes elements of a list that have to differ and do not.",
            Reply(|request, reply| overlook(request, reply, &["PersonCount"])),
        ),
    ),
    shown_in(
        "connector/shape/heeds-what-properties-ask-of-each-other",
        connector_fault(
            "connector-expires-whenever",
            "outcome",
            "Takes an expiration after the last day that is allowed.",
            Reply(|request, reply| overlook(request, reply, &["ExpirationDateUtc"])),
        ),
    ),
    shown_in(
        "connector/shape/heeds-what-properties-ask-of-each-other",
        connector_fault(
            "connector-exports-what-is-to-come",
            "outcome",
            "Exports changes of an interval that has not ended.",
            Reply(|request, reply| overlook_of(request, reply, &["exports/add"], &["UpdatedUtc"])),
        ),
    ),
    shown_in(
        "connector/filters/asks-for-a-filter",
        connector_fault(
            "connector-needs-no-filter",
            "outcome",
            "Answers for everything where one filter must be set and none is.",
            Reply(|request, reply| {
                let sent = request.body.json().ok();
                let lacking = |name: &str| sent.is_some_and(|sent| sent.get(name).is_none_or(Value::is_null));
                let filter =
                    blamed(reply).filter(|name| lacking(name) && (name.ends_with("Ids") || name.ends_with("Utc")));
                if let Some(name) = filter.filter(|_| operation(request).ends_with("/getAll")) {
                    overlook(request, reply, &[&name]);
                }
            }),
        ),
    ),
    shown_in(
        "connector/filters/refuses-a-filter-that-needs-another",
        connector_fault(
            "connector-takes-a-lonely-filter",
            "outcome",
            "Takes a filter that needs another one without it.",
            Reply(|request, reply| {
                overlook_of(request, reply, &["tasks/getAll"], &["DepartmentIds"]);
                overlook_of(request, reply, &["companionships/getAll"], &["UpdatedUtc"]);
            }),
        ),
    ),
    shown_in(
        "connector/filters/refuses-filters-that-exclude-each-other",
        connector_fault(
            "connector-takes-exclusive-filters",
            "outcome",
            "Takes filters of which only one may be set.",
            Reply(|request, reply| {
                let both = |kind: &str| {
                    let body = request.body.json().ok();
                    let set = |of: &str| body.is_some_and(|body| body.get(format!("{of}{kind}Utc")).is_some());
                    set("Scheduled") && set("Actual")
                };
                for (kind, filters) in [
                    ("Start", ["ScheduledStartUtc", "ActualStartUtc"]),
                    ("End", ["ScheduledEndUtc", "ActualEndUtc"]),
                ] {
                    if both(kind) {
                        overlook(request, reply, &filters);
                    }
                }
            }),
        ),
    ),
    shown_in(
        "connector/shape/heeds-what-properties-ask-of-each-other",
        connector_fault(
            "connector-asks-for-nothing-more",
            "outcome",
            "Takes a value without the property that it calls for.",
            Reply(|request, reply| {
                let called_for = [
                    "Customer",
                    "LedgerEntryFilters",
                    "RollingReleaseOffset",
                    "ReleasedUtc",
                    "Notes",
                    "CompanyId",
                ];
                overlook(request, reply, &called_for);
            }),
        ),
    ),
    shown_in(
        "connector/shape/heeds-what-properties-ask-of-each-other",
        connector_fault(
            "connector-takes-half-of-a-pair",
            "outcome",
            "Takes one of two properties that come together.",
            Reply(|request, reply| overlook_of(request, reply, &["accountingItems/update"], &["BillId"])),
        ),
    ),
    shown_in(
        "connector/shape/heeds-what-properties-ask-of-each-other",
        connector_fault(
            "connector-stretches-what-is-charged-once",
            "outcome",
            "Takes two times of a product that is charged once.",
            Reply(|request, reply| overlook_of(request, reply, &["reservations/addProduct"], &["StartUtc", "EndUtc"])),
        ),
    ),
];

/// Succeeds where one of those parameters was refused.
fn overlook(request: &Request, reply: &mut reply::Reply, parameters: &[&str]) {
    let of = operation(request).to_owned();
    overlook_of(request, reply, &[&of], parameters);
}

/// The same of some operations.
fn overlook_of(request: &Request, reply: &mut reply::Reply, operations: &[&str], parameters: &[&str]) {
    if blamed(reply).is_some_and(|name| parameters.contains(&name.as_str())) {
        pretend(request, reply, operations, 400, &json!({}));
    }
}

/// The parameter that a refusal names, without what holds it.
fn blamed(reply: &reply::Reply) -> Option<String> {
    let body = reply.response.body.json().ok()?;
    let path = body.get("Message")?.as_str()?.strip_prefix("Invalid ")?;
    path.rsplit('.').next().map(str::to_owned)
}

//! Filters: half-open intervals, ids, states, and what is wrong with any of them.

use serde_json::{Value, json};

use super::calls::{foreign, honest, invalid, known, no, ok};
use super::paging::paged;

fn listed(id: &str, items: &str, body: &Value) -> Vec<Value> {
    let mut body = body.clone();
    body["Limitation"]["Count"] = json!(1000);
    ok(&mut honest(), id, &body)[items].as_array().unwrap().clone()
}

fn interval(start: &str, end: &str) -> Value {
    json!({ "StartUtc": start, "EndUtc": end })
}

#[test]
fn intervals_hold_their_start_and_not_their_end() {
    let (first, second) = ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z");
    let mut seen = 0;
    for (id, items, body) in paged() {
        for name in ["CreatedUtc", "UpdatedUtc"] {
            let with = |start: &str, end: &str| {
                let mut body = body.clone();
                body[name] = interval(start, end);
                listed(id, items, &body)
            };
            let shown = listed(id, items, &body);
            if !shown.iter().any(|item| item[name] == first) || body.get(name).is_some() {
                continue;
            }
            // An operation without the filter shows everything whatever is asked.
            let between = with(first, second);
            if between.len() == shown.len() {
                continue;
            }
            seen += 1;
            assert!(between.iter().any(|item| item[name] == first), "{id} {name}");
            assert!(between.iter().all(|item| item[name] != second), "{id} {name}");
            let expected = shown.iter().filter(|item| {
                let time = item[name].as_str().unwrap_or_default();
                first <= time && time < second
            });
            assert_eq!(expected.cloned().collect::<Vec<_>>(), between, "{id} {name}");
            let equal = with(first, first);
            assert!(
                !equal.is_empty() && equal.iter().all(|item| item[name] == first),
                "{id} {name}"
            );
        }
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn intervals_have_a_sense_and_a_length() {
    let read = |body: &Value| no(&mut honest(), "services/getAll", body);
    let page = |interval: Value| json!({ "Limitation": { "Count": 10 }, "UpdatedUtc": interval });
    assert_eq!(
        read(&page(interval("2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z"))),
        invalid("UpdatedUtc")
    );
    assert_eq!(
        read(&page(interval("2026-01-01T00:00:00Z", "2026-04-01T00:00:01Z"))),
        invalid("UpdatedUtc")
    );
    assert_eq!(
        read(&page(interval("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z"))).0,
        200
    );
    assert_eq!(
        read(&page(interval("2026-01-01", "2026-01-02"))),
        invalid("UpdatedUtc.StartUtc")
    );
    assert_eq!(
        read(&page(json!({ "StartUtc": "2026-01-01T00:00:00Z" }))),
        invalid("UpdatedUtc.EndUtc")
    );
}

#[test]
fn ids_choose_and_must_exist_in_the_enterprise() {
    for (filter, id, items) in [
        ("ServiceIds", "services/getAll", "Services"),
        ("Ids", "companies/getAll", "Companies"),
        ("RateGroupIds", "rateGroups/getAll", "RateGroups"),
        ("ReservationIds", "reservations/getAll/2023-06-06", "Reservations"),
        ("AccountIds", "reservations/getAll/2023-06-06", "Reservations"),
        ("OrderItemIds", "orderItems/getAll", "OrderItems"),
        ("BillIds", "bills/getAll", "Bills"),
    ] {
        let name = match filter {
            "ServiceIds" => "services",
            "Ids" => "companies",
            "RateGroupIds" => "rategroups",
            "ReservationIds" => "reservations",
            "AccountIds" => "customers",
            "OrderItemIds" => "orderitems",
            _ => "bills",
        };
        let body = |value: Value| json!({ "Limitation": { "Count": 100 }, filter: [value] });
        let found = listed(id, items, &body(known(name)));
        assert!(!found.is_empty(), "{id} {filter}");
        if filter != "AccountIds" {
            assert_eq!(found.len(), 1, "{id} {filter}");
            assert_eq!(found[0]["Id"], known(name));
        }
        for unknown in [foreign(name), json!("11111111-2222-4333-8444-555555555555"), json!("?")] {
            assert_eq!(no(&mut honest(), id, &body(unknown)), invalid(filter), "{id}");
        }
        // One bad id spoils the whole call.
        let mut both = body(known(name));
        both[filter] = json!([known(name), foreign(name)]);
        assert_eq!(no(&mut honest(), id, &both), invalid(filter), "{id}");
    }
}

#[test]
fn states_and_types_choose() {
    for (id, items, filter, property, wanted) in [
        (
            "reservations/getAll/2023-06-06",
            "Reservations",
            "States",
            "State",
            "Started",
        ),
        ("rates/getAll", "Rates", "ActivityStates", "IsActive", "Deleted"),
        (
            "accountingCategories/getAll",
            "AccountingCategories",
            "ActivityStates",
            "IsActive",
            "Active",
        ),
    ] {
        let body = json!({ "Limitation": { "Count": 100 }, "ServiceIds": [known("services")], filter: [wanted] });
        let found = listed(id, items, &body);
        let expected = match wanted {
            "Active" => json!(true),
            "Deleted" => json!(false),
            other => json!(other),
        };
        assert!(!found.is_empty(), "{id}");
        assert!(found.iter().all(|item| item[property] == expected), "{id}");
        let body = json!({ "Limitation": { "Count": 10 }, "ServiceIds": [known("services")], filter: ["Nowhere"] });
        assert_eq!(no(&mut honest(), id, &body), invalid(filter), "{id}");
    }
}

#[test]
fn a_needed_filter_must_be_set() {
    for operation in super::calls::operations() {
        let particulars = operation.connector.as_ref().unwrap();
        let Some(first) = particulars.filters.first() else {
            continue;
        };
        let mut body = super::minimal::BODIES[&operation.id].clone();
        for name in &particulars.filters {
            body.as_object_mut().unwrap().shift_remove(name);
        }
        assert_eq!(
            no(&mut honest(), &operation.id, &body),
            invalid(first),
            "{}",
            operation.id
        );
    }
}

#[test]
fn lists_have_a_longest_length() {
    let ids: Vec<Value> = (0..1001).map(|_| known("services")).collect();
    let body = json!({ "Limitation": { "Count": 10 }, "ServiceIds": ids });
    assert_eq!(no(&mut honest(), "services/getAll", &body), invalid("ServiceIds"));
}

#[test]
fn a_request_for_too_much_takes_too_long_and_less_does_not() {
    let wide = interval("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z");
    let month = interval("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z");
    for (count, interval, status) in [(1000, &wide, 408), (1000, &month, 200), (100, &wide, 200)] {
        let body = json!({ "Limitation": { "Count": count }, "UpdatedUtc": interval });
        assert_eq!(
            no(&mut honest(), "reservations/getAll/2023-06-06", &body).0,
            status,
            "{count}"
        );
    }
}

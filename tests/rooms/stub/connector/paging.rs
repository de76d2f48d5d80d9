//! Pages: none longer than asked, newest first, none twice, nothing left out, and the cursor in each.

use std::collections::BTreeSet;

use keycard::contract::connector::Paging;
use keycard::stub::world::World;
use serde_json::{Value, json};

use super::calls::{call, complete, foreign, honest, invalid, json_of, no, ok, operations, request, send};
use super::minimal::BODIES;

/// Operations that hand out pages: the name, the list, and a body without filters that would leave one item.
pub fn paged() -> Vec<(&'static str, &'static str, Value)> {
    let particulars = |operation: &'static keycard::contract::operation::Operation| {
        let particulars = operation.connector.as_ref().unwrap();
        let items = particulars.items.as_deref()?;
        if particulars.paging == Paging::None || particulars.discontinued {
            return None;
        }
        let mut body = BODIES[&operation.id].clone();
        // A filter that is not needed to be let in is left out, or asks for a long time.
        for name in &particulars.filters {
            body.as_object_mut().unwrap().shift_remove(name);
        }
        if let Some(interval) = particulars.filters.iter().find(|name| name.ends_with("Utc")) {
            body[interval] = json!({ "StartUtc": "2026-02-20T00:00:00Z", "EndUtc": "2026-03-03T00:00:00Z" });
        } else {
            for name in &particulars.filters {
                body[name] = BODIES[&operation.id][name].clone();
            }
        }
        if body.get("Date").is_some() {
            body["Date"] = json!({ "Start": "2026-03-01", "End": "2026-03-02" });
        }
        Some((operation.id.as_str(), items, body))
    };
    operations()
        .iter()
        .filter_map(|operation| particulars(operation))
        .collect()
}

/// All pages of an operation, in order, each as ids with the cursor; the walk follows the cursor.
pub fn walk(world: &mut World, id: &str, items: &str, body: &Value, count: usize) -> Vec<(Vec<Value>, Value)> {
    let mut pages = Vec::new();
    let mut body = body.clone();
    loop {
        body["Limitation"]["Count"] = json!(count);
        let answer = ok(world, id, &body);
        let page = answer[items].as_array().unwrap().clone();
        let cursor = answer["Cursor"].clone();
        body["Limitation"]["Cursor"] = cursor.clone();
        let last = page.len() < count || cursor.is_null();
        pages.push((page, cursor));
        if last {
            return pages;
        }
    }
}

#[test]
fn pages_are_disjoint_and_complete_and_newest_first() {
    for (id, items, body) in paged() {
        let mut world = honest();
        let whole = walk(&mut world, id, items, &body, 1000).remove(0).0;
        let mut seen = Vec::new();
        for (page, cursor) in walk(&mut world, id, items, &body, 7) {
            assert!(page.len() <= 7, "{id}");
            assert_eq!(cursor.is_null(), page.is_empty(), "{id}");
            if let Some(last) = page.last().filter(|last| !last["Id"].is_null()) {
                assert_eq!(cursor, last["Id"], "{id}");
            }
            seen.extend(page);
        }
        assert_eq!(seen, whole, "{id}");
        let distinct: BTreeSet<String> = seen.iter().map(ToString::to_string).collect();
        assert_eq!(distinct.len(), seen.len(), "{id}");
        let created: Vec<&str> = seen.iter().filter_map(|item| item["CreatedUtc"].as_str()).collect();
        assert!(created.windows(2).all(|two| two[0] >= two[1]), "{id} {created:?}");
    }
}

#[test]
fn most_operations_have_several_pages_of_ten() {
    let few: Vec<&str> = paged()
        .into_iter()
        .filter(|(id, items, body)| walk(&mut honest(), id, items, body, 10).len() < 2)
        .map(|(id, ..)| id)
        .collect();
    assert_eq!(
        few,
        [
            "bills/getAll",
            "fiscalMachineCommands/getAll",
            "commands/getAllByIds",
            "companionships/getAll",
            "creditCards/getAll",
            "customers/getAll",
            "enterprises/getAll",
            "rateGroups/getAll",
            "services/getAll",
        ]
    );
}

#[test]
fn counts_and_cursors_have_bounds() {
    for (id, _, body) in paged() {
        for count in [json!(0), json!(1001), json!(-1), json!(1.5), json!("10"), Value::Null] {
            let mut body = body.clone();
            body["Limitation"] = json!({ "Count": count });
            assert_eq!(
                no(&mut honest(), id, &body),
                invalid("Limitation.Count"),
                "{id} {count}"
            );
        }
        for cursor in [
            json!("11111111-2222-4333-8444-555555555555"),
            json!("?"),
            foreign("services"),
            foreign("customers"),
        ] {
            let mut body = body.clone();
            body["Limitation"] = json!({ "Count": 10, "Cursor": cursor });
            assert_eq!(no(&mut honest(), id, &body), invalid("Limitation.Cursor"), "{id}");
        }
        let mut body = body.clone();
        let optional = id == "commands/getAllByIds";
        body.as_object_mut().unwrap().shift_remove("Limitation");
        assert_eq!(
            call(&mut honest(), id, &body).status,
            if optional { 200 } else { 400 },
            "{id}"
        );
    }
}

#[test]
fn nothing_is_said_of_nothing_to_who_prefers_that() {
    let nothing = json!({
        "Limitation": { "Count": 10 },
        "UpdatedUtc": { "StartUtc": "2020-01-01T00:00:00Z", "EndUtc": "2020-01-02T00:00:00Z" },
    });
    let mut request = request("services/getAll", &complete(&nothing));
    let response = send(&mut honest(), &request);
    assert_eq!(response.status, 200);
    assert_eq!(json_of(&response)["Services"], json!([]));
    assert_eq!(json_of(&response)["Cursor"], Value::Null);
    request.headers.push("prefer", "return=minimal");
    let response = send(&mut honest(), &request);
    assert_eq!(response.status, 204);
    assert!(response.body.bytes().is_empty());
    assert_eq!(response.headers.get("content-type"), None);
    assert!(response.headers.get("request-id").is_some());
    // A page with something on it is shown all the same.
    request.body = keycard::exchange::body::Body::of(&complete(&json!({ "Limitation": { "Count": 10 } })));
    assert_eq!(send(&mut honest(), &request).status, 200);
}

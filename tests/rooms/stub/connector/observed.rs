//! What the platform was seen to do beside its documentation, each thing told as a deviation.

use jiff::{Timestamp, ToSpan};
use keycard::exchange::message::Response;
use keycard::stub::world::World;
use serde_json::{Value, json};

use super::calls::{behaving, call, complete, holding, honest, json_of, known, now, ok, refusal, request};

fn observed() -> World {
    behaving(&[("connector", "observed")])
}

fn deviation(response: &Response) -> &str {
    response.headers.get("x-keycard-deviation").unwrap_or_default()
}

fn interval(name: &str, start: &str, end: &str) -> Value {
    json!({ "Limitation": { "Count": 1 }, name: { "StartUtc": start, "EndUtc": end } })
}

/// An order with one item that is found by its service order.
fn sell(world: &mut World) -> Value {
    let order = json!({
        "AccountId": known("accounts"), "ServiceId": known("services"),
        "Items": [{ "Name": "Tea", "UnitCount": 1, "UnitAmount": { "Currency": known("currencies"), "GrossValue": 3, "TaxCodes": [known("taxCodes")] } }]
    });
    let order = ok(world, "orders/add", &order)["OrderId"].clone();
    json!({ "ServiceOrderIds": [order], "Limitation": { "Count": 10 } })
}

#[test]
fn what_was_sold_is_told_a_little_later() {
    let found = |world: &mut World, body: &Value, at: Timestamp| {
        let response = world
            .handle(&request("orderItems/getAll", &complete(body)), at)
            .response;
        let count = json_of(&response)["OrderItems"].as_array().unwrap().len();
        (count, !deviation(&response).is_empty())
    };
    let later = |seconds: i64| now().checked_add(seconds.seconds()).unwrap();
    let mut world = observed();
    let items = sell(&mut world);
    assert_eq!(found(&mut world, &items, now()), (0, true));
    assert_eq!(found(&mut world, &items, later(1)), (0, true));
    assert_eq!(found(&mut world, &items, later(3)), (1, false));
    let mut world = honest();
    let items = sell(&mut world);
    assert_eq!(found(&mut world, &items, now()), (1, false));
}

#[test]
fn intervals_reach_as_far_as_was_seen() {
    let reservations = "reservations/getAll/2023-06-06";
    let production = || behaving(&[("connector", "observed"), ("connector-environment", "production")]);
    let four_days = interval("UpdatedUtc", "2026-03-01T00:00:00Z", "2026-03-05T04:00:00Z");
    let five_days = interval("UpdatedUtc", "2026-03-01T00:00:00Z", "2026-03-06T00:00:00Z");
    let hundred = interval("UpdatedUtc", "2026-01-01T00:00:00Z", "2026-04-11T00:00:00Z");
    let quarter = interval("UpdatedUtc", "2026-03-01T00:00:00Z", "2026-06-02T00:00:00Z");
    let longer = interval("UpdatedUtc", "2026-03-01T00:00:00Z", "2026-06-02T00:00:01Z");
    for (world, id, body, status, deviates) in [
        (&mut observed(), reservations, &four_days, 200, false),
        (&mut observed(), reservations, &five_days, 400, true),
        (&mut observed(), "orderItems/getAll", &quarter, 200, true),
        (&mut observed(), "orderItems/getAll", &longer, 400, false),
        (&mut observed(), "bills/getAll", &quarter, 400, false),
        (&mut honest(), "orderItems/getAll", &quarter, 400, false),
        (&mut honest(), reservations, &five_days, 200, false),
    ] {
        let response = call(world, id, body);
        let answered = (response.status, !deviation(&response).is_empty());
        assert_eq!(answered, (status, deviates), "{id} {body} {}", json_of(&response));
    }
    let mut policies = quarter.clone();
    policies["ServiceIds"] = json!([known("services")]);
    let response = call(&mut observed(), "cancellationPolicies/getAll", &policies);
    assert_eq!((response.status, deviation(&response).is_empty()), (200, false));
    let mut own = complete(&hundred);
    for property in ["ClientToken", "AccessToken"] {
        own[property] = super::calls::token(property, "other-environment");
    }
    let response = production().handle(&request(reservations, &own), now()).response;
    assert_eq!((response.status, deviation(&response).is_empty()), (200, false));
    let (_, message) = refusal(&call(&mut observed(), "orderItems/getAll", &longer));
    assert_eq!(message, "The interval must not exceed 3M1D.");
}

#[test]
fn refusals_are_in_the_words_that_were_seen() {
    let noon = json!({
        "RateId": known("rates"),
        "FirstTimeUnitStartUtc": "2026-03-01T12:00:00Z", "LastTimeUnitStartUtc": "2026-03-03T00:00:00Z"
    });
    let contested = json!({ "BillsUpdates": [{ "BillId": known("contestedBills") }] });
    for (id, body, status, message) in [
        (
            "rates/getPricing",
            &noon,
            400,
            "FirstTimeUnitStartUtc is not start of TimeUnit",
        ),
        ("bills/update", &contested, 409, "Someone else just changed this bill"),
    ] {
        let seen = refusal(&call(&mut observed(), id, body));
        assert_eq!(seen, (status, message.to_string()));
        let documented = refusal(&call(&mut honest(), id, body));
        assert_eq!(documented.0, status);
        assert_ne!(documented.1, message);
    }
}

#[test]
fn categories_of_a_service_that_cannot_be_booked_are_refused() {
    let mut world = honest();
    let services = ok(
        &mut world,
        "services/getAll",
        &json!({ "Limitation": { "Count": 100 } }),
    );
    let services = services["Services"].as_array().unwrap();
    let other = services
        .iter()
        .find(|service| service["Data"]["Discriminator"] != "Bookable");
    let body = json!({ "ServiceIds": [other.unwrap()["Id"]], "Extent": { "ResourceCategories": true }, "Limitation": { "Count": 1 } });
    assert_eq!(call(&mut world, "resourceCategories/getAll", &body).status, 200);
    let response = call(&mut observed(), "resourceCategories/getAll", &body);
    assert_eq!(refusal(&response), (400, "Invalid ServiceIds".to_string()));
    assert_ne!(deviation(&response), "");
}

#[test]
fn answers_hold_what_no_table_lists() {
    let page = json!({ "Count": 5 });
    for (id, list, pointer, body) in [
        (
            "resourceCategories/getAll",
            "ResourceCategories",
            "/Classification",
            json!({ "ServiceIds": [known("services")], "Extent": { "ResourceCategories": true }, "Limitation": page }),
        ),
        (
            "restrictions/getAll",
            "Restrictions",
            "/Exceptions/MinReservationCount",
            json!({ "ServiceIds": [known("services")], "Limitation": page }),
        ),
    ] {
        let response = call(&mut observed(), id, &body);
        let answer = json_of(&response);
        let items = answer[list].as_array().unwrap();
        assert!(
            items.iter().any(|item| item.pointer(pointer).is_some()),
            "{id} {answer}"
        );
        assert_ne!(deviation(&response), "", "{id}");
        let documented = ok(&mut honest(), id, &body);
        let told = |item: &Value| item.pointer(pointer).cloned();
        let seen: Vec<_> = items.iter().map(told).collect();
        let own: Vec<_> = documented[list].as_array().unwrap().iter().map(told).collect();
        assert_ne!(seen, own, "{id}");
    }
}

#[test]
fn an_extent_without_permission_takes_the_whole_answer_with_it() {
    let asking = |more: bool| {
        json!({
            "Limitation": { "Count": 1 },
            "Extent": { "Resources": true, "ResourceCategories": more, "Inactive": true },
        })
    };
    let answer = |world: &mut World, token: &str, body: &Value| {
        let response = world
            .handle(&request("resources/getAll", &holding(token, body)), now())
            .response;
        (response.status, !deviation(&response).is_empty())
    };
    assert_eq!(answer(&mut observed(), "without-extents", &asking(true)), (401, true));
    assert_eq!(answer(&mut observed(), "without-extents", &asking(false)), (200, false));
    assert_eq!(answer(&mut observed(), "valid", &asking(true)), (200, false));
    assert_eq!(answer(&mut honest(), "without-extents", &asking(true)), (200, false));
}

/// Where the documentation has come to say what was seen, nothing deviates.
#[test]
fn a_new_reservation_is_told_within_what_was_asked() {
    let body = super::minimal::BODIES["reservations/add"].clone();
    let answer = ok(&mut observed(), "reservations/add", &body);
    assert!(answer["Reservations"][0]["Reservation"]["Id"].is_string(), "{answer}");
}

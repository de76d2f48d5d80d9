//! Reservations from the booking to the departure, and what the rules of the house forbid on the way.

use keycard::exchange::message::Response;
use keycard::stub::world::World;
use serde_json::{Value, json};

use super::calls::{behaving, call, complete, honest, invalid, json_of, known, no, ok, refusal, request};

const GET: &str = "reservations/getAll/2023-06-06";

/// The reservation as it is now.
fn read(world: &mut World, id: &Value) -> Value {
    let body = json!({ "Limitation": { "Count": 1 }, "ReservationIds": [id] });
    ok(world, GET, &body)["Reservations"][0].clone()
}

fn wish(start: &str, end: &str) -> Value {
    json!({
        "ServiceId": known("services"),
        "Reservations": [{
            "Identifier": "one",
            "StartUtc": start, "EndUtc": end,
            "CustomerId": known("customers"),
            "RequestedCategoryId": known("resourcecategories"),
            "RateId": known("rates"),
            "PersonCounts": [{ "AgeCategoryId": known("agecategories"), "Count": 2 }],
        }],
    })
}

fn forbidden(world: &mut World, id: &str, body: &Value) {
    let (status, message) = no(world, id, body);
    assert_eq!(status, 403, "{id} {body}: {message}");
    assert!(message.ends_with('.') && message.len() > 10, "{message}");
}

fn on(day: &str, world: &mut World, id: &str, body: &Value) -> Response {
    let now = format!("{day}T12:00:00Z").parse().unwrap();
    world.handle(&request(id, &complete(body)), now).response
}

#[test]
fn a_reservation_is_booked_started_and_processed_in_that_order() {
    let mut world = honest();
    let added = ok(
        &mut world,
        "reservations/add",
        &wish("2026-06-01T14:00:00Z", "2026-06-03T09:00:00Z"),
    );
    assert_eq!(added["Reservations"][0]["Identifier"], "one");
    let id = added["Reservations"][0]["Reservation"]["Id"].clone();
    let reservation = read(&mut world, &id);
    assert_eq!(reservation["State"], "Confirmed");
    assert_eq!(reservation["ScheduledStartUtc"], "2026-06-01T14:00:00Z");
    assert_eq!(reservation["AccountId"], known("customers"));
    let items = json!({ "Limitation": { "Count": 10 }, "ServiceOrderIds": [id] });
    let nights = ok(&mut world, "orderItems/getAll", &items);
    assert_eq!(nights["OrderItems"].as_array().unwrap().len(), 2);
    let this = json!({ "ReservationId": id });
    forbidden(&mut world, "reservations/process", &this);
    // No space, then one that is dirty.
    forbidden(&mut world, "reservations/start", &this);
    let assign =
        |state: &str| json!({ "ResourceUpdates": [{ "ResourceId": known("resources"), "State": { "Value": state } }] });
    let assigned = json!({ "ReservationUpdates": [{ "ReservationId": id, "AssignedResourceId": { "Value": known("resources") } }] , "ReservationId": id });
    ok(&mut world, "reservations/update", &assigned);
    ok(&mut world, "resources/update", &assign("Dirty"));
    forbidden(&mut world, "reservations/start", &this);
    ok(&mut world, "resources/update", &assign("Inspected"));
    assert_eq!(on("2026-05-31", &mut world, "reservations/start", &this).status, 403);
    ok(&mut world, "reservations/start", &this);
    assert_eq!(read(&mut world, &id)["State"], "Started");
    assert_eq!(read(&mut world, &id)["ActualStartUtc"], "2026-06-01T12:00:00Z");
    forbidden(&mut world, "reservations/start", &this);
    forbidden(&mut world, "reservations/process", &this);
    // The last day has come, and the nights have not been paid.
    assert_eq!(on("2026-06-03", &mut world, "reservations/process", &this).status, 403);
    let open = json!({ "ReservationId": id, "AllowOpenBalance": true, "Notes": "Sends the money." });
    assert_eq!(on("2026-06-03", &mut world, "reservations/process", &open).status, 200);
    assert_eq!(read(&mut world, &id)["State"], "Processed");
    forbidden(
        &mut world,
        "reservations/cancel",
        &json!({ "ReservationIds": [id], "Notes": "Late." }),
    );
}

#[test]
fn states_that_do_not_allow_a_step_forbid_it() {
    let mut world = honest();
    for (name, step) in [
        ("unassignedReservations", "start"),
        ("uninspectedReservations", "start"),
        ("futureReservations", "start"),
        ("optionalReservations", "start"),
        ("canceledReservations", "start"),
        ("processedReservations", "process"),
        ("reservations", "process"),
    ] {
        forbidden(
            &mut world,
            &format!("reservations/{step}"),
            &json!({ "ReservationId": known(name) }),
        );
    }
    forbidden(
        &mut world,
        "reservations/confirm",
        &json!({ "ReservationIds": [known("reservations")] }),
    );
    let optional = json!({ "ReservationIds": [known("optionalReservations")] });
    assert_eq!(
        ok(&mut world, "reservations/confirm", &optional)["ReservationIds"],
        json!([known("optionalReservations")])
    );
    assert_eq!(read(&mut world, &known("optionalReservations"))["State"], "Confirmed");
    let canceled = json!({ "ReservationUpdates": [{ "ReservationId": known("canceledReservations") }], "ReservationId": known("canceledReservations") });
    forbidden(&mut world, "reservations/update", &canceled);
}

#[test]
fn a_reservation_is_canceled_once_and_with_a_reason() {
    let mut world = honest();
    let cancel = json!({ "ReservationIds": [known("reservations")], "Notes": "Guest is ill." });
    assert_eq!(
        no(
            &mut world,
            "reservations/cancel",
            &json!({ "ReservationIds": [known("reservations")] })
        ),
        invalid("Notes")
    );
    ok(&mut world, "reservations/cancel", &cancel);
    let reservation = read(&mut world, &known("reservations"));
    assert_eq!(reservation["State"], "Canceled");
    assert_eq!(reservation["CancelledUtc"], "2026-06-01T12:00:00Z");
    forbidden(&mut world, "reservations/cancel", &cancel);
    // One that cannot be canceled spoils the call.
    let both = json!({ "ReservationIds": [known("futureReservations"), known("canceledReservations")], "Notes": "x" });
    forbidden(&mut world, "reservations/cancel", &both);
    assert_eq!(read(&mut world, &known("futureReservations"))["State"], "Confirmed");
    // The observed platform calls it a rule of business.
    let mut observed = behaving(&[("connector", "observed")]);
    let without = json!({ "ReservationIds": [known("reservations")] });
    assert_eq!(refusal(&call(&mut observed, "reservations/cancel", &without)).0, 403);
}

#[test]
fn an_update_moves_what_it_names() {
    let mut world = honest();
    let id = known("reservations");
    let update = |fields: Value| {
        let mut part = json!({ "ReservationId": id });
        part.as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        json!({ "ReservationId": id, "ReservationUpdates": [part] })
    };
    let before = read(&mut world, &id);
    let answer = ok(
        &mut world,
        "reservations/update",
        &update(json!({
            "EndUtc": { "Value": "2026-03-06T10:00:00Z" }, "ChannelNumber": { "Value": "C-1" }, "AssignedResourceId": { "Value": null }
        })),
    );
    assert_eq!(answer["Reservations"][0]["EndUtc"], "2026-03-06T10:00:00Z");
    let after = read(&mut world, &id);
    assert_eq!(after["ScheduledEndUtc"], "2026-03-06T10:00:00Z");
    assert_eq!(after["ChannelNumber"], "C-1");
    assert_eq!(after["AssignedResourceId"], Value::Null);
    assert_eq!(after["ScheduledStartUtc"], before["ScheduledStartUtc"]);
    assert_eq!(
        no(
            &mut world,
            "reservations/update",
            &update(json!({ "EndUtc": { "Value": "2026-03-01T10:00:00Z" } }))
        ),
        invalid("EndUtc")
    );
    assert_eq!(
        no(
            &mut world,
            "reservations/update",
            &update(json!({ "EndUtc": "2026-03-09T10:00:00Z" }))
        ),
        invalid("ReservationUpdates.EndUtc")
    );
    let interval = json!({ "ReservationId": id, "StartUtc": "2026-03-03T15:00:00Z", "ChargeCancellationFee": false });
    ok(&mut world, "reservations/updateInterval", &interval);
    assert_eq!(read(&mut world, &id)["ScheduledStartUtc"], "2026-03-03T15:00:00Z");
    let customer = json!({ "ReservationId": id, "CustomerId": known("secondCustomers") });
    ok(&mut world, "reservations/updateCustomer", &customer);
    assert_eq!(read(&mut world, &id)["AccountId"], known("secondCustomers"));
}

#[test]
fn a_price_is_told_as_it_will_be_charged() {
    let mut world = honest();
    let wish = wish("2026-07-01T14:00:00Z", "2026-07-04T09:00:00Z");
    let priced = ok(&mut world, "reservations/price", &wish);
    assert_eq!(priced["ReservationPrices"][0]["TotalAmount"]["GrossValue"], 360.0);
    let set = json!({ "RateId": known("rates"), "PriceUpdates": [
        { "FirstTimeUnitStartUtc": "2026-06-30T23:00:00Z", "LastTimeUnitStartUtc": "2026-07-01T23:00:00Z", "Value": 200 }
    ] });
    ok(&mut world, "rates/updatePrice", &set);
    let priced = ok(&mut world, "reservations/price", &wish);
    assert_eq!(priced["ReservationPrices"][0]["TotalAmount"]["GrossValue"], 520.0);
    let added = ok(&mut world, "reservations/add", &wish);
    let order = &added["Reservations"][0]["Reservation"]["Id"];
    let items = json!({ "Limitation": { "Count": 10 }, "ServiceOrderIds": [order] });
    let items = ok(&mut world, "orderItems/getAll", &items);
    let sum: f64 = items["OrderItems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["Amount"]["GrossValue"].as_f64().unwrap())
        .sum();
    assert_eq!(sum, 520.0);
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let mut world = honest();
    let with = |name: &str, value: Value| {
        let mut body = wish("2026-07-01T14:00:00Z", "2026-07-04T09:00:00Z");
        body["Reservations"][0][name] = value;
        body
    };
    let refused = |world: &mut World, body: &Value| no(world, "reservations/add", body);
    assert_eq!(
        refused(&mut world, &with("RateId", known("secondRates"))),
        invalid("Reservations.RateId")
    );
    assert_eq!(
        refused(&mut world, &with("EndUtc", json!("2026-06-01T00:00:00Z"))),
        invalid("Reservations.EndUtc")
    );
    assert_eq!(
        refused(&mut world, &with("State", json!("Started"))),
        invalid("Reservations.State")
    );
    let mut other = with("State", json!("Optional"));
    other["ServiceId"] = known("secondServices");
    assert_eq!(refused(&mut world, &other), invalid("ServiceId"));
    let amount = json!({ "Currency": "EUR", "GrossValue": 10, "TaxCodes": [known("taxCodes")] });
    assert_eq!(refused(&mut world, &with("TimeUnitAmount", amount)).0, 403);
    let amount = json!({ "Currency": "GBP", "NetValue": 10, "TaxCodes": [] });
    assert_eq!(
        refused(&mut world, &with("TimeUnitAmount", amount)),
        invalid("GrossValue")
    );
}

#[test]
fn a_category_is_full_at_last() {
    let mut world = honest();
    let mut body = wish("2027-07-01T14:00:00Z", "2027-07-02T09:00:00Z");
    let free = |world: &mut World| {
        let body = json!({
            "ServiceId": known("services"),
            "FirstTimeUnitStartUtc": "2027-06-30T23:00:00Z", "LastTimeUnitStartUtc": "2027-06-30T23:00:00Z",
        });
        let answer = ok(world, "services/getAvailability", &body);
        let categories = answer["CategoryAvailabilities"].as_array().unwrap().clone();
        let own = categories
            .iter()
            .find(|category| category["CategoryId"] == known("resourcecategories"));
        own.unwrap()["Availabilities"][0].as_u64().unwrap()
    };
    let before = free(&mut world);
    assert!(before > 5, "{before}");
    for left in (0..before).rev() {
        ok(&mut world, "reservations/add", &body);
        assert_eq!(free(&mut world), left);
    }
    forbidden(&mut world, "reservations/add", &body);
    body["CheckOverbooking"] = json!(false);
    ok(&mut world, "reservations/add", &body);
}

#[test]
fn companions_come_and_go() {
    let mut world = honest();
    let with = |customer: &str| json!({ "ReservationId": known("reservations"), "CustomerId": known(customer) });
    let first = ok(&mut world, "reservations/addCompanion", &with("customers"));
    let second = ok(&mut world, "reservations/addCompanion", &with("secondCustomers"));
    assert_ne!(first["CompanionshipId"], second["CompanionshipId"]);
    let third = ok(
        &mut world,
        "customers/add",
        &json!({ "LastName": "Third", "OverwriteExisting": false }),
    );
    let third = json!({ "ReservationId": known("reservations"), "CustomerId": third["Id"] });
    forbidden(&mut world, "reservations/addCompanion", &third);
    ok(&mut world, "reservations/deleteCompanion", &with("secondCustomers"));
    assert_eq!(
        no(&mut world, "reservations/deleteCompanion", &with("secondCustomers")),
        invalid("CustomerId")
    );
    ok(&mut world, "reservations/addCompanion", &third);
    let listed = json!({ "Extent": { "Customers": true }, "Limitation": { "Count": 10 }, "ReservationIds": [known("reservations")] });
    let listed = ok(&mut world, "companionships/getAll", &listed);
    assert_eq!(listed["Companionships"].as_array().unwrap().len(), 2);
    assert!(
        listed["Customers"]
            .as_array()
            .unwrap()
            .iter()
            .any(|customer| customer["Id"] == third["CustomerId"])
    );
}

#[test]
fn the_old_shape_shows_the_same_and_what_belongs_to_it() {
    let mut world = honest();
    let all = [
        "Customers",
        "Services",
        "Resources",
        "Rates",
        "OrderItems",
        "Notes",
        "Companies",
    ];
    let extent: Value = all
        .iter()
        .map(|name| ((*name).to_owned(), json!(true)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let body = json!({
        "ServiceIds": [known("services")], "ReservationIds": [known("reservations")],
        "Extent": extent, "Limitation": { "Count": 10 },
    });
    let answer = ok(&mut world, "reservations/getAll", &body);
    let new = read(&mut world, &known("reservations"));
    let old = &answer["Reservations"][0];
    for (old_name, new_name) in [
        ("StartUtc", "ScheduledStartUtc"),
        ("OwnerId", "AccountId"),
        ("RequestedCategoryId", "RequestedResourceCategoryId"),
    ] {
        assert_eq!(old[old_name], new[new_name], "{old_name}");
    }
    for name in all {
        assert!(
            !answer[name].as_array().unwrap().is_empty() || name == "Companies",
            "{name}"
        );
    }
    assert_eq!(answer["Products"], Value::Null);
    assert!(
        answer["Customers"]
            .as_array()
            .unwrap()
            .iter()
            .any(|customer| customer["Id"] == old["OwnerId"])
    );
    let states = json!({ "ServiceIds": [known("services")], "States": ["Started"], "Extent": {}, "Limitation": { "Count": 10 } });
    assert_eq!(no(&mut world, "reservations/getAll", &states), invalid("StartUtc"));
}

#[test]
fn an_answer_of_a_refused_step_is_an_error_object() {
    let response = call(
        &mut honest(),
        "reservations/process",
        &json!({ "ReservationId": known("reservations") }),
    );
    let error = json_of(&response);
    assert_eq!(response.headers.get("request-id"), error["RequestId"].as_str());
    assert!(error["Message"].as_str().unwrap().contains("Reservation"));
}

//! What the pages ask in prose of the values of a request: each kind of it, and which parameter is blamed.

use serde_json::{Value, json};

use super::calls::{honest, invalid, known, no, ok};

/// An operation, a body that breaks what is asked in prose, and the parameter that is blamed.
pub fn broken() -> Vec<(&'static str, Value, &'static str)> {
    let automation = |more: Value| {
        let mut update = json!({ "BillingAutomationId": known("billingautomations") });
        update
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({ "BillingAutomationUpdates": [update] })
    };
    let day = |start: &str, end: &str| json!({ "StartUtc": start, "EndUtc": end });
    let page = json!({ "Count": 10 });
    vec![
        (
            "billingAutomations/update",
            automation(
                json!({ "AssignmentTargetType": { "Value": "NoCompany" }, "BillAggregationType": { "Value": "AggregateAll" } }),
            ),
            "BillingAutomationUpdates.AssignmentTargetType",
        ),
        (
            "billingAutomations/update",
            automation(
                json!({ "AssignmentTargetType": { "Value": "CompanyAsDetails" }, "BillAggregationType": { "Value": "AggregateAll" } }),
            ),
            "BillingAutomationUpdates.BillAggregationType",
        ),
        (
            "billingAutomations/update",
            automation(json!({ "TriggerType": { "Value": "Recurring" } })),
            "BillingAutomationUpdates.OrderItemConsumptionPeriod",
        ),
        (
            "services/updateAvailability",
            availability(&json!([{ "PersonCount": 1, "UnitCount": 1 }, { "PersonCount": 2, "UnitCount": 1 }])),
            "AvailabilityUpdates.PaxCounts.UnitCount",
        ),
        (
            "services/updateAvailability",
            availability(&json!([{ "PersonCount": 2, "UnitCount": 1 }, { "PersonCount": 2, "UnitCount": 2 }])),
            "AvailabilityUpdates.PaxCounts.PersonCount",
        ),
        (
            "billingAutomationPaymentPlans/add",
            plan("2026-07-01T12:00:01Z"),
            "PaymentRequest.ExpirationDateUtc",
        ),
        (
            "exports/add",
            json!({ "EntityType": "Customer", "Filters": { "UpdatedUtc": day("2026-06-01T00:00:00Z", "2026-06-01T11:55:01Z") } }),
            "Filters.UpdatedUtc",
        ),
        (
            "exports/add",
            json!({ "EntityType": "LedgerEntry", "Filters": {} }),
            "Filters.LedgerEntryFilters",
        ),
        (
            "tasks/getAll",
            json!({ "Limitation": page, "DepartmentIds": [known("departments")] }),
            "DepartmentIds",
        ),
        (
            "reservations/getAll/2023-06-06",
            json!({
                "Limitation": page,
                "ScheduledStartUtc": day("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
                "ActualStartUtc": day("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
            }),
            "ScheduledStartUtc",
        ),
        (
            "reservations/getAll",
            json!({ "ServiceIds": [known("services")], "Extent": {}, "Limitation": page, "States": ["Confirmed"] }),
            "StartUtc",
        ),
        (
            "reservations/process",
            json!({ "ReservationId": known("startedReservations"), "AllowOpenBalance": true }),
            "Notes",
        ),
        (
            "vouchers/update",
            json!({ "VoucherUpdates": [{ "VoucherId": known("vouchers"), "Type": { "Value": "TravelAgency" } }] }),
            "VoucherUpdates.CompanyId",
        ),
        (
            "accountingItems/update",
            json!({ "AccountingItemUpdates": [{ "AccountingItemId": known("orderitems"), "BillId": { "Value": known("bills") } }] }),
            "AccountingItemUpdates.BillId",
        ),
        (
            "reservations/addProduct",
            product("onceProducts", "2026-03-02T00:00:00Z"),
            "StartUtc",
        ),
    ]
}

fn availability(persons: &Value) -> Value {
    json!({ "ServiceId": known("services"), "AvailabilityUpdates": [{
        "FirstTimeUnitStartUtc": "2031-03-01T00:00:00Z", "LastTimeUnitStartUtc": "2031-03-02T00:00:00Z",
        "ResourceCategoryId": known("resourcecategories"), "UnitCountAdjustment": { "Value": -3 }, "PaxCounts": persons,
    }] })
}

fn plan(expires: &str) -> Value {
    let mut body = super::minimal::BODIES["billingAutomationPaymentPlans/add"].clone();
    body["PaymentRequest"]["ExpirationDateUtc"] = json!(expires);
    body
}

fn product(name: &str, end: &str) -> Value {
    json!({
        "ReservationId": known("reservations"), "ProductId": known(name), "Count": 1,
        "StartUtc": "2026-03-01T00:00:00Z", "EndUtc": end,
    })
}

#[test]
fn what_is_broken_is_named() {
    for (id, body, parameter) in broken() {
        assert_eq!(no(&mut honest(), id, &body), invalid(parameter), "{id} {body}");
    }
}

#[test]
fn what_keeps_within_bounds_is_taken() {
    let persons = json!([{ "PersonCount": 1, "UnitCount": 1 }, { "PersonCount": 2, "UnitCount": 2 }]);
    let ended = json!({ "StartUtc": "2026-06-01T00:00:00Z", "EndUtc": "2026-06-01T11:55:00Z" });
    for (id, body) in [
        ("services/updateAvailability", availability(&persons)),
        ("billingAutomationPaymentPlans/add", plan("2026-07-01T12:00:00Z")),
        (
            "exports/add",
            json!({ "EntityType": "Customer", "Filters": { "UpdatedUtc": ended } }),
        ),
        (
            "reservations/addProduct",
            product("onceProducts", "2026-03-01T00:00:00Z"),
        ),
        (
            "vouchers/update",
            json!({ "VoucherUpdates": [{ "VoucherId": known("vouchers"), "Type": { "Value": "Public" } }] }),
        ),
    ] {
        ok(&mut honest(), id, &body);
    }
}

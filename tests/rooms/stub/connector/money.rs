//! Orders, bills, payments and prices.

use jiff::ToSpan;
use keycard::stub::world::World;
use serde_json::{Value, json};

use super::calls::{call, complete, honest, invalid, json_of, known, no, now, ok, request};

fn bill(world: &mut World, id: &Value) -> Value {
    ok(
        world,
        "bills/getAll",
        &json!({ "Limitation": { "Count": 1 }, "BillIds": [id] }),
    )["Bills"][0]
        .clone()
}

fn pay(bill: &Value, value: f64) -> Value {
    json!({
        "AccountId": known("customers"), "BillId": bill, "Type": "Cash",
        "Amount": { "Currency": "GBP", "GrossValue": value, "TaxCodes": [] },
    })
}

#[test]
fn an_order_is_billed_paid_and_closed_once() {
    let mut world = honest();
    let added = ok(
        &mut world,
        "bills/add",
        &json!({ "Bills": [{ "AccountId": known("customers"), "Name": "Bar" }] }),
    );
    let id = added["Bills"][0]["Id"].clone();
    assert_eq!(added["Bills"][0]["State"], "Open");
    let order = json!({
        "ServiceId": known("secondServices"), "AccountId": known("customers"), "BillId": id,
        "ProductOrders": [{ "ProductId": known("products"), "Count": 2 }],
        "Items": [{ "Name": "Wine", "UnitCount": 1, "UnitAmount": { "Currency": "GBP", "GrossValue": 12, "TaxCodes": [known("taxCodes")] } }],
    });
    let order = ok(&mut world, "orders/add", &order)["OrderId"].clone();
    let items = ok(
        &mut world,
        "orderItems/getAll",
        &json!({ "Limitation": { "Count": 10 }, "BillIds": [id] }),
    );
    let items = items["OrderItems"].as_array().unwrap().clone();
    assert_eq!(items.len(), 2);
    assert!(items.iter().all(|item| item["ServiceOrderId"] == order));
    let wine = items.iter().find(|item| item["Type"] == "CustomItem").unwrap();
    assert_eq!(
        (&wine["Amount"]["NetValue"], &wine["Amount"]["GrossValue"]),
        (&json!(10.0), &json!(12.0))
    );
    let sum: f64 = items
        .iter()
        .map(|item| item["Amount"]["GrossValue"].as_f64().unwrap())
        .sum();

    let close = json!({ "BillId": id, "Type": "Receipt" });
    assert_eq!(no(&mut world, "bills/close", &close).0, 403);
    assert_eq!(no(&mut world, "bills/delete", &json!({ "BillIds": [id] })).0, 403);
    let payment = ok(&mut world, "payments/addExternal", &pay(&id, sum))["ExternalPaymentId"].clone();
    let invoice_only = json!({ "BillId": id, "Type": "Receipt", "DueDate": { "Value": "2026-07-01T00:00:00Z" } });
    assert_eq!(no(&mut world, "bills/close", &invoice_only), invalid("DueDate"));
    let closed = ok(&mut world, "bills/close", &close);
    assert_eq!(closed["Bills"][0]["State"], "Closed");
    assert_eq!(bill(&mut world, &id), closed["Bills"][0]);
    let payments = json!({ "Limitation": { "Count": 1 }, "PaymentIds": [payment] });
    assert_eq!(
        ok(&mut world, "payments/getAll", &payments)["Payments"][0]["AccountingState"],
        "Closed"
    );

    // Nothing happens to a closed bill any more.
    assert_eq!(no(&mut world, "bills/close", &close), invalid("BillId"));
    let update = json!({ "BillsUpdates": [{ "BillId": id }] });
    assert_eq!(no(&mut world, "bills/update", &update), invalid("BillsUpdates.BillId"));
    assert_eq!(
        no(&mut world, "bills/delete", &json!({ "BillIds": [id] })),
        invalid("BillIds")
    );
    assert_eq!(
        no(&mut world, "payments/addExternal", &pay(&id, 1.0)),
        invalid("BillId")
    );
    assert_eq!(
        no(
            &mut world,
            "orders/add",
            &json!({ "ServiceId": known("services"), "AccountId": known("customers"), "BillId": id })
        ),
        invalid("BillId")
    );
    assert_eq!(
        no(
            &mut world,
            "orderItems/cancel",
            &json!({ "OrderItemIds": [wine["Id"]] })
        )
        .0,
        403
    );
}

#[test]
fn what_others_changed_has_to_be_read_first() {
    let mut world = honest();
    let id = known("contestedBills");
    let update = json!({ "BillsUpdates": [{ "BillId": id, "AccountId": { "Value": known("secondCustomers") } }] });
    for _ in 0..2 {
        assert_eq!(no(&mut world, "bills/update", &update).0, 409);
    }
    let read = bill(&mut world, &id);
    assert_ne!(read["AccountId"], known("secondCustomers"));
    assert_eq!(read["UpdatedUtc"], "2026-06-01T12:00:00Z");
    let updated = ok(&mut world, "bills/update", &update);
    assert_eq!(updated["Bills"][0]["AccountId"], known("secondCustomers"));
}

#[test]
fn items_move_between_open_bills() {
    let mut world = honest();
    let item = known("orderitems");
    let to = |bill: Value| {
        json!({ "AccountingItemUpdates": [{
        "AccountingItemId": item, "BillId": { "Value": bill }, "AccountId": { "Value": known("customers") }
    }] })
    };
    let moved = ok(&mut world, "accountingItems/update", &to(known("bills")));
    assert_eq!(moved["OrderItems"][0]["BillId"], known("bills"));
    let half =
        json!({ "AccountingItemUpdates": [{ "AccountingItemId": item, "BillId": { "Value": known("bills") } }] });
    assert_eq!(
        no(&mut world, "accountingItems/update", &half),
        invalid("AccountingItemUpdates.BillId")
    );
    assert_eq!(
        no(&mut world, "accountingItems/update", &to(known("closedBills"))),
        invalid("AccountingItemUpdates.BillId")
    );
    ok(&mut world, "orderItems/cancel", &json!({ "OrderItemIds": [item] }));
    assert_eq!(
        no(&mut world, "orderItems/cancel", &json!({ "OrderItemIds": [item] })).0,
        403
    );
}

#[test]
fn a_payment_is_refunded_up_to_what_was_paid() {
    let mut world = honest();
    let refund = |value: Value| {
        json!({
            "PaymentId": known("payments"), "AccountId": known("customers"), "Reason": "Noise.", "ValueToRefund": value
        })
    };
    assert_eq!(
        no(&mut world, "payments/refund", &refund(json!(-1))),
        invalid("ValueToRefund")
    );
    assert_eq!(no(&mut world, "payments/refund", &refund(json!(1000))).0, 403);
    let refunded = ok(&mut world, "payments/refund", &refund(json!(20)));
    assert_eq!(refunded["Amount"]["Value"], -20.0);
    let read = json!({ "Limitation": { "Count": 1 }, "PaymentIds": [refunded["RefundId"]] });
    let read = ok(&mut world, "payments/getAll", &read);
    assert_eq!(
        (
            &read["Payments"][0]["Kind"],
            &read["Payments"][0]["Amount"]["GrossValue"]
        ),
        (&json!("Refund"), &json!(-20.0))
    );
    let cash = ok(&mut world, "payments/addExternal", &pay(&known("bills"), 5.0));
    let cash = json!({ "PaymentId": cash["ExternalPaymentId"], "AccountId": known("customers"), "Reason": "x" });
    assert_eq!(no(&mut world, "payments/refund", &cash).0, 403);
}

#[test]
fn amounts_are_in_the_way_of_the_enterprise() {
    let mut world = honest();
    let with = |amount: Value| {
        let mut body = pay(&known("bills"), 1.0);
        body["Amount"] = amount;
        body
    };
    let net = with(json!({ "Currency": "GBP", "NetValue": 1, "TaxCodes": [] }));
    assert_eq!(no(&mut world, "payments/addExternal", &net), invalid("GrossValue"));
    let tax = with(json!({ "Currency": "GBP", "GrossValue": 1, "TaxCodes": ["20"] }));
    assert_eq!(no(&mut world, "payments/addExternal", &tax), invalid("TaxCodes"));
    let currency = with(json!({ "Currency": "EUR", "GrossValue": 1, "TaxCodes": [] }));
    assert_eq!(
        no(&mut world, "payments/addExternal", &currency),
        (403, "Invalid identifier".into())
    );
}

#[test]
fn a_card_that_was_disabled_pays_nothing() {
    let mut world = honest();
    let card =
        json!({ "CustomerId": known("customers"), "CreditCardData": { "StorageData": "x", "Expiration": "2031-12" } });
    let card = ok(&mut world, "creditCards/addTokenized", &card)["CreditCardId"].clone();
    let charge = json!({ "CreditCardId": card, "Amount": { "Currency": "GBP", "GrossValue": 3, "TaxCodes": [] } });
    ok(&mut world, "creditCards/charge", &charge);
    ok(&mut world, "creditCards/disable", &json!({ "CreditCardId": card }));
    assert_eq!(no(&mut world, "creditCards/charge", &charge).0, 403);
    assert_eq!(
        no(&mut world, "creditCards/disable", &json!({ "CreditCardId": card })),
        invalid("CreditCardId")
    );
}

#[test]
fn a_bill_is_printed_thirty_times_a_week() {
    let mut world = honest();
    let print = json!({ "BillId": known("bills") });
    for _ in 0..30 {
        ok(&mut world, "bills/getPdf", &print);
    }
    assert_eq!(no(&mut world, "bills/getPdf", &print).0, 403);
    assert_eq!(
        no(&mut world, "bills/getPdf", &json!({ "BillId": known("closedBills") })).0,
        200
    );
    let unknown = json!({ "BillId": known("bills"), "BillPrintEventId": "none" });
    assert_eq!(no(&mut world, "bills/getPdf", &unknown), invalid("BillPrintEventId"));
    let later = now().checked_add(170.hours()).unwrap();
    let request = request("bills/getPdf", &complete(&print));
    assert_eq!(world.handle(&request, later).response.status, 200);
}

#[test]
fn prices_are_told_by_unit_of_time() {
    let mut world = honest();
    let asked = |rate: &str, first: &str, last: &str| json!({ "RateId": known(rate), "FirstTimeUnitStartUtc": first, "LastTimeUnitStartUtc": last });
    let day = asked("rates", "2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z");
    let prices = ok(&mut world, "rates/getPricing", &day);
    assert_eq!(
        prices["TimeUnitStartsUtc"],
        json!(["2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"])
    );
    assert_eq!(prices["BaseAmountPrices"].as_array().unwrap().len(), 3);
    assert_eq!(prices["CategoryPrices"][0]["AmountPrices"].as_array().unwrap().len(), 3);
    let one = ok(
        &mut world,
        "rates/getPricing",
        &asked("rates", "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"),
    );
    assert_eq!(one["TimeUnitStartsUtc"].as_array().unwrap().len(), 1);
    let hours = ok(
        &mut world,
        "rates/getPricing",
        &asked("secondRates", "2026-03-01T05:00:00Z", "2026-03-01T08:00:00Z"),
    );
    assert_eq!(hours["TimeUnitStartsUtc"].as_array().unwrap().len(), 4);
    // In summer the day begins an hour earlier by universal time.
    let summer = ok(
        &mut world,
        "rates/getPricing",
        &asked("rates", "2026-06-30T23:00:00Z", "2026-07-01T23:00:00Z"),
    );
    assert_eq!(summer["TimeUnitStartsUtc"].as_array().unwrap().len(), 2);
    for (first, last, parameter) in [
        ("2026-03-01T12:00:00Z", "2026-03-02T00:00:00Z", "FirstTimeUnitStartUtc"),
        ("2026-03-01T00:00:00Z", "2026-03-02T01:00:00Z", "LastTimeUnitStartUtc"),
        ("2026-07-01T00:00:00Z", "2026-07-01T23:00:00Z", "FirstTimeUnitStartUtc"),
        ("2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z", "LastTimeUnitStartUtc"),
        ("2026-01-01T00:00:00Z", "2027-01-03T00:00:00Z", "LastTimeUnitStartUtc"),
    ] {
        assert_eq!(
            no(&mut world, "rates/getPricing", &asked("rates", first, last)),
            invalid(parameter),
            "{first}"
        );
    }
    let year = asked("rates", "2026-01-01T00:00:00Z", "2027-01-02T00:00:00Z");
    assert_eq!(
        ok(&mut world, "rates/getPricing", &year)["BaseAmountPrices"]
            .as_array()
            .unwrap()
            .len(),
        367
    );
    let set = json!({ "RateId": known("rates"), "PriceUpdates": [
        { "FirstTimeUnitStartUtc": "2026-03-02T00:00:00Z", "LastTimeUnitStartUtc": "2026-03-02T00:00:00Z", "Value": 99.5 },
        { "FirstTimeUnitStartUtc": "2026-03-03T00:00:00Z", "LastTimeUnitStartUtc": "2026-03-03T00:00:00Z", "Value": 1, "CategoryId": known("resourcecategories") },
    ] });
    ok(&mut world, "rates/updatePrice", &set);
    let after = ok(&mut world, "rates/getPricing", &day);
    assert_eq!(after["BaseAmountPrices"][0], prices["BaseAmountPrices"][0]);
    assert_eq!(after["BaseAmountPrices"][1]["GrossValue"], 99.5);
    let own = after["CategoryPrices"]
        .as_array()
        .unwrap()
        .iter()
        .find(|category| category["CategoryId"] == known("resourcecategories"));
    assert_eq!(own.unwrap()["AmountPrices"][2]["GrossValue"], 1.0);
    assert_eq!(own.unwrap()["AmountPrices"][1]["GrossValue"], 99.5);
    assert_eq!(after["BaseAmountPrices"][2], prices["BaseAmountPrices"][2]);
}

#[test]
fn rates_are_added_set_and_found() {
    let mut world = honest();
    let rate = json!({
        "ServiceId": known("services"), "RateGroupId": known("rategroups"), "Type": "Private",
        "Names": { "en-GB": "Friends" }, "PricingType": "BaseRatePricing", "ExternalIdentifier": "FR",
    });
    let added = ok(&mut world, "rates/add", &json!({ "Rates": [rate] }));
    assert_eq!(added["Rates"][0]["GroupId"], known("rategroups"));
    let mut again = rate.clone();
    again["Names"] = json!({ "en-GB": "Family" });
    let set = ok(&mut world, "rates/set", &json!({ "Rates": [again] }));
    assert_eq!(set["Rates"][0]["Id"], added["Rates"][0]["Id"]);
    assert_eq!(set["Rates"][0]["Names"]["en-GB"], "Family");
    let found =
        json!({ "ServiceIds": [known("services")], "ExternalIdentifiers": ["FR"], "Limitation": { "Count": 10 } });
    assert_eq!(ok(&mut world, "rates/getAll", &found)["Rates"], set["Rates"]);
    // A hybrid identifier names the same.
    ok(&mut world, "rates/delete", &json!({ "RateIds": ["eid:FR"] }));
    assert_eq!(
        no(&mut world, "rates/delete", &json!({ "RateIds": ["eid:none"] })),
        invalid("RateIds")
    );
}

#[test]
fn exports_of_a_kind_go_one_at_a_time() {
    let mut world = honest();
    let export = |kind: &str| json!({ "EntityType": kind });
    let first = ok(&mut world, "exports/add", &export("Bill"))["Export"].clone();
    assert_eq!(first["Status"], "Pending");
    assert_eq!(no(&mut world, "exports/add", &export("Bill")), invalid("EntityType"));
    ok(&mut world, "exports/add", &export("Payment"));
    let later = now().checked_add(61.seconds()).unwrap();
    let read = request("exports/getAll", &complete(&json!({ "ExportIds": [first["Id"]] })));
    let read = json_of(&world.handle(&read, later).response);
    assert_eq!(read["Exports"][0]["Status"], "Success");
    assert_eq!(
        world
            .handle(&request("exports/add", &complete(&export("Bill"))), later)
            .response
            .status,
        200
    );
    assert_eq!(call(&mut honest(), "exports/add", &export("Bill")).status, 200);
}

#[test]
fn no_number_is_too_large_to_be_answered() {
    let mut world = honest();
    for value in [1e300, -1e300, 9.3e18, 0.001] {
        let body = pay(&known("bills"), value);
        assert_eq!(call(&mut world, "payments/addExternal", &body).status, 200, "{value}");
        let items = json!([{ "Name": "x", "UnitCount": i64::MAX, "UnitAmount": { "Currency": "GBP", "GrossValue": value, "TaxCodes": [known("taxCodes")] } }]);
        let order = json!({ "ServiceId": known("services"), "AccountId": known("customers"), "Items": items });
        assert_eq!(call(&mut world, "orders/add", &order).status, 200, "{value}");
    }
    let adjust = json!({ "ServiceId": known("services"), "AvailabilityUpdates": [{
        "FirstTimeUnitStartUtc": "2026-03-01T00:00:00Z", "LastTimeUnitStartUtc": "2026-03-01T00:00:00Z",
        "ResourceCategoryId": known("resourcecategories"), "UnitCountAdjustment": { "Value": 1e300 },
    }] });
    assert_eq!(call(&mut world, "services/updateAvailability", &adjust).status, 200);
    let free = json!({ "ServiceId": known("services"), "FirstTimeUnitStartUtc": "2026-03-01T00:00:00Z", "LastTimeUnitStartUtc": "2026-03-01T00:00:00Z" });
    assert_eq!(call(&mut world, "services/getAvailability", &free).status, 200);
}

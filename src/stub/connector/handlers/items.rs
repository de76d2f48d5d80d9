//! Items that are sold: with reservations, with orders and at outlets, and the bills that they are on.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::amount::Amount;
use super::super::answer::{Answer, Object, Refusal, object};
use super::super::call::Call;
use super::super::changes::add_all;
use super::super::entity::Entity;
use super::super::item::Item;
use super::super::library::Library;
use super::super::store::Store;
use super::super::view::view;
use super::handler::Handler;

pub(super) const ALL: &[(&str, Handler)] = &[
    ("orders/add", add_order),
    ("orderItems/cancel", cancel),
    ("accountingItems/update", update),
    ("outletBills/add", add_outlet_bills),
];

/// Order, account, service and bill of a sale.
pub(super) struct Sale {
    order: String,
    account: String,
    service: String,
    bill: Option<String>,
}

impl Sale {
    /// A sale with an order of a service, to an account, on no bill.
    pub(super) fn of(order: &str, account: &str, service: &str) -> Self {
        Self {
            order: order.to_owned(),
            account: account.to_owned(),
            service: service.to_owned(),
            bill: None,
        }
    }
}

/// Sells something; returns the id of the item.
pub(super) fn sell(
    call: &Call<'_>,
    store: &mut Store,
    sale: &Sale,
    kind: &str,
    count: i64,
    unit: &Amount,
    product: Option<&str>,
) -> String {
    let data = product.map(|product| {
        json!({
            "Discriminator": "Product",
            "Product": { "ProductId": product, "AgeCategoryId": null, "ProductType": "Product" },
            "Rebate": null, "AllowanceDiscount": null, "AllowanceProfits": null
        })
    });
    let amount = unit.times(count).value();
    let given = json!({
        "AccountId": sale.account,
        "AccountType": store.account_type(&sale.account),
        "ServiceId": sale.service,
        "ServiceOrderId": sale.order,
        "BillId": sale.bill,
        "UnitCount": count,
        "UnitAmount": unit.value(),
        "Amount": amount,
        "OriginalAmount": amount,
        "RevenueType": if kind == "SpaceOrder" { "Service" } else { "Product" },
        "ConsumedUtc": call.text("ConsumptionUtc").map_or_else(|| call.now.to_string(), str::to_owned),
        "AccountingState": "Open",
        "Type": kind,
        "Options": { "CanceledWithReservation": false },
        "Data": data,
    });
    let given = object(given);
    let item = call.add(store, Entity::OrderItem, given);
    item.id.clone()
}

/// The bill of that id, if something can be put on it.
pub(super) fn open_bill(call: &Call<'_>, store: &Store, parameter: &str, id: &str) -> Result<String, Refusal> {
    let bill = call.living(store, Entity::Bill, id);
    let open = bill.filter(|bill| bill.is("State", "Open"));
    open.map(|bill| bill.id.clone())
        .ok_or_else(|| Refusal::invalid(parameter))
}

fn add_order(call: &Call<'_>, store: &mut Store) -> Answer {
    let home = call.scope.home;
    let service = call.named(store, Entity::Service, "ServiceId")?.id.clone();
    let account = call.text("AccountId").unwrap_or_default().to_owned();
    let bill = match call.text("BillId") {
        Some(id) => Some(open_bill(call, store, "BillId", id)?),
        None => None,
    };
    // Everything is looked at before anything is sale.
    let mut sales = Vec::new();
    for order in call.objects("ProductOrders") {
        let id = order.get("ProductId").and_then(Value::as_str).unwrap_or_default();
        let product = call.living(store, Entity::Product, id);
        let product = product.ok_or_else(|| Refusal::invalid("ProductOrders.ProductId"))?;
        let amount = match order.get("UnitAmount").and_then(Value::as_object) {
            Some(amount) => Amount::of_parameters(amount, home)?,
            None => Amount::of_product(product),
        };
        let count = order.get("Count").and_then(Value::as_i64).unwrap_or(1);
        sales.push(("ProductOrder", count, amount, Some(product.id.clone())));
    }
    for item in call.objects("Items") {
        let amount = item.get("UnitAmount").and_then(Value::as_object);
        let amount = Amount::of_parameters(amount.unwrap_or(&Object::new()), home)?;
        let count = item.get("UnitCount").and_then(Value::as_i64).unwrap_or(1);
        sales.push(("CustomItem", count, amount, None));
    }
    let given = json!({
        "ServiceId": service,
        "AccountId": account,
        "AccountType": store.account_type(&account),
        "State": "Processed",
        "Origin": "Connector",
        "BusinessSegmentId": call.text("BusinessSegmentId"),
        "LinkedReservationId": call.text("LinkedReservationId"),
    });
    let given = object(given);
    let order = call.add(store, Entity::ProductServiceOrder, given);
    let sale = Sale {
        bill,
        ..Sale::of(&order.id, &account, &service)
    };
    for (kind, count, amount, product) in sales {
        sell(call, store, &sale, kind, count, &amount, product.as_deref());
    }
    let mut given = Object::new();
    given.insert("OrderId".into(), json!(order.id));
    call.changed(given)
}

fn cancel(call: &Call<'_>, store: &mut Store) -> Answer {
    for id in call.texts("OrderItemIds") {
        let item = call.living(store, Entity::OrderItem, id);
        let item = item.ok_or_else(|| Refusal::invalid("OrderItemIds"))?;
        match item.text("AccountingState") {
            Some("Canceled") => return Err(Refusal::forbidden("The item has been canceled already.")),
            Some("Closed") => return Err(Refusal::forbidden("The item is on a closed bill.")),
            _ => {}
        }
    }
    for id in call.texts("OrderItemIds") {
        store.change(Entity::OrderItem, id, call.now, |data| {
            data.insert("AccountingState".into(), json!("Canceled"));
            data.insert("CanceledUtc".into(), json!(call.now.to_string()));
        });
    }
    call.changed(Object::new())
}

/// Moves items to another bill or account, both or none of which are named.
fn update(call: &Call<'_>, store: &mut Store) -> Answer {
    let mut changes = Vec::new();
    for part in call.objects("AccountingItemUpdates") {
        let id = part.get("AccountingItemId").and_then(Value::as_str).unwrap_or_default();
        let entity = if store.find(Entity::Payment, id).is_some() {
            Entity::Payment
        } else {
            Entity::OrderItem
        };
        let item = call.living(store, entity, id);
        let item = item.ok_or_else(|| Refusal::invalid("AccountingItemUpdates.AccountingItemId"))?;
        if item.is("AccountingState", "Closed") {
            return Err(Refusal::forbidden("The item is on a closed bill."));
        }
        let new = |name: &str| part.get(name).and_then(|update| update.get("Value"));
        let bill = match new("BillId") {
            Some(Value::String(bill)) => Some(json!(open_bill(call, store, "AccountingItemUpdates.BillId", bill)?)),
            Some(_) => Some(Value::Null),
            None => None,
        };
        changes.push((entity, item.id.clone(), bill, new("AccountId").cloned()));
    }
    for (entity, id, bill, account) in &changes {
        store.change(*entity, id, call.now, |data| {
            for (name, value) in [("BillId", bill), ("AccountId", account)] {
                if let Some(value) = value {
                    data.insert(name.into(), value.clone());
                }
            }
        });
    }
    let shown = |entity: Entity, shape: &str| -> Value {
        let shape = Library::shared().record(shape);
        let own = changes.iter().filter(|(of, ..)| *of == entity);
        let items = own.filter_map(|(_, id, ..)| store.find(entity, id));
        items.map(|item: &Arc<Item>| view(item, &shape, call.now)).collect()
    };
    let mut given = Object::new();
    given.insert(
        "OrderItems".into(),
        shown(Entity::OrderItem, "accountingitems:order-item"),
    );
    given.insert(
        "PaymentItems".into(),
        shown(Entity::Payment, "accountingitems:payment-item"),
    );
    call.changed(given)
}

/// Adds bills of an outlet with their items.
fn add_outlet_bills(call: &Call<'_>, store: &mut Store) -> Answer {
    let bills = add_all(call, store, Entity::OutletBill)?;
    for (bill, part) in bills.iter().zip(call.objects("Bills")) {
        let items = part.get("Items").and_then(Value::as_array);
        for item in items.into_iter().flatten().filter_map(Value::as_object) {
            let unit = item.get("UnitAmount").and_then(Value::as_object);
            let unit = Amount::of_parameters(unit.unwrap_or(&Object::new()), call.scope.home)?;
            let mut given = item.clone();
            given.insert("BillId".into(), json!(bill.id));
            given.insert("UnitAmount".into(), unit.value());
            call.add(store, Entity::OutletItem, given);
        }
    }
    call.changed(call.describe(Entity::OutletBill, &bills))
}

//! Bills: opened, filled, closed once, printed, and changed by others meanwhile.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::super::answer::{Answer, Object, Refusal};
use super::super::call::Call;
use super::super::changes::{add_all, update};
use super::super::entity::{Entity, Special};
use super::super::identifier::identifier;
use super::super::item::Item;
use super::super::queries;
use super::super::store::Store;
use super::handler::Handler;

pub(super) const ALL: &[(&str, Handler)] = &[
    ("bills/getAll", get_all),
    ("bills/add", add_bills),
    ("bills/update", update_bills),
    ("bills/delete", delete),
    ("bills/close", close),
    ("bills/getPdf", print),
];

/// The largest number of documents that are made of a bill …
const MOST_PRINTS: usize = 30;
/// … within this number of days.
const PRINT_DAYS: i64 = 7;

/// Returns true if somebody else changes the bill just before its first update.
fn is_contested(bill: &Item) -> bool {
    bill.index == Some(Special::ContestedBill.index())
}

/// Lists bills; once a caller has read a change by somebody else, it may change the bill itself.
fn get_all(call: &Call<'_>, store: &mut Store) -> Answer {
    let answer = queries::read(call, store)?;
    let page = queries::page(call, store, Entity::Bill)?;
    for bill in page.items {
        if let Some(read) = store.bill_events.contested.get_mut(&bill.id) {
            *read = true;
        }
    }
    Ok(answer)
}

/// The open bill of that id, unless somebody else has changed it meanwhile.
fn changeable(call: &Call<'_>, store: &mut Store, parameter: &str, id: &str) -> Result<Arc<Item>, Refusal> {
    let bill = call.living(store, Entity::Bill, id);
    let bill = bill.filter(|bill| bill.is("State", "Open")).cloned();
    let bill = bill.ok_or_else(|| Refusal::invalid(parameter))?;
    if !is_contested(&bill) || store.bill_events.contested.get(&bill.id) == Some(&true) {
        return Ok(bill);
    }
    if !store.bill_events.contested.contains_key(&bill.id) {
        store.change(Entity::Bill, &bill.id, call.now, |data| {
            data.insert("Notes".into(), json!("Changed at the front desk."));
        });
        store.bill_events.contested.insert(bill.id.clone(), false);
    }
    Err(Refusal::Conflict("Somebody else has just changed this bill.".into()))
}

fn add_bills(call: &Call<'_>, store: &mut Store) -> Answer {
    let added = add_all(call, store, Entity::Bill)?;
    for (bill, part) in added.iter().zip(call.objects("Bills")) {
        let account = part.get("AccountId").and_then(Value::as_str).unwrap_or_default();
        let account_type = store.account_type(account);
        let associated = part.get("AssociatedAccountId").filter(|id| id.is_string()).cloned();
        store.change(Entity::Bill, &bill.id, call.now, |data| {
            data.insert("AccountType".into(), json!(account_type));
            if let Some(associated) = associated {
                data.insert("AssociatedAccountIds".into(), json!([associated]));
            }
        });
    }
    let shown: Vec<Arc<Item>> = added
        .iter()
        .filter_map(|bill| store.find(Entity::Bill, &bill.id).cloned())
        .collect();
    call.changed(call.describe(Entity::Bill, &shown))
}

fn update_bills(call: &Call<'_>, store: &mut Store) -> Answer {
    for part in call.objects("BillsUpdates") {
        let id = part.get("BillId").and_then(Value::as_str).unwrap_or_default();
        changeable(call, store, "BillsUpdates.BillId", id)?;
    }
    let updated = update::update(call, store, Entity::Bill)?;
    call.changed(call.describe(Entity::Bill, &updated))
}

/// The items of a kind that are on a bill.
fn on(store: &Store, entity: Entity, bill: &str) -> Vec<Arc<Item>> {
    let all = store.all(entity).iter();
    let own = all.filter(|item| item.is("BillId", bill) && !item.is("AccountingState", "Canceled"));
    own.cloned().collect()
}

/// The sum of a bill that is not paid.
fn balance(store: &Store, bill: &str) -> f64 {
    let sum = |entity: Entity| -> f64 {
        on(store, entity, bill)
            .iter()
            .filter_map(|item| item.data.get("Amount")?.get("GrossValue")?.as_f64())
            .sum()
    };
    sum(Entity::OrderItem) - sum(Entity::Payment)
}

fn delete(call: &Call<'_>, store: &mut Store) -> Answer {
    let mut bills = Vec::new();
    for id in call.texts("BillIds") {
        let bill = changeable(call, store, "BillIds", id)?;
        if [Entity::OrderItem, Entity::Payment]
            .into_iter()
            .any(|entity| !on(store, entity, &bill.id).is_empty())
        {
            return Err(Refusal::forbidden("The bill is not empty."));
        }
        bills.push(bill.id.clone());
    }
    for id in bills {
        store.delete(Entity::Bill, &id, call.now);
    }
    call.changed(Object::new())
}

/// Closes a bill: all that is on it is paid, and cannot be changed any more.
fn close(call: &Call<'_>, store: &mut Store) -> Answer {
    let bill = changeable(call, store, "BillId", call.text("BillId").unwrap_or_default())?;
    let kind = call.text("Type").unwrap_or("Receipt");
    if kind != "Invoice" {
        // Of the parameters, some are for invoices only.
        for name in ["TaxedDate", "DueDate", "VariableSymbol"] {
            let given = call.body.get(name).and_then(|update| update.get("Value"));
            if given.is_some_and(|value| !value.is_null()) {
                return Err(Refusal::invalid(name));
            }
        }
        if balance(store, &bill.id).abs() > 0.001 {
            return Err(Refusal::forbidden("The bill is not settled."));
        }
    }
    for entity in [Entity::OrderItem, Entity::Payment] {
        for item in on(store, entity, &bill.id) {
            store.change(entity, &item.id, call.now, |data| {
                data.insert("AccountingState".into(), json!("Closed"));
                data.insert("ClosedUtc".into(), json!(call.now.to_string()));
            });
        }
    }
    let number = 1 + store
        .all(Entity::Bill)
        .iter()
        .filter(|bill| bill.is("State", "Closed"))
        .count();
    let value = |name: &str| call.body.get(name).and_then(|update| update.get("Value")).cloned();
    store.change(Entity::Bill, &bill.id, call.now, |data| {
        data.insert("State".into(), json!("Closed"));
        data.insert("Type".into(), json!(kind));
        data.insert("Number".into(), json!(format!("{number}")));
        for name in ["IssuedUtc", "TaxedUtc"] {
            data.insert(name.into(), json!(call.now.to_string()));
        }
        if kind == "Receipt" {
            data.insert("PaidUtc".into(), json!(call.now.to_string()));
        }
        for name in ["PurchaseOrderNumber", "Notes", "VariableSymbol"] {
            if let Some(value) = value(name) {
                data.insert(name.into(), value);
            }
        }
    });
    let closed: Vec<Arc<Item>> = store.find(Entity::Bill, &bill.id).cloned().into_iter().collect();
    call.changed(call.describe(Entity::Bill, &closed))
}

/// Makes a document of a bill; asking again for one that was made does not count.
fn print(call: &Call<'_>, store: &mut Store) -> Answer {
    let bill = call.named(store, Entity::Bill, "BillId")?.id.clone();
    let prints = store.bill_events.prints.entry(bill.clone()).or_default();
    prints.retain(|time| call.now.duration_since(*time) < SignedDuration::from_hours(24 * PRINT_DAYS));
    let known = |event: &str| (0..MOST_PRINTS).any(|at| event == print_event(&bill, at));
    match call.text("BillPrintEventId") {
        Some(event) if !known(event) => return Err(Refusal::invalid("BillPrintEventId")),
        Some(_) => {}
        None if prints.len() >= MOST_PRINTS => {
            return Err(Refusal::forbidden(
                "No more documents can be made of this bill for now.",
            ));
        }
        None => prints.push(call.now),
    }
    let event = print_event(&bill, prints.len().saturating_sub(1));
    let mut given = Object::new();
    given.insert("BillId".into(), json!(bill));
    let field = call.endpoint.shape().response.field("Result");
    if field.is_some_and(|field| field.node.record().is_some()) {
        let file = json!({ "Base64Data": "AA==", "BillPrintEventId": event });
        given.insert(
            "Result".into(),
            json!({ "Discriminator": "BillPdfFile", "Value": file }),
        );
    } else {
        given.insert("Result".into(), json!("BillPdfFile"));
    }
    call.content(given)
}

/// The id of the event that a document is made of a bill, by its place among them.
fn print_event(bill: &str, at: usize) -> String {
    identifier(&["print", bill, &at.to_string()])
}

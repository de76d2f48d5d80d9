//! Payments: recorded, charged, refunded, and asked for.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::amount::Amount;
use super::super::answer::{Answer, Object, Refusal, object};
use super::super::call::Call;
use super::super::entity::Entity;
use super::super::item::Item;
use super::super::store::Store;
use super::handler::Handler;
use super::items::open_bill;

pub(super) const ALL: &[(&str, Handler)] = &[
    ("payments/addExternal", add_external),
    ("payments/addCreditCard", add_credit_card),
    ("payments/addAlternative", add_alternative),
    ("payments/refund", refund),
    ("creditCards/addTokenized", add_card),
    ("creditCards/charge", charge),
    ("creditCards/disable", disable),
    ("paymentRequests/cancel", cancel_requests),
    ("preauthorizations/getAllByCustomers", preauthorizations),
];

/// Records a payment of that kind; returns its id.
fn pay(call: &Call<'_>, store: &mut Store, account: &str, kind: &str, data: Value) -> Result<String, Refusal> {
    let amount = call.body.get("Amount").and_then(Value::as_object);
    let amount = Amount::of_parameters(amount.unwrap_or(&Object::new()), call.scope.home)?.untaxed();
    let bill = match call.text("BillId") {
        Some(id) => Some(open_bill(call, store, "BillId", id)?),
        None => None,
    };
    let given = json!({
        "AccountId": account,
        "AccountType": store.account_type(account),
        "BillId": bill,
        "ReservationId": call.text("ReservationId"),
        "AccountingCategoryId": call.text("AccountingCategoryId"),
        "Amount": amount.value(),
        "OriginalAmount": amount.value(),
        "Notes": call.text("Notes"),
        "ConsumedUtc": call.now.to_string(),
        "ChargedUtc": call.now.to_string(),
        "SettlementUtc": call.now.to_string(),
        "AccountingState": "Open",
        "State": "Charged",
        "Type": kind,
        "Kind": "Payment",
        "Data": data,
    });
    let item = call.add(store, Entity::Payment, object(given));
    Ok(item.id.clone())
}

/// The means of a payment: one property is set, and the others are empty.
fn paid_with(name: &str, data: Value) -> Value {
    let mut all = json!({
        "Discriminator": name,
        "CreditCard": null, "Invoice": null, "External": null, "Ghost": null, "Alternative": null
    });
    all[name] = data;
    all
}

fn id(call: &Call<'_>, name: &str, id: &str) -> Answer {
    let mut given = Object::new();
    given.insert(name.to_owned(), json!(id));
    call.changed(given)
}

fn add_external(call: &Call<'_>, store: &mut Store) -> Answer {
    let account = call.text("AccountId").unwrap_or_default().to_owned();
    let data = json!({
        "Type": call.text("Type").unwrap_or("Unspecified"),
        "ExternalIdentifier": call.text("ExternalIdentifier"),
    });
    let payment = pay(call, store, &account, "ExternalPayment", paid_with("External", data))?;
    id(call, "ExternalPaymentId", &payment)
}

fn add_credit_card(call: &Call<'_>, store: &mut Store) -> Answer {
    let customer = call.text("CustomerId").unwrap_or_default().to_owned();
    let data = json!({ "CreditCardId": null, "Transaction": null });
    pay(
        call,
        store,
        &customer,
        "CreditCardPayment",
        paid_with("CreditCard", data),
    )?;
    let card = card(call, store, &customer);
    id(call, "CreditCardId", &card)
}

fn add_alternative(call: &Call<'_>, store: &mut Store) -> Answer {
    let customer = call.text("CustomerId").unwrap_or_default().to_owned();
    let data = call.body.get("Data");
    let method = data
        .and_then(|data| data.get("Discriminator")?.as_str())
        .unwrap_or("Ideal");
    let data = paid_with("Alternative", json!({ "Type": method }));
    let payment = pay(call, store, &customer, "AlternativePayment", data)?;
    id(call, "PaymentId", &payment)
}

fn refund(call: &Call<'_>, store: &mut Store) -> Answer {
    let payment = call.named(store, Entity::Payment, "PaymentId")?.clone();
    let kind = payment.text("Type").unwrap_or_default().to_owned();
    if !matches!(kind.as_str(), "CreditCardPayment" | "AlternativePayment") {
        return Err(Refusal::forbidden("A payment of this kind cannot be refunded."));
    }
    let paid = payment
        .data
        .get("Amount")
        .and_then(|amount| amount.get("GrossValue")?.as_f64());
    let paid = paid.unwrap_or_default();
    let value = call.body.get("ValueToRefund").and_then(Value::as_f64).unwrap_or(paid);
    if value <= 0.0 {
        return Err(Refusal::invalid("ValueToRefund"));
    }
    if value > paid {
        return Err(Refusal::forbidden("More than was paid cannot be refunded."));
    }
    let cents = (value * -100.0).round() as i64;
    let amount = Amount::paid(payment.enterprise, cents).value();
    let given = json!({
        "AccountId": call.text("AccountId"),
        "Amount": amount,
        "OriginalAmount": amount,
        "Notes": call.text("Reason"),
        "AccountingState": "Open",
        "State": "Pending",
        "Type": kind,
        "Kind": "Refund",
        "Data": payment.data.get("Data"),
    });
    let made = call.add_to(payment.enterprise, store, Entity::Payment, object(given));
    let given = json!({
        "PaymentId": payment.id,
        "RefundId": made.id,
        "Type": kind,
        "Amount": { "Currency": payment.enterprise.currency(), "Value": -value },
        "State": "Pending",
    });
    call.changed(object(given))
}

/// Adds a card of a customer, of which only some digits are known; returns its id.
fn card(call: &Call<'_>, store: &mut Store, customer: &str) -> String {
    let given = json!({
        "CustomerId": customer,
        "State": "Enabled",
        "Kind": "Gateway",
        "Format": "Virtual",
        "ObfuscatedNumber": "411111******1111",
        "Expiration": "2031-12",
    });
    let made = call.add(store, Entity::CreditCard, object(given));
    made.id.clone()
}

fn add_card(call: &Call<'_>, store: &mut Store) -> Answer {
    let customer = call.text("CustomerId").unwrap_or_default().to_owned();
    let card = card(call, store, &customer);
    id(call, "CreditCardId", &card)
}

fn charge(call: &Call<'_>, store: &mut Store) -> Answer {
    let card = call.named(store, Entity::CreditCard, "CreditCardId")?.clone();
    if !card.active || card.is("State", "Disabled") {
        return Err(Refusal::forbidden("The card has been disabled."));
    }
    let customer = card.text("CustomerId").unwrap_or_default().to_owned();
    let data = paid_with("CreditCard", json!({ "CreditCardId": card.id, "Transaction": null }));
    let payment = pay(call, store, &customer, "CreditCardPayment", data)?;
    id(call, "PaymentId", &payment)
}

fn disable(call: &Call<'_>, store: &mut Store) -> Answer {
    let card = call.text("CreditCardId").unwrap_or_default();
    let card = call.living(store, Entity::CreditCard, card);
    let card = card.ok_or_else(|| Refusal::invalid("CreditCardId"))?.id.clone();
    store.delete(Entity::CreditCard, &card, call.now);
    store.change(Entity::CreditCard, &card, call.now, |data| {
        data.insert("State".into(), json!("Disabled"));
    });
    call.changed(Object::new())
}

fn cancel_requests(call: &Call<'_>, store: &mut Store) -> Answer {
    for id in call.texts("PaymentRequestIds") {
        let request = call.living(store, Entity::PaymentRequest, id);
        let request = request.ok_or_else(|| Refusal::invalid("PaymentRequestIds"))?;
        if !request.is("State", "Pending") {
            return Err(Refusal::forbidden("Only a request that is pending can be canceled."));
        }
    }
    let mut canceled: Vec<Arc<Item>> = Vec::new();
    for id in call.texts("PaymentRequestIds") {
        store.change(Entity::PaymentRequest, id, call.now, |data| {
            data.insert("State".into(), json!("Canceled"));
        });
        canceled.extend(store.find(Entity::PaymentRequest, id).cloned());
    }
    call.changed(call.describe(Entity::PaymentRequest, &canceled))
}

fn preauthorizations(call: &Call<'_>, store: &mut Store) -> Answer {
    let wanted: Vec<&str> = call.texts("CustomerIds").collect();
    let all = store.of(Entity::Preauthorization, call.scope.covered);
    let own = all.filter(|item| {
        item.text("CustomerId")
            .is_some_and(|customer| wanted.contains(&customer))
    });
    call.content(call.listed("Preauthorizations", own))
}

//! Bills, and what is on them.

use serde_json::{Value, json};

use super::super::amount::Amount;
use super::super::answer::Object;
use super::super::entity::{Entity, Special};
use super::super::generation::Origin;
use super::super::sample_text::email;
use super::properties::{Refinement, id, put};

pub(super) const ALL: &[(Entity, Refinement)] = &[
    (Entity::Bill, bill),
    (Entity::OrderItem, order_item),
    (Entity::Payment, payment),
    (Entity::Customer, |data, origin| {
        put(data, "Email", email(origin.enterprise, origin.index));
        // One of the shapes of a customer does not know that there may be none.
        put(data, "Options", json!(["SendMarketingEmails"]));
    }),
    (Entity::CreditCard, |data, origin| {
        let ended = Entity::is_deleted(origin.index);
        put(data, "State", if ended { "Disabled" } else { "Enabled" });
    }),
    (Entity::PaymentRequest, |data, origin| {
        let state = if origin.index < 4 { "Pending" } else { "Completed" };
        put(data, "State", state);
    }),
    (Entity::LedgerBalance, ledger_balance),
    (Entity::OutletItem, |data, origin| {
        if origin.index.is_multiple_of(4) {
            put(data, "ConsumedUtc", "2031-03-01T12:00:00Z");
        }
    }),
    (Entity::Address, |data, origin| {
        // The company that is known has enough of them for several pages.
        if origin.index.is_multiple_of(4) {
            put(data, "AccountId", Entity::Company.seeded(origin.enterprise, 0));
            put(data, "AccountType", "Company");
        }
    }),
];

fn ledger_balance(data: &mut Object, origin: &Origin<'_>) {
    if origin.index.is_multiple_of(2) {
        put(data, "LedgerType", "Revenue");
    }
    // Within the days that the minimal body asks for.
    if origin.index.is_multiple_of(6) {
        put(data, "Date", "2031-03-01");
    }
    let cents = 10_000 + 100 * i64::try_from(origin.index).unwrap_or_default();
    put(data, "OpeningBalance", Amount::paid(origin.enterprise, cents).value());
    put(
        data,
        "ClosingBalance",
        Amount::paid(origin.enterprise, cents + 100).value(),
    );
}

/// Returns true if the bill at that place is closed.
const fn is_closed(index: usize) -> bool {
    index == Special::ClosedBill.index() || (index > 3 && index.is_multiple_of(3))
}

fn bill(data: &mut Object, origin: &Origin<'_>) {
    let closed = is_closed(origin.index);
    put(data, "State", if closed { "Closed" } else { "Open" });
    put(data, "Type", "Receipt");
    put(
        data,
        "CorrectionState",
        if origin.index % 9 == 7 {
            "CorrectiveBill"
        } else {
            "Bill"
        },
    );
    put(data, "AssociatedAccountIds", Value::Null);
    for name in ["IssuedUtc", "TaxedUtc", "PaidUtc"] {
        let time = if closed {
            json!(origin.created.to_string())
        } else {
            Value::Null
        };
        put(data, name, time);
    }
    if !closed {
        put(data, "Number", Value::Null);
    }
}

/// The bill of an item, with its state: every second one is on the open bill that has items, others are on a closed bill or on none.
fn bill_of(origin: &Origin<'_>) -> (Value, &'static str) {
    match origin.index % 4 {
        // What the guest in the house owed has been paid.
        1 if origin.index == Special::Started.index() => {
            (id(origin, Entity::Bill, Special::ClosedBill.index()), "Closed")
        }
        0 | 2 => (id(origin, Entity::Bill, Special::FilledBill.index()), "Open"),
        3 => (id(origin, Entity::Bill, Special::ClosedBill.index()), "Closed"),
        _ => (Value::Null, "Open"),
    }
}

fn order_item(data: &mut Object, origin: &Origin<'_>) {
    let (bill, state) = bill_of(origin);
    let canceled = Entity::is_deleted(origin.index);
    put(data, "BillId", if canceled { Value::Null } else { bill });
    put(data, "AccountingState", if canceled { "Canceled" } else { state });
    let time = |is: bool| {
        if is {
            json!(origin.created.to_string())
        } else {
            Value::Null
        }
    };
    put(data, "CanceledUtc", time(canceled));
    put(data, "ClosedUtc", time(!canceled && state == "Closed"));
    put(
        data,
        "Type",
        if origin.index.is_multiple_of(2) {
            "SpaceOrder"
        } else {
            "ProductOrder"
        },
    );
    let count = 1 + i64::try_from(origin.index % 3).unwrap_or_default();
    let unit = Amount::usual(origin.enterprise, 6000);
    put(data, "UnitCount", count);
    put(data, "UnitAmount", unit.value());
    put(data, "Amount", unit.times(count).value());
    put(data, "OriginalAmount", unit.times(count).value());
}

fn payment(data: &mut Object, origin: &Origin<'_>) {
    let (bill, state) = bill_of(origin);
    put(data, "BillId", bill);
    put(data, "AccountingState", state);
    put(data, "State", "Charged");
    put(
        data,
        "ClosedUtc",
        if state == "Closed" {
            json!(origin.created.to_string())
        } else {
            Value::Null
        },
    );
    let amount = Amount::paid(origin.enterprise, 5000).value();
    put(data, "Amount", amount.clone());
    put(data, "OriginalAmount", amount);
    let index = origin.index;
    if index.is_multiple_of(2) {
        put(data, "Type", "CreditCardPayment");
        put(
            data,
            "Data",
            json!({
                "Discriminator": "CreditCard",
                "CreditCard": { "CreditCardId": id(origin, Entity::CreditCard, index), "Transaction": null },
                "Invoice": null, "External": null, "Ghost": null, "Alternative": null
            }),
        );
    } else {
        put(data, "Type", "ExternalPayment");
        put(
            data,
            "Data",
            json!({
                "Discriminator": "External",
                "External": { "Type": "Cash", "ExternalIdentifier": null },
                "CreditCard": null, "Invoice": null, "Ghost": null, "Alternative": null
            }),
        );
    }
}

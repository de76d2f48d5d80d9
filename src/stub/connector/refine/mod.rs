//! Bringing what was made of the schemas into agreement with itself and with what it belongs to.

mod enterprises;
mod money;
mod stays;

use std::borrow::Cow;

use serde_json::{Value, json};

use super::answer::Object;
use super::entity::Entity;
use super::generate::Origin;
use super::store::Item;

/// Sets what the schema of a kind leaves open.
type Refine = fn(&mut Object, &Origin<'_>);

/// Sets what the schema of a kind leaves open, but its meaning does not.
pub(super) fn refine(entity: Entity, data: &mut Object, origin: &Origin<'_>) {
    let mut all = [enterprises::ALL, stays::ALL, money::ALL].into_iter().flatten();
    if let Some((_, refine)) = all.find(|(of, _)| *of == entity) {
        refine(data, origin);
    }
}

/// What something new is like, unless who makes it says otherwise.
const NEW: &[(Entity, &str, &str)] = &[
    (Entity::Bill, "State", "Open"),
    (Entity::Bill, "Type", "Receipt"),
    (Entity::Bill, "CorrectionState", "Bill"),
    (Entity::Command, "State", "Pending"),
    (Entity::CreditCard, "State", "Enabled"),
    (Entity::LoyaltyMembership, "State", "Enrolled"),
    (Entity::PaymentRequest, "State", "Pending"),
    (Entity::Reservation, "State", "Confirmed"),
    (Entity::ServiceOrderNote, "Type", "General"),
    (Entity::Task, "State", "Open"),
];

/// Sets what something new of a kind is like.
pub(super) fn fresh(entity: Entity, data: &mut Object) {
    for (_, name, value) in NEW.iter().filter(|(of, ..)| *of == entity) {
        put(data, name, *value);
    }
}

/// Sets a property that the kind has.
fn put(data: &mut Object, name: &str, value: impl Into<Value>) {
    if let Some(property) = data.get_mut(name) {
        *property = value.into();
    }
}

/// The id of the so-manieth of a kind in the same enterprise, or of the last that it has.
fn id(origin: &Origin<'_>, entity: Entity, index: usize) -> Value {
    let last = entity.count(origin.enterprise).saturating_sub(1);
    json!(entity.seeded(origin.enterprise, Entity::living(index.min(last))))
}

/// The properties of an item under the names and with the values that another shape of it has.
pub(super) fn shown_as<'i>(item: &'i Item, shape: &str) -> Cow<'i, Object> {
    let names: &[(&str, &str)] = match shape {
        "reservations:reservation-ver-2017-04-12" => &[
            ("StartUtc", "ScheduledStartUtc"),
            ("EndUtc", "ScheduledEndUtc"),
            ("RequestedCategoryId", "RequestedResourceCategoryId"),
            ("OwnerId", "AccountId"),
            ("CompanyId", "PartnerCompanyId"),
        ],
        "accountingitems:order-item" => &[("OrderId", "ServiceOrderId")],
        _ => return Cow::Borrowed(&item.data),
    };
    let mut shown = item.data.clone();
    for (name, own) in names {
        if let Some(value) = item.data.get(*own) {
            shown.insert((*name).to_owned(), value.clone());
        }
    }
    if shape.starts_with("reservations:") {
        stays::of_2017(&mut shown);
    }
    Cow::Owned(shown)
}

//! Refining the items that were made of the schemas: their properties agree with each other and with other items.

mod enterprises;
mod money;
mod properties;
mod stays;

use std::borrow::Cow;

use self::properties::put;
use super::answer::Object;
use super::entity::Entity;
use super::generation::Origin;
use super::item::Item;

/// Sets the properties of an item that its schema leaves open, but its meaning does not.
pub(super) fn refine(entity: Entity, data: &mut Object, origin: &Origin<'_>) {
    let mut all = [enterprises::ALL, stays::ALL, money::ALL].into_iter().flatten();
    if let Some((_, refine)) = all.find(|(of, _)| *of == entity) {
        refine(data, origin);
    }
}

/// Properties of new items, unless the request gives others.
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

/// Sets the properties of a new item of a kind.
pub(super) fn refine_new(entity: Entity, data: &mut Object) {
    for (_, name, value) in NEW.iter().filter(|(of, ..)| *of == entity) {
        put(data, name, *value);
    }
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
        stays::rename_values_of_2017(&mut shown);
    }
    Cow::Owned(shown)
}

//! Filters: the conditions by which a request chooses among items.
//!
//! Most filters are called like the property that they look at; the others are in a table.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::answer::Object;
use super::entity::Entity;
use super::generation::{Fullness, Origin};
use super::interval::{Interval, instant};
use super::item::Item;
use super::node::{Field, Record, ValueKind};
use super::parameter::is_set;
use super::reference;

/// One condition that items have to meet.
pub(super) struct Filter {
    property: Vec<Place>,
    condition: Condition,
}

/// Path to a property of an item.
type Place = Vec<String>;

enum Condition {
    /// One of these texts.
    Among(Vec<String>),
    /// An instant in the interval.
    Within(Interval),
    /// A period that has an instant in common with the interval; of starts and ends.
    Meeting(Interval, &'static str, &'static str),
}

/// Filters that are called otherwise than the property that they look at, of an entity or of any.
const NAMES: &[(Option<Entity>, &str, &[&str])] = &[
    (None, "Ids", &["Id"]),
    (None, "ActivityStates", &["ActivityState", "IsActive"]),
    (None, "Origin", &["Origin"]),
    (None, "LinkedUtc", &["LinkedUtc"]),
    (Some(Entity::Bill), "CustomerIds", &["AccountId"]),
    (Some(Entity::CompanyContract), "CompanyContractIds", &["Id"]),
    (
        Some(Entity::Companionship),
        "ReservationGroupIds",
        &["ReservationGroupId"],
    ),
    (Some(Entity::Counter), "Type", &["Discriminator", "Type"]),
    (Some(Entity::LedgerBalance), "Date", &["Date"]),
    (Some(Entity::LedgerBalance), "LedgerTypes", &["LedgerType"]),
    (Some(Entity::LoyaltyMembership), "MembershipStates", &["State"]),
    (Some(Entity::OrderItem), "ItemIds", &["Id"]),
    (Some(Entity::Payment), "ItemIds", &["Id"]),
    (
        Some(Entity::OrderItem),
        "RebatedItemIds",
        &["Data.Rebate.RebatedItemId"],
    ),
    (Some(Entity::OrderItem), "States", &["AccountingState"]),
    (Some(Entity::Reservation), "ReservationGroupIds", &["GroupId"]),
    (Some(Entity::Reservation), "GroupIds", &["GroupId"]),
    (Some(Entity::Reservation), "CustomerIds", &["AccountId"]),
    (
        Some(Entity::Restriction),
        "ResourceCategoryIds",
        &["Conditions.ResourceCategoryId"],
    ),
    (Some(Entity::Restriction), "ExactRateIds", &["Conditions.ExactRateId"]),
    (Some(Entity::Restriction), "BaseRateIds", &["Conditions.BaseRateId"]),
    (
        Some(Entity::Restriction),
        "RateIds",
        &["Conditions.ExactRateId", "Conditions.BaseRateId"],
    ),
    (
        Some(Entity::ResourceFeatureAssignment),
        "ResourceFeatureIds",
        &["FeatureId"],
    ),
    (
        Some(Entity::ResourceCategoryAssignment),
        "ResourceCategoryIds",
        &["CategoryId"],
    ),
    (
        Some(Entity::ResourceCategoryImageAssignment),
        "ResourceCategoryIds",
        &["CategoryId"],
    ),
    (Some(Entity::ServiceOrderNote), "ServiceOrderIds", &["OrderId"]),
    (Some(Entity::Service), "ServiceType", &["Data.Discriminator"]),
];

/// Filters whose meaning is not the value of a property of the item itself; they are applied where they are known.
const ELSEWHERE: &[(Option<Entity>, &str)] = &[
    (None, "Currency"),
    (Some(Entity::Product), "IncludeDefault"),
    (Some(Entity::Reservation), "StartUtc"),
    (Some(Entity::Reservation), "EndUtc"),
    (Some(Entity::Reservation), "TimeFilter"),
    (Some(Entity::Voucher), "VoucherCodeValues"),
];

/// The filters of a request for items of that shape.
pub(super) fn filters(request: &Record, body: &Object, entity: Entity, item: &Record) -> Vec<Filter> {
    let set =
        request.fields.iter().filter_map(
            |field| match body.get(&field.name).filter(|value| is_set(Some(value))) {
                Some(value) => filter(field, value, entity, item),
                None => filter(field, &usual(field)?, entity, item),
            },
        );
    set.collect()
}

/// The choices that are made where a request makes none.
fn usual(field: &Field) -> Option<Value> {
    let default = field.node.default.as_deref()?.as_str()?;
    let ValueKind::Choice(choices) = &field.node.items()?.kind else {
        return None;
    };
    let named = choices.iter().filter(|choice| default.contains(choice.as_str()));
    Some(named.map(|choice| json!(choice)).collect())
}

/// Returns true if an item meets all filters.
pub(super) fn meets(item: &Item, filters: &[Filter]) -> bool {
    filters.iter().all(|filter| filter.meets(item))
}

/// The filter that a property of a request is; `None` if it is none.
fn filter(field: &Field, value: &Value, entity: Entity, item: &Record) -> Option<Filter> {
    let name = field.name.as_str();
    if is_no_filter(name, entity) {
        return None;
    }
    if let (Some(record), Some(inner)) = (field.node.record(), value.as_object()) {
        let interval = Interval::of(record, inner)??;
        return Some(match period(name, item) {
            Some((start, end)) => Filter {
                property: Vec::new(),
                condition: Condition::Meeting(interval, start, end),
            },
            None => Filter {
                property: places(field, entity, item),
                condition: Condition::Within(interval),
            },
        });
    }
    let wanted = match (value, &field.node.kind) {
        (Value::Array(values), _) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        (Value::String(text), ValueKind::Choice(_)) => vec![text.clone()],
        _ => return None,
    };
    Some(Filter {
        property: places(field, entity, item),
        condition: Condition::Among(wanted),
    })
}

/// Parameters that belong to the frame of a request.
const FRAME: [&str; 11] = [
    "ClientToken",
    "AccessToken",
    "Client",
    "EnterpriseIds",
    "EnterpriseId",
    "ChainIds",
    "ChainId",
    "Limitation",
    "Extent",
    "LanguageCode",
    "CultureCode",
];

/// Returns true if a parameter chooses among items.
pub(super) fn is_filter(name: &str) -> bool {
    !FRAME.contains(&name) && name != "Currency"
}

/// Returns true if a parameter does not choose among items of that kind.
fn is_no_filter(name: &str, entity: Entity) -> bool {
    let elsewhere = |(of, known): &(Option<Entity>, &str)| *known == name && of.is_none_or(|of| of == entity);
    FRAME.contains(&name) || ELSEWHERE.iter().any(elsewhere)
}

/// The properties between which something lies that collides with an interval.
fn period(name: &str, item: &Record) -> Option<(&'static str, &'static str)> {
    if name != "CollidingUtc" {
        return None;
    }
    let pairs = [
        ("ScheduledStartUtc", "ScheduledEndUtc"),
        ("FirstTimeUnitStartUtc", "LastTimeUnitStartUtc"),
        ("ValidityStartUtc", "ValidityEndUtc"),
        ("StartUtc", "EndUtc"),
        ("Conditions.StartUtc", "Conditions.EndUtc"),
    ];
    let has = |path: &str| item.field(path.split('.').next().unwrap_or(path)).is_some();
    pairs.into_iter().find(|(start, _)| has(start))
}

/// The properties that a filter looks at.
fn places(field: &Field, entity: Entity, item: &Record) -> Vec<Place> {
    let name = field.name.as_str();
    let listed = NAMES
        .iter()
        .find(|(of, known, _)| *known == name && of.is_none_or(|of| of == entity));
    if let Some((_, _, paths)) = listed {
        return paths.iter().map(|path| place(path)).collect();
    }
    let target = reference::target(&field.node, name, &item.key);
    if target == Some(reference::Target::One(entity)) && item.field(&singular(name)).is_none() {
        return vec![place("Id")];
    }
    vec![place(&singular(name))]
}

fn place(path: &str) -> Place {
    path.split('.').map(str::to_owned).collect()
}

/// The singular of a name.
fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies") {
        format!("{stem}y")
    } else {
        name.strip_suffix('s').unwrap_or(name).to_owned()
    }
}

impl Filter {
    fn meets(&self, item: &Item) -> bool {
        match &self.condition {
            Condition::Meeting(interval, start, end) => {
                let time = |path: &str| found(item, &place(path)).and_then(|value| instant(value.as_str()?));
                let Some(start) = time(start) else { return false };
                let end = time(end).unwrap_or(start);
                interval.overlaps(Interval { start, end })
            }
            Condition::Within(interval) => self.property.iter().any(|place| {
                let time = found(item, place).and_then(|value| instant(value.as_str()?));
                time.is_some_and(|time| interval.contains(time))
            }),
            Condition::Among(wanted) => self.property.iter().any(|place| {
                if place.len() == 1 && place.first().is_some_and(|name| name == "Id") {
                    return wanted.contains(&item.id);
                }
                found(item, place).is_some_and(|value| is_among(&value, wanted))
            }),
        }
    }
}

fn is_among(value: &Value, wanted: &[String]) -> bool {
    match value {
        Value::String(text) => wanted.contains(text),
        Value::Array(values) => values.iter().any(|value| is_among(value, wanted)),
        // Some kinds show the activity as a flag.
        Value::Bool(active) => wanted
            .iter()
            .any(|state| state == if *active { "Active" } else { "Deleted" }),
        Value::Number(number) => wanted.contains(&number.to_string()),
        Value::Null | Value::Object(_) => false,
    }
}

/// The value at a place of an item, including properties that its kind does not show.
fn found<'i>(item: &'i Item, place: &[String]) -> Option<Cow<'i, Value>> {
    let (first, rest) = place.split_first()?;
    let Some(shown) = item.data.get(first) else {
        return hidden(item, first).map(Cow::Owned);
    };
    rest.iter()
        .try_fold(shown, |value, name| value.get(name))
        .map(Cow::Borrowed)
}

/// A property that an item does not show, and that filters may look at.
fn hidden(item: &Item, name: &str) -> Option<Value> {
    Some(match name {
        "CreatedUtc" | "ClosedUtc" => json!(item.created.to_string()),
        "UpdatedUtc" => json!(item.updated.to_string()),
        "DeletedUtc" if !item.active => json!(item.updated.to_string()),
        "ActivityState" => Value::Bool(item.active),
        _ => {
            let index = item.index?;
            let origin = Origin {
                enterprise: item.enterprise,
                entity: Some(item.entity),
                index,
                id: &item.id,
                created: item.created,
                fullness: Fullness::Full,
            };
            json!(origin.reference(reference::by_name(None, name, "")?))
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::catalogue::Contract;
    use crate::contract::operation::Api;
    use crate::stub::connector::library::Library;

    /// Properties that all items have, and some kinds do not show.
    const HIDDEN: [&str; 9] = [
        "CreatedUtc",
        "UpdatedUtc",
        "ClosedUtc",
        "DeletedUtc",
        "ActivityState",
        "CompanyId",
        "DeviceId",
        "ReservationGroupId",
        "ServiceId",
    ];

    /// Returns true if the items have the property that the filter looks at.
    fn is_known_by(filter: &Filter, item: &Record) -> bool {
        let has = |place: &Place| {
            place
                .first()
                .is_some_and(|name| item.field(name).is_some() || name == "Id" || HIDDEN.contains(&name.as_str()))
        };
        matches!(filter.condition, Condition::Meeting(..)) || filter.property.iter().any(has)
    }

    #[test]
    fn each_filter_looks_at_a_property_that_the_items_have() {
        let contract = Contract::built_in();
        let library = Library::shared();
        let mut blind = Vec::new();
        for operation in contract.operations(Api::Connector).unwrap() {
            let endpoint = library.at(&operation.path).unwrap();
            let shape = endpoint.shape();
            let Some(entity) = shape.entity.filter(|_| endpoint.particulars.items.is_some()) else {
                continue;
            };
            let item = library.record(entity.definition());
            for field in shape.request.fields.iter().filter(|field| !field.node.deprecated) {
                let value = match &field.node.kind {
                    ValueKind::Record(_) => json!({
                        "StartUtc": "2026-03-01T00:00:00Z", "EndUtc": "2026-03-02T00:00:00Z",
                        "Start": "2026-03-01", "End": "2026-03-02"
                    }),
                    ValueKind::List(_) => json!(["x"]),
                    _ => json!("x"),
                };
                if is_no_filter(&field.name, entity) {
                    continue;
                }
                let found = filter(field, &value, entity, &item);
                if !found.is_some_and(|filter| is_known_by(&filter, &item)) {
                    blind.push(format!("{} {}", operation.id, field.name));
                }
            }
        }
        assert!(blind.is_empty(), "{}", blind.join("\n"));
    }
}

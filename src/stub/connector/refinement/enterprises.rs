//! Enterprises, and what they offer: services, categories, spaces, rates.

use serde_json::{Value, json};

use super::super::answer::Object;
use super::super::enterprise::Pricing;
use super::super::entity::{Entity, Special};
use super::super::generation::Origin;
use super::properties::{Refinement, id, put};

pub(super) const ALL: &[(Entity, Refinement)] = &[
    (Entity::Enterprise, enterprise),
    (Entity::Service, service),
    (Entity::AgeCategory, age_category),
    (Entity::ResourceCategory, resource_category),
    (Entity::Resource, resource),
    (Entity::ResourceCategoryAssignment, |data, origin| {
        put(data, "ResourceId", id(origin, Entity::Resource, origin.index));
    }),
    (Entity::Rate, rate),
    (Entity::BusinessSegment, |data, origin| {
        put(data, "ServiceId", id(origin, Entity::Service, 0));
    }),
    (Entity::Counter, |data, origin| {
        let first = origin.index == 0;
        put(data, "Type", if first { "BillCounter" } else { "ServiceOrderCounter" });
    }),
    (Entity::Command, |data, origin| {
        let first = origin.index == 0;
        put(data, "State", if first { "Pending" } else { "Processed" });
    }),
    (Entity::Export, |data, _| put(data, "Status", "Success")),
    (Entity::Task, |data, _| put(data, "State", "Open")),
];

fn age_category(data: &mut Object, origin: &Origin<'_>) {
    let adults = origin.index.is_multiple_of(2);
    let (class, from, to) = if adults { ("Adult", 18, 99) } else { ("Child", 0, 17) };
    put(data, "Classification", class);
    put(data, "MinimalAge", from);
    put(data, "MaximalAge", to);
}

fn resource_category(data: &mut Object, _: &Origin<'_>) {
    put(data, "Type", "Room");
    put(data, "Capacity", 2);
    put(data, "ExtraCapacity", 1);
}

fn resource(data: &mut Object, origin: &Origin<'_>) {
    let dirty = origin.index == Special::Uninspected.index();
    put(data, "State", if dirty { "Dirty" } else { "Inspected" });
    let floor = (origin.index / 12).to_string();
    let space = json!({ "Discriminator": "Space", "Value": { "FloorNumber": floor, "LocationNotes": "" } });
    put(data, "Data", space);
}

fn enterprise(data: &mut Object, origin: &Origin<'_>) {
    let pricing = match origin.enterprise.pricing() {
        Pricing::Gross => "Gross",
        Pricing::Net => "Net",
    };
    put(data, "Pricing", pricing);
    put(data, "TaxPrecision", 2);
    put(data, "AccountingEditableHistoryInterval", "P0Y0M7DT0H0M0S");
    put(data, "OperationalEditableHistoryInterval", "P0Y0M7DT0H0M0S");
}

/// The first is booked by the day, the second is sold beside, the others are booked by the hour and by the month.
fn service(data: &mut Object, origin: &Origin<'_>) {
    let period = match origin.index {
        0 => "Day",
        2 => "Hour",
        _ => "Month",
    };
    let value: Value = if origin.index == 1 {
        let promotions = [
            "BeforeCheckIn",
            "AfterCheckIn",
            "DuringStay",
            "BeforeCheckOut",
            "AfterCheckOut",
            "DuringCheckOut",
        ];
        let promotions: Object = promotions
            .iter()
            .map(|name| ((*name).to_owned(), json!(true)))
            .collect();
        json!({ "Discriminator": "Additional", "Value": { "Promotions": promotions } })
    } else {
        json!({
            "Discriminator": "Bookable",
            "Value": {
                "StartOffset": "P0Y0M0DT15H0M0S",
                "EndOffset": "P0Y0M0DT10H0M0S",
                "OccupancyStartOffset": "P0Y0M0DT0H0M0S",
                "OccupancyEndOffset": "P0Y0M0DT0H0M0S",
                "TimeUnitPeriod": period
            }
        })
    };
    put(data, "Data", value);
}

/// Rates of the first service, and every second one of a service with another time unit.
fn rate(data: &mut Object, origin: &Origin<'_>) {
    let service = match origin.index % 4 {
        1 => 2,
        3 => 3,
        _ => 0,
    };
    let service = if Entity::Service.count(origin.enterprise) > service {
        service
    } else {
        0
    };
    put(data, "ServiceId", id(origin, Entity::Service, service));
    put(data, "IsBaseRate", true);
    put(data, "Type", "Public");
}

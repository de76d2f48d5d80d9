//! Reservations and what belongs to them.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::super::answer::Object;
use super::super::entity::{Entity, Special};
use super::super::generation::Origin;
use super::properties::{Refinement, id, put};

pub(super) const ALL: &[(Entity, Refinement)] = &[
    (Entity::Reservation, reservation),
    (Entity::ResourceBlock, block),
    (Entity::Companionship, companionship),
    (Entity::ProductServiceOrder, |data, _| put(data, "State", "Processed")),
    (Entity::Product, charging),
];

/// Sets the charging of the one product that is charged once.
fn charging(data: &mut Object, origin: &Origin<'_>) {
    if origin.index == Special::OnceProduct.index() {
        put(data, "ChargingMode", "Once");
    }
}

/// Blocks of the past, which no reservation of a test meets.
fn block(data: &mut Object, origin: &Origin<'_>) {
    let day = 1 + origin.index % 24;
    put(data, "StartUtc", format!("2025-11-{day:02}T00:00:00Z"));
    put(data, "EndUtc", format!("2025-11-{:02}T00:00:00Z", day + 2));
}

fn companionship(data: &mut Object, origin: &Origin<'_>) {
    let index = origin.index;
    put(data, "ReservationId", id(origin, Entity::Reservation, index));
    put(data, "ReservationGroupId", id(origin, Entity::ReservationGroup, index));
    put(data, "CustomerId", id(origin, Entity::Customer, index));
}

/// State of the reservation at that place.
fn state(index: usize) -> &'static str {
    let of = |special: Special| special.index() == index;
    if of(Special::Started) {
        "Started"
    } else if of(Special::Optional) {
        "Optional"
    } else if of(Special::Canceled) {
        "Canceled"
    } else if of(Special::Processed) {
        "Processed"
    } else if index < 8 {
        "Confirmed"
    } else {
        ["Confirmed", "Processed", "Started", "Canceled"]
            .get(index % 4)
            .copied()
            .unwrap_or("Confirmed")
    }
}

fn reservation(data: &mut Object, origin: &Origin<'_>) {
    let index = origin.index;
    let state = state(index);
    let (start, end) = if index == Special::Future.index() {
        ("2099-06-01T15:00:00Z", "2099-06-03T10:00:00Z")
    } else {
        ("2026-03-02T15:00:00Z", "2026-03-04T10:00:00Z")
    };
    put(data, "State", state);
    put(data, "ServiceId", id(origin, Entity::Service, 0));
    put(data, "GroupId", id(origin, Entity::ReservationGroup, index));
    put(data, "RateId", id(origin, Entity::Rate, 0));
    put(data, "AssignedResourceLocked", false);
    let unassigned = index == Special::Unassigned.index();
    let resource = if unassigned {
        Value::Null
    } else {
        id(origin, Entity::Resource, index)
    };
    put(data, "AssignedResourceId", resource);
    put(data, "AvailabilityBlockId", Value::Null);
    put(data, "ScheduledStartUtc", start);
    put(data, "ScheduledEndUtc", end);
    let persons = json!([{ "AgeCategoryId": id(origin, Entity::AgeCategory, 0), "Count": 2 }]);
    put(data, "PersonCounts", persons);
    let optional = if state == "Optional" {
        json!("2099-01-01T00:00:00Z")
    } else {
        Value::Null
    };
    put(data, "ReleasedUtc", optional);
    if matches!(state, "Started" | "Processed") {
        put(data, "ActualStartUtc", start);
    }
    if state == "Processed" {
        put(data, "ActualEndUtc", end);
    }
    if state == "Canceled" {
        let later = origin.created.saturating_add(SignedDuration::from_mins(5));
        put(data, "CancelledUtc", later.unwrap_or(origin.created).to_string());
        put(data, "CancellationReason", "RequestedByGuest");
    }
}

/// Replaces values by those that the older shape of a reservation has for the same.
pub(super) fn rename_values_of_2017(data: &mut Object) {
    let text = |name: &str| data.get(name).and_then(Value::as_str).map(str::to_owned);
    let (state, origin, commander) = (text("State"), text("Origin"), text("CommanderOrigin"));
    if state.as_deref() == Some("Inquired") {
        put(data, "State", "Enquired");
    }
    if origin.as_deref() == Some("Commander") {
        put(
            data,
            "Origin",
            format!("Commander{}", commander.as_deref().unwrap_or("InPerson")),
        );
    }
}

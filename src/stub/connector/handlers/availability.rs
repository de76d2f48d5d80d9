//! Availability of each category: its spaces and adjustments, less the reservations.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::answer::{Answer, Object, Refusal, object};
use super::super::call::Call;
use super::super::entity::Entity;
use super::super::interval::{Interval, instant};
use super::super::item::Item;
use super::super::period::Period;
use super::super::store::Store;
use super::super::time_unit;
use super::handler::Handler;
use super::prices::categories;

pub(super) const ALL: &[(&str, Handler)] = &[
    ("services/getAvailability", get_2019),
    ("services/getAvailability/2024-01-22", get),
    ("services/updateAvailability", update),
    ("resources/getOccupancyState", occupancy),
];

/// The service and its units that a request asks for.
fn requested(call: &Call<'_>, store: &Store) -> Result<(Arc<Item>, Period, Vec<Timestamp>), Refusal> {
    let service = call.named(store, Entity::Service, "ServiceId")?.clone();
    let period = Period::of(&service).ok_or_else(|| Refusal::invalid("ServiceId"))?;
    let units = time_unit::requested(call, &service);
    Ok((service, period, units))
}

/// Spaces of a category, and the stays that take them.
pub(super) struct Stock {
    category: String,
    spaces: i64,
    stays: Vec<Interval>,
}

impl Stock {
    /// The stock of a category.
    pub(super) fn of(store: &Store, category: &Item) -> Self {
        let assigned = store.all(Entity::ResourceCategoryAssignment).iter();
        let own = assigned.filter(|assignment| assignment.active && assignment.is("CategoryId", &category.id));
        let reserved = store.all(Entity::Reservation).iter();
        let stays = reserved.filter_map(|reservation| {
            let holds = reservation.is("RequestedResourceCategoryId", &category.id)
                && matches!(reservation.text("State"), Some("Confirmed" | "Optional" | "Started"));
            let time = |name: &str| reservation.text(name).and_then(instant);
            let stay = time("ScheduledStartUtc").zip(time("ScheduledEndUtc"));
            stay.filter(|_| holds).map(|(start, end)| Interval { start, end })
        });
        Self {
            category: category.id.clone(),
            spaces: i64::try_from(own.count()).unwrap_or_default(),
            stays: stays.collect(),
        }
    }

    /// Number of spaces that are reserved at some time of a unit.
    fn reserved(&self, unit: Interval) -> i64 {
        let meeting = self.stays.iter().filter(|stay| unit.overlaps(**stay));
        i64::try_from(meeting.count()).unwrap_or_default()
    }

    /// Number of spaces that are free in a unit.
    pub(super) fn free(&self, store: &Store, unit: Interval) -> i64 {
        let adjusted = self.spaces.saturating_add(store.adjustment(&self.category, unit.start));
        adjusted.saturating_sub(self.reserved(unit))
    }
}

/// The unit that begins then.
pub(super) fn unit(period: Period, service: &Item, start: Timestamp) -> Interval {
    let next = period.after(start, 1, &service.enterprise.zone());
    Interval {
        start,
        end: next.unwrap_or(start),
    }
}

fn starts(units: &[Timestamp]) -> Vec<String> {
    units.iter().map(ToString::to_string).collect()
}

fn get_2019(call: &Call<'_>, store: &mut Store) -> Answer {
    let (service, period, units) = requested(call, store)?;
    let listed: Vec<Value> = categories(store, &service)
        .map(|category| {
            let stock = Stock::of(store, category);
            let free = units
                .iter()
                .map(|start| stock.free(store, unit(period, &service, *start)));
            let adjusted = units.iter().map(|start| store.adjustment(&category.id, *start));
            json!({
                "CategoryId": category.id,
                "Availabilities": free.collect::<Vec<_>>(),
                "Adjustments": adjusted.collect::<Vec<_>>(),
            })
        })
        .collect();
    let given = json!({ "TimeUnitStartsUtc": starts(&units), "CategoryAvailabilities": listed });
    call.content(object(given))
}

fn get(call: &Call<'_>, store: &mut Store) -> Answer {
    let (service, period, units) = requested(call, store)?;
    let listed: Vec<Value> = categories(store, &service)
        .map(|category| {
            let stock = Stock::of(store, category);
            let metrics: Object = call
                .texts("Metrics")
                .map(|metric| {
                    let counts = units.iter().map(|start| match metric {
                        "Occupied" | "ConfirmedReservations" => stock.reserved(unit(period, &service, *start)),
                        "UsableResources" | "ActiveResources" => stock.spaces,
                        "PublicAvailabilityAdjustment" => store.adjustment(&category.id, *start),
                        _ => 0,
                    });
                    (metric.to_owned(), counts.collect())
                })
                .collect();
            json!({ "ResourceCategoryId": category.id, "Metrics": metrics })
        })
        .collect();
    let given = json!({ "TimeUnitStartsUtc": starts(&units), "ResourceCategoryAvailabilities": listed });
    call.content(object(given))
}

fn update(call: &Call<'_>, store: &mut Store) -> Answer {
    let service = call.named(store, Entity::Service, "ServiceId")?.clone();
    for part in call.parts().1 {
        let adjusted = part.get("UnitCountAdjustment").and_then(|update| update.get("Value"));
        let category = part.get("ResourceCategoryId").and_then(Value::as_str);
        let (Some(adjusted), Some(category)) = (adjusted, category) else {
            continue;
        };
        for unit in time_unit::between(part, &service) {
            store.adjust(category, unit, adjusted.as_f64().map(|count| count.round() as i64));
        }
    }
    call.changed(Object::new())
}

/// Answers for each space of some categories if it is occupied.
fn occupancy(call: &Call<'_>, store: &mut Store) -> Answer {
    let wanted = |name: &str, state: &str| {
        let mut listed = call.texts(name).peekable();
        listed.peek().is_none() || listed.any(|text| text == state)
    };
    let listed: Vec<Value> = call
        .texts("ResourceCategoryIds")
        .map(|category| {
            let assigned = store.all(Entity::ResourceCategoryAssignment).iter();
            let resources = assigned
                .filter(|assignment| assignment.active && assignment.is("CategoryId", category))
                .filter_map(|assignment| store.find(Entity::Resource, assignment.text("ResourceId")?));
            let states = resources.filter_map(|resource| {
                let mut stays = store.all(Entity::Reservation).iter();
                let taken =
                    stays.any(|stay| stay.is("State", "Started") && stay.is("AssignedResourceId", &resource.id));
                let occupancy = if taken { "Reserved" } else { "Vacant" };
                let state = resource.text("State").unwrap_or("Clean");
                let shown = wanted("ResourceStates", state) && wanted("OccupancyStates", occupancy);
                shown.then(|| json!({ "ResourceId": resource.id, "ResourceState": state, "OccupancyState": occupancy }))
            });
            json!({ "ResourceCategoryId": category, "ResourceOccupancyStates": states.collect::<Vec<_>>() })
        })
        .collect();
    let mut given = Object::new();
    given.insert("ResourceCategoryOccupancyStates".into(), Value::Array(listed));
    call.content(given)
}

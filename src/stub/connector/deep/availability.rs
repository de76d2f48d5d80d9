//! How much of each category is free, told by what there is, what is reserved and what was adjusted.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::answer::{Answer, Object, Refusal, Success};
use super::super::call::Call;
use super::super::entity::Entity;
use super::super::interval::{Interval, instant};
use super::super::store::{Item, Store};
use super::super::time_unit::{self, Period};
use super::super::writing::{done, parts};
use super::Handler;
use super::prices::categories;

pub(super) const ALL: &[(&str, Handler)] = &[
    ("services/getAvailability", get_2019),
    ("services/getAvailability/2024-01-22", get),
    ("services/updateAvailability", update),
    ("resources/getOccupancyState", occupancy),
];

/// The service and its units that a request asks for.
fn asked(call: &Call<'_>, store: &Store) -> Result<(Arc<Item>, Period, Vec<Timestamp>), Refusal> {
    let service = call.named(store, Entity::Service, "ServiceId")?.clone();
    let period = Period::of(&service).ok_or_else(|| Refusal::invalid("ServiceId"))?;
    let units = time_unit::asked(call, &service);
    Ok((service, period, units))
}

/// What there is of a category, and what is taken of it.
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

    /// How many are reserved at some time of a unit.
    fn reserved(&self, unit: Interval) -> i64 {
        let meeting = self.stays.iter().filter(|stay| unit.meets(**stay));
        i64::try_from(meeting.count()).unwrap_or_default()
    }

    /// How many are free in a unit.
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
    let (service, period, units) = asked(call, store)?;
    let told: Vec<Value> = categories(store, &service)
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
    let given = json!({ "TimeUnitStartsUtc": starts(&units), "CategoryAvailabilities": told });
    Ok(Success::Said(
        call.answer(given.as_object().cloned().unwrap_or_default()),
    ))
}

fn get(call: &Call<'_>, store: &mut Store) -> Answer {
    let (service, period, units) = asked(call, store)?;
    let told: Vec<Value> = categories(store, &service)
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
    let given = json!({ "TimeUnitStartsUtc": starts(&units), "ResourceCategoryAvailabilities": told });
    Ok(Success::Said(
        call.answer(given.as_object().cloned().unwrap_or_default()),
    ))
}

fn update(call: &Call<'_>, store: &mut Store) -> Answer {
    let service = call.named(store, Entity::Service, "ServiceId")?.clone();
    for part in parts(call).1 {
        let adjusted = part.get("UnitCountAdjustment").and_then(|update| update.get("Value"));
        let category = part.get("ResourceCategoryId").and_then(Value::as_str);
        let (Some(adjusted), Some(category)) = (adjusted, category) else {
            continue;
        };
        for unit in time_unit::between(part, &service) {
            store.adjust(category, unit, adjusted.as_f64().map(|count| count.round() as i64));
        }
    }
    done(call, Object::new())
}

/// Who is in which space of some categories.
fn occupancy(call: &Call<'_>, store: &mut Store) -> Answer {
    let wanted = |name: &str, state: &str| {
        let mut listed = call.texts(name).peekable();
        listed.peek().is_none() || listed.any(|text| text == state)
    };
    let told: Vec<Value> = call
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
    given.insert("ResourceCategoryOccupancyStates".into(), Value::Array(told));
    Ok(Success::Said(call.answer(given)))
}

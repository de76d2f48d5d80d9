//! Reservations on their way: confirmed, started, processed or canceled, and moved.

use serde_json::{Value, json};

use super::super::answer::{Answer, Object, Refusal};
use super::super::call::Call;
use super::super::changes::update;
use super::super::entity::Entity;
use super::super::interval::{Interval, canonical, instant};
use super::super::item::Item;
use super::super::library::Library;
use super::super::store::Store;
use super::super::view::view;
use super::handler::Handler;

pub(super) const ALL: &[(&str, Handler)] = &[
    ("reservations/confirm", confirm),
    ("reservations/start", start),
    ("reservations/process", process),
    ("reservations/cancel", cancel),
    ("reservations/update", update_all),
    ("reservations/updateInterval", update_interval),
    ("reservations/updateCustomer", update_customer),
];

/// Refuses a reservation that is not in one of those states.
fn must_be(reservation: &Item, states: &[&str], what: &str) -> Result<(), Refusal> {
    let state = reservation.text("State").unwrap_or_default();
    if states.contains(&state) {
        return Ok(());
    }
    let number = reservation.text("Number").unwrap_or_default();
    Err(Refusal::forbidden(format!(
        "Reservation {number} cannot be {what}: it is {}.",
        state.to_lowercase()
    )))
}

/// The reservations that a request names.
fn named(call: &Call<'_>, store: &Store) -> Result<Vec<Item>, Refusal> {
    let items = call.texts("ReservationIds").map(|id| {
        let item = call.living(store, Entity::Reservation, id);
        item.map(|item| Item::clone(item))
            .ok_or_else(|| Refusal::invalid("ReservationIds"))
    });
    items.collect()
}

/// Answers with the ids of reservations.
fn ids(call: &Call<'_>, reservations: &[Item]) -> Answer {
    let ids: Vec<&String> = reservations.iter().map(|item| &item.id).collect();
    let mut given = Object::new();
    given.insert("ReservationIds".into(), json!(ids));
    call.changed(given)
}

fn set(data: &mut Object, name: &str, value: impl Into<Value>) {
    data.insert(name.to_owned(), value.into());
}

fn confirm(call: &Call<'_>, store: &mut Store) -> Answer {
    let reservations = named(call, store)?;
    for reservation in &reservations {
        must_be(reservation, &["Optional"], "confirmed")?;
    }
    for reservation in &reservations {
        store.change(Entity::Reservation, &reservation.id, call.now, |data| {
            set(data, "State", "Confirmed");
            set(data, "ReleasedUtc", Value::Null);
        });
    }
    ids(call, &reservations)
}

/// Lets the guest in: on or after the day, into a space that is theirs, clean and not blocked.
fn start(call: &Call<'_>, store: &mut Store) -> Answer {
    let reservation = call.named(store, Entity::Reservation, "ReservationId")?.clone();
    must_be(&reservation, &["Confirmed"], "started")?;
    let zone = reservation.enterprise.zone();
    let day = |time: jiff::Timestamp| time.to_zoned(zone.clone()).date();
    let starts = reservation.text("ScheduledStartUtc").and_then(instant);
    if starts.is_some_and(|starts| day(starts) > day(call.now)) {
        return Err(Refusal::forbidden("The reservation begins on a later day."));
    }
    let resource = reservation.text("AssignedResourceId");
    let Some(resource) = resource.and_then(|id| store.find(Entity::Resource, id)) else {
        return Err(Refusal::forbidden("No space is assigned to the reservation."));
    };
    if !resource.is("State", "Inspected") {
        return Err(Refusal::forbidden("The assigned space has not been inspected."));
    }
    let now = Interval {
        start: call.now,
        end: call.now,
    };
    let mut blocks = store.all(Entity::ResourceBlock).iter();
    let blocked = blocks.any(|block| {
        let time = |name: &str| block.text(name).and_then(instant);
        let blocked = time("StartUtc").zip(time("EndUtc"));
        block.active
            && block.is("AssignedResourceId", &resource.id)
            && blocked.is_some_and(|(start, end)| now.overlaps(Interval { start, end }))
    });
    if blocked {
        return Err(Refusal::forbidden("The assigned space is blocked."));
    }
    store.change(Entity::Reservation, &reservation.id, call.now, |data| {
        set(data, "State", "Started");
        set(data, "ActualStartUtc", call.now.to_string());
    });
    call.changed(Object::new())
}

/// Lets the guest go: on the last day or later, with nothing left to pay unless that is allowed.
fn process(call: &Call<'_>, store: &mut Store) -> Answer {
    let reservation = call.named(store, Entity::Reservation, "ReservationId")?.clone();
    must_be(&reservation, &["Started"], "processed")?;
    let zone = reservation.enterprise.zone();
    let day = |time: jiff::Timestamp| time.to_zoned(zone.clone()).date();
    let ends = reservation.text("ScheduledEndUtc").and_then(instant);
    if ends.is_some_and(|ends| day(ends) > day(call.now)) {
        return Err(Refusal::forbidden("The last day of the stay has not come yet."));
    }
    let allowed = call.body.get("AllowOpenBalance") == Some(&Value::Bool(true));
    if !allowed && balance(store, &reservation.id).abs() > 0.001 {
        return Err(Refusal::forbidden("The bills of the reservation are not settled."));
    }
    store.change(Entity::Reservation, &reservation.id, call.now, |data| {
        set(data, "State", "Processed");
        set(data, "ActualEndUtc", call.now.to_string());
    });
    call.changed(Object::new())
}

/// The sum of a reservation that is still to be paid.
fn balance(store: &Store, reservation: &str) -> f64 {
    let sum = |entity: Entity, property: &str| -> f64 {
        let own = store.all(entity).iter();
        own.filter(|item| item.is(property, reservation) && item.is("AccountingState", "Open"))
            .filter_map(|item| item.data.get("Amount")?.get("GrossValue")?.as_f64())
            .sum()
    };
    sum(Entity::OrderItem, "ServiceOrderId") - sum(Entity::Payment, "ReservationId")
}

fn cancel(call: &Call<'_>, store: &mut Store) -> Answer {
    let reservations = named(call, store)?;
    for reservation in &reservations {
        must_be(
            reservation,
            &["Confirmed", "Optional", "Inquired", "Requested"],
            "canceled",
        )?;
    }
    for reservation in &reservations {
        store.change(Entity::Reservation, &reservation.id, call.now, |data| {
            set(data, "State", "Canceled");
            set(data, "CancelledUtc", call.now.to_string());
            set(data, "CancellationReason", "Other");
        });
        let items = store.all(Entity::OrderItem).iter();
        let open =
            items.filter(|item| item.is("ServiceOrderId", &reservation.id) && item.is("AccountingState", "Open"));
        let open: Vec<String> = open.map(|item| item.id.clone()).collect();
        for id in open {
            store.change(Entity::OrderItem, &id, call.now, |data| {
                set(data, "AccountingState", "Canceled");
                set(data, "CanceledUtc", call.now.to_string());
                set(data, "Options", json!({ "CanceledWithReservation": true }));
            });
        }
    }
    ids(call, &reservations)
}

/// Changes reservations that have not ended.
fn update_all(call: &Call<'_>, store: &mut Store) -> Answer {
    for part in call.objects("ReservationUpdates").chain([call.body]) {
        let id = part.get("ReservationId").and_then(Value::as_str);
        let reservation = id.and_then(|id| call.visible(store, Entity::Reservation, id));
        if let Some(reservation) = reservation {
            must_be(
                reservation,
                &["Confirmed", "Optional", "Started", "Inquired", "Requested"],
                "changed",
            )?;
            moved(reservation, part, |update| update.get("Value").and_then(Value::as_str))?;
        }
    }
    let updated = update::update(call, store, Entity::Reservation)?;
    let shape = Library::shared().record("reservations:reservation-ver-2017-04-12");
    let views: Vec<Value> = updated.iter().map(|item| view(item, &shape, call.now)).collect();
    let mut given = Object::new();
    given.insert("Reservations".into(), Value::Array(views));
    call.changed(given)
}

/// The stay that a request moves a reservation to; the part that it does not name stays.
fn moved<'p>(
    reservation: &Item,
    part: &'p Object,
    read: impl Fn(&'p Value) -> Option<&'p str>,
) -> Result<(Option<&'p str>, Option<&'p str>), Refusal> {
    let given = |name: &str| part.get(name).filter(|value| !value.is_null()).and_then(&read);
    let (start, end) = (given("StartUtc"), given("EndUtc"));
    let time = |new: Option<&str>, parameter: &str, own: &str| match new {
        Some(text) => instant(text).map(Some).ok_or_else(|| Refusal::invalid(parameter)),
        None => Ok(reservation.text(own).and_then(instant)),
    };
    let starts = time(start, "StartUtc", "ScheduledStartUtc")?;
    let ends = time(end, "EndUtc", "ScheduledEndUtc")?;
    if starts.zip(ends).is_some_and(|(start, end)| start >= end) {
        return Err(Refusal::invalid(if start.is_some() { "StartUtc" } else { "EndUtc" }));
    }
    if start.is_some() && reservation.is("State", "Started") {
        return Err(Refusal::forbidden("The stay has begun; its beginning cannot be moved."));
    }
    Ok((start, end))
}

fn update_interval(call: &Call<'_>, store: &mut Store) -> Answer {
    let reservation = call.named(store, Entity::Reservation, "ReservationId")?.clone();
    must_be(&reservation, &["Confirmed", "Optional", "Started"], "moved")?;
    let (start, end) = moved(&reservation, call.body, Value::as_str)?;
    store.change(Entity::Reservation, &reservation.id, call.now, |data| {
        for (name, time) in [("ScheduledStartUtc", start), ("ScheduledEndUtc", end)] {
            if let Some(time) = time.and_then(canonical) {
                set(data, name, time);
            }
        }
    });
    call.changed(Object::new())
}

fn update_customer(call: &Call<'_>, store: &mut Store) -> Answer {
    let reservation = call.named(store, Entity::Reservation, "ReservationId")?.clone();
    must_be(&reservation, &["Confirmed", "Optional", "Started"], "changed")?;
    let customer = call.named(store, Entity::Customer, "CustomerId")?.id.clone();
    store.change(Entity::Reservation, &reservation.id, call.now, |data| {
        set(data, "AccountId", customer);
        set(data, "AccountType", "Customer");
    });
    call.changed(Object::new())
}

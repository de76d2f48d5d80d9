//! Making reservations, and what is sold with them.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::amount::Amount;
use super::super::answer::{Answer, Object, Refusal, object};
use super::super::call::Call;
use super::super::enterprise::Enterprise;
use super::super::entity::Entity;
use super::super::interval::instant;
use super::super::item::Item;
use super::super::library::Library;
use super::super::period::Period;
use super::super::store::Store;
use super::super::view::view;
use super::availability::{Stock, unit};
use super::handler::Handler;
use super::items::{Sale, sell};

pub(super) const ALL: &[(&str, Handler)] = &[
    ("reservations/add", add),
    ("reservations/price", price),
    ("reservations/addProduct", add_product),
    ("reservations/addCompanion", add_companion),
    ("reservations/deleteCompanion", delete_companion),
];

/// Reservation that a request asks for.
struct Wish<'w> {
    part: &'w Object,
    service: Arc<Item>,
    rate: Arc<Item>,
    category: Arc<Item>,
    period: Period,
    start: Timestamp,
    end: Timestamp,
}

impl<'w> Wish<'w> {
    fn of(call: &Call<'_>, store: &Store, part: &'w Object) -> Result<Self, Refusal> {
        let service = call.named(store, Entity::Service, "ServiceId")?.clone();
        let period = Period::of(&service).ok_or_else(|| Refusal::invalid("ServiceId"))?;
        let invalid = |name: &str| Refusal::invalid(format!("Reservations.{name}"));
        let text = |name: &str| part.get(name).and_then(Value::as_str);
        let time = |name: &str| text(name).and_then(instant).ok_or_else(|| invalid(name));
        let (start, end) = (time("StartUtc")?, time("EndUtc")?);
        if start >= end {
            return Err(invalid("EndUtc"));
        }
        let own = |entity: Entity, name: &str| {
            let item = text(name).and_then(|id| call.living(store, entity, id));
            item.filter(|item| item.is("ServiceId", &service.id))
                .cloned()
                .ok_or_else(|| invalid(name))
        };
        if !matches!(
            text("State"),
            None | Some("Confirmed" | "Optional" | "Enquired" | "Requested")
        ) {
            return Err(invalid("State"));
        }
        Ok(Self {
            part,
            rate: own(Entity::Rate, "RateId")?,
            category: own(Entity::ResourceCategory, "RequestedCategoryId")?,
            service,
            period,
            start,
            end,
        })
    }

    /// The units that the stay touches: from the one in which it starts to the one before its end.
    fn units(&self) -> Vec<Timestamp> {
        let zone = self.service.enterprise.zone();
        let local = self.start.to_zoned(zone.clone());
        let first = match self.period {
            Period::Hour => local.with().minute(0).second(0).subsec_nanosecond(0).build(),
            Period::Day => local.start_of_day(),
            Period::Month => local.with().day(1).build().and_then(|day| day.start_of_day()),
        };
        let first = first.map_or(self.start, |first| first.timestamp());
        let mut units = self.period.beginnings(first, self.end, &zone);
        // The day of departure is not slept in.
        let departure = self.period == Period::Day && units.len() > 1;
        units.retain(|unit| *unit < self.end);
        if departure
            && units
                .last()
                .is_some_and(|last| same_day(*last, self.end, &self.service))
        {
            units.pop();
        }
        units
    }

    /// The price of each unit: from the request, or else of the rate.
    fn prices(&self, store: &Store, enterprise: Enterprise) -> Result<Vec<Amount>, Refusal> {
        let each = self.part.get("TimeUnitAmount").and_then(Value::as_object);
        let some = self.part.get("TimeUnitPrices").and_then(Value::as_array);
        let units = self.units();
        let amounts = units.iter().enumerate().map(|(index, unit)| {
            let own = some.into_iter().flatten().find_map(|price| {
                let meant = price.get("Index")?.as_u64()? == u64::try_from(index).ok()?;
                price.get("Amount").filter(|_| meant)?.as_object()
            });
            match own.or(each) {
                Some(amount) => Amount::of_parameters(amount, enterprise),
                None => {
                    let category = Some(self.category.id.as_str());
                    let cents = store.prices.of(&self.rate, category, self.period, *unit);
                    Ok(Amount::usual(enterprise, cents))
                }
            }
        });
        amounts.collect()
    }
}

fn same_day(one: Timestamp, other: Timestamp, service: &Item) -> bool {
    let zone = service.enterprise.zone();
    one.to_zoned(zone.clone()).date() == other.to_zoned(zone).date()
}

fn wishes<'w>(call: &'w Call<'_>, store: &Store) -> Result<Vec<Wish<'w>>, Refusal> {
    call.objects("Reservations")
        .map(|part| Wish::of(call, store, part))
        .collect()
}

fn price(call: &Call<'_>, store: &mut Store) -> Answer {
    let mut prices = Vec::new();
    for wish in wishes(call, store)? {
        let amounts = wish.prices(store, call.scope.home)?;
        let zero = Amount::usual(call.scope.home, 0);
        let total = amounts.iter().fold(zero, |total, amount| amount.plus(&total));
        prices.push(json!({ "Identifier": wish.part.get("Identifier"), "TotalAmount": total.value() }));
    }
    let mut given = Object::new();
    given.insert("ReservationPrices".into(), Value::Array(prices));
    call.content(given)
}

fn add(call: &Call<'_>, store: &mut Store) -> Answer {
    let home = call.scope.home;
    let wishes = wishes(call, store)?;
    let priced: Result<Vec<Vec<Amount>>, Refusal> = wishes.iter().map(|wish| wish.prices(store, home)).collect();
    if call.body.get("CheckOverbooking") != Some(&Value::Bool(false)) {
        for wish in &wishes {
            let stock = Stock::of(store, &wish.category);
            let mut units = wish.units().into_iter();
            if units.any(|start| stock.free(store, unit(wish.period, &wish.service, start)) < 1) {
                return Err(Refusal::forbidden("There is no space left of the requested category."));
            }
        }
    }
    let group = match call.text("GroupId") {
        Some(_) => call.named(store, Entity::ReservationGroup, "GroupId")?.id.clone(),
        None => {
            let mut given = Object::new();
            given.insert("Name".into(), json!(call.text("GroupName").unwrap_or("Group")));
            let made = call.add(store, Entity::ReservationGroup, given);
            made.id.clone()
        }
    };
    let shape = Library::shared().record("reservations:reservation-ver-2017-04-12");
    let mut added = Vec::new();
    for (wish, amounts) in wishes.iter().zip(priced?) {
        let item = reservation(call, store, wish, &group);
        let sale = Sale::of(&item.id, item.text("AccountId").unwrap_or_default(), &wish.service.id);
        for amount in amounts {
            sell(call, store, &sale, "SpaceOrder", 1, &amount, None);
        }
        if let Some(text) = wish.part.get("Notes").filter(|text| text.is_string()) {
            let note = json!({ "OrderId": item.id, "Text": text, "Type": "General" });
            let note = object(note);
            call.add(store, Entity::ServiceOrderNote, note);
        }
        added.push(json!({
            "Identifier": wish.part.get("Identifier"),
            "Reservation": view(&item, &shape, call.now),
        }));
    }
    let mut given = Object::new();
    given.insert("Reservations".into(), Value::Array(added));
    call.changed(given)
}

/// The reservation that is made of a wish.
fn reservation(call: &Call<'_>, store: &mut Store, wish: &Wish<'_>, group: &str) -> Arc<Item> {
    let part = |name: &str| part_of(wish, name);
    let state = match wish.part.get("State").and_then(Value::as_str) {
        Some("Enquired") => "Inquired",
        Some(state) => state,
        None => "Confirmed",
    };
    let given = json!({
        "ServiceId": wish.service.id,
        "AccountId": part("CustomerId"),
        "AccountType": "Customer",
        "BookerId": part("BookerId"),
        "State": state,
        "Origin": "Connector",
        "GroupId": group,
        "RateId": wish.rate.id,
        "RequestedResourceCategoryId": wish.category.id,
        "AssignedResourceId": part("AssignedResourceId"),
        "AssignedResourceLocked": wish.part.get("AssignedResourceLocked") == Some(&Value::Bool(true)),
        "AvailabilityBlockId": part("AvailabilityBlockId"),
        "PartnerCompanyId": part("CompanyId"),
        "TravelAgencyId": part("TravelAgencyId"),
        "BusinessSegmentId": part("BusinessSegmentId"),
        "CreditCardId": part("CreditCardId"),
        "ChannelNumber": part("ChannelNumber"),
        "ReleasedUtc": part("ReleasedUtc"),
        "ScheduledStartUtc": part("StartUtc"),
        "ScheduledEndUtc": part("EndUtc"),
        "PersonCounts": part("PersonCounts"),
    });
    call.add(store, Entity::Reservation, object(given))
}

fn part_of(wish: &Wish<'_>, name: &str) -> Value {
    wish.part.get(name).cloned().unwrap_or_default()
}

fn add_product(call: &Call<'_>, store: &mut Store) -> Answer {
    let reservation = call.named(store, Entity::Reservation, "ReservationId")?.clone();
    if matches!(reservation.text("State"), Some("Canceled" | "Processed")) {
        return Err(Refusal::forbidden(
            "The reservation has ended; nothing can be added to it.",
        ));
    }
    let product = call.named(store, Entity::Product, "ProductId")?.clone();
    let count = call.body.get("Count").and_then(Value::as_i64).unwrap_or(1);
    if count < 1 {
        return Err(Refusal::invalid("Count"));
    }
    let amount = match call.body.get("UnitAmount").and_then(Value::as_object) {
        Some(amount) => Amount::of_parameters(amount, reservation.enterprise)?,
        None => Amount::of_product(&product),
    };
    let service = reservation.text("ServiceId").unwrap_or_default();
    let account = reservation.text("AccountId").unwrap_or_default();
    let sale = Sale::of(&reservation.id, account, service);
    let item = sell(call, store, &sale, "ProductOrder", count, &amount, Some(&product.id));
    let mut given = Object::new();
    given.insert("ItemIds".into(), json!([item]));
    call.changed(given)
}

/// The companionship of a customer with a reservation.
fn companionship(call: &Call<'_>, store: &Store) -> Option<Arc<Item>> {
    let (reservation, customer) = (call.text("ReservationId")?, call.text("CustomerId")?);
    let mut all = store.all(Entity::Companionship).iter();
    let own = all.find(|item| item.active && item.is("ReservationId", reservation) && item.is("CustomerId", customer));
    own.cloned()
}

/// Adds a companion while fewer guests are known than are expected; a known companion stays one.
fn add_companion(call: &Call<'_>, store: &mut Store) -> Answer {
    let reservation = call.named(store, Entity::Reservation, "ReservationId")?.clone();
    let id = match companionship(call, store) {
        Some(known) => known.id.clone(),
        None => {
            let persons = reservation.data.get("PersonCounts").and_then(Value::as_array);
            let persons = persons
                .into_iter()
                .flatten()
                .filter_map(|person| person.get("Count")?.as_u64());
            let all = store.all(Entity::Companionship).iter();
            let present = all.filter(|item| item.active && item.is("ReservationId", &reservation.id));
            if u64::try_from(present.count()).is_ok_and(|present| present >= persons.sum()) {
                return Err(Refusal::forbidden(
                    "All guests that the reservation is for are known already.",
                ));
            }
            let given = json!({
                "CustomerId": call.text("CustomerId"),
                "ReservationId": reservation.id,
                "ReservationGroupId": reservation.text("GroupId"),
            });
            let given = object(given);
            let made = call.add_to(reservation.enterprise, store, Entity::Companionship, given);
            made.id.clone()
        }
    };
    let mut given = Object::new();
    given.insert("CompanionshipId".into(), json!(id));
    call.changed(given)
}

fn delete_companion(call: &Call<'_>, store: &mut Store) -> Answer {
    let known = companionship(call, store).ok_or_else(|| Refusal::invalid("CustomerId"))?;
    store.delete(Entity::Companionship, &known.id, call.now);
    call.changed(Object::new())
}

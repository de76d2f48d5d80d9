//! Rates and products by unit of time: what they cost, and changing that.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::amount::Amount;
use super::super::answer::{Answer, Object, Refusal, object};
use super::super::call::Call;
use super::super::changes::adoption::Adopter;
use super::super::entity::Entity;
use super::super::item::Item;
use super::super::library::Library;
use super::super::period::Period;
use super::super::store::Store;
use super::super::time_unit::{self, FIRST, LAST};
use super::handler::Handler;

pub(super) const ALL: &[(&str, Handler)] = &[
    ("rates/getPricing", rate_pricing),
    ("rates/updatePrice", update_rate),
    ("rates/set", set_rates),
    ("products/getPricing", product_pricing),
    ("products/updatePrice", update_product),
];

/// Answers with the prices of a rate: in general, and for each category of its service.
fn rate_pricing(call: &Call<'_>, store: &mut Store) -> Answer {
    let rate = call.named(store, Entity::Rate, "RateId")?;
    let Some(service) = time_unit::service(call, store, call.body) else {
        return Err(Refusal::invalid("RateId"));
    };
    let Some(period) = Period::of(&service) else {
        return Err(Refusal::invalid("RateId"));
    };
    let units = time_unit::requested(call, &service);
    let prices = |category: Option<&str>| -> Vec<Value> {
        let price = |unit: &Timestamp| store.prices.of(rate, category, period, *unit);
        let amounts = units.iter().map(price);
        amounts
            .map(|cents| Amount::usual(rate.enterprise, cents).value())
            .collect()
    };
    let categories: Vec<&Arc<Item>> = categories(store, &service).collect();
    let by_category = categories
        .iter()
        .map(|category| json!({ "CategoryId": category.id, "AmountPrices": prices(Some(&category.id)) }));
    let adjustments = categories.iter().map(|category| {
        json!({ "CategoryId": category.id, "ParentCategoryId": null, "AbsoluteValue": 0, "RelativeValue": 0 })
    });
    let starts: Vec<String> = units.iter().map(ToString::to_string).collect();
    let given = json!({
        "Currency": rate.enterprise.currency(),
        "TimeUnitStartsUtc": starts,
        "BaseAmountPrices": prices(None),
        "CategoryPrices": by_category.collect::<Vec<_>>(),
        "CategoryAdjustments": adjustments.collect::<Vec<_>>(),
        "AgeCategoryAdjustments": [],
        "RelativeAdjustment": 0,
        "AbsoluteAdjustment": 0,
        "EmptyUnitAdjustment": 0,
        "ExtraUnitAdjustment": 0,
    });
    call.content(object(given))
}

/// Answers with the prices of a product in each unit of time.
fn product_pricing(call: &Call<'_>, store: &mut Store) -> Answer {
    let product = call.named(store, Entity::Product, "ProductId")?;
    let Some(service) = time_unit::service(call, store, call.body) else {
        return Err(Refusal::invalid("ProductId"));
    };
    let period = Period::of(&service).unwrap_or(Period::Day);
    let units = time_unit::requested(call, &service);
    let amounts: Vec<Value> = units
        .iter()
        .map(|unit| store.prices.of(product, None, period, *unit))
        .map(|cents| Amount::usual(product.enterprise, cents).value())
        .collect();
    let starts: Vec<String> = units.iter().map(ToString::to_string).collect();
    let given = json!({
        "ProductId": product.id,
        "TimeUnitStartsUtc": starts,
        "BaseAmountPrices": amounts,
        "AgeCategoryPrices": [],
    });
    call.content(object(given))
}

/// The categories of a service that are in use.
pub(super) fn categories<'s>(store: &'s Store, service: &'s Item) -> impl Iterator<Item = &'s Arc<Item>> {
    let all = store.all(Entity::ResourceCategory).iter();
    all.filter(|category| category.active && category.is("ServiceId", &service.id))
}

fn update_rate(call: &Call<'_>, store: &mut Store) -> Answer {
    let rate = call.named(store, Entity::Rate, "RateId")?.clone();
    if rate.data.get("IsBaseRate") == Some(&Value::Bool(false)) {
        return Err(Refusal::forbidden("The price of this rate follows from another rate."));
    }
    update(call, store, Entity::Rate, &rate)
}

fn update_product(call: &Call<'_>, store: &mut Store) -> Answer {
    let product = call.named(store, Entity::Product, "ProductId")?.clone();
    update(call, store, Entity::Product, &product)
}

/// Sets a price in all units of each update; one without units changes none.
fn update(call: &Call<'_>, store: &mut Store, entity: Entity, thing: &Item) -> Answer {
    let Some(service) = time_unit::service(call, store, call.body) else {
        return Err(Refusal::invalid("ServiceId"));
    };
    for part in call.parts().1 {
        if part.contains_key(FIRST) != part.contains_key(LAST) {
            let missing = if part.contains_key(FIRST) { LAST } else { FIRST };
            return Err(Refusal::invalid(format!("PriceUpdates.{missing}")));
        }
        let cents = part.get("Value").and_then(Value::as_f64);
        let cents = cents.map(|value| (value * 100.0).round() as i64);
        let category = part.get("CategoryId").and_then(Value::as_str);
        for unit in time_unit::between(part, &service) {
            store.prices.set(&thing.id, category, unit, cents);
        }
    }
    store.change(entity, &thing.id, call.now, |_| {});
    call.changed(Object::new())
}

/// Updates the rates that are known by their id or their external identifier, and adds the others.
fn set_rates(call: &Call<'_>, store: &mut Store) -> Answer {
    let (record, parts) = call.parts();
    let shape = Library::shared().record(Entity::Rate.definition());
    let mut set = Vec::new();
    for part in parts {
        let text = |name: &str| part.get(name).and_then(Value::as_str);
        let external = text("ExternalIdentifier").map(|external| format!("eid:{external}"));
        let known = text("Id").or(external.as_deref());
        let known = known.and_then(|id| call.living(store, Entity::Rate, id)).cloned();
        if known.is_none() && text("RateGroupId").is_none() && text("Id").is_some() {
            return Err(Refusal::invalid("Rates.Id"));
        }
        let adopter = Adopter {
            call,
            store,
            entity: Entity::Rate,
            enterprise: call.scope.home,
        };
        let given = adopter.adopt(part, record, &shape)?;
        let id = match known {
            Some(known) => {
                store.change(Entity::Rate, &known.id, call.now, |data| data.extend(given));
                known.id.clone()
            }
            None => {
                let made = call.add(store, Entity::Rate, given);
                made.id.clone()
            }
        };
        set.extend(store.find(Entity::Rate, &id).cloned());
    }
    call.changed(call.describe(Entity::Rate, &set))
}

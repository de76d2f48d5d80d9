//! Restrictions: set and cleared by what they are about.

use serde_json::{Value, json};

use super::super::answer::{Answer, Object, Refusal, object};
use super::super::call::Call;
use super::super::entity::Entity;
use super::super::store::Store;
use super::handler::Handler;

pub(super) const ALL: &[(&str, Handler)] = &[("restrictions/set", restrict), ("restrictions/clear", unrestrict)];

/// Properties of a restriction that say what it is about.
const CONDITIONS: [&str; 7] = [
    "Type",
    "ExactRateId",
    "BaseRateId",
    "RateGroupId",
    "ResourceCategoryId",
    "ResourceCategoryType",
    "Days",
];
/// The largest number of restrictions of a service.
const MOST_RESTRICTIONS: usize = 150_000;

/// The conditions of a restriction that a part of a request gives.
fn condition(call: &Call<'_>, store: &Store, part: &Object) -> Object {
    let mut own: Object = CONDITIONS
        .iter()
        .chain(&["StartUtc", "EndUtc"])
        .map(|name| ((*name).to_owned(), part.get(*name).cloned().unwrap_or_default()))
        .collect();
    let days = part.get("Days").and_then(Value::as_object);
    let days = days
        .into_iter()
        .flatten()
        .filter(|(_, holds)| **holds == Value::Bool(true));
    own.insert("Days".into(), days.map(|(day, _)| json!(day)).collect());
    for (name, entity) in [
        ("ExactRateId", Entity::Rate),
        ("BaseRateId", Entity::Rate),
        ("RateGroupId", Entity::RateGroup),
        ("ResourceCategoryId", Entity::ResourceCategory),
    ] {
        let named = own.get(name).and_then(Value::as_str);
        if let Some(item) = named.and_then(|id| call.visible(store, entity, id)) {
            own.insert(name.into(), json!(item.id));
        }
    }
    own.insert("Hours".into(), Value::Null);
    own
}

/// The restrictions of a service that are about the same.
fn alike(store: &Store, service: &str, condition: &Object) -> Vec<String> {
    let all = store.all(Entity::Restriction).iter();
    let alike = all.filter(|restriction| {
        let own = restriction.data.get("Conditions");
        let same = |name: &&str| own.and_then(|own| own.get(*name)) == condition.get(*name);
        restriction.active && restriction.is("ServiceId", service) && CONDITIONS.iter().all(same)
    });
    alike.map(|restriction| restriction.id.clone()).collect()
}

fn restrict(call: &Call<'_>, store: &mut Store) -> Answer {
    let service = call.named(store, Entity::Service, "ServiceId")?.id.clone();
    let own = store.all(Entity::Restriction).iter();
    let own = own.filter(|restriction| restriction.active && restriction.is("ServiceId", &service));
    if own.count() + call.objects("Data").count() > MOST_RESTRICTIONS {
        return Err(Refusal::forbidden(
            "The service has as many restrictions as it may have.",
        ));
    }
    for part in call.objects("Data") {
        let condition = condition(call, store, part);
        // One of the same kind takes the place of that which was there.
        for id in alike(store, &service, &condition) {
            let same = store.find(Entity::Restriction, &id).is_some_and(|known| {
                let conditions = known.data.get("Conditions");
                let is = |name: &str| conditions.and_then(|own| own.get(name)) == condition.get(name);
                is("StartUtc") && is("EndUtc")
            });
            if same {
                store.delete(Entity::Restriction, &id, call.now);
            }
        }
        let exceptions = [
            "MinAdvance",
            "MaxAdvance",
            "MinLength",
            "MaxLength",
            "MinPrice",
            "MaxPrice",
        ];
        let exceptions: Object = exceptions
            .into_iter()
            .map(|name| (name.to_owned(), part.get(name).cloned().unwrap_or_default()))
            .collect();
        let given = json!({
            "ServiceId": service,
            "Origin": "Integration",
            "Conditions": condition,
            "Exceptions": exceptions,
        });
        call.add(store, Entity::Restriction, object(given));
    }
    call.changed(Object::new())
}

fn unrestrict(call: &Call<'_>, store: &mut Store) -> Answer {
    let service = call.named(store, Entity::Service, "ServiceId")?.id.clone();
    for part in call.objects("Data") {
        let condition = condition(call, store, part);
        for id in alike(store, &service, &condition) {
            store.delete(Entity::Restriction, &id, call.now);
        }
    }
    call.changed(Object::new())
}

//! Limits of overbooking: set and cleared by units of time.

use serde_json::{Value, json};

use super::super::answer::{Answer, Object};
use super::super::call::Call;
use super::super::entity::Entity;
use super::super::interval::{Interval, instant};
use super::super::store::Store;
use super::super::time_unit::{FIRST, LAST};
use super::handler::Handler;

pub(super) const ALL: &[(&str, Handler)] = &[
    ("serviceOverbookingLimits/set", limit),
    ("serviceOverbookingLimits/clear", unlimit),
];

fn limit(call: &Call<'_>, store: &mut Store) -> Answer {
    let service = call.named(store, Entity::Service, "ServiceId")?.id.clone();
    for part in call.parts().1 {
        remove_limits(call, store, &service, part);
        let mut given = part.clone();
        given.insert("ServiceId".into(), json!(service));
        call.add(store, Entity::ServiceOverbookingLimit, given);
    }
    call.changed(Object::new())
}

fn unlimit(call: &Call<'_>, store: &mut Store) -> Answer {
    let service = call.named(store, Entity::Service, "ServiceId")?.id.clone();
    for part in call.parts().1 {
        remove_limits(call, store, &service, part);
    }
    call.changed(Object::new())
}

/// Takes away the limits of a service that lie within the units of a part of a request.
fn remove_limits(call: &Call<'_>, store: &mut Store, service: &str, part: &Object) {
    let span = |data: &Object| {
        let time = |name: &str| data.get(name).and_then(Value::as_str).and_then(instant);
        let (start, end) = time(FIRST).zip(time(LAST))?;
        Some(Interval { start, end })
    };
    let Some(asked) = span(part) else { return };
    let all = store.all(Entity::ServiceOverbookingLimit).iter();
    let within = all.filter(|limit| {
        let own = span(&limit.data);
        limit.active
            && limit.is("ServiceId", service)
            && own.is_some_and(|own| asked.start <= own.start && own.end <= asked.end)
    });
    let within: Vec<String> = within.map(|limit| limit.id.clone()).collect();
    for id in within {
        store.delete(Entity::ServiceOverbookingLimit, &id, call.now);
    }
}

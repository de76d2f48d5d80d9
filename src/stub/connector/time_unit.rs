//! Spans of time units in requests: the units that a service is sold by, from the first to the last.
//!
//! See `connector-api/concepts/time-units`: `FirstTimeUnitStartUtc` and `LastTimeUnitStartUtc` are such beginnings.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::answer::{Object, Refusal};
use super::call::Call;
use super::entity::Entity;
use super::interval::instant;
use super::item::Item;
use super::node::Record;
use super::parameter::{is_set, join};
use super::period::Period;
use super::store::Store;

/// The first of two parameters that name a span of units.
pub(super) const FIRST: &str = "FirstTimeUnitStartUtc";
/// The second.
pub(super) const LAST: &str = "LastTimeUnitStartUtc";
/// Checks every span of units in a request.
pub(super) fn check(call: &Call<'_>, store: &Store) -> Result<(), Refusal> {
    let request: &Record = &call.endpoint.shape().request;
    let (record, elements) = call.parts();
    if request.field(FIRST).is_none() && record.field(FIRST).is_none() {
        return Ok(());
    }
    span(call, store, request, call.body, "")?;
    let list = request.fields.iter().find(|field| {
        let of = field.node.items().and_then(|items| items.record());
        of.is_some_and(|of| std::ptr::eq(of.as_ref(), record))
    });
    let Some(list) = list else { return Ok(()) };
    elements
        .into_iter()
        .try_for_each(|part| span(call, store, record, part, &list.name))
}

/// Checks the span of one part of a request.
fn span(call: &Call<'_>, store: &Store, record: &Record, part: &Object, path: &str) -> Result<(), Refusal> {
    let time = |name: &str| part.get(name).and_then(Value::as_str).and_then(instant);
    let (Some(first), Some(last)) = (time(FIRST), time(LAST)) else {
        return Ok(());
    };
    let Some(service) = service(call, store, part) else {
        return Ok(());
    };
    let period = Period::of(&service).ok_or_else(|| Refusal::invalid("ServiceId"))?;
    let zone = service.enterprise.zone();
    for (name, time) in [(FIRST, first), (LAST, last)] {
        if !period.begins_at(time, &zone) {
            return Err(Refusal::invalid(join(path, name)));
        }
    }
    let count = period.beginnings(first, last, &zone).len();
    if last < first || most(call, record, period).is_some_and(|most| count > most) {
        return Err(Refusal::invalid(join(path, LAST)));
    }
    Ok(())
}

/// The largest number of units that a request may ask for.
fn most(call: &Call<'_>, record: &Record, period: Period) -> Option<usize> {
    let quotas = call.endpoint.particulars.quotas.iter();
    let own = record.field(LAST).into_iter().flat_map(|field| field.node.rules.iter());
    let mut rules = quotas.chain(own);
    let rule = rules.find(|rule| rule.get("rule").is_some_and(|name| name == "max_interval_by_time_unit"))?;
    usize::try_from(rule.get(period.key())?.as_u64()?).ok()
}

/// The service that a part of a request is about: named by it, or by what it names.
pub(super) fn service<'s>(call: &Call<'_>, store: &'s Store, part: &Object) -> Option<Arc<Item>> {
    let named = |name: &str| {
        let own = part.get(name).filter(|id| is_set(Some(id)));
        own.or_else(|| call.body.get(name)).and_then(Value::as_str)
    };
    let of = |entity: Entity, name: &str| call.visible(store, entity, named(name)?);
    if let Some(service) = of(Entity::Service, "ServiceId") {
        return Some(service.clone());
    }
    let holder: Option<&'s Arc<Item>> = of(Entity::Rate, "RateId").or_else(|| of(Entity::Product, "ProductId"));
    store.find(Entity::Service, holder?.text("ServiceId")?).cloned()
}

/// The beginnings that a request asks for, which [`check`] has accepted.
pub(super) fn requested(call: &Call<'_>, service: &Item) -> Vec<Timestamp> {
    between(call.body, service)
}

/// The beginnings between the two of a part of a request.
pub(super) fn between(part: &Object, service: &Item) -> Vec<Timestamp> {
    let time = |name: &str| part.get(name).and_then(Value::as_str).and_then(instant);
    match (Period::of(service), time(FIRST), time(LAST)) {
        (Some(period), Some(first), Some(last)) => period.beginnings(first, last, &service.enterprise.zone()),
        _ => Vec::new(),
    }
}

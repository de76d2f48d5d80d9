//! The units of time that a service is sold by: hours, days or months, as they begin where the enterprise is.
//!
//! See `connector-api/concepts/time-units`: `FirstTimeUnitStartUtc` and `LastTimeUnitStartUtc` are such beginnings.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::Value;

use super::answer::{Object, Refusal};
use super::call::Call;
use super::check::{is_set, join};
use super::entity::Entity;
use super::interval::instant;
use super::node::Record;
use super::store::{Item, Store};
use super::writing::parts;

/// The first of two parameters that name a span of units.
pub(super) const FIRST: &str = "FirstTimeUnitStartUtc";
/// The second.
pub(super) const LAST: &str = "LastTimeUnitStartUtc";
/// The most units that anything is told or changed of, where the contract does not say.
const MOST_UNITS: usize = 10_000;

/// What a service is sold by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    Hour,
    Day,
    Month,
}

impl Period {
    /// The period of a service; `None` if it is not sold by time.
    pub(super) fn of(service: &Item) -> Option<Self> {
        let period = service.data.get("Data")?.get("Value")?.get("TimeUnitPeriod")?;
        match period.as_str()? {
            "Hour" => Some(Self::Hour),
            "Day" => Some(Self::Day),
            "Month" => Some(Self::Month),
            _ => None,
        }
    }

    /// Whether a unit begins at that time.
    fn begins_at(self, time: Timestamp, zone: &TimeZone) -> bool {
        let local = time.to_zoned(zone.clone()).datetime();
        let whole_hour = local.minute() == 0 && local.second() == 0 && local.subsec_nanosecond() == 0;
        match self {
            Self::Hour => whole_hour,
            Self::Day => whole_hour && local.hour() == 0,
            Self::Month => whole_hour && local.hour() == 0 && local.day() == 1,
        }
    }

    /// The beginnings from the first to the last.
    pub(super) fn beginnings(self, first: Timestamp, last: Timestamp, zone: &TimeZone) -> Vec<Timestamp> {
        let units = (0..).map_while(|count| self.after(first, count, zone));
        units.take(MOST_UNITS).take_while(|unit| *unit <= last).collect()
    }

    /// The beginning so many units later.
    pub(super) fn after(self, start: Timestamp, count: i64, zone: &TimeZone) -> Option<Timestamp> {
        let span = match self {
            Self::Hour => Span::new().try_hours(count),
            Self::Day => Span::new().try_days(count),
            Self::Month => Span::new().try_months(count),
        };
        let start = start.to_zoned(zone.clone());
        Some(start.checked_add(span.ok()?).ok()?.timestamp())
    }

    /// The key under which the contract keeps how many may be asked for.
    const fn key(self) -> &'static str {
        match self {
            Self::Hour => "hours",
            Self::Day => "days",
            Self::Month => "months",
        }
    }
}

/// Looks at every span of units in a request.
pub(super) fn check(call: &Call<'_>, store: &Store) -> Result<(), Refusal> {
    let request: &Record = &call.known.shape().request;
    let (record, elements) = parts(call);
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

/// Looks at the span of one part of a request.
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

/// How many units may be asked for.
fn most(call: &Call<'_>, record: &Record, period: Period) -> Option<usize> {
    let quotas = call.known.particulars.quotas.iter();
    let own = record.field(LAST).into_iter().flat_map(|field| field.node.rules.iter());
    let mut rules = quotas.chain(own);
    let rule = rules.find(|rule| rule.get("rule").is_some_and(|name| name == "max_interval_by_time_unit"))?;
    usize::try_from(rule.get(period.key())?.as_u64()?).ok()
}

/// The service that a part of a request is about: named by it, or by what it names.
pub(super) fn service<'s>(call: &Call<'_>, store: &'s Store, part: &Object) -> Option<std::sync::Arc<Item>> {
    let named = |name: &str| {
        let own = part.get(name).filter(|id| is_set(Some(id)));
        own.or_else(|| call.body.get(name)).and_then(Value::as_str)
    };
    let of = |entity: Entity, name: &str| call.visible(store, entity, named(name)?);
    if let Some(service) = of(Entity::Service, "ServiceId") {
        return Some(service.clone());
    }
    let holder: Option<&'s std::sync::Arc<Item>> =
        of(Entity::Rate, "RateId").or_else(|| of(Entity::Product, "ProductId"));
    store.find(Entity::Service, holder?.text("ServiceId")?).cloned()
}

/// The beginnings that a request asks for, which have been looked at.
pub(super) fn asked(call: &Call<'_>, service: &Item) -> Vec<Timestamp> {
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

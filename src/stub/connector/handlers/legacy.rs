//! Older operations that are still there: reservations in their shape of 2017, and what belongs to them.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::answer::{Answer, Object, Refusal, Success};
use super::super::call::Call;
use super::super::entity::Entity;
use super::super::filter;
use super::super::interval::{Interval, instant};
use super::super::item::Item;
use super::super::library::Library;
use super::super::page::Page;
use super::super::parameter::is_set;
use super::super::queries::{extent, related};
use super::super::store::Store;
use super::super::view::{view, views};
use super::handler::Handler;

pub(super) const ALL: &[(&str, Handler)] = &[
    ("reservations/getAll", get_all),
    ("reservations/getAllItems", items),
    ("customers/getOpenItems", open_items),
];

/// Answers with a page of reservations and the related items that the extent asks for.
fn get_all(call: &Call<'_>, store: &mut Store) -> Answer {
    let shape = call.endpoint.shape();
    let interval = interval(call)?;
    let record = Library::shared().record(Entity::Reservation.definition());
    // The states have other names than today.
    let mut body = call.body.clone();
    if let Some(Value::Array(states)) = body.get_mut("States") {
        for state in states {
            if *state == "Enquired" {
                *state = json!("Inquired");
            }
        }
    }
    let filters = filter::filters(&shape.request, &body, Entity::Reservation, &record);
    let shown = store.of(Entity::Reservation, &call.scope.shown);
    let page = Page::of(call.body, shown, |item| {
        filter::meets(item, &filters) && interval.is_none_or(|interval| lies(item, call.text("TimeFilter"), interval))
    })?;
    let mut given = Object::new();
    given.insert("Cursor".into(), page.cursor());
    for field in &shape.response.fields {
        let entity = field
            .node
            .record()
            .and_then(|record| Entity::of_definition(&record.key));
        let Some(entity) = entity.filter(|_| !field.node.deprecated) else {
            continue;
        };
        let asked = extent(call, &field.name);
        let value = if entity == Entity::Reservation {
            let declined = asked == Some(false);
            views(if declined { &[][..] } else { &page.items }, &field.node, call.now)
        } else if asked == Some(true) {
            views(&related(call, store, entity, &page.items), &field.node, call.now)
        } else {
            Value::Null
        };
        given.insert(field.name.clone(), value);
    }
    let answer = call.answer(given);
    Ok(if page.items.is_empty() {
        Success::Empty(answer)
    } else {
        Success::Content(answer)
    })
}

/// The interval of the request; with a filter by time or states, it is needed.
fn interval(call: &Call<'_>) -> Result<Option<Interval>, Refusal> {
    let time = |name: &str| match call.text(name) {
        Some(text) => instant(text).map(Some).ok_or_else(|| Refusal::invalid(name)),
        None => Ok(None),
    };
    let (start, end) = (time("StartUtc")?, time("EndUtc")?);
    let needed = ["TimeFilter", "States"].iter().any(|name| is_set(call.body.get(*name)));
    match (start, end) {
        (Some(start), Some(end)) if start <= end => Ok(Some(Interval { start, end })),
        (Some(_), Some(_)) => Err(Refusal::invalid("EndUtc")),
        (None, _) if needed => Err(Refusal::invalid("StartUtc")),
        (_, None) if needed => Err(Refusal::invalid("EndUtc")),
        _ => Ok(None),
    }
}

/// Returns true if a reservation lies in an interval, in the sense of a filter.
fn lies(item: &Item, sense: Option<&str>, interval: Interval) -> bool {
    let time = |name: &str| item.text(name).and_then(instant);
    let at = |name: &str| time(name).is_some_and(|time| interval.contains(time));
    let stay = time("ScheduledStartUtc").zip(time("ScheduledEndUtc"));
    match sense {
        Some("Created") => at("CreatedUtc"),
        Some("Updated") => at("UpdatedUtc"),
        Some("Start") => at("ScheduledStartUtc"),
        Some("End") => at("ScheduledEndUtc"),
        Some("Canceled") => at("CancelledUtc"),
        Some("Overlapping") => stay.is_some_and(|(start, end)| start <= interval.start && interval.end <= end),
        _ => stay.is_some_and(|(start, end)| interval.overlaps(Interval { start, end })),
    }
}

/// The items of a kind that belong to the item of that id, by one of their properties.
fn belonging(call: &Call<'_>, store: &Store, entity: Entity, property: &str, id: &str, shape: &str) -> Value {
    let shape = Library::shared().record(shape);
    let all = store.of(entity, call.scope.covered);
    let own = all.filter(|item| item.is(property, id));
    own.map(|item: &Arc<Item>| view(item, &shape, call.now)).collect()
}

fn items(call: &Call<'_>, store: &mut Store) -> Answer {
    let listed = call.texts("ReservationIds").map(|id| {
        let sold = belonging(
            call,
            store,
            Entity::OrderItem,
            "ServiceOrderId",
            id,
            "accountingitems:order-item",
        );
        json!({ "ReservationId": id, "Items": [], "OrderItems": sold })
    });
    let mut given = Object::new();
    given.insert("Reservations".into(), listed.collect());
    call.content(given)
}

fn open_items(call: &Call<'_>, store: &mut Store) -> Answer {
    let listed = call.texts("CustomerIds").map(|id| {
        json!({
            "CustomerId": id,
            "OrderItems": belonging(call, store, Entity::OrderItem, "AccountId", id, "accountingitems:order-item"),
            "PaymentItems": belonging(call, store, Entity::Payment, "AccountId", id, "accountingitems:payment-item"),
        })
    });
    let mut given = Object::new();
    given.insert("Customers".into(), listed.collect());
    call.content(given)
}

//! Behaviour that was observed of the platform beside its documentation, if that behaviour is played.
//!
//! Requests that it accepts although they are forbidden are a matter of [`super::tolerance`]. Here are the longest
//! intervals, the delay after which sold items are listed, the words of some refusals, and properties of answers that
//! no table lists. Each is noted as a deviation where the documentation says otherwise.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::super::behaviour::ConnectorMode;
use super::super::environment::Environment;
use super::access::Access;
use super::answer::{Answer, Object, Refusal, Success};
use super::call::Call;
use super::entity::Entity;
use super::interval::Interval;
use super::item::Item;
use super::library::Endpoint;
use super::period::Period;
use super::store::Store;
use super::time_unit::FIRST;

/// Time after which an item that is sold with an order is listed.
const LISTED_AFTER: SignedDuration = SignedDuration::from_secs(2);

/// Longest interval that was observed, as a duration of ISO 8601, and as the platform words it.
struct LongestInterval {
    duration: &'static str,
    worded: &'static str,
}

/// The longest interval of an operation, where another than the documented one was observed.
fn longest_interval(id: &str, environment: Environment) -> Option<LongestInterval> {
    let (duration, worded) = match (id, environment) {
        ("reservations/getAll" | "reservations/getAll/2023-06-06", Environment::Demo) => ("PT100H", "100H"),
        ("reservations/getAll" | "reservations/getAll/2023-06-06", Environment::Production) => ("P100D", "100D"),
        ("orderItems/getAll" | "cancellationPolicies/getAll", _) => ("P3M1D", "3M1D"),
        _ => return None,
    };
    Some(LongestInterval { duration, worded })
}

/// Checks the intervals of a request; returns their longest duration, if another than documented.
pub(super) fn intervals(
    endpoint: &Endpoint,
    body: &Object,
    (mode, environment): (ConnectorMode, Environment),
    deviations: &mut Vec<String>,
) -> Result<Option<&'static str>, Refusal> {
    match mode {
        ConnectorMode::Documented => return Ok(None),
        ConnectorMode::Observed => {}
    }
    let Some(LongestInterval { duration, worded }) = longest_interval(&endpoint.operation.id, environment) else {
        return Ok(None);
    };
    for field in &endpoint.shape().request.fields {
        let inner = body.get(&field.name).and_then(Value::as_object);
        let record = field.node.record();
        let Some(Some(interval)) = record
            .zip(inner)
            .and_then(|(record, inner)| Interval::of(record, inner))
        else {
            continue;
        };
        let documented = field.node.most_interval.as_deref();
        let allowed = documented.is_none_or(|most| interval.fits(most));
        match (interval.fits(duration), allowed) {
            (true, true) => {}
            (true, false) => deviations.push(format!("the interval {} is longer than documented", field.name)),
            (false, allowed) => {
                if allowed {
                    deviations.push(format!("the interval {} is no longer than documented", field.name));
                }
                return Err(Refusal::Worded(format!("The interval must not exceed {worded}.")));
            }
        }
    }
    Ok(Some(duration))
}

/// Checks the extents of a request: one without permission is refused with the whole request.
pub(super) fn extents(
    endpoint: &Endpoint,
    body: &Object,
    access: Access,
    mode: ConnectorMode,
    deviations: &mut Vec<String>,
) -> Result<(), Refusal> {
    let extent = body.get("Extent").and_then(Value::as_object);
    let asked = extent
        .into_iter()
        .flatten()
        .filter(|(_, asked)| **asked == Value::Bool(true));
    let shape = endpoint.shape();
    let adds = |name: &str| {
        let list = shape.response.field(name).and_then(|field| field.node.record());
        let entity = list.and_then(|record| Entity::of_definition(&record.key));
        entity.is_some() && entity != shape.entity
    };
    let added = asked.map(|(name, _)| name).find(|name| adds(name));
    match (mode, added) {
        (ConnectorMode::Observed, Some(name)) if !access.has_extents() => {
            deviations.push(format!("the extent {name} without permission"));
            Err(Refusal::Unauthorized)
        }
        (ConnectorMode::Documented | ConnectorMode::Observed, _) => Ok(()),
    }
}

/// Refuses requests that only the platform was seen to refuse, and notes items that it holds back.
pub(super) fn check(call: &Call<'_>, store: &Store, deviations: &mut Vec<String>) -> Result<(), Refusal> {
    match call.mode {
        ConnectorMode::Documented => return Ok(()),
        ConnectorMode::Observed => {}
    }
    if call.id() == "resourceCategories/getAll" {
        let mut services = call
            .texts("ServiceIds")
            .filter_map(|id| call.visible(store, Entity::Service, id));
        if services.any(|service| Period::of(service).is_none()) {
            deviations.push("a service that cannot be booked".into());
            return Err(Refusal::invalid("ServiceIds"));
        }
    }
    let mut items = store.of(Entity::OrderItem, &call.scope.shown);
    if is_of_items(call) && items.any(|item| is_held_back(call, item)) {
        deviations.push("items of the last two seconds are not told yet".into());
    }
    Ok(())
}

fn is_of_items(call: &Call<'_>) -> bool {
    call.id() == "orderItems/getAll"
}

/// Returns true if an item was sold so short a time ago that it is not listed yet.
pub(super) fn is_held_back(call: &Call<'_>, item: &Item) -> bool {
    match call.mode {
        ConnectorMode::Documented => false,
        ConnectorMode::Observed => {
            let sold = item.entity == Entity::OrderItem && !item.is("Type", "SpaceOrder") && item.index.is_none();
            sold && is_of_items(call) && call.now.duration_since(item.created) < LISTED_AFTER
        }
    }
}

/// A refusal in the words of the platform.
pub(super) fn worded(refusal: Refusal, mode: ConnectorMode) -> Refusal {
    match (mode, refusal) {
        (ConnectorMode::Observed, Refusal::Invalid(parameter)) if parameter.ends_with(FIRST) => {
            Refusal::Worded(format!("{FIRST} is not start of TimeUnit"))
        }
        (ConnectorMode::Observed, Refusal::Conflict(_)) => {
            Refusal::Conflict("Someone else just changed this bill".into())
        }
        (_, refusal) => refusal,
    }
}

/// An answer with the properties that recorded ones held and no table lists.
pub(super) fn shaped(answer: Answer, call: &Call<'_>, deviations: &mut Vec<String>) -> Answer {
    match call.mode {
        ConnectorMode::Documented => return answer,
        ConnectorMode::Observed => {}
    }
    let (list, shape): (&str, fn(&mut Object)) = match call.id() {
        "resourceCategories/getAll" => ("ResourceCategories", |category| {
            category.insert("Classification".into(), Value::Null);
        }),
        "restrictions/getAll" => ("Restrictions", |restriction| {
            if let Some(Value::Object(exceptions)) = restriction.get_mut("Exceptions") {
                exceptions.insert("MinReservationCount".into(), json!(1));
            }
        }),
        _ => return answer,
    };
    match answer {
        Ok(Success::Content(mut said)) => {
            let items = said.get_mut(list).and_then(Value::as_array_mut);
            for item in items.into_iter().flatten().filter_map(Value::as_object_mut) {
                shape(item);
            }
            deviations.push(format!("{list} hold what no table lists"));
            Ok(Success::Content(said))
        }
        other @ (Ok(Success::Empty(_)) | Err(_)) => other,
    }
}

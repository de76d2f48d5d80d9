//! Smaller things that happen to data: commands to devices, exports, tasks, restrictions, limits, documents, outlets.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::super::answer::{Answer, Object, Refusal, Success};
use super::super::call::Call;
use super::super::entity::Entity;
use super::super::interval::{Interval, instant};
use super::super::reading;
use super::super::store::{Item, Store};
use super::super::writing::{add, done, parts, told};
use super::Handler;

pub(super) const ALL: &[(&str, Handler)] = &[
    ("commands/addPrinter", command),
    ("commands/addPaymentTerminal", command),
    ("commands/addKeyCutter", command),
    ("commands/update", update_command),
    ("commands/getAllActive", active_commands),
    ("exports/add", export),
    ("exports/getAll", exports),
    ("identityDocuments/clear", clear_documents),
    ("messages/add", send),
    ("outletBills/add", outlet_bills),
    ("restrictions/set", restrict),
    ("restrictions/clear", unrestrict),
    ("serviceOverbookingLimits/set", limit),
    ("serviceOverbookingLimits/clear", unlimit),
    ("tasks/close", close_tasks),
];

fn object(value: Value) -> Object {
    value.as_object().cloned().unwrap_or_default()
}

/// Gives a device something to do.
fn command(call: &Call<'_>, store: &mut Store) -> Answer {
    let device = ["PrinterId", "TerminalId", "KeyCutterId"]
        .into_iter()
        .find_map(|name| call.visible(store, Entity::Device, call.text(name)?));
    let device = device.map(|device| device.data.clone());
    let given = json!({ "State": "Pending", "Device": device });
    let made = Arc::new(call.make(store, Entity::Command, call.scope.home, object(given)));
    store.add(Entity::Command, &made);
    done(call, told(call, Entity::Command, &[made]))
}

/// Commands whose device has not said that it is done.
fn is_active(command: &Item) -> bool {
    matches!(command.text("State"), Some("Pending" | "Received" | "Processing"))
}

fn update_command(call: &Call<'_>, store: &mut Store) -> Answer {
    let command = call.named(store, Entity::Command, "CommandId")?.clone();
    if !is_active(&command) {
        return Err(Refusal::forbidden("The command has been finished."));
    }
    let state = call.text("State").unwrap_or("Pending");
    store.change(Entity::Command, &command.id, call.now, |data| {
        data.insert("State".into(), json!(state));
    });
    done(call, Object::new())
}

fn active_commands(call: &Call<'_>, store: &mut Store) -> Answer {
    let all = store.of(Entity::Command, call.scope.covered);
    let active: Vec<Arc<Item>> = all.filter(|command| is_active(command)).cloned().collect();
    Ok(Success::Said(call.listing("Commands", &active)))
}

/// How long an export takes.
const EXPORT: SignedDuration = SignedDuration::from_secs(60);

/// Finishes the exports that have had their time.
fn finish_exports(call: &Call<'_>, store: &mut Store) {
    let all = store.all(Entity::Export).iter();
    let due = all.filter(|export| export.is("Status", "Pending") && call.now.duration_since(export.created) >= EXPORT);
    let due: Vec<String> = due.map(|export| export.id.clone()).collect();
    for id in due {
        let file = json!([{ "Url": "https://files.harbour.example/export.parquet", "SizeInBytes": 4096 }]);
        store.change(Entity::Export, &id, call.now, |data| {
            data.insert("Status".into(), json!("Success"));
            data.insert("Files".into(), file);
        });
    }
}

/// Begins an export, one at a time of each kind of data.
fn export(call: &Call<'_>, store: &mut Store) -> Answer {
    finish_exports(call, store);
    let kind = call.text("EntityType").unwrap_or_default();
    let pending = |export: &Arc<Item>| matches!(export.text("Status"), Some("Pending" | "Processing"));
    let under_way = store
        .of(Entity::Export, call.scope.covered)
        .any(|export| pending(export) && export.is("EntityType", kind));
    if under_way {
        return Err(Refusal::invalid("EntityType"));
    }
    let given = json!({
        "Status": "Pending",
        "EntityType": kind,
        "Files": [],
        "Filters": call.body.get("Filters"),
        "Scope": {
            "EnterpriseIds": [Entity::Enterprise.seeded(call.scope.home, 0)],
            "ChainIds": null,
        },
    });
    let made = Arc::new(call.make(store, Entity::Export, call.scope.home, object(given)));
    store.add(Entity::Export, &made);
    done(call, told(call, Entity::Export, &[made]))
}

fn exports(call: &Call<'_>, store: &mut Store) -> Answer {
    finish_exports(call, store);
    reading::read(call, store)
}

fn clear_documents(call: &Call<'_>, store: &mut Store) -> Answer {
    let customers: Vec<&str> = call.texts("CustomerIds").collect();
    let all = store.of(Entity::IdentityDocument, call.scope.covered);
    let own = all.filter(|document| document.text("CustomerId").is_some_and(|id| customers.contains(&id)));
    let own: Vec<String> = own.map(|document| document.id.clone()).collect();
    for id in own {
        store.delete(Entity::IdentityDocument, &id, call.now);
    }
    done(call, Object::new())
}

/// Sends messages; each answer repeats the name that the request has for it.
fn send(call: &Call<'_>, store: &mut Store) -> Answer {
    let sent = add(call, store, Entity::Message)?;
    let pairs = sent.iter().zip(call.objects("Messages"));
    let shown = pairs.map(|(message, part)| json!({ "Identifier": part.get("Identifier"), "Message": message.data }));
    let mut given = Object::new();
    given.insert("Messages".into(), shown.collect());
    done(call, given)
}

fn outlet_bills(call: &Call<'_>, store: &mut Store) -> Answer {
    let bills = add(call, store, Entity::OutletBill)?;
    for (bill, part) in bills.iter().zip(call.objects("Bills")) {
        let items = part.get("Items").and_then(Value::as_array);
        for item in items.into_iter().flatten().filter_map(Value::as_object) {
            let unit = item.get("UnitAmount").and_then(Value::as_object);
            let unit = super::super::amount::Amount::of_parameters(unit.unwrap_or(&Object::new()), call.scope.home)?;
            let mut given = item.clone();
            given.insert("BillId".into(), json!(bill.id));
            given.insert("UnitAmount".into(), unit.value());
            let made = Arc::new(call.make(store, Entity::OutletItem, call.scope.home, given));
            store.add(Entity::OutletItem, &made);
        }
    }
    done(call, told(call, Entity::OutletBill, &bills))
}

/// What a restriction is about.
const CONDITIONS: [&str; 7] = [
    "Type",
    "ExactRateId",
    "BaseRateId",
    "RateGroupId",
    "ResourceCategoryId",
    "ResourceCategoryType",
    "Days",
];
/// So many restrictions a service may have.
const MOST_RESTRICTIONS: usize = 150_000;

/// What a part of a request says about when and for what a restriction holds.
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
        let made = Arc::new(call.make(store, Entity::Restriction, call.scope.home, object(given)));
        store.add(Entity::Restriction, &made);
    }
    done(call, Object::new())
}

fn unrestrict(call: &Call<'_>, store: &mut Store) -> Answer {
    let service = call.named(store, Entity::Service, "ServiceId")?.id.clone();
    for part in call.objects("Data") {
        let condition = condition(call, store, part);
        for id in alike(store, &service, &condition) {
            store.delete(Entity::Restriction, &id, call.now);
        }
    }
    done(call, Object::new())
}

fn limit(call: &Call<'_>, store: &mut Store) -> Answer {
    let service = call.named(store, Entity::Service, "ServiceId")?.id.clone();
    for part in parts(call).1 {
        remove_limits(call, store, &service, part);
        let mut given = part.clone();
        given.insert("ServiceId".into(), json!(service));
        let made = Arc::new(call.make(store, Entity::ServiceOverbookingLimit, call.scope.home, given));
        store.add(Entity::ServiceOverbookingLimit, &made);
    }
    done(call, Object::new())
}

fn unlimit(call: &Call<'_>, store: &mut Store) -> Answer {
    let service = call.named(store, Entity::Service, "ServiceId")?.id.clone();
    for part in parts(call).1 {
        remove_limits(call, store, &service, part);
    }
    done(call, Object::new())
}

/// Takes away the limits of a service that lie within the units of a part of a request.
fn remove_limits(call: &Call<'_>, store: &mut Store, service: &str, part: &Object) {
    let span = |data: &Object| {
        let time = |name: &str| data.get(name).and_then(Value::as_str).and_then(instant);
        let (start, end) = time("FirstTimeUnitStartUtc").zip(time("LastTimeUnitStartUtc"))?;
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

fn close_tasks(call: &Call<'_>, store: &mut Store) -> Answer {
    for id in call.texts("TaskIds") {
        store.change(Entity::Task, id, call.now, |data| {
            data.insert("State".into(), json!("Closed"));
            data.insert("ClosedUtc".into(), json!(call.now.to_string()));
        });
    }
    done(call, Object::new())
}

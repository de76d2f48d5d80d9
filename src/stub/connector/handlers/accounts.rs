//! Accounts: customers and companies in one list, each with a property of its own.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::answer::{Answer, Object, Refusal};
use super::super::call::Call;
use super::super::entity::Entity;
use super::super::generation::{Fullness, Origin};
use super::super::item::Item;
use super::super::library::Library;
use super::super::node::Record;
use super::super::store::Store;
use super::handler::Handler;

pub(super) const ALL: &[(&str, Handler)] = &[("accounts/update", update)];

/// Properties that an account calls by another name than the customer or company that it is.
const NAMES: &[(Entity, &str, &str)] = &[
    (Entity::Customer, "Telephone", "Phone"),
    (Entity::Customer, "TaxIdentifier", "TaxIdentificationNumber"),
    (Entity::Company, "Email", "InvoicingEmail"),
    (Entity::Company, "ReferenceId", "ReferenceIdentifier"),
    (Entity::Company, "FiscalIdentifier", "Identifier"),
];

fn own_name(entity: Entity, name: &str) -> &str {
    let mut names = NAMES.iter();
    let listed = names.find(|(of, account, _)| *of == entity && *account == name);
    listed.map_or(name, |(_, _, own)| own)
}

fn update(call: &Call<'_>, store: &mut Store) -> Answer {
    let mut changed = Vec::new();
    for part in call.objects("AccountUpdates") {
        let text = |name: &str| part.get(name).and_then(Value::as_str).unwrap_or_default();
        let entity = if text("Discriminator") == "Company" {
            Entity::Company
        } else {
            Entity::Customer
        };
        let item = call.living(store, entity, text("Id"));
        let item = item.ok_or_else(|| Refusal::invalid("AccountUpdates.Id"))?.clone();
        let update = part.get(entity.stem()).and_then(Value::as_object);
        let shape = Library::shared().record(entity.definition());
        let data = applied(&item, entity, &shape, update.unwrap_or(&Object::new()))?;
        changed.push((entity, item.id.clone(), data));
    }
    let mut shown = Vec::new();
    for (entity, id, data) in changed {
        store.change(entity, &id, call.now, |own| *own = data);
        if let Some(item) = store.find(entity, &id) {
            shown.push(account(call, entity, item));
        }
    }
    let mut given = Object::new();
    given.insert("Accounts".into(), Value::Array(shown));
    call.changed(given)
}

/// The data of a customer or company after an update.
fn applied(item: &Item, entity: Entity, shape: &Record, update: &Object) -> Result<Object, Refusal> {
    let mut data = item.data.clone();
    for (name, change) in update {
        let own = own_name(entity, name);
        if matches!(name.as_str(), "Classifications" | "Options") && entity == Entity::Customer {
            choose(&mut data, own, change);
            continue;
        }
        let (Some(field), Some(change)) = (shape.field(own), change.as_object()) else {
            continue;
        };
        match change.get("Value") {
            Some(value) if field.node.takes(value) => drop(data.insert(own.to_owned(), value.clone())),
            Some(_) => return Err(Refusal::invalid(format!("AccountUpdates.{}.{name}", entity.stem()))),
            // Parts of it are changed one by one.
            None => {
                if let Some(Value::Object(held)) = data.get_mut(own) {
                    for (name, value) in change {
                        if let Some(value) = value.get("Value").filter(|value| !value.is_null()) {
                            held.insert(name.clone(), value.clone());
                        }
                    }
                }
            }
        }
    }
    Ok(data)
}

/// Puts names into a list of a customer, or takes them out.
fn choose(data: &mut Object, list: &str, change: &Value) {
    let Some(Value::Array(held)) = data.get_mut(list) else {
        return;
    };
    for (name, update) in change.as_object().into_iter().flatten() {
        match update.get("Value") {
            Some(Value::Bool(true)) if !held.iter().any(|held| held == name) => held.push(json!(name)),
            Some(Value::Bool(false)) => held.retain(|held| held != name),
            _ => {}
        }
    }
}

/// A customer or company as an account.
fn account(call: &Call<'_>, entity: Entity, item: &Arc<Item>) -> Value {
    let company = entity == Entity::Company;
    let shape = Library::shared().record(if company {
        "accounts:company"
    } else {
        "accounts:customer"
    });
    let origin = Origin {
        enterprise: item.enterprise,
        entity: None,
        index: item.index.unwrap_or_default(),
        id: &item.id,
        created: call.now,
        fullness: Fullness::Bare,
    };
    let mut shown = origin.record(&shape, "");
    for field in &shape.fields {
        let own = item.data.get(own_name(entity, &field.name));
        match (own, field.node.record()) {
            (Some(Value::Array(chosen)), Some(flags)) => {
                let flags = flags.fields.iter().filter(|flag| !flag.node.deprecated);
                let flags = flags.map(|flag| {
                    let set = chosen.iter().any(|name| *name == flag.name);
                    (flag.name.clone(), Value::Bool(set))
                });
                shown.insert(field.name.clone(), Value::Object(flags.collect()));
            }
            (Some(value), _) if field.node.takes(value) => drop(shown.insert(field.name.clone(), value.clone())),
            _ => {}
        }
    }
    let mut account = json!({ "Id": item.id, "Discriminator": entity.stem(), "Customer": null, "Company": null });
    account[entity.stem()] = Value::Object(shown);
    account
}

//! Customers and companies: adding, finding, changing and merging them.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::answer::{Answer, Object, Refusal};
use super::super::call::Call;
use super::super::changes::add_all;
use super::super::changes::adoption::Adopter;
use super::super::entity::Entity;
use super::super::identifier::identifier;
use super::super::item::Item;
use super::super::library::Library;
use super::super::store::Store;
use super::super::view::view;

use super::handler::Handler;

pub(super) const ALL: &[(&str, Handler)] = &[
    ("customers/add", add_customer),
    ("customers/update", update_customer),
    ("customers/search", search),
    ("customers/merge", merge_customers),
    ("customers/addFile", add_file),
    ("accounts/addFile", add_file),
    ("accounts/merge", merge_accounts),
    ("companies/add", add_company),
    ("identityDocuments/clear", clear_documents),
];

/// The largest number of customers that a search finds.
const MOST_FOUND: usize = 50;
/// The kinds of files that are taken.
const FILES: [&str; 6] = [
    "application/pdf",
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/tiff",
];

/// The customer that has that address, of those that the token shows.
fn of_email<'s>(call: &Call<'_>, store: &'s Store, email: &str) -> Option<&'s Arc<Item>> {
    let mut all = store.all(Entity::Customer).iter();
    all.find(|customer| {
        let own = customer
            .text("Email")
            .is_some_and(|own| own.eq_ignore_ascii_case(email));
        own && customer.active && call.scope.covered.contains(&customer.enterprise)
    })
}

fn taken() -> Refusal {
    Refusal::forbidden("Another customer has this e-mail address.")
}

fn given(call: &Call<'_>, store: &Store) -> Result<Object, Refusal> {
    let adopter = Adopter {
        call,
        store,
        entity: Entity::Customer,
        enterprise: call.scope.home,
    };
    let shape = Library::shared().record(Entity::Customer.definition());
    let mut given = adopter.adopt(call.body, &call.endpoint.shape().request, &shape)?;
    // What is left blank is left as it is.
    given.retain(|_, value| value.as_str() != Some(""));
    Ok(given)
}

fn add_customer(call: &Call<'_>, store: &mut Store) -> Answer {
    let given = given(call, store)?;
    let email = call.text("Email").filter(|email| !email.is_empty());
    let known = email.and_then(|email| of_email(call, store, email)).cloned();
    let id = match known {
        Some(known) => {
            if call.body.get("OverwriteExisting") != Some(&Value::Bool(true)) {
                return Err(taken());
            }
            store.change(Entity::Customer, &known.id, call.now, |data| data.extend(given));
            known.id.clone()
        }
        None => {
            let made = call.add(store, Entity::Customer, given);
            made.id.clone()
        }
    };
    address(call, store, Entity::Customer, &id);
    answer_with(call, store, &id)
}

fn update_customer(call: &Call<'_>, store: &mut Store) -> Answer {
    let id = call.text("CustomerId").unwrap_or_default();
    let customer = call.living(store, Entity::Customer, id);
    let customer = customer.ok_or_else(|| Refusal::invalid("CustomerId"))?.clone();
    let email = call.text("Email").filter(|email| !email.is_empty());
    let other = email.and_then(|email| of_email(call, store, email));
    if other.is_some_and(|other| other.id != customer.id) {
        return Err(taken());
    }
    let given = given(call, store)?;
    store.change(Entity::Customer, &customer.id, call.now, |data| {
        data.extend(given);
        for name in ["ItalianDestinationCode", "ItalianFiscalCode", "ItalianLotteryCode"] {
            if let Some(value) = call.body.get(name).and_then(|update| update.get("Value")) {
                data.insert(name.into(), value.clone());
            }
        }
    });
    address(call, store, Entity::Customer, &customer.id);
    answer_with(call, store, &customer.id)
}

/// Answers with a customer.
fn answer_with(call: &Call<'_>, store: &Store, id: &str) -> Answer {
    let item = store.find(Entity::Customer, id);
    let shown = item.map(|item| view(item, &call.endpoint.shape().response, call.now));
    call.changed(shown.and_then(|shown| shown.as_object().cloned()).unwrap_or_default())
}

/// Stores the address that a request gives of an account.
fn address(call: &Call<'_>, store: &mut Store, entity: Entity, account: &str) {
    let Some(given) = call.body.get("Address").and_then(Value::as_object) else {
        return;
    };
    let mut given: Object = given
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    given.insert("AccountId".into(), json!(account));
    given.insert("AccountType".into(), json!(entity.stem()));
    let made = call.add(store, Entity::Address, given);
    store.change(entity, account, call.now, |data| {
        data.insert("AddressId".into(), json!(made.id));
    });
}

fn add_company(call: &Call<'_>, store: &mut Store) -> Answer {
    let added = add_all(call, store, Entity::Company)?;
    for company in &added {
        address(call, store, Entity::Company, &company.id);
    }
    let shown: Vec<&Arc<Item>> = added
        .iter()
        .filter_map(|company| store.find(Entity::Company, &company.id))
        .collect();
    call.changed(call.listed("Companies", shown))
}

/// Customers by a part of their name, or by the space that they are in.
fn search(call: &Call<'_>, store: &mut Store) -> Answer {
    let wanted = call.text("Name").map(str::to_lowercase).filter(|name| !name.is_empty());
    let resource = call.text("ResourceId");
    let stays = |customer: &Item| {
        let all = store.all(Entity::Reservation).iter();
        let own = all.filter(|stay| stay.is("AccountId", &customer.id) && stay.is("State", "Started"));
        own.cloned().collect::<Vec<_>>()
    };
    let shape = Library::shared().record("reservations:reservation-ver-2017-04-12");
    let all = store.of(Entity::Customer, call.scope.covered);
    let found = all.filter(|customer| customer.active).filter_map(|customer| {
        let part = |name: &str| customer.text(name).unwrap_or_default().to_lowercase();
        let name = format!("{} {}", part("FirstName"), part("LastName"));
        let stays = stays(customer);
        let stay = match resource {
            Some(resource) => Some(stays.iter().find(|stay| stay.is("AssignedResourceId", resource))?),
            None => stays.first(),
        };
        let named = wanted.as_ref().is_none_or(|wanted| name.contains(wanted));
        // Without either, everybody who is in the house is meant.
        let meant = named && (wanted.is_some() || resource.is_some() || stay.is_some());
        meant.then(|| {
            let stay = stay.map(|stay| view(stay, &shape, call.now));
            json!({ "Customer": customer.data, "Reservation": stay })
        })
    });
    let mut given = Object::new();
    given.insert("Customers".into(), found.take(MOST_FOUND).collect());
    call.content(given)
}

fn merge_customers(call: &Call<'_>, store: &mut Store) -> Answer {
    let source = call.text("SourceCustomerId").unwrap_or_default();
    let target = call.text("TargetCustomerId").unwrap_or_default();
    merge(
        call,
        store,
        Entity::Customer,
        &[source],
        target,
        ["SourceCustomerId", "TargetCustomerId"],
    )?;
    call.changed(Object::new())
}

fn merge_accounts(call: &Call<'_>, store: &mut Store) -> Answer {
    for merger in call.objects("AccountMergeParameters") {
        let text = |name: &str| merger.get(name).and_then(Value::as_str).unwrap_or_default();
        let entity = if text("AccountType") == "Company" {
            Entity::Company
        } else {
            Entity::Customer
        };
        let sources = merger.get("SourceAccountIds").and_then(Value::as_array);
        let sources: Vec<&str> = sources.into_iter().flatten().filter_map(Value::as_str).collect();
        let names = ["SourceAccountIds", "TargetAccountId"].map(|name| format!("AccountMergeParameters.{name}"));
        let [source, target] = &names;
        merge(call, store, entity, &sources, text("TargetAccountId"), [source, target])?;
    }
    call.changed(Object::new())
}

/// Moves everything of some accounts to another, and leaves a trace of them; an account that is merged with itself stays.
fn merge(
    call: &Call<'_>,
    store: &mut Store,
    entity: Entity,
    sources: &[&str],
    target: &str,
    names: [&str; 2],
) -> Result<(), Refusal> {
    let [source_name, target_name] = names;
    let target = call.living(store, entity, target);
    let target = target.ok_or_else(|| Refusal::invalid(target_name))?.id.clone();
    for source in sources {
        call.living(store, entity, source)
            .ok_or_else(|| Refusal::invalid(source_name))?;
    }
    for source in sources.iter().filter(|source| **source != target) {
        for owned in [
            Entity::Reservation,
            Entity::Bill,
            Entity::OrderItem,
            Entity::Payment,
            Entity::ProductServiceOrder,
            Entity::AccountNote,
            Entity::Address,
        ] {
            let all = store.all(owned).iter();
            let own: Vec<String> = all
                .filter(|item| item.is("AccountId", source))
                .map(|item| item.id.clone())
                .collect();
            for id in own {
                store.change(owned, &id, call.now, |data| {
                    data.insert("AccountId".into(), json!(target));
                });
            }
        }
        store.delete(entity, source, call.now);
        store.change(entity, source, call.now, |data| {
            data.insert("MergeTargetId".into(), json!(target));
        });
    }
    Ok(())
}

fn add_file(call: &Call<'_>, store: &mut Store) -> Answer {
    // The smallest request of the contract has a type that is none.
    let kind = call.text("Type").unwrap_or_default();
    if kind.contains('/') && !FILES.contains(&kind) {
        return Err(Refusal::invalid("Type"));
    }
    let account = call
        .text("CustomerId")
        .or_else(|| call.text("AccountId"))
        .unwrap_or_default();
    let name = call.text("Name").unwrap_or_default();
    let number = store.fresh(Entity::Image);
    let mut given = Object::new();
    given.insert("FileId".into(), json!(identifier(&["file", account, name, &number])));
    call.changed(given)
}

fn clear_documents(call: &Call<'_>, store: &mut Store) -> Answer {
    let customers: Vec<&str> = call.texts("CustomerIds").collect();
    let all = store.of(Entity::IdentityDocument, call.scope.covered);
    let own = all.filter(|document| document.text("CustomerId").is_some_and(|id| customers.contains(&id)));
    let own: Vec<String> = own.map(|document| document.id.clone()).collect();
    for id in own {
        store.delete(Entity::IdentityDocument, &id, call.now);
    }
    call.changed(Object::new())
}

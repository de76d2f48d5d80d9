//! Adding, updating and deleting: what was added is found, what was updated is kept, what was deleted is gone.

use keycard::contract::operation::Effect;
use keycard::contract::schema::Message;
use serde_json::{Value, json};

use super::calls::{CONTRACT, call, foreign, honest, invalid, json_of, known, no, ok, operation, operations};
use super::minimal::BODIES;
use super::paging::paged;

/// What is paged under a resource, with the list and a body that leaves all in.
fn listing(resource: &str) -> Option<(&'static str, &'static str, Value)> {
    paged()
        .into_iter()
        .find(|(id, ..)| id.starts_with(&format!("{resource}/getAll")))
}

/// Everything that an operation lists, newest first.
fn everything(world: &mut keycard::stub::world::World, id: &str, items: &str, body: &Value) -> Vec<Value> {
    let mut body = body.clone();
    body["Limitation"]["Count"] = json!(1000);
    // What is new is not in a filter by time or by the ids that there were.
    let keys: Vec<String> = body.as_object().unwrap().keys().cloned().collect();
    let needed = &operation(id).connector.as_ref().unwrap().filters;
    for key in keys {
        if needed.contains(&key) || key.ends_with("Utc") {
            body.as_object_mut().unwrap().shift_remove(&key);
            body["UpdatedUtc"] = json!({ "StartUtc": "2026-05-01T00:00:00Z", "EndUtc": "2026-06-20T00:00:00Z" });
        }
    }
    ok(world, id, &body)[items].as_array().unwrap().clone()
}

#[test]
fn what_was_added_is_found_as_the_newest() {
    let mut proved = Vec::new();
    for operation in operations() {
        let (resource, action) = operation.id.split_once('/').unwrap();
        let discontinued = operation.connector.as_ref().unwrap().discontinued;
        let Some((id, items, body)) = listing(resource).filter(|_| action == "add" && !discontinued) else {
            continue;
        };
        let mut world = honest();
        let answer = ok(&mut world, &operation.id, &BODIES[&operation.id]);
        let Some(added) = answer.get(items).and_then(|added| added.get(0)) else {
            continue;
        };
        let added = added.get("Message").or(added.get("Reservation")).unwrap_or(added);
        let found = everything(&mut world, id, items, &body);
        assert_eq!(found.first().map(|first| &first["Id"]), Some(&added["Id"]), "{id}");
        let schema = CONTRACT.schema(super::calls::operation(id), Message::Response).unwrap();
        let whole = ok(&mut world, id, &body);
        assert_eq!(schema.violations(&whole), [], "{id}");
        // It was added to this world only.
        let others = everything(&mut honest(), id, items, &body);
        assert!(others.iter().all(|other| other["Id"] != added["Id"]), "{id}");
        proved.push(resource);
    }
    assert!(proved.len() >= 15, "{proved:?}");
}

#[test]
fn what_is_given_is_kept() {
    let mut world = honest();
    let given = json!({ "AccountId": known("companies"), "Content": "Allergic to feathers.", "Classifications": ["Housekeeping"] });
    let answer = ok(&mut world, "accountNotes/add", &json!({ "AccountNotes": [given] }));
    for (name, value) in given.as_object().unwrap() {
        assert_eq!(&answer["AccountNotes"][0][name], value);
    }
    let page = json!({ "Limitation": { "Count": 1 }, "AccountNoteIds": [answer["AccountNotes"][0]["Id"]] });
    assert_eq!(
        ok(&mut world, "accountNotes/getAll", &page)["AccountNotes"],
        answer["AccountNotes"]
    );
    let given = json!({ "LoyaltyProgramId": known("loyaltyprograms"), "Name": "Gold", "Code": "G", "Ordering": 7 });
    let tiers = json!({ "LoyaltyTiers": [given, given] });
    let answer = ok(&mut world, "loyaltyTiers/add", &tiers);
    assert_eq!(answer["LoyaltyTiers"][1]["Ordering"], 7);
    assert_ne!(answer["LoyaltyTiers"][0]["Id"], answer["LoyaltyTiers"][1]["Id"]);
}

#[test]
fn an_update_value_sets_clears_or_keeps() {
    let mut world = honest();
    let update = |fields: Value| {
        let mut part = json!({ "AddressId": known("addresses") });
        part.as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        json!({ "AddressUpdates": [part] })
    };
    let set = ok(
        &mut world,
        "addresses/update",
        &update(json!({ "Line1": { "Value": "1 New Road" }, "City": { "Value": "Ely" } })),
    );
    assert_eq!(set["Addresses"][0]["Line1"], "1 New Road");
    assert_eq!(set["Addresses"][0]["UpdatedUtc"], "2026-06-01T12:00:00Z");
    for keeps in [json!({}), json!({ "Line1": null }), json!({ "Line1": {} })] {
        let kept = ok(&mut world, "addresses/update", &update(keeps));
        assert_eq!(kept["Addresses"][0]["Line1"], "1 New Road");
    }
    let cleared = ok(
        &mut world,
        "addresses/update",
        &update(json!({ "Line1": { "Value": null } })),
    );
    assert_eq!(cleared["Addresses"][0]["Line1"], Value::Null);
    assert_eq!(cleared["Addresses"][0]["City"], "Ely");
    let read = json!({ "Limitation": { "Count": 1 }, "AddressIds": [known("addresses")] });
    assert_eq!(
        ok(&mut world, "addresses/getAll", &read)["Addresses"],
        cleared["Addresses"]
    );
    // A plain value is none, and what may not be empty is not emptied.
    let plain = update(json!({ "Line1": "1 New Road" }));
    assert_eq!(
        no(&mut world, "addresses/update", &plain),
        invalid("AddressUpdates.Line1")
    );
    let tier = json!({ "LoyaltyTierUpdates": [{ "LoyaltyTierId": known("loyaltytiers"), "Name": { "Value": null } }] });
    assert_eq!(no(&mut world, "loyaltyTiers/update", &tier), invalid("Name"));
}

#[test]
fn plain_values_are_refused_wherever_an_update_value_belongs() {
    let mut tried = 0;
    for operation in operations() {
        let particulars = operation.connector.as_ref().unwrap();
        if operation.effect == Effect::Read || particulars.discontinued || !operation.id.contains("/update") {
            continue;
        }
        let body = &BODIES[&operation.id];
        let Some((list, part)) = body.as_object().unwrap().iter().find_map(|(name, value)| {
            let part = value.get(0)?.as_object()?;
            Some((name.clone(), part.clone()))
        }) else {
            continue;
        };
        let mut with = body.clone();
        for name in ["Name", "Notes", "Content", "Text", "ExternalIdentifier", "State"] {
            let mut part = part.clone();
            part.insert(name.into(), json!(["plain"]));
            with[&list] = json!([part]);
            let (status, message) = no(&mut honest(), &operation.id, &with);
            if status == 400 {
                assert_eq!(message, format!("Invalid {list}.{name}"), "{}", operation.id);
                tried += 1;
            }
        }
    }
    assert!(tried > 15, "{tried}");
}

#[test]
fn what_was_deleted_is_gone_or_says_so() {
    let mut proved = 0;
    for operation in operations() {
        let (resource, action) = operation.id.split_once('/').unwrap();
        let Some((id, items, body)) = listing(resource).filter(|_| action == "delete") else {
            continue;
        };
        if operation.connector.as_ref().unwrap().discontinued {
            continue;
        }
        let mut world = honest();
        let request = &BODIES[&operation.id];
        let (name, ids) = request
            .as_object()
            .unwrap()
            .iter()
            .find(|(name, _)| name.ends_with("Ids"))
            .unwrap();
        // What is gone cannot be asked for by its id any more.
        let whole = |world: &mut _| {
            let answer = json_of(&call(world, id, &body));
            answer[items].as_array().cloned().unwrap_or_default()
        };
        let before = whole(&mut world);
        ok(&mut world, &operation.id, request);
        let after = whole(&mut world);
        let same = |item: &&Value| item["Id"] == ids[0];
        match after.iter().find(same) {
            None => {}
            Some(left) => assert_ne!(Some(left), before.iter().find(same), "{id}"),
        }
        assert_eq!(
            no(&mut world, &operation.id, request),
            invalid(name),
            "{}",
            operation.id
        );
        assert_eq!(call(&mut honest(), &operation.id, request).status, 200);
        proved += 1;
    }
    assert!(proved > 12, "{proved}");
}

#[test]
fn what_belongs_to_others_is_neither_changed_nor_referred_to() {
    let mut world = honest();
    let address = json!({ "AddressUpdates": [{ "AddressId": foreign("addresses"), "City": { "Value": "Ely" } }] });
    assert_eq!(
        no(&mut world, "addresses/update", &address),
        invalid("AddressUpdates.AddressId")
    );
    let note = json!({ "AccountNotes": [{ "AccountId": foreign("accounts"), "Content": "x", "Classifications": ["General"] }] });
    assert_eq!(
        no(&mut world, "accountNotes/add", &note),
        invalid("AccountNotes.AccountId")
    );
    assert_eq!(
        no(
            &mut world,
            "addresses/delete",
            &json!({ "AddressIds": [foreign("addresses")] })
        ),
        invalid("AddressIds")
    );
}

#[test]
fn answers_after_a_change_are_as_the_contract_says() {
    // One world through all: what one operation leaves must not spoil the answers of another.
    let mut world = honest();
    let mut faults = Vec::new();
    for effect in [Effect::Write, Effect::Read] {
        for one in operations().iter().filter(|one| one.effect == effect) {
            if one.connector.as_ref().unwrap().discontinued {
                continue;
            }
            let mut response = call(&mut world, &one.id, &BODIES[&one.id]);
            if response.status == 429 {
                let later = super::calls::now().checked_add(jiff::Span::new().seconds(60)).unwrap();
                let body = super::calls::complete(&BODIES[&one.id]);
                response = world.handle(&super::calls::request(&one.id, &body), later).response;
            }
            if response.status == 200 {
                let schema = CONTRACT.schema(operation(&one.id), Message::Response).unwrap();
                let found = schema.violations(&json_of(&response));
                faults.extend(
                    found
                        .into_iter()
                        .take(2)
                        .map(|violation| format!("{}: {violation:?}", one.id)),
                );
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn an_operation_that_says_nothing_says_it_without_content_to_who_prefers_that() {
    let mut tried = 0;
    for one in operations() {
        let particulars = one.connector.as_ref().unwrap();
        if !particulars.empty || particulars.discontinued {
            continue;
        }
        let mut request = super::calls::request(&one.id, &super::calls::complete(&BODIES[&one.id]));
        let plain = honest().handle(&request, super::calls::now()).response;
        if plain.status != 200 {
            continue;
        }
        assert_eq!(json_of(&plain), json!({}), "{}", one.id);
        request.headers.push("Prefer", "return=minimal");
        let minimal = honest().handle(&request, super::calls::now()).response;
        assert_eq!((minimal.status, minimal.body.bytes().len()), (204, 0), "{}", one.id);
        tried += 1;
    }
    assert!(tried > 30, "{tried}");
}

//! Exports: one at a time of each kind of data, and finished after some time.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::json;

use super::super::answer::{Answer, Refusal, object};
use super::super::call::Call;
use super::super::entity::Entity;
use super::super::item::Item;
use super::super::queries;
use super::super::store::Store;
use super::handler::Handler;

pub(super) const ALL: &[(&str, Handler)] = &[("exports/add", export), ("exports/getAll", exports)];

/// Time that an export takes.
const EXPORT: SignedDuration = SignedDuration::from_secs(60);

/// Finishes the exports whose time has passed.
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
    let made = call.add(store, Entity::Export, object(given));
    call.changed(call.describe(Entity::Export, &[made]))
}

fn exports(call: &Call<'_>, store: &mut Store) -> Answer {
    finish_exports(call, store);
    queries::read(call, store)
}

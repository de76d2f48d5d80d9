//! Commands to devices.

use std::sync::Arc;

use serde_json::json;

use super::super::answer::{Answer, Object, Refusal, object};
use super::super::call::Call;
use super::super::entity::Entity;
use super::super::item::Item;
use super::super::store::Store;
use super::handler::Handler;

pub(super) const ALL: &[(&str, Handler)] = &[
    ("commands/addPrinter", command),
    ("commands/addPaymentTerminal", command),
    ("commands/addKeyCutter", command),
    ("commands/update", update_command),
    ("commands/getAllActive", active_commands),
];

/// Gives a command to a device.
fn command(call: &Call<'_>, store: &mut Store) -> Answer {
    let device = ["PrinterId", "TerminalId", "KeyCutterId"]
        .into_iter()
        .find_map(|name| call.visible(store, Entity::Device, call.text(name)?));
    let device = device.map(|device| device.data.clone());
    let given = json!({ "State": "Pending", "Device": device });
    let made = call.add(store, Entity::Command, object(given));
    call.changed(call.describe(Entity::Command, &[made]))
}

/// Returns true if the device has not yet said that the command is done.
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
    call.changed(Object::new())
}

fn active_commands(call: &Call<'_>, store: &mut Store) -> Answer {
    let all = store.of(Entity::Command, call.scope.covered);
    let active: Vec<Arc<Item>> = all.filter(|command| is_active(command)).cloned().collect();
    call.content(call.listed("Commands", &active))
}

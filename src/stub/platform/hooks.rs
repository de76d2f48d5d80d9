//! Hooks of the simulated Mews: they make it do what in reality a person at the property, or an event, makes it do.
//!
//! Each is called at `/hooks/mews/<name>` with a JSON object. A property of it that is missing has a
//! default, so that `{}` is enough for most. `connectionToken` names the connection; by default it is
//! the first one. The answer says what was done, with the ids that were given.

use jiff::ToSpan;
use serde_json::{Map, Value, json};

use super::base_inventory;
use super::calls::{call, head};
use super::hook_parameters::{cannot, optional_date, optional_number, report};
use super::inventory_change::InventoryChange;
use super::inventory_pushes::FullUpdate;
use super::state::Platform;
use crate::contract::push::{InventoryKind, Push};
use crate::stub::access::Standing;
use crate::stub::answer::{Answer, no_such_hook};
use crate::stub::fields::{At, Fields, integer};
use crate::stub::operation::Operation;
use crate::stub::property::Pair;
use crate::stub::scene::Scene;

type Act = fn(&mut Platform, &Map<String, Value>, &mut Scene) -> Answer;

/// Number of nights of a full update, unless the hook is told another.
const FULL_UPDATE_NIGHTS: i64 = 365;

const HOOKS: [(&str, &str, Act); 13] = [
    (
        "create-group",
        "Books `count` rooms from `from` to `to` in `spaceTypeCode` at `ratePlanCode`, and pushes the group.",
        Platform::create_group,
    ),
    (
        "modify-group",
        "Changes `from`, `to`, `spaceTypeCode` or `ratePlanCode` of the reservation `code`, cancels those listed in \
         `cancel` and books `add` more; makes the first stay a night longer if nothing is said. The group is that \
         with `channelManagerId` or `confirmationNumber`, or the last one.",
        Platform::modify_group,
    ),
    (
        "cancel-group",
        "Cancels a whole group, named as for modify-group; with `form` empty the message lists no reservation.",
        Platform::cancel_group,
    ),
    (
        "create-block",
        "Keeps `count` spaces of `spaceTypeCode` from `from` to `to` under `name`, with the `release` fixed or \
         rolling, and pushes the block.",
        Platform::create_block,
    ),
    (
        "modify-block",
        "Changes `count`, `from` or `to` of the block with `code` or `confirmationNumber`, or the last one; keeps a \
         space more if nothing is said.",
        Platform::modify_block,
    ),
    (
        "cancel-block",
        "Cancels a block, named as for modify-block.",
        Platform::cancel_block,
    ),
    (
        "change-connection",
        "Notifies of a change of the connection of `type` 0 to 4, and switches it on for 2, off for 3 and away for \
         4; switching it on pushes everything.",
        Platform::change_connection,
    ),
    (
        "change-inventory",
        "Sets the `value` of a `kind` (availability, prices, restrictions) for `spaceTypeCode`, `ratePlanCode` and \
         the nights `from` to `to`, and pushes what changed.",
        Platform::change_inventory,
    ),
    (
        "push-full",
        "Pushes the `kinds` listed for `days` nights from today, `chunk` nights to a message.",
        Platform::push_full,
    ),
    (
        "synchronize",
        "Synchronizes again the rates, categories and kinds that errors of the channel manager had switched off.",
        Platform::synchronize,
    ),
    (
        "disable-operation",
        "Switches `operation` off for the connection: it is answered with 9.",
        |platform, body, scene| platform.switch_operation(body, scene, false),
    ),
    (
        "enable-operation",
        "Switches `operation` on again.",
        |platform, body, scene| platform.switch_operation(body, scene, true),
    ),
    (
        "fail-once",
        "Answers the next call of `operation` with 1, as if something had gone wrong.",
        Platform::arm_failure,
    ),
];

/// Every hook: its name, and its purpose in a sentence or two.
pub fn list() -> impl Iterator<Item = (&'static str, &'static str)> {
    HOOKS.iter().map(|(name, sentence, _)| (*name, *sentence))
}

/// Does what a hook asks for.
pub(super) fn act(platform: &mut Platform, name: &str, body: &Map<String, Value>, scene: &mut Scene) -> Answer {
    match HOOKS.iter().find(|(known, ..)| *known == name) {
        Some((.., act)) => act(platform, body, scene),
        None => Err(no_such_hook(name)),
    }
}

fn pushed(sent: Vec<(Push, String)>) -> Vec<Value> {
    sent.into_iter()
        .map(|(push, message)| json!({ "operation": push.operation(), "messageId": message }))
        .collect()
}

impl Platform {
    fn change_connection(&mut self, body: &Map<String, Value>, scene: &mut Scene) -> Answer {
        let mut fields = Fields::default();
        let connection = Self::named_connection(body, &mut fields, scene)?;
        let kind = fields.number_of(body, At::Root, "type", 0..=4);
        fields.finish()?;
        let kind = kind.unwrap_or_default();
        let before = self.connections.standing(connection);
        match kind {
            2 => self.connections.set_standing(connection, Standing::Enabled),
            3 => self.connections.set_standing(connection, Standing::Disabled),
            4 => self.connections.set_standing(connection, Standing::Deleted),
            _ => {}
        }
        let mut notice = head(connection, scene);
        notice.insert("type".into(), json!(kind));
        call("changeNotificaton", connection, notice, scene);
        let mut sent = Vec::new();
        if kind == 2 && before != Standing::Enabled {
            let update = full(scene, FULL_UPDATE_NIGHTS, InventoryKind::ALL.to_vec(), None);
            sent = self.push_update(connection, &update, scene);
        }
        report(json!({ "type": kind, "pushed": pushed(sent) }))
    }

    fn change_inventory(&mut self, body: &Map<String, Value>, scene: &mut Scene) -> Answer {
        let mut fields = Fields::default();
        let connection = self.active_connection(body, &mut fields, scene)?;
        let kind = kind(&mut fields, body.get("kind"), At::Property(&At::Root, "kind"));
        let usual = self
            .connections
            .state(connection)
            .mappings(connection)
            .into_iter()
            .next();
        let mut code = |name: &str, usual: Option<String>| {
            let given = fields.optional_text(body, At::Root, name).map(str::to_owned);
            given.or(usual).unwrap_or_default()
        };
        let pair = Pair {
            rate: code("ratePlanCode", usual.as_ref().map(|pair| pair.rate.clone())),
            space: code("spaceTypeCode", usual.map(|pair| pair.space)),
        };
        let today = scene.today();
        let from = optional_date(&mut fields, body, "from").unwrap_or(today);
        let to = optional_date(&mut fields, body, "to").unwrap_or(from);
        if from > to {
            fields.invalid(At::Property(&At::Root, "from"), "must not be later than to");
        }
        let value = changed_value(
            &mut fields,
            kind.unwrap_or(InventoryKind::Availability),
            body.get("value"),
        );
        fields.finish()?;
        let property = connection.property;
        if !property.has_space(&pair.space) || !property.has_rate(&pair.rate) {
            return Err(cannot("The property has no such rate or category."));
        }
        let change = InventoryChange {
            kind: kind.unwrap_or(InventoryKind::Availability),
            pair,
            from,
            to: to.min(from.saturating_add(FULL_UPDATE_NIGHTS.days())),
            value,
        };
        let sent = self.push_change(connection, change, scene);
        report(json!({ "pushed": pushed(sent.into_iter().collect()) }))
    }

    fn push_full(&mut self, body: &Map<String, Value>, scene: &mut Scene) -> Answer {
        let mut fields = Fields::default();
        let connection = self.active_connection(body, &mut fields, scene)?;
        let days = optional_number(&mut fields, body, "days", 1).unwrap_or(FULL_UPDATE_NIGHTS);
        let chunk = optional_number(&mut fields, body, "chunk", 1);
        let kinds = match fields.optional_list(body, At::Root, "kinds") {
            None => InventoryKind::ALL.to_vec(),
            Some(listed) => listed
                .iter()
                .enumerate()
                .filter_map(|(index, listed)| kind(&mut fields, Some(listed), At::Item(&At::Root, "kinds", index)))
                .collect(),
        };
        fields.finish()?;
        let update = full(scene, days, kinds, chunk);
        let sent = self.push_update(connection, &update, scene);
        report(json!({
            "from": update.from.to_string(), "to": update.to.to_string(), "pushed": pushed(sent),
        }))
    }

    fn synchronize(&mut self, body: &Map<String, Value>, scene: &mut Scene) -> Answer {
        let mut fields = Fields::default();
        let connection = self.active_connection(body, &mut fields, scene)?;
        fields.finish()?;
        self.connections.state(connection).synchronize();
        report(json!({}))
    }

    fn switch_operation(&mut self, body: &Map<String, Value>, scene: &mut Scene, on: bool) -> Answer {
        let mut fields = Fields::default();
        let connection = Self::named_connection(body, &mut fields, scene)?;
        let operation = operation(&mut fields, body);
        if matches!(operation, Some(Operation::GetProperties | Operation::GetChannels)) {
            fields.invalid(
                At::Property(&At::Root, "operation"),
                "must be an operation of a connection",
            );
        }
        fields.finish()?;
        if let Some(operation) = operation {
            self.connections.state(connection).switch(operation, on);
        }
        report(json!({ "operation": body.get("operation"), "enabled": on }))
    }

    fn arm_failure(&mut self, body: &Map<String, Value>, _: &mut Scene) -> Answer {
        let mut fields = Fields::default();
        let operation = operation(&mut fields, body);
        fields.finish()?;
        self.failing.extend(operation);
        report(json!({ "operation": body.get("operation") }))
    }
}

/// A full update from today on.
fn full(scene: &Scene, days: i64, kinds: Vec<InventoryKind>, chunk: Option<i64>) -> FullUpdate {
    let from = scene.today();
    // The last night of a year is the 364th after the first.
    let to = from.saturating_add((days.clamp(1, 10_000) - 1).days());
    FullUpdate { from, to, kinds, chunk }
}

fn operation(fields: &mut Fields, body: &Map<String, Value>) -> Option<Operation> {
    let name = fields.text(body, At::Root, "operation")?;
    let operation = Operation::at(&format!("/api/channelManager/v1/{name}"));
    if operation.is_none() {
        fields.invalid(
            At::Property(&At::Root, "operation"),
            "must be an operation of the platform",
        );
    }
    operation
}

fn kind(fields: &mut Fields, value: Option<&Value>, at: At<'_>) -> Option<InventoryKind> {
    let kind = match value {
        Some(Value::String(name)) => inventory_kind(name),
        Some(Value::Number(number)) => inventory_kind(&number.to_string()),
        _ => None,
    };
    if kind.is_none() {
        fields.invalid(at, "must be availability, prices or restrictions");
    }
    kind
}

/// The kind of inventory of that name or number.
fn inventory_kind(name: &str) -> Option<InventoryKind> {
    match name {
        "availability" | "1" => Some(InventoryKind::Availability),
        "prices" | "2" => Some(InventoryKind::Prices),
        "restrictions" | "3" => Some(InventoryKind::Restrictions),
        _ => None,
    }
}

/// New value of a kind of inventory: a number, or for restrictions an object.
fn changed_value(fields: &mut Fields, kind: InventoryKind, value: Option<&Value>) -> Map<String, Value> {
    let at = At::Property(&At::Root, "value");
    let entry = match (kind, value) {
        (InventoryKind::Availability, Some(value)) => integer(value)
            .filter(|count| *count >= 0)
            .map(|count| json!({ "availability": count })),
        (InventoryKind::Prices, Some(value)) => value
            .as_f64()
            .filter(|gross| (0.0..1e9).contains(gross))
            .map(|gross| Value::Object(base_inventory::set_prices(gross))),
        (InventoryKind::Restrictions, Some(Value::Object(given))) => Some(json!({
            "state": given.get("state").unwrap_or(&json!([1])),
            "minLos": given.get("minLos"),
            "maxLos": given.get("maxLos"),
        })),
        (InventoryKind::Availability, None) => Some(json!({ "availability": 0 })),
        (InventoryKind::Prices, None) => Some(Value::Object(base_inventory::set_prices(150.0))),
        (InventoryKind::Restrictions, None) => Some(json!({ "state": [2, 8], "minLos": null, "maxLos": null })),
        (InventoryKind::Restrictions, Some(_)) => None,
    };
    match entry {
        Some(Value::Object(entry)) => entry,
        _ => {
            fields.invalid(
                at,
                "must be a number, or for restrictions an object with state, minLos and maxLos",
            );
            Map::new()
        }
    }
}

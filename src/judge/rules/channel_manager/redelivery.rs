//! R-ARI-19: a push that comes again.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::contract::operation::Side;
use crate::contract::push::InventoryKind;
use crate::contract::schema::Message;
use crate::exchange::transcript::Role;
use crate::judge::history::inventory_pushes::{InventoryPush, PushOutcome, inventory_pushes, is_late_outcome};
use crate::judge::history::stored_inventory::shown_inventories;
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::error_list::errors;
use crate::judge::views::fields;

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("R-ARI-19", redelivered)];

/// The properties in which the same push may differ when it comes again: its id, and the address to confirm it.
const DELIVERY: [&str; 2] = ["messageId", "responseUrl"];

/// R-ARI-19: a push that comes again is accepted again, and changes nothing.
fn redelivered(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::ChannelManager {
        return;
    }
    let pushes = inventory_pushes(material);
    let mut again: Vec<(usize, &InventoryPush<'_>)> = Vec::new();
    let mut last: HashMap<(InventoryKind, Option<&str>), &InventoryPush<'_>> = HashMap::new();
    for push in &pushes {
        // Messages in between may have changed what can be accepted.
        let quiet = |earlier: &InventoryPush<'_>| {
            let steps = (
                material.step_of(earlier.message.entry),
                material.step_of(push.message.entry),
            );
            !material.acted_between(steps.0, steps.1) && !noticed(material, earlier.message.entry, push.message.entry)
        };
        let key = (push.kind, push.message.connection());
        if let Some(earlier) = last.get(&key)
            && matches!(earlier.outcome, PushOutcome::Accepted(since) if since < push.message.entry)
            && fields::are_equal_but_for(earlier.message.body, push.message.body, &DELIVERY)
            && quiet(earlier)
        {
            again.push((push.message.entry, earlier));
            if let Some(answer) = push
                .answer
                .filter(|answer| answer.success() == Some(false) && !is_passing(answer))
            {
                let expected = "true, as for the same push before";
                breaches.push(Breach::new(answer.entry, answer.message, "/success", expected, "false"));
            }
        } else {
            last.insert(key, push);
        }
    }
    unchanged(material, &again, breaches);
}

/// Checks that a refusal is one that may pass: a system error, and nothing else.
fn is_passing(answer: &SentMessage<'_>) -> bool {
    let mut errors = errors(answer.body).into_iter();
    errors.all(|(_, error)| error.as_object().and_then(|error| fields::integer(error, "code")) == Some(1))
}

/// Checks that a notice of changes to a connection was sent between two exchanges.
fn noticed(material: Material<'_>, after: usize, before: usize) -> bool {
    material
        .requests_with_answers()
        .filter(|(request, _)| request.entry > after && request.entry < before)
        .any(|(request, _)| request.connection_notice().is_some())
}

/// Compares what is shown before and after nothing but redeliveries.
fn unchanged(material: Material<'_>, again: &[(usize, &InventoryPush<'_>)], breaches: &mut Breaches) {
    let shown: Vec<_> = shown_inventories(material).collect();
    for two in shown.windows(2) {
        let [(before, asked, earlier), (after, asks, later)] = two else {
            continue;
        };
        if asked != asks || !only_again(material, again, *before, *after) {
            continue;
        }
        for kind in InventoryKind::ALL {
            let list = |shown: &Map<String, Value>| shown.get(kind.name())?.as_array().map(|items| sorted(items));
            if let (Some(earlier), Some(later)) = (list(earlier), list(later))
                && earlier != later
            {
                let expected = "what was shown before the same push came again";
                let pointer = format!("/{}", kind.name());
                breaches.push(Breach::new(
                    *after,
                    Message::Response,
                    pointer,
                    expected,
                    "something else",
                ));
            }
        }
    }
}

/// Checks that between two readings there was at least one redelivery, and nothing else that could change the store.
fn only_again(material: Material<'_>, again: &[(usize, &InventoryPush<'_>)], before: usize, after: usize) -> bool {
    let entries = material.transcript.entries.iter().enumerate();
    let between = entries.skip(before + 1).take(after.saturating_sub(before + 1));
    let mut redeliveries = 0;
    for (index, entry) in between {
        let is_again = again.iter().any(|(entry, first)| {
            *entry == index && matches!(first.outcome, PushOutcome::Accepted(since) if since < before)
        });
        let message = material.messages.iter().find(|message| message.entry == index);
        if is_again {
            redeliveries += 1;
        } else if entry.role == Role::Hook || !message.is_some_and(is_late_outcome) {
            return false;
        }
    }
    redeliveries > 0 && !material.acted_between(material.step_of(before), material.step_of(after))
}

/// The items of a list in an order of their own, as a store has none, nor have the sets in it.
fn sorted(items: &[Value]) -> Vec<String> {
    let mut items: Vec<String> = items.iter().map(|item| with_sorted_lists(item).to_string()).collect();
    items.sort_unstable();
    items
}

fn with_sorted_lists(value: &Value) -> Value {
    match value {
        Value::Array(items) => sorted(items).into(),
        Value::Object(entries) => {
            let entries = entries.iter();
            Value::Object(
                entries
                    .map(|(name, value)| (name.clone(), with_sorted_lists(value)))
                    .collect(),
            )
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

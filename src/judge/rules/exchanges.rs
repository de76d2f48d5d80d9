//! Pushes of availability, prices and restrictions, and what became of them.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::contract::operation::Side;
use crate::contract::push::InventoryKind;
use crate::contract::schema::Message;
use crate::exchange::transcript::{Outcome, Role};
use crate::judge::conversation::Spoken;
use crate::judge::material::Material;
use crate::judge::views::fields::integer;
use crate::plan::case::Step;

/// The hook that shows what a channel manager has stored.
pub const READ_INVENTORY: &str = "read-inventory";

/// A push, and what became of it.
#[derive(Clone, Copy, Debug)]
pub struct Push<'e> {
    /// The message.
    pub said: &'e Spoken<'e>,
    /// What it holds.
    pub kind: InventoryKind,
    /// The answer, if it is a JSON object.
    pub answer: Option<&'e Spoken<'e>>,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was accepted; the message that says so is part of that exchange.
    Accepted(usize),
    /// It was refused.
    Refused,
    /// Nothing was said of it.
    Unknown,
}

/// Every push of the platform, in order.
pub fn pushes(material: Material<'_>) -> Vec<Push<'_>> {
    let mut pushes: Vec<Push<'_>> = Vec::new();
    let mut promised: HashMap<(&str, &str), usize> = HashMap::new();
    for (said, answer) in requests(material) {
        if let Some(kind) = push_kind(said) {
            let success = answer.and_then(success);
            let later = answer.is_some_and(|answer| answer.body.get("asyncConfirmation") == Some(&Value::Bool(true)));
            if later && let Some(id) = text(said.body, "messageId") {
                promised.insert((kind.push().confirmation(), id), pushes.len());
            }
            let fate = match success {
                Some(true) if !later => Fate::Accepted(said.entry),
                Some(true) | None => Fate::Unknown,
                Some(false) => Fate::Refused,
            };
            pushes.push(Push {
                said,
                kind,
                answer,
                fate,
            });
        } else if confirms(said)
            && let Some(id) = text(said.body, "relatedMessageId")
            && let Some(index) = promised.get(&(said.operation, id))
            && let Some(push) = pushes.get_mut(*index)
        {
            push.fate = match success(said) {
                Some(true) => Fate::Accepted(said.entry),
                Some(false) => Fate::Refused,
                None => Fate::Unknown,
            };
        }
    }
    pushes
}

/// Every request of either side with its answer, in order; the answer follows its request at once.
pub fn requests(material: Material<'_>) -> impl Iterator<Item = (&Spoken<'_>, Option<&Spoken<'_>>)> {
    let answers = material.spoken.iter().skip(1).map(Some).chain([None]);
    std::iter::zip(material.spoken, answers)
        .filter(|(said, _)| said.message == Message::Request)
        .map(|(said, next)| {
            let answer = next.filter(|next| next.entry == said.entry && next.message == Message::Response);
            (said, answer)
        })
}

/// What a message pushes, if it is a push of the platform.
pub fn push_kind(said: &Spoken<'_>) -> Option<InventoryKind> {
    if said.host != Side::ChannelManager || said.message != Message::Request {
        return None;
    }
    InventoryKind::ALL
        .into_iter()
        .find(|kind| kind.push().operation() == said.operation)
}

/// Whether a message is the channel manager's late word on a push.
pub fn confirms(said: &Spoken<'_>) -> bool {
    said.host == Side::Mews
        && said.message == Message::Request
        && InventoryKind::ALL
            .into_iter()
            .any(|kind| kind.push().confirmation() == said.operation)
}

/// The value of `success`, if it is a boolean.
pub fn success(said: &Spoken<'_>) -> Option<bool> {
    said.body.get("success")?.as_bool()
}

/// The connection that a message is about. The token is only compared, and never shown.
pub fn connection<'e>(said: &Spoken<'e>) -> Option<&'e str> {
    text(said.body, "connectionToken")
}

/// The connection that is agreed with the target.
pub fn agreed(material: Material<'_>) -> Option<&str> {
    material.transcript.facts.credentials.get("connectionToken")?.as_str()
}

/// A property that is text.
pub fn text<'e>(body: &'e Map<String, Value>, property: &str) -> Option<&'e str> {
    body.get(property)?.as_str()
}

/// The kind of a notice of changes to a connection: 0 created, 1 updated, 2 activated, 3 deactivated, 4 deleted.
pub fn notice(said: &Spoken<'_>) -> Option<Option<i64>> {
    let is_notice = said.message == Message::Request && said.operation == "changeNotificaton";
    is_notice.then(|| said.body.get("type").and_then(integer))
}

/// Whether a step makes the system under test do something, by a hook or by a person's hand.
pub fn acts(step: &Step) -> bool {
    let Some(trigger) = &step.trigger else { return false };
    trigger.hook.as_deref() != Some(READ_INVENTORY)
}

/// Whether the system under test was made to do something after one step, up to another.
pub fn acted_between(material: Material<'_>, after: usize, upto: usize) -> bool {
    let steps = material.case.steps.iter().take(upto.saturating_add(1));
    steps.skip(after.saturating_add(1)).any(acts)
}

/// The step during which an exchange took place.
pub fn step_of(material: Material<'_>, entry: usize) -> usize {
    material.transcript.entries.get(entry).map_or(0, |entry| entry.step)
}

/// What a channel manager showed of its store: position of the exchange, request and answer.
pub fn readings(material: Material<'_>) -> impl Iterator<Item = (usize, &[u8], &Map<String, Value>)> {
    let entries = material.transcript.entries.iter().enumerate();
    entries.filter_map(move |(index, entry)| {
        let trigger = material.case.steps.get(entry.step)?.trigger.as_ref()?;
        if entry.role != Role::Hook || trigger.hook.as_deref() != Some(READ_INVENTORY) {
            return None;
        }
        let Outcome::Answered(response) = &entry.outcome else {
            return None;
        };
        let shown = response.body.json().ok()?.as_object()?;
        Some((index, entry.request.body.bytes(), shown))
    })
}

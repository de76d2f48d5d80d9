//! Pushes of availability, prices and restrictions, and what became of them.

use std::collections::HashMap;

use serde_json::Value;

use crate::contract::operation::Side;
use crate::contract::push::InventoryKind;
use crate::contract::schema::Message;
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::views::fields;

/// A push with its outcome.
#[derive(Clone, Copy, Debug)]
pub struct InventoryPush<'e> {
    /// The message.
    pub message: &'e SentMessage<'e>,
    /// The kind of its content.
    pub kind: InventoryKind,
    /// The answer, if it is a JSON object.
    pub answer: Option<&'e SentMessage<'e>>,
    /// The outcome.
    pub outcome: PushOutcome,
}

/// Outcome of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushOutcome {
    /// It was accepted; the message that says so is part of that exchange.
    Accepted(usize),
    /// It was refused.
    Refused,
    /// Nothing was said of it.
    Unknown,
}

/// Every push of the platform, in order.
pub fn inventory_pushes(material: Material<'_>) -> Vec<InventoryPush<'_>> {
    let mut pushes: Vec<InventoryPush<'_>> = Vec::new();
    let mut promised: HashMap<(&str, &str), usize> = HashMap::new();
    for (message, answer) in material.requests_with_answers() {
        if let Some(kind) = pushed_kind(message) {
            let success = answer.and_then(SentMessage::success);
            let later = answer.is_some_and(|answer| answer.body.get("asyncConfirmation") == Some(&Value::Bool(true)));
            if later && let Some(id) = message.id() {
                promised.insert((kind.push().confirmation(), id), pushes.len());
            }
            let outcome = match success {
                Some(true) if !later => PushOutcome::Accepted(message.entry),
                Some(true) | None => PushOutcome::Unknown,
                Some(false) => PushOutcome::Refused,
            };
            pushes.push(InventoryPush {
                message,
                kind,
                answer,
                outcome,
            });
        } else if is_late_outcome(message)
            && let Some(id) = fields::text(message.body, "relatedMessageId")
            && let Some(index) = promised.get(&(message.operation, id))
            && let Some(push) = pushes.get_mut(*index)
        {
            push.outcome = match message.success() {
                Some(true) => PushOutcome::Accepted(message.entry),
                Some(false) => PushOutcome::Refused,
                None => PushOutcome::Unknown,
            };
        }
    }
    pushes
}

/// The kind of inventory that a message pushes, if it is a push of the platform.
pub fn pushed_kind(message: &SentMessage<'_>) -> Option<InventoryKind> {
    if message.host != Side::ChannelManager || message.message != Message::Request {
        return None;
    }
    InventoryKind::pushed_by(message.operation)
}

/// Checks that a message reports the outcome of a push later, from the channel manager.
pub fn is_late_outcome(message: &SentMessage<'_>) -> bool {
    message.host == Side::Mews
        && message.message == Message::Request
        && InventoryKind::ALL
            .into_iter()
            .any(|kind| kind.push().confirmation() == message.operation)
}

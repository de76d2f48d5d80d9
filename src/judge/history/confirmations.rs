//! Pushes that are confirmed later, their confirmations, and the outcomes that these report.

use serde_json::Value;

use crate::contract::operation::Side;
use crate::exchange::transcript::{Outcome, Role};
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::views::View;
use crate::judge::views::confirmation::{Confirmation, ConfirmationPair};
use crate::judge::views::error_list::errors;

/// Processing error: the message breaks a rule of business.
const BROKEN_RULE: i64 = 7;

/// A push of the other side that a confirmation may speak of.
#[derive(Clone, Copy)]
pub struct ConfirmablePush<'e> {
    /// The message.
    pub message: &'e SentMessage<'e>,
    /// The push and the operation that reports its outcome.
    pub pair: ConfirmationPair,
    /// Its id, if it has one.
    pub id: Option<&'e str>,
}

/// Every push to that side, in order.
pub fn confirmable_pushes(material: Material<'_>, host: Side) -> impl Iterator<Item = ConfirmablePush<'_>> {
    material
        .requests()
        .filter(move |message| message.host == host)
        .filter_map(|message| {
            Some(ConfirmablePush {
                message,
                pair: ConfirmationPair::of_push(message.host, message.operation)?,
                id: message.id(),
            })
        })
}

/// Every confirmation of the judged side, in order, with its pair.
pub fn confirmations(
    material: Material<'_>,
) -> impl Iterator<Item = (&SentMessage<'_>, ConfirmationPair, &Confirmation<'_>)> {
    material.judged_messages().filter_map(|(message, view)| {
        let View::Confirmation(confirmation) = view else {
            return None;
        };
        Some((
            message,
            ConfirmationPair::of_confirmation(message.host, message.operation)?,
            confirmation.as_ref(),
        ))
    })
}

/// The latest earlier push with the id that a confirmation names, whatever operation it is of.
///
/// Ids are unique within a connection only, so one that fits in operation and connection goes first.
pub fn push_named_by<'e>(
    pushes: &[ConfirmablePush<'e>],
    message: &SentMessage<'_>,
    confirmation: &Confirmation<'_>,
) -> Option<ConfirmablePush<'e>> {
    let related = confirmation.related?;
    let pair = ConfirmationPair::of_confirmation(message.host, message.operation);
    let connection = message.connection();
    pushes
        .iter()
        .filter(|push| push.message.entry < message.entry && push.id == Some(related))
        .max_by_key(|push| {
            let same_connection = push.message.connection() == connection;
            (Some(push.pair) == pair, same_connection)
        })
        .copied()
}

/// Checks that a confirmation may belong to another case: no step awaited it, and the address to which it
/// came does not say whose it is.
pub fn may_be_astray(material: Material<'_>, message: &SentMessage<'_>) -> bool {
    let entry = material.transcript.entries.get(message.entry);
    message.role == Role::Unawaited
        && !entry.is_some_and(|entry| names_the_case(entry.request.path(), &material.case.id.key()))
}

/// Checks that a path begins with the key of the case.
pub fn names_the_case(path: &str, case: &str) -> bool {
    path.strip_prefix('/').and_then(|path| path.split('/').next()) == Some(case)
}

/// The success that the answer to a request reports; nothing if it was not answered by an object.
pub fn answered_success(material: Material<'_>, request: &SentMessage<'_>) -> Option<bool> {
    let answer = material.answer_to(request)?;
    let entry = material.transcript.entries.get(request.entry)?;
    // An answer of another status was not taken for one.
    let heard = matches!(&entry.outcome, Outcome::Answered(response) if response.status == 200);
    heard.then(|| answer.body.get("success")?.as_bool())?
}

/// Checks that the other side refused a push, at once or later.
pub fn refused(material: Material<'_>, push: &SentMessage<'_>) -> bool {
    if answered_success(material, push) == Some(false) {
        return true;
    }
    confirmation_of(material, push).is_some_and(|(_, confirmation)| confirmation.failed)
}

/// Checks that Keycard refused a push of the side under test as one that breaks a rule of business, at
/// once or later.
///
/// It does so where that side was asked for just such a message (ERR-6).
pub fn refused_as_broken(material: Material<'_>, push: &SentMessage<'_>) -> bool {
    let is_broken = |message: &SentMessage<'_>| {
        let mut errors = errors(message.body).into_iter();
        errors.any(|(_, error)| error.get("code").and_then(Value::as_i64) == Some(BROKEN_RULE))
    };
    material.judged == material.case.under_test
        && (material.answer_to(push).is_some_and(is_broken)
            || confirmation_of(material, push).is_some_and(|(message, _)| is_broken(message)))
}

/// The confirmation of a push, whoever sent it.
pub fn confirmation_of<'e>(
    material: Material<'e>,
    push: &SentMessage<'_>,
) -> Option<(&'e SentMessage<'e>, Confirmation<'e>)> {
    let pair = ConfirmationPair::of_push(push.host, push.operation)?;
    let id = push.id()?;
    material
        .requests()
        .filter(|message| {
            message.entry > push.entry && message.host == pair.host.other() && message.operation == pair.confirmation
        })
        .map(|message| (message, Confirmation::read(message.operation, message.body)))
        .find(|(_, confirmation)| confirmation.related == Some(id))
}

/// The confirmations of one pair, with the push that each names.
pub fn confirmations_with_push<'e>(
    material: Material<'e>,
    host: Side,
    operation: &'static str,
) -> Vec<(&'e SentMessage<'e>, &'e Confirmation<'e>, Option<ConfirmablePush<'e>>)> {
    let Some(pair) = ConfirmationPair::of_push(host, operation) else {
        return Vec::new();
    };
    if material.judged != host {
        return Vec::new();
    }
    let pushed: Vec<ConfirmablePush<'e>> = confirmable_pushes(material, host)
        .filter(|push| push.pair == pair)
        .collect();
    confirmations(material)
        .filter(|(_, of, _)| *of == pair)
        .map(|(message, _, confirmation)| (message, confirmation, push_named_by(&pushed, message, confirmation)))
        .collect()
}

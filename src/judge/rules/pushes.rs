//! Pushes and what is said of them later: who confirmed what, and how it went.

use serde_json::Value;

use crate::contract::operation::Side;
use crate::exchange::transcript::{Outcome, Role};
use crate::judge::conversation::Spoken;
use crate::judge::material::Material;
use crate::judge::views::View;
use crate::judge::views::confirmation::{Confirmation, Pair};
use crate::judge::views::value;

/// Processing error: the message breaks a rule of business.
const BROKEN_RULE: i64 = 7;

/// A push of the other side that a confirmation may speak of.
#[derive(Clone, Copy)]
pub struct Push<'e> {
    /// The message.
    pub said: &'e Spoken<'e>,
    /// The operation that tells its outcome.
    pub pair: Pair,
    /// Its id, if it has one.
    pub id: Option<&'e str>,
}

/// Every push to that side, in order.
pub fn pushes(material: Material<'_>, host: Side) -> impl Iterator<Item = Push<'_>> {
    material
        .requests()
        .filter(move |said| said.host == host)
        .filter_map(|said| {
            Some(Push {
                said,
                pair: Pair::of_push(said.host, said.operation)?,
                id: value::text(said.body, "messageId"),
            })
        })
}

/// Every confirmation of the judged side, in order, with its pair.
pub fn confirmations(material: Material<'_>) -> impl Iterator<Item = (&Spoken<'_>, Pair, &Confirmation<'_>)> {
    material.judged().filter_map(|(said, view)| {
        let View::Confirmation(confirmation) = view else {
            return None;
        };
        Some((
            said,
            Pair::of_confirmation(said.host, said.operation)?,
            confirmation.as_ref(),
        ))
    })
}

/// The latest earlier push with the id that a confirmation names, whatever operation it is of.
///
/// Ids are unique within a connection only, so one that fits in operation and connection goes first.
pub fn named<'e>(pushes: &[Push<'e>], said: &Spoken<'_>, confirmation: &Confirmation<'_>) -> Option<Push<'e>> {
    let related = confirmation.related?;
    let pair = Pair::of_confirmation(said.host, said.operation);
    let connection = value::text(said.body, "connectionToken");
    pushes
        .iter()
        .filter(|push| push.said.entry < said.entry && push.id == Some(related))
        .max_by_key(|push| {
            let same_connection = value::text(push.said.body, "connectionToken") == connection;
            (Some(push.pair) == pair, same_connection)
        })
        .copied()
}

/// Whether a confirmation may belong to another case: no step awaited it, and the address to which it
/// came does not say whose it is.
pub fn may_be_astray(material: Material<'_>, said: &Spoken<'_>) -> bool {
    let entry = material.transcript.entries.get(said.entry);
    said.role == Role::Unawaited
        && !entry.is_some_and(|entry| names_the_case(entry.request.path(), &material.case.id.key()))
}

/// Whether a path begins with the key of the case.
pub fn names_the_case(path: &str, case: &str) -> bool {
    path.strip_prefix('/').and_then(|path| path.split('/').next()) == Some(case)
}

/// What the answer to a request says of success; nothing if it was not answered by an object.
pub fn answered(material: Material<'_>, request: &Spoken<'_>) -> Option<bool> {
    let answer = material.answer_to(request)?;
    let entry = material.transcript.entries.get(request.entry)?;
    // An answer of another status was not taken for one.
    let heard = matches!(&entry.outcome, Outcome::Answered(response) if response.status == 200);
    heard.then(|| answer.body.get("success")?.as_bool())?
}

/// Whether the other side refused a push, at once or later.
pub fn refused(material: Material<'_>, push: &Spoken<'_>) -> bool {
    if answered(material, push) == Some(false) {
        return true;
    }
    outcome(material, push).is_some_and(|(_, confirmation)| confirmation.failed)
}

/// Whether Keycard refused a push of the side under test as one that breaks a rule of business, at
/// once or later.
///
/// It does so where that side was asked for just such a message (ERR-6).
pub fn refused_as_broken(material: Material<'_>, push: &Spoken<'_>) -> bool {
    let is_broken = |said: &Spoken<'_>| {
        let listed = said.body.get("errors").and_then(Value::as_array).into_iter().flatten();
        let mut errors = listed.chain(said.body.get("error"));
        errors.any(|error| error.get("code").and_then(Value::as_i64) == Some(BROKEN_RULE))
    };
    material.judged == material.case.under_test
        && (material.answer_to(push).is_some_and(is_broken)
            || outcome(material, push).is_some_and(|(said, _)| is_broken(said)))
}

/// The confirmation of a push, whoever sent it.
pub fn outcome<'e>(material: Material<'e>, push: &Spoken<'_>) -> Option<(&'e Spoken<'e>, Confirmation<'e>)> {
    let pair = Pair::of_push(push.host, push.operation)?;
    let id = value::text(push.body, "messageId")?;
    material
        .requests()
        .filter(|said| said.entry > push.entry && said.host == pair.host.other() && said.operation == pair.confirmation)
        .map(|said| (said, Confirmation::of(said.operation, said.body)))
        .find(|(_, confirmation)| confirmation.related == Some(id))
}

//! R-COR-6 and R-COR-7: whether the confirmation comes that an answer promises, and no other.

use std::time::Duration;

use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::{CallCause, MissingCall, Role, Stop};
use crate::judge::history::confirmations::{
    ConfirmablePush, answered_success, confirmable_pushes, confirmations, may_be_astray, push_named_by,
};
use crate::judge::material::Material;
use crate::judge::missing_call;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::fields;

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("R-COR-6", announced), Rule::new("R-COR-7", always)];

/// The pushes whose answer says whether they are confirmed later.
const OPTIONAL: [&str; 3] = ["updatePrices", "updateAvailability", "updateRestrictions"];

/// So much earlier a confirmation may seem to come than an answer that was sent before it on another connection, of a
/// machine that has much to do. Keycard holds a confirmation back for longer.
const DOUBT: Duration = Duration::from_secs(2);

/// R-COR-6: a push of availability, prices or restrictions is confirmed if its answer announced it.
fn announced(material: Material<'_>, breaches: &mut Breaches) {
    let optional = |push: &ConfirmablePush<'_>| OPTIONAL.contains(&push.pair.push);
    if let Some((push, absence)) = missing(material).filter(|(push, _)| optional(push)) {
        let expected = format!("a call of {}, as asyncConfirmation announces it", absence.operation);
        let actual = waited(material, &push, absence);
        let pointer = "/asyncConfirmation";
        let breach = Breach::new(push.message.entry, Message::Response, pointer, expected, actual);
        breaches.push(breach.of_missing_call());
    }
    if material.judged != Side::ChannelManager {
        return;
    }
    let pushed: Vec<ConfirmablePush<'_>> = confirmable_pushes(material, Side::ChannelManager)
        .filter(optional)
        .collect();
    for (message, pair, confirmation) in confirmations(material) {
        let Some(push) = push_named_by(&pushed, message, confirmation).filter(|push| push.pair == pair) else {
            continue;
        };
        let Some(answer) = material.answer_to(push.message) else {
            continue;
        };
        if let Some(early) = before_the_answer(material, push.message.entry, message.entry) {
            let expected = "a confirmation after the answer that announces it";
            let actual = format!("it came {} ms before the answer", early.as_millis());
            let breach = Breach::of(message, confirmation.related_pointer(), expected, actual);
            breaches.push(breach.weighing(Weight::Warning));
        }
        let actual = match (
            answered_success(material, push.message),
            answer
                .body
                .get("asyncConfirmation")
                .map(|announced| announced.as_bool()),
        ) {
            (Some(false), _) => "a confirmation of what was refused at once",
            // What is no boolean announces nothing and denies nothing.
            (_, Some(Some(true))) | (None, _) => continue,
            (Some(true), Some(None))
                if !answer
                    .body
                    .get("asyncConfirmation")
                    .is_some_and(|value| value.is_null()) =>
            {
                continue;
            }
            (Some(true), _) => "a confirmation that the answer did not announce",
        };
        breaches.push(
            Breach::of(message, confirmation.related_pointer(), "no confirmation", actual).weighing(Weight::Warning),
        );
    }
}

/// R-COR-7: a group or block that was accepted is always confirmed.
fn always(material: Material<'_>, breaches: &mut Breaches) {
    let Some((push, absence)) = missing(material).filter(|(push, _)| !OPTIONAL.contains(&push.pair.push)) else {
        return;
    };
    // Where the platform confirms a block is not documented.
    if push.pair.confirmation == "confirmAvailabilityBlock" {
        return;
    }
    let expected = format!("a call of {}, as for every accepted one", absence.operation);
    let actual = waited(material, &push, absence);
    let breach = Breach::new(push.message.entry, Message::Response, "", expected, actual).of_missing_call();
    let answer = material.answer_to(push.message);
    let denied = answer.and_then(|answer| answer.body.get("asyncConfirmation")?.as_bool()) == Some(false);
    breaches.push(breach.warning_if(denied));
}

/// The push that the case ended with because the promised confirmation did not come.
fn missing(material: Material<'_>) -> Option<(ConfirmablePush<'_>, &MissingCall)> {
    let Some(Stop::NotCalled(absence)) = &material.transcript.stopped else {
        return None;
    };
    // A call that an awaiting step misses is the matter of the check `callback`.
    if absence.cause != CallCause::Promise || absence.stand_in || material.judged != material.case.under_test {
        return None;
    }
    let entries = &material.transcript.entries;
    let push = confirmable_pushes(material, material.judged).find(|push| {
        push.pair.confirmation == absence.operation
            && entries
                .get(push.message.entry)
                .is_some_and(|entry| entry.step == absence.step && entry.role == Role::Step)
    })?;
    // One that came and names no push is the matter of R-COR-1 or R-COR-8, and of the schema.
    let pushed: Vec<ConfirmablePush<'_>> = confirmable_pushes(material, material.judged).collect();
    let booking = fields::filled(push.message.body, "channelManagerId");
    let lost = confirmations(material).any(|(message, pair, confirmation)| {
        let of_the_booking = booking.is_some() && confirmation.channel_manager_id == booking;
        pair == push.pair
            && message.entry > push.message.entry
            && push_named_by(&pushed, message, confirmation).is_none()
            && (of_the_booking || !may_be_astray(material, message))
    });
    (!lost).then_some((push, absence))
}

/// The time by which a confirmation came before the answer to its push; `None` if that was sent first, as far as
/// can be told.
fn before_the_answer(material: Material<'_>, push: usize, confirmation: usize) -> Option<Duration> {
    let entries = &material.transcript.entries;
    let (push, confirmation) = (entries.get(push)?, entries.get(confirmation)?);
    let answered = push.at + push.elapsed;
    answered.checked_sub(confirmation.at).filter(|early| *early >= DOUBT)
}

/// A push says itself where it is to be confirmed.
fn waited(material: Material<'_>, push: &ConfirmablePush<'_>, absence: &MissingCall) -> String {
    missing_call::describe(material, absence, fields::filled(push.message.body, "responseUrl"))
}

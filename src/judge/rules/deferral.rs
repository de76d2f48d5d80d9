//! R-COR-6 and R-COR-7: whether the confirmation comes that an answer promises, and no other.

use super::breach::{Breach, Breaches};
use super::pushes::{Push, answered, confirmations, may_be_astray, named, pushes};
use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::{Absence, Cause, Role, Stop};
use crate::judge::absence;
use crate::judge::evidence::Evidence;
use crate::judge::reading::value;

/// The pushes whose answer says whether they are confirmed later.
const OPTIONAL: [&str; 3] = ["updatePrices", "updateAvailability", "updateRestrictions"];

/// R-COR-6: a push of availability, prices or restrictions is confirmed if its answer announced it.
pub fn announced(evidence: Evidence<'_>, breaches: &mut Breaches) {
    let optional = |push: &Push<'_>| OPTIONAL.contains(&push.pair.push);
    if let Some((push, absence)) = missing(evidence).filter(|(push, _)| optional(push)) {
        let expected = format!("a call of {}, as asyncConfirmation announces it", absence.operation);
        breaches.push(Breach::new(
            push.said.entry,
            Message::Response,
            "/asyncConfirmation",
            expected,
            waited(evidence, &push, absence),
        ));
    }
    if evidence.judged != Side::ChannelManager {
        return;
    }
    let sent: Vec<Push<'_>> = pushes(evidence, Side::ChannelManager).filter(optional).collect();
    for (said, pair, confirmation) in confirmations(evidence) {
        let Some(push) = named(&sent, said, confirmation).filter(|push| push.pair == pair) else {
            continue;
        };
        let Some(answer) = evidence.answer_to(push.said) else {
            continue;
        };
        let actual = match (
            answered(evidence, push.said),
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
            Breach::of(said, confirmation.related_pointer(), "no confirmation", actual).weighing(Weight::Warning),
        );
    }
}

/// R-COR-7: a group or block that was accepted is always confirmed.
pub fn always(evidence: Evidence<'_>, breaches: &mut Breaches) {
    let Some((push, absence)) = missing(evidence).filter(|(push, _)| !OPTIONAL.contains(&push.pair.push)) else {
        return;
    };
    // Where the platform confirms a block is not documented.
    if push.pair.confirmation == "confirmAvailabilityBlock" {
        return;
    }
    let expected = format!("a call of {}, as for every accepted one", absence.operation);
    let breach = Breach::new(
        push.said.entry,
        Message::Response,
        "",
        expected,
        waited(evidence, &push, absence),
    );
    let answer = evidence.answer_to(push.said);
    let denied = answer.and_then(|answer| answer.body.get("asyncConfirmation")?.as_bool()) == Some(false);
    breaches.push(if denied {
        breach.weighing(Weight::Warning)
    } else {
        breach
    });
}

/// The push that the case ended with because the promised confirmation did not come.
fn missing(evidence: Evidence<'_>) -> Option<(Push<'_>, &Absence)> {
    let Some(Stop::NotCalled(absence)) = &evidence.transcript.stopped else {
        return None;
    };
    // A call that an awaiting step misses is the matter of the check `callback`.
    if absence.cause != Cause::Promise || evidence.judged != evidence.case.under_test {
        return None;
    }
    let entries = &evidence.transcript.entries;
    let push = pushes(evidence, evidence.judged).find(|push| {
        push.pair.confirmation == absence.operation
            && entries
                .get(push.said.entry)
                .is_some_and(|entry| entry.step == absence.step && entry.role == Role::Step)
    })?;
    // One that came and names no push is the matter of R-COR-1 or R-COR-8, and of the schema.
    let sent: Vec<Push<'_>> = pushes(evidence, evidence.judged).collect();
    let booking = value::filled(push.said.body, "channelManagerId");
    let lost = confirmations(evidence).any(|(said, pair, confirmation)| {
        let of_the_booking = booking.is_some() && confirmation.channel_manager_id == booking;
        pair == push.pair
            && said.entry > push.said.entry
            && named(&sent, said, confirmation).is_none()
            && (of_the_booking || !may_be_astray(evidence, said))
    });
    (!lost).then_some((push, absence))
}

/// A push says itself where it is to be confirmed.
fn waited(evidence: Evidence<'_>, push: &Push<'_>, absence: &Absence) -> String {
    absence::told(evidence, absence, value::filled(push.said.body, "responseUrl"))
}

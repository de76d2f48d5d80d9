//! R-COR-6 and R-COR-7: whether the confirmation comes that an answer promises, and no other.

use super::breach::{Breach, Breaches};
use super::pushes::{Push, answered, confirmations, may_be_astray, named, pushes};
use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::{CallCause, MissingCall, Role, Stop};
use crate::judge::material::Material;
use crate::judge::missing_call;
use crate::judge::views::value;

/// The pushes whose answer says whether they are confirmed later.
const OPTIONAL: [&str; 3] = ["updatePrices", "updateAvailability", "updateRestrictions"];

/// R-COR-6: a push of availability, prices or restrictions is confirmed if its answer announced it.
pub fn announced(material: Material<'_>, breaches: &mut Breaches) {
    let optional = |push: &Push<'_>| OPTIONAL.contains(&push.pair.push);
    if let Some((push, absence)) = missing(material).filter(|(push, _)| optional(push)) {
        let expected = format!("a call of {}, as asyncConfirmation announces it", absence.operation);
        breaches.push(Breach::new(
            push.said.entry,
            Message::Response,
            "/asyncConfirmation",
            expected,
            waited(material, &push, absence),
        ));
    }
    if material.judged != Side::ChannelManager {
        return;
    }
    let sent: Vec<Push<'_>> = pushes(material, Side::ChannelManager).filter(optional).collect();
    for (said, pair, confirmation) in confirmations(material) {
        let Some(push) = named(&sent, said, confirmation).filter(|push| push.pair == pair) else {
            continue;
        };
        let Some(answer) = material.answer_to(push.said) else {
            continue;
        };
        let actual = match (
            answered(material, push.said),
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
pub fn always(material: Material<'_>, breaches: &mut Breaches) {
    let Some((push, absence)) = missing(material).filter(|(push, _)| !OPTIONAL.contains(&push.pair.push)) else {
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
        waited(material, &push, absence),
    );
    let answer = material.answer_to(push.said);
    let denied = answer.and_then(|answer| answer.body.get("asyncConfirmation")?.as_bool()) == Some(false);
    breaches.push(if denied {
        breach.weighing(Weight::Warning)
    } else {
        breach
    });
}

/// The push that the case ended with because the promised confirmation did not come.
fn missing(material: Material<'_>) -> Option<(Push<'_>, &MissingCall)> {
    let Some(Stop::NotCalled(absence)) = &material.transcript.stopped else {
        return None;
    };
    // A call that an awaiting step misses is the matter of the check `callback`.
    if absence.cause != CallCause::Promise || material.judged != material.case.under_test {
        return None;
    }
    let entries = &material.transcript.entries;
    let push = pushes(material, material.judged).find(|push| {
        push.pair.confirmation == absence.operation
            && entries
                .get(push.said.entry)
                .is_some_and(|entry| entry.step == absence.step && entry.role == Role::Step)
    })?;
    // One that came and names no push is the matter of R-COR-1 or R-COR-8, and of the schema.
    let sent: Vec<Push<'_>> = pushes(material, material.judged).collect();
    let booking = value::filled(push.said.body, "channelManagerId");
    let lost = confirmations(material).any(|(said, pair, confirmation)| {
        let of_the_booking = booking.is_some() && confirmation.channel_manager_id == booking;
        pair == push.pair
            && said.entry > push.said.entry
            && named(&sent, said, confirmation).is_none()
            && (of_the_booking || !may_be_astray(material, said))
    });
    (!lost).then_some((push, absence))
}

/// A push says itself where it is to be confirmed.
fn waited(material: Material<'_>, push: &Push<'_>, absence: &MissingCall) -> String {
    missing_call::told(material, absence, value::filled(push.said.body, "responseUrl"))
}

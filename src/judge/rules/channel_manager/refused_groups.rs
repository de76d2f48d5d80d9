//! R-ERR-11: what was refused for good is not sent again.

use serde_json::{Map, Value};

use crate::contract::operation::Side;
use crate::contract::schema::Message;
use crate::exchange::transcript::{Direction, Entry, Outcome};
use crate::judge::called_operation;
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::fields;

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("R-ERR-11", refused)];

/// Reservation not found, and processing error: the two refusals after which nothing is repeated.
const FINAL: [u64; 2] = [2, 7];

/// A group that was refused.
struct Refused<'e> {
    /// The code of the refusal.
    code: u64,
    /// Its body.
    group: &'e Map<String, Value>,
}

/// R-ERR-11: no group comes again with the content that was refused with code 2 or 7.
fn refused(material: Material<'_>, breaches: &mut Breaches) {
    // Groups travel the other way too; the duty is the channel manager's.
    if material.case.under_test != Side::ChannelManager {
        return;
    }
    let entries = &material.transcript.entries;
    let mut refused: Vec<Refused<'_>> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        match entry.direction {
            Direction::Inbound => {
                let Some(group) = pushed_group(material, entry) else {
                    continue;
                };
                if let Some(earlier) = refused
                    .iter()
                    .find(|earlier| fields::are_equal_but_for(earlier.group, group, &["messageId"]))
                {
                    let expected = format!(
                        "a repaired reservation, or none: this one was refused with code {}",
                        earlier.code
                    );
                    breaches.push(Breach::new(
                        index,
                        Message::Request,
                        "",
                        expected,
                        "the same content again",
                    ));
                }
                if let Outcome::Answered(response) = &entry.outcome
                    && let Some(code) = response.body.json().ok().and_then(final_code)
                {
                    refused.push(Refused { code, group });
                }
            }
            Direction::Outbound => {
                let step = material.case.steps.get(entry.step);
                if step.is_some_and(|step| step.name() == "confirmGroup")
                    && let Ok(body) = entry.request.body.json()
                    && let Some(code) = final_code(body)
                    && let Some(group) = confirmed(material, &entries[..index], body)
                {
                    refused.push(Refused { code, group });
                }
            }
        }
    }
}

/// The body of a group that the system under test pushes.
fn pushed_group<'e>(material: Material<'e>, entry: &'e Entry) -> Option<&'e Map<String, Value>> {
    if entry.direction != Direction::Inbound
        || material.called_operation(&entry.request) != called_operation::PROCESS_GROUP
    {
        return None;
    }
    entry.request.body.json().ok()?.as_object()
}

/// The code in a message of ours that refuses for good.
fn final_code(body: &Value) -> Option<u64> {
    let listed = body.get("errors").and_then(Value::as_array).into_iter().flatten();
    let code = |error: &Value| error.get("code")?.as_u64().filter(|code| FINAL.contains(code));
    listed.chain(body.get("error")).find_map(code)
}

/// The group that a confirmation speaks of: the message that it names, or else the latest one of
/// that booking.
fn confirmed<'e>(material: Material<'e>, earlier: &'e [Entry], confirmation: &Value) -> Option<&'e Map<String, Value>> {
    let booking = confirmation.get("channelManagerId")?;
    let of_booking = || {
        earlier
            .iter()
            .rev()
            .filter_map(|entry| pushed_group(material, entry))
            .filter(|group| group.get("channelManagerId") == Some(booking))
    };
    let related = confirmation.get("relatedMessageId");
    of_booking()
        .find(|group| related.is_some() && group.get("messageId") == related)
        .or_else(|| of_booking().next())
}

//! Availability blocks that the channel manager offers, changes and cancels.
//!
//! Implements `channel-manager-api/mews-operations/availabilityBlock`.

use serde_json::{Map, json};

use super::block_terms::{BlockStatus, BlockTerms, Release};
use super::blocks::Block;
use super::booking_hooks::{MOST_NIGHTS, rate, space};
use super::connection_work::ConnectionWork;
use super::dates::later;
use super::hook_parameters::{HookParameters, impossible, report};
use super::sent_message::SentMessage;
use crate::stub::answer::{Answer, Refusal};

/// Most spaces that a block may hold.
const MOST_SPACES: i64 = 1_000;

const PICKUPS: [(&str, &str); 2] = [
    ("AllInOneGroup", "AllInOneGroup"),
    ("IndividualGroups", "IndividualGroups"),
];

/// Makes a block and sends it.
pub(super) fn offer(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let property = work.connection.property;
    let start = parameters.date("from").or_else(|| later(work.today(), 60));
    let nights = parameters.number("nights", 1..=MOST_NIGHTS).unwrap_or(2);
    let count = parameters.number("count", 1..=MOST_SPACES).unwrap_or(3);
    let releases = [("Fixed", Release::Fixed), ("Rolling", Release::Rolling)];
    let release = parameters.choice("release", &releases).unwrap_or(Release::Fixed);
    let pickup = parameters.choice("pickupType", &PICKUPS).unwrap_or("AllInOneGroup");
    let (space, rate) = (space(work, &mut parameters), rate(work, &mut parameters));
    parameters.finish()?;
    let end = start.and_then(|start| later(start, nights));
    let dates = start
        .zip(end)
        .ok_or_else(|| impossible("The calendar has no room for the block."))?;
    let default = |codes: &[&'static str], position: usize| codes.get(position).copied().unwrap_or_default();
    let block = Block {
        code: work.id("BLOCK"),
        number: None,
        canceled: false,
        dates,
        terms: Some(BlockTerms {
            space: space.unwrap_or_else(|| default(property.spaces, 1)).to_owned(),
            rate: rate.unwrap_or_else(|| default(property.rates, 0)).to_owned(),
            count,
            release,
            pickup,
        }),
        latest_message: None,
    };
    let code = block.code.clone();
    work.records.blocks.add(block);
    send(work, &code, BlockStatus::Created, "offered", |_| {})
}

/// Changes a block and sends it.
pub(super) fn modify(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let code = parameters.text("code");
    let number = parameters.text("confirmationNumber");
    let count = parameters.number("count", 0..=MOST_SPACES);
    let pickup = parameters.choice("pickupType", &PICKUPS);
    parameters.finish()?;
    let code = chosen(work, code, number)?;
    send(work, &code, BlockStatus::Updated, "modified", |terms| {
        // Something has to change, so a space is added unless something else is asked for.
        let more = terms.count.saturating_add(i64::from(pickup.is_none()));
        terms.count = count.unwrap_or(more);
        terms.pickup = pickup.unwrap_or(terms.pickup);
    })
}

/// Cancels a block and says so.
pub(super) fn cancel(work: &mut ConnectionWork<'_>, mut parameters: HookParameters<'_>) -> Answer {
    let code = parameters.text("code");
    let number = parameters.text("confirmationNumber");
    parameters.finish()?;
    let code = chosen(work, code, number)?;
    send(work, &code, BlockStatus::Canceled, "cancelled", |_| {})
}

/// The code of the block that the parameters name, or of the latest.
///
/// The platform wants its own number with a change. It tells it by a confirmation whose address is
/// not documented, so the number may be told to the hook as well.
fn chosen(work: &mut ConnectionWork<'_>, code: Option<&str>, number: Option<&str>) -> Result<String, Vec<Refusal>> {
    let blocks = &mut work.records.blocks;
    let block = match code {
        Some(code) => blocks.get_mut(code),
        None => blocks.latest_offer(),
    };
    let block = block
        .filter(|block| block.terms.is_some() && !block.canceled)
        .ok_or_else(|| impossible("There is no such block that was offered and not cancelled."))?;
    if block.number.is_none() {
        block.number = number.map(str::to_owned);
    }
    if block.number.is_none() {
        return Err(impossible("The platform has not confirmed the block yet."));
    }
    Ok(block.code.clone())
}

/// Sends a block with other terms; nothing changes if it must not be sent.
fn send(
    work: &mut ConnectionWork<'_>,
    code: &str,
    status: BlockStatus,
    done: &str,
    change: impl FnOnce(&mut BlockTerms),
) -> Answer {
    let ConnectionWork {
        records,
        ids,
        connection,
        scene,
        ..
    } = work;
    let missing = || impossible("There is no such block.");
    let block = records.blocks.get_mut(code).ok_or_else(missing)?;
    let mut terms = block.terms.clone().ok_or_else(missing)?;
    change(&mut terms);
    let named = (code, block.number.as_deref());
    let value = terms.value(status, named, block.dates, connection.property);
    let content = Map::from_iter([("availabilityBlock".to_owned(), value)]);
    let to = (*connection, &mut **ids, &mut **scene);
    let sent = SentMessage::send(block.latest_message.as_ref(), "processAvailabilityBlock", content, to)?;
    let message = json!(sent.message);
    block.latest_message = Some(sent);
    block.terms = Some(terms);
    block.canceled = status == BlockStatus::Canceled;
    report(
        done,
        [
            ("code", json!(code)),
            ("confirmationNumber", json!(block.number)),
            ("messageId", message),
        ],
    )
}

//! Availability blocks that the channel manager offers, changes and cancels.
//!
//! Implements `channel-manager-api/mews-operations/availabilityBlock`.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::blocks::Block;
use super::booking::{Pricing, customer, money, price};
use super::desk::Desk;
use super::outbox::Letter;
use super::parameters::{Parameters, impossible, report};
use super::reading::later;
use super::selling::{MOST_NIGHTS, rate, space};
use crate::stub::answer::{Answer, Refusal};
use crate::stub::property::Property;
use crate::stub::seed;

/// How many spaces a block may hold.
const MOST_SPACES: i64 = 1_000;

/// When spaces that nobody booked are given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Release {
    Fixed,
    Rolling,
}

/// What was offered.
#[derive(Clone)]
pub(super) struct Terms {
    space: String,
    rate: String,
    count: i64,
    release: Release,
    pickup: &'static str,
}

/// What the platform calls the change of a block that it is told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Created,
    Updated,
    Canceled,
}

impl Terms {
    fn value(
        &self,
        status: Status,
        (code, number): (&str, Option<&str>),
        (start, end): (Date, Date),
        property: &Property,
    ) -> Value {
        let [first, last] = [start, end].map(|date| date.to_string());
        let release = match self.release {
            Release::Fixed => {
                let fixed = later(start, -14).unwrap_or(start);
                json!({ "type": "Fixed", "fixedDate": fixed.to_string() })
            }
            Release::Rolling => json!({ "type": "Rolling", "offset": "P7DT" }),
        };
        let amount = |pricing| money(price(pricing, property, (&self.rate, &self.space), start));
        let price = json!({
            "grossAmount": amount(Pricing::Gross), "netAmount": amount(Pricing::Net),
            "currencyCode": seed::CURRENCY, "guestCount": 1,
        });
        let mut block = json!({
            "code": code,
            "status": match status {
                Status::Created => "Created",
                Status::Updated => "Updated",
                Status::Canceled => "Canceled",
            },
            "name": "Spring fair",
            "dates": { "start": first, "end": last },
            "releaseStrategy": release,
            "originalRateCode": self.rate,
            "spaceCategories": [{
                "spaceTypeCode": self.space,
                "allocatedSpaces": [{ "start": first, "end": last, "count": self.count }],
                "rates": [{ "start": first, "end": last, "prices": [price] }],
            }],
            "booker": customer(),
            "pickupType": self.pickup,
        });
        if let Some(number) = number {
            block["confirmationNumber"] = json!(number);
        }
        block
    }
}

const PICKUPS: [(&str, &str); 2] = [
    ("AllInOneGroup", "AllInOneGroup"),
    ("IndividualGroups", "IndividualGroups"),
];

/// Makes a block and sends it.
pub(super) fn offer(desk: &mut Desk<'_>, mut parameters: Parameters<'_>) -> Answer {
    let property = desk.connection.property;
    let start = parameters.date("from").or_else(|| later(desk.today(), 60));
    let nights = parameters.number("nights", 1..=MOST_NIGHTS).unwrap_or(2);
    let count = parameters.number("count", 1..=MOST_SPACES).unwrap_or(3);
    let releases = [("Fixed", Release::Fixed), ("Rolling", Release::Rolling)];
    let release = parameters.choice("release", &releases).unwrap_or(Release::Fixed);
    let pickup = parameters.choice("pickupType", &PICKUPS).unwrap_or("AllInOneGroup");
    let (space, rate) = (space(desk, &mut parameters), rate(desk, &mut parameters));
    parameters.finish()?;
    let end = start.and_then(|start| later(start, nights));
    let dates = start
        .zip(end)
        .ok_or_else(|| impossible("The calendar has no room for the block."))?;
    let default = |codes: &[&'static str], position: usize| codes.get(position).copied().unwrap_or_default();
    let block = Block {
        code: desk.id("BLOCK"),
        number: None,
        canceled: false,
        dates,
        terms: Some(Terms {
            space: space.unwrap_or_else(|| default(property.spaces, 1)).to_owned(),
            rate: rate.unwrap_or_else(|| default(property.rates, 0)).to_owned(),
            count,
            release,
            pickup,
        }),
        letter: None,
    };
    let code = block.code.clone();
    desk.ledger.blocks.add(block);
    send(desk, &code, Status::Created, "offered", |_| {})
}

/// Changes a block and sends it.
pub(super) fn modify(desk: &mut Desk<'_>, mut parameters: Parameters<'_>) -> Answer {
    let code = parameters.text("code");
    let number = parameters.text("confirmationNumber");
    let count = parameters.number("count", 0..=MOST_SPACES);
    let pickup = parameters.choice("pickupType", &PICKUPS);
    parameters.finish()?;
    let code = chosen(desk, code, number)?;
    send(desk, &code, Status::Updated, "modified", |terms| {
        // Something has to change, so a space is added unless something else is asked for.
        let more = terms.count.saturating_add(i64::from(pickup.is_none()));
        terms.count = count.unwrap_or(more);
        terms.pickup = pickup.unwrap_or(terms.pickup);
    })
}

/// Cancels a block and says so.
pub(super) fn cancel(desk: &mut Desk<'_>, mut parameters: Parameters<'_>) -> Answer {
    let code = parameters.text("code");
    let number = parameters.text("confirmationNumber");
    parameters.finish()?;
    let code = chosen(desk, code, number)?;
    send(desk, &code, Status::Canceled, "cancelled", |_| {})
}

/// The code of the block that the parameters name, or of the latest.
///
/// The platform wants its own number with a change. It tells it by a confirmation whose address is
/// not documented, so the number may be told to the hook as well.
fn chosen(desk: &mut Desk<'_>, code: Option<&str>, number: Option<&str>) -> Result<String, Vec<Refusal>> {
    let blocks = &mut desk.ledger.blocks;
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
fn send(desk: &mut Desk<'_>, code: &str, status: Status, done: &str, change: impl FnOnce(&mut Terms)) -> Answer {
    let Desk {
        ledger,
        outbox,
        connection,
        scene,
        ..
    } = desk;
    let missing = || impossible("There is no such block.");
    let block = ledger.blocks.get_mut(code).ok_or_else(missing)?;
    let mut terms = block.terms.clone().ok_or_else(missing)?;
    change(&mut terms);
    let named = (code, block.number.as_deref());
    let value = terms.value(status, named, block.dates, connection.property);
    let content = Map::from_iter([("availabilityBlock".to_owned(), value)]);
    let to = (*connection, &mut **outbox, &mut **scene);
    let letter = Letter::send(block.letter.as_ref(), "processAvailabilityBlock", content, to)?;
    let message = json!(letter.message);
    block.letter = Some(letter);
    block.terms = Some(terms);
    block.canceled = status == Status::Canceled;
    report(
        done,
        [
            ("code", json!(code)),
            ("confirmationNumber", json!(block.number)),
            ("messageId", message),
        ],
    )
}

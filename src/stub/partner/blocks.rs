//! Availability blocks of both origins: offered by the channel manager, or pushed by the platform.
//!
//! Implements `channel-manager-api/channel-manager-operations/availabilityBlock`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::block_terms::BlockTerms;
use super::call_result::error_codes;
use super::group_fields::{currency, failures, interval, optional_text, person, truth, word};
use super::push_outcome::PushOutcome;
use super::sent_message::{MessageState, SentMessage};
use super::unmapped_codes::UnmappedCodes;
use crate::stub::answer::{Answer, Code, Refusal, done};
use crate::stub::fields::{At, Fields};
use crate::stub::property::Property;
use crate::stub::scene::Scene;

/// A block as it is known here.
pub(super) struct Block {
    /// The channel manager's reference.
    pub(super) code: String,
    /// The platform's number; not known of an offer before it is confirmed.
    pub(super) number: Option<String>,
    pub(super) canceled: bool,
    /// First day, and the day after the last night.
    pub(super) dates: (Date, Date),
    /// Terms that were offered; nothing if the platform made the block.
    pub(super) terms: Option<BlockTerms>,
    pub(super) latest_message: Option<SentMessage>,
}

/// The blocks of one connection, in the order in which they came.
#[derive(Default)]
pub(super) struct Blocks {
    all: Vec<Block>,
    by_code: BTreeMap<String, usize>,
    by_number: BTreeMap<String, usize>,
}

impl Blocks {
    /// Takes in a new block.
    pub(super) fn add(&mut self, block: Block) {
        let position = self.all.len();
        self.by_code.insert(block.code.clone(), position);
        if let Some(number) = &block.number {
            self.by_number.insert(number.clone(), position);
        }
        self.all.push(block);
    }

    pub(super) fn get_mut(&mut self, code: &str) -> Option<&mut Block> {
        self.all.get_mut(*self.by_code.get(code)?)
    }

    /// The latest block that was offered and is not cancelled.
    pub(super) fn latest_offer(&mut self) -> Option<&mut Block> {
        let mut latest_first = self.all.iter_mut().rev();
        latest_first.find(|block| block.terms.is_some() && !block.canceled)
    }

    /// The message about a block, if it is the latest.
    pub(super) fn latest_message(&mut self, code: &str, message: &str) -> Option<&mut SentMessage> {
        let sent = self.get_mut(code)?.latest_message.as_mut()?;
        (sent.message == message).then_some(sent)
    }

    /// Returns the answer of hooks about all of them.
    pub(super) fn summary(&self) -> Value {
        let summary = |block: &Block| {
            json!({
                "code": block.code,
                "confirmationNumber": block.number,
                "origin": if block.terms.is_some() { "channel-manager" } else { "mews" },
                "state": block.latest_message.as_ref().map_or("known", |sent| sent.state.name()),
                "start": block.dates.0.to_string(),
                "end": block.dates.1.to_string(),
                "canceled": block.canceled,
            })
        };
        self.all.iter().map(summary).collect()
    }

    /// Takes a block that the platform pushes and says how it is to be confirmed.
    pub(super) fn take(
        &mut self,
        body: &Map<String, Value>,
        property: &Property,
        new_code: impl FnOnce() -> String,
    ) -> PushOutcome {
        let pushed = Pushed::of(body, property)?;
        if !pushed.unmapped.is_empty() {
            return Ok(Err(pushed.unmapped));
        }
        let number = pushed.number;
        let known = self.by_number.get(number);
        let known = known.or_else(|| pushed.code.and_then(|code| self.by_code.get(code)));
        let Some(block) = known.copied().and_then(|position| self.all.get_mut(position)) else {
            if pushed.status == "Cancel" {
                return Ok(Err(broken(format!(
                    "The block {number} is not known here; nothing is cancelled."
                ))));
            }
            // An update of a block whose creation was lost makes good for it.
            let block = Block {
                code: new_code(),
                number: Some(number.to_owned()),
                canceled: false,
                dates: pushed.dates,
                terms: None,
                latest_message: None,
            };
            let told = confirmation(&block.code, number);
            self.add(block);
            return Ok(Ok(told));
        };
        if block.number.as_deref().is_some_and(|known| known != number) {
            return Ok(Err(broken(format!(
                "The block {} does not have the number {number}.",
                block.code
            ))));
        }
        if pushed.code.is_some_and(|code| code != block.code) {
            return Ok(Err(broken(format!(
                "The block {number} has the code {} here.",
                block.code
            ))));
        }
        if block.canceled && pushed.status != "Cancel" {
            return Ok(Err(broken(format!(
                "The block {number} was cancelled before; send a new one."
            ))));
        }
        block.canceled = pushed.status == "Cancel";
        block.dates = pushed.dates;
        let code = block.code.clone();
        self.name(&code, number);
        Ok(Ok(confirmation(&code, number)))
    }

    /// Takes the platform's word on a block that was offered.
    pub(super) fn confirm(&mut self, body: &Map<String, Value>, scene: &mut Scene) -> Answer {
        let mut fields = Fields::default();
        // The page calls it messageId, not relatedMessageId as in all other confirmations.
        let message = fields.text(body, At::Root, "messageId").unwrap_or_default();
        let code = fields.text(body, At::Root, "code").unwrap_or_default();
        let success = truth(body.get("success"));
        let number = if success == Some(true) {
            fields.text(body, At::Root, "confirmationNumber")
        } else {
            optional_text(&mut fields, body, At::Root, "confirmationNumber")
        };
        let failed = failures(&mut fields, body);
        match success {
            None => fields.invalid(At::Property(&At::Root, "success"), "must be true or false"),
            Some(false) if !failed => {
                fields.invalid(At::Property(&At::Root, "errors"), "must say why there is no success");
            }
            Some(_) => {}
        }
        fields.finish()?;
        let Some(block) = self.get_mut(code).filter(|block| block.terms.is_some()) else {
            let message = format!("The block {code} was never sent from here; do not send its confirmation again.");
            return Err(broken(message));
        };
        if let (Some(known), Some(number)) = (&block.number, number)
            && known != number
        {
            let message = format!("The block {code} was confirmed as {known} before; its number must stay the same.");
            return Err(broken(message));
        }
        let sent = block.latest_message.as_mut().filter(|sent| sent.message == message);
        if success == Some(false) {
            if let Some(sent) = sent {
                sent.refuse(error_codes(body).first().copied().unwrap_or_default(), scene);
            }
            return done();
        }
        if let Some(sent) = sent {
            sent.state = MessageState::Confirmed;
        }
        self.name(code, number.unwrap_or_default());
        done()
    }

    /// Remembers the platform's number of a block.
    fn name(&mut self, code: &str, number: &str) {
        if let Some(position) = self.by_code.get(code).copied()
            && let Some(block) = self.all.get_mut(position)
        {
            block.number = Some(number.to_owned());
            self.by_number.insert(number.to_owned(), position);
        }
    }
}

fn confirmation(code: &str, number: &str) -> Map<String, Value> {
    Map::from_iter([
        ("code".to_owned(), json!(code)),
        ("confirmationNumber".to_owned(), json!(number)),
    ])
}

fn broken(message: String) -> Vec<Refusal> {
    Refusal::new(Code::Processing, message).into()
}

/// A block as it was pushed.
struct Pushed<'b> {
    code: Option<&'b str>,
    number: &'b str,
    status: &'b str,
    dates: (Date, Date),
    unmapped: Vec<Refusal>,
}

impl<'b> Pushed<'b> {
    fn of(body: &'b Map<String, Value>, property: &Property) -> Result<Self, Vec<Refusal>> {
        let mut fields = Fields::default();
        let mut codes = UnmappedCodes::new(property);
        fields.text(body, At::Root, "messageId");
        fields.address(body, At::Root, "responseUrl");
        let at = At::Property(&At::Root, "availabilityBlock");
        let Some(block) = fields.part(body, At::Root, "availabilityBlock") else {
            return Err(fields.finish().err().unwrap_or_default());
        };
        let code = optional_text(&mut fields, block, at, "code");
        let number = fields.text(block, at, "confirmationNumber");
        let status = word(&mut fields, block, at, "status", &["Create", "Update", "Cancel"]);
        fields.text(block, at, "name");
        word(
            &mut fields,
            block,
            at,
            "pickupType",
            &["AllInOneGroup", "IndividualGroups"],
        );
        let dates = fields.part(block, at, "dates");
        let released = dates.is_some_and(|dates| dates.get("releasedDate").is_some_and(Value::is_string));
        let dates = dates.and_then(|dates| interval(&mut fields, dates, At::Property(&at, "dates"), ["start", "end"]));
        // The page's own example has the deprecated date in place of the strategy.
        if block.get("releaseStrategy").is_some_and(|value| !value.is_null()) || !released {
            release(&mut fields, block, at);
        }
        let mut spaces = BTreeSet::new();
        for (index, item) in fields.list(block, at, "spaceCategories").iter().enumerate() {
            let at = At::Item(&at, "spaceCategories", index);
            let Some(item) = fields.object(item, at) else { continue };
            if let Some(space) = fields.text(item, at, "spaceTypeCode") {
                codes.space(space);
                if !spaces.insert(space) {
                    fields.broken(At::Property(&at, "spaceTypeCode"), "must not be listed before");
                }
            }
            allocation(&mut fields, item, at);
        }
        if let Some(booker) = fields.part(block, at, "booker") {
            person(&mut fields, booker, At::Property(&at, "booker"));
        }
        match (number, status, dates, fields.finish()) {
            (Some(number), Some(status), Some(dates), Ok(())) => Ok(Self {
                code,
                number,
                status,
                dates,
                unmapped: codes.finish().err().unwrap_or_default(),
            }),
            (_, _, _, problems) => Err(problems.err().unwrap_or_default()),
        }
    }
}

fn release(fields: &mut Fields, block: &Map<String, Value>, at: At<'_>) {
    let Some(strategy) = fields.part(block, at, "releaseStrategy") else {
        return;
    };
    let at = At::Property(&at, "releaseStrategy");
    match word(fields, strategy, at, "type", &["Fixed", "Rolling"]) {
        Some("Fixed") => drop(fields.date(strategy, at, "fixedDate")),
        Some(_) => drop(fields.text(strategy, at, "offset")),
        None => {}
    }
}

/// Numbers of spaces of a category that are set aside and taken, with their prices.
fn allocation(fields: &mut Fields, item: &Map<String, Value>, at: At<'_>) {
    interval(fields, item, at, ["start", "end"]);
    for name in ["allocatedSpaces", "occupiedSpaces"] {
        for (index, count) in fields.list(item, at, name).iter().enumerate() {
            let at = At::Item(&at, name, index);
            let Some(count) = fields.object(count, at) else {
                continue;
            };
            interval(fields, count, at, ["start", "end"]);
            if fields.integer(count, at, "count").is_some_and(|count| count < 0) {
                fields.broken(At::Property(&at, "count"), "must not be below zero");
            }
        }
    }
    for (index, rate) in fields.list(item, at, "rates").iter().enumerate() {
        let at = At::Item(&at, "rates", index);
        let Some(rate) = fields.object(rate, at) else { continue };
        interval(fields, rate, at, ["start", "end"]);
        currency(fields, rate, at);
        if fields.list(rate, at, "prices").is_empty() {
            fields.broken(At::Property(&at, "prices"), "must hold a price");
        }
    }
}

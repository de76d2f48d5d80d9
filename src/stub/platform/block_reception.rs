//! The reception of availability blocks that the channel manager sends, and their confirmation.
//!
//! Implements `channel-manager-api/mews-operations/availabilityBlock#process-availability-block`.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::blocks::{Allocation, Block, Outline, Release};
use super::calls::{call, head};
use super::promise::promise;
use super::state::Platform;
use super::unknown_codes::UnknownCodes;
use super::{card, person};
use crate::stub::access::Connection;
use crate::stub::answer::{Answer, Code, Refusal, done};
use crate::stub::behaviour::{BlockConfirmation, BusinessErrors};
use crate::stub::fields::{At, Fields};
use crate::stub::scene::Scene;

/// Status that a message gives to a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum BlockStatus {
    Created,
    Updated,
    Cancelled,
}

impl Platform {
    /// Takes a block: creates it, changes it or cancels it.
    pub(super) fn process_block(
        &mut self,
        body: &Map<String, Value>,
        connection: &'static Connection,
        scene: &mut Scene,
    ) -> Answer {
        let behaviour = scene.behaviour;
        let mut fields = Fields::default();
        let mut codes = UnknownCodes::new(connection.property, behaviour.group_codes);
        let message = fields.text(body, At::Root, "messageId").unwrap_or_default();
        let received = fields
            .part(body, At::Root, "availabilityBlock")
            .and_then(|block| ReceivedBlock::read(&mut fields, &mut codes, block));
        let mut broken = fields.finish_shape()?;
        broken.extend(codes.refusals);
        let Some(received) = received.filter(|_| broken.is_empty()) else {
            let code = body.get("availabilityBlock").and_then(|block| block.get("code"));
            return self.refuse_block(broken, message, code.and_then(Value::as_str), connection, scene);
        };

        let known = self.blocks.find(connection, received.code);
        let fits = |position: &usize| {
            let number = self.blocks.get(*position).map(|block| block.number.as_str());
            received.status == BlockStatus::Created || number == received.number
        };
        if received.status != BlockStatus::Created && !known.as_ref().is_some_and(fits) {
            let text = format!(
                "The block {} has no such confirmation number, or does not exist.",
                received.code
            );
            let broken = Refusal::new(Code::Processing, text).into();
            return self.refuse_block(broken, message, Some(received.code), connection, scene);
        }
        let number = match known.and_then(|position| self.blocks.get(position)) {
            Some(block) => block.number.clone(),
            None => self.blocks.number(),
        };
        let block = Block {
            connection: connection.token,
            code: Some(received.code.to_owned()),
            number: number.clone(),
            cancelled: received.status == BlockStatus::Cancelled,
            outline: received.outline,
        };
        match known.and_then(|position| self.blocks.get_mut(position)) {
            Some(known) => *known = block,
            None => {
                self.blocks.add(block);
            }
        }
        if behaviour.block_confirmation == BlockConfirmation::None {
            // Nothing follows, so nothing is promised.
            return done();
        }
        confirm(message, received.code, &number, &[], connection, scene);
        promise(behaviour.async_flag)
    }

    /// Refuses a block: later, if it is confirmed at all.
    fn refuse_block(
        &mut self,
        refusals: Vec<Refusal>,
        message: &str,
        code: Option<&str>,
        connection: &'static Connection,
        scene: &mut Scene,
    ) -> Answer {
        let behaviour = scene.behaviour;
        if behaviour.block_confirmation == BlockConfirmation::None
            || behaviour.business_errors == BusinessErrors::AtOnce
        {
            return Err(refusals);
        }
        let code = code.unwrap_or_default();
        let known = self
            .blocks
            .find(connection, code)
            .and_then(|position| self.blocks.get(position));
        // The confirmation must have a number, so a block that never came to be has one as well.
        let number = match known {
            Some(block) => block.number.clone(),
            None => self.blocks.number(),
        };
        confirm(message, code, &number, &refusals, connection, scene);
        promise(behaviour.async_flag)
    }
}

/// Owes the confirmation of a block, which names its message otherwise than that of a group does.
fn confirm(
    message: &str,
    code: &str,
    number: &str,
    refusals: &[Refusal],
    connection: &'static Connection,
    scene: &mut Scene,
) {
    let mut body = head(connection, scene);
    body.insert("messageId".into(), json!(message));
    body.insert("code".into(), json!(code));
    body.insert("confirmationNumber".into(), json!(number));
    body.insert("success".into(), json!(refusals.is_empty()));
    if !refusals.is_empty() {
        let errors: Vec<_> = refusals.iter().map(Refusal::value).collect();
        body.insert("errors".into(), Value::Array(errors));
    }
    call("confirmAvailabilityBlock", connection, body, scene);
}

/// Block as the channel manager sent it.
struct ReceivedBlock<'b> {
    code: &'b str,
    number: Option<&'b str>,
    status: BlockStatus,
    outline: Outline,
}

impl<'b> ReceivedBlock<'b> {
    fn read(fields: &mut Fields, codes: &mut UnknownCodes<'_>, block: &'b Map<String, Value>) -> Option<Self> {
        let at = At::Property(&At::Root, "availabilityBlock");
        let code = fields.text(block, at, "code");
        let status = status(fields, block, at);
        // A new block that has a number already is odd and harmless.
        let number = match status {
            Some(BlockStatus::Updated | BlockStatus::Cancelled) => fields.text(block, at, "confirmationNumber"),
            Some(BlockStatus::Created) | None => fields.optional_text(block, at, "confirmationNumber"),
        };
        let name = fields.text(block, at, "name");
        let dates = fields
            .part(block, at, "dates")
            .and_then(|dates| fields.stay(dates, At::Property(&at, "dates"), "start", "end"));
        let release = release(fields, block, at);
        if let Some(rate) = fields.text(block, at, "originalRateCode") {
            codes.rate(rate);
        }
        let spaces = spaces(fields, codes, block, at);
        let booker = person::required(fields, block, at, "booker");
        card::check(fields, block, at);
        fields.optional_text(block, at, "notes");
        let pickup = fields.word(block, at, "pickupType", &["AllInOneGroup", "IndividualGroups"]);
        let (start, end) = dates?;
        Some(Self {
            code: code?,
            number,
            status: status?,
            outline: Outline {
                name: name?.to_owned(),
                start,
                end,
                release: release?,
                spaces,
                booker: booker?,
                pickup: pickup?,
            },
        })
    }
}

/// The words of the other direction are understood as well.
fn status(fields: &mut Fields, block: &Map<String, Value>, at: At<'_>) -> Option<BlockStatus> {
    let known = [
        ("Created", BlockStatus::Created),
        ("Updated", BlockStatus::Updated),
        ("Canceled", BlockStatus::Cancelled),
        ("Create", BlockStatus::Created),
        ("Update", BlockStatus::Updated),
        ("Cancel", BlockStatus::Cancelled),
    ];
    let text = block.get("status").and_then(Value::as_str);
    let status = known.iter().find(|(word, _)| text == Some(word));
    if status.is_none() {
        fields.invalid(At::Property(&at, "status"), "must be Created, Updated or Canceled");
    }
    status.map(|(_, status)| *status)
}

/// The case of the type does not matter, since the page is not of one mind.
fn release(fields: &mut Fields, block: &Map<String, Value>, at: At<'_>) -> Option<Release> {
    let strategy = fields.part(block, at, "releaseStrategy")?;
    let at = At::Property(&at, "releaseStrategy");
    let kind = strategy.get("type").and_then(Value::as_str).unwrap_or_default();
    if kind.eq_ignore_ascii_case("fixed") {
        return fields.date(strategy, at, "fixedDate").map(Release::Fixed);
    }
    if kind.eq_ignore_ascii_case("rolling") {
        let days = fields.text(strategy, at, "offset").map(days);
        if days == Some(None) {
            fields.invalid(At::Property(&at, "offset"), "must be a duration in days, e.g. P7DT");
        }
        return days.flatten().map(Release::Rolling);
    }
    fields.invalid(At::Property(&at, "type"), "must be Fixed or Rolling");
    None
}

/// The days of a duration with or without a time, e.g. `P7D`, `P7DT`, `P7DT12H`.
fn days(text: &str) -> Option<i64> {
    let (days, time) = text.strip_prefix('P')?.split_once('D')?;
    let mut rest = match time.strip_prefix('T') {
        Some(time) => time,
        None if time.is_empty() => "",
        None => return None,
    };
    for unit in ['H', 'M', 'S'] {
        if let Some((count, later)) = rest.split_once(unit) {
            if count.is_empty() || !count.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            rest = later;
        }
    }
    let digits = !days.is_empty() && days.bytes().all(|byte| byte.is_ascii_digit());
    (rest.is_empty() && digits).then(|| days.parse().ok())?
}

fn spaces(
    fields: &mut Fields,
    codes: &mut UnknownCodes<'_>,
    block: &Map<String, Value>,
    at: At<'_>,
) -> Vec<Allocation> {
    let mut spaces = Vec::new();
    for (index, category) in fields.list(block, at, "spaceCategories").iter().enumerate() {
        let at = At::Item(&at, "spaceCategories", index);
        let Some(category) = fields.object(category, at) else {
            continue;
        };
        let space = fields.text(category, at, "spaceTypeCode");
        let counts = counts(fields, category, at);
        rates(fields, category, at);
        if let Some(space) = space {
            codes.space(space);
            spaces.push(Allocation {
                space: space.to_owned(),
                counts,
            });
        }
    }
    spaces
}

fn counts(fields: &mut Fields, category: &Map<String, Value>, at: At<'_>) -> Vec<(Date, Date, i64)> {
    let mut counts = Vec::new();
    for (index, allocated) in fields.list(category, at, "allocatedSpaces").iter().enumerate() {
        let at = At::Item(&at, "allocatedSpaces", index);
        let Some(allocated) = fields.object(allocated, at) else {
            continue;
        };
        let dates = fields.stay(allocated, at, "start", "end");
        let count = fields.number_of(allocated, at, "count", 0..=i64::MAX);
        counts.extend(dates.zip(count).map(|((start, end), count)| (start, end, count)));
    }
    counts
}

/// The rates of a category are checked and not kept: the platform prices its own messages.
fn rates(fields: &mut Fields, category: &Map<String, Value>, at: At<'_>) {
    let listed = fields.optional_list(category, at, "rates").unwrap_or_default();
    for (index, rate) in listed.iter().enumerate() {
        let at = At::Item(&at, "rates", index);
        let Some(rate) = fields.object(rate, at) else {
            continue;
        };
        fields.stay(rate, at, "start", "end");
        let prices = fields.optional_list(rate, at, "prices").unwrap_or_default();
        let deprecated = rate.get("grossAmount").is_some_and(|amount| !amount.is_null());
        if prices.is_empty() && !deprecated {
            fields.invalid(At::Property(&at, "prices"), "must list at least one price");
        }
        for (index, price) in prices.iter().enumerate() {
            let at = At::Item(&at, "prices", index);
            if let Some(price) = fields.object(price, at) {
                fields.number(price, at, "grossAmount");
                fields.number(price, at, "netAmount");
                fields.currency(price, at);
                fields.number_of(price, at, "guestCount", 1..=i64::MAX);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn durations_are_read_with_and_without_a_time() {
        for (text, expected) in [
            ("P7D", Some(7)),
            ("P7DT", Some(7)),
            ("P14DT2H30M", Some(14)),
            ("P0DT5S", Some(0)),
            ("7D", None),
            ("P7", None),
            ("PD", None),
            ("P7DX", None),
            ("P7DTH", None),
            ("P-7D", None),
            ("P7DT2H1H", None),
            ("P99999999999999999999D", None),
        ] {
            assert_eq!(days(text), expected, "{text}");
        }
    }
}

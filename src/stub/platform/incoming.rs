//! Reading a group that the channel manager sends.
//!
//! A malformed message is told apart from one that breaks a rule of business: the first is refused
//! at once, the second may be refused later.
//! Implements `channel-manager-api/mews-operations/reservations#process-group`.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::amount::{Amount, sum};
use super::{card, person};
use crate::stub::answer::{Code, Refusal};
use crate::stub::behaviour::GroupCodes;
use crate::stub::fields::{At, Fields, integer};
use crate::stub::property::Property;
use crate::stub::seed;

const CREATED: i64 = 1;
const MODIFIED: i64 = 2;
const CANCELLED: i64 = 3;

/// What a group's message says.
pub(super) struct Incoming<'b> {
    pub(super) message: &'b str,
    pub(super) id: &'b str,
    pub(super) channel: Option<&'b str>,
    /// The block from which the group takes its spaces, as the channel manager names it.
    pub(super) block: Option<&'b str>,
    /// Whether the whole group is cancelled (R-GRP-1).
    pub(super) cancels: bool,
    pub(super) customer: Option<Value>,
    pub(super) total: Option<Amount>,
    pub(super) reservations: Vec<Told<'b>>,
}

/// What the message says of one reservation.
pub(super) struct Told<'b> {
    pub(super) code: &'b str,
    pub(super) state: Option<i64>,
    /// `None` if it is cancelled.
    pub(super) stay: Option<Stay>,
}

impl Told<'_> {
    /// Whether it says of itself that it is known already.
    pub(super) fn claims_to_be_known(&self) -> bool {
        matches!(self.state, Some(MODIFIED | CANCELLED))
    }
}

/// What is kept of a stay.
#[derive(Clone)]
pub(super) struct Stay {
    pub(super) space: String,
    pub(super) rate: String,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) total: Amount,
    /// One for each night.
    pub(super) nights: Vec<Amount>,
    /// How many guests there are of each age.
    pub(super) guests: Vec<(String, i64)>,
}

/// Reads a message: what it says, and which rules of business it breaks.
pub(super) fn read<'b>(
    body: &'b Map<String, Value>,
    property: &Property,
    codes: GroupCodes,
) -> Result<(Incoming<'b>, Vec<Refusal>), Vec<Refusal>> {
    let mut reader = Reader {
        fields: Fields::default(),
        codes: Codes::new(property, codes),
    };
    let incoming = reader.group(body);
    let mut broken = reader.fields.finish_shape()?;
    broken.extend(reader.codes.refusals);
    Ok((incoming, broken))
}

struct Reader<'p> {
    fields: Fields,
    codes: Codes<'p>,
}

impl Reader<'_> {
    fn group<'b>(&mut self, body: &'b Map<String, Value>) -> Incoming<'b> {
        let at = At::Root;
        let message = self.fields.text(body, at, "messageId").unwrap_or_default();
        let id = self.fields.text(body, at, "channelManagerId").unwrap_or_default();
        let listed = self.fields.optional_list(body, at, "reservations").unwrap_or_default();
        let cancels = listed
            .iter()
            .all(|reservation| reservation.get("state").and_then(integer) == Some(CANCELLED));
        // A cancellation may do without.
        let channel = if cancels {
            self.fields.optional_text(body, at, "channelId")
        } else {
            self.fields.text(body, at, "channelId")
        };
        let (mut customer, mut total) = (None, None);
        if !cancels {
            self.fields.currency(body, at);
            total = Amount::part(&mut self.fields, body, at, "totalAmount");
            self.fields.number_of(body, at, "paymentType", 1..=3);
            customer = person::required(&mut self.fields, body, at, "customer");
        }
        person::optional(&mut self.fields, body, at, "booker");
        person::sources(&mut self.fields, body, at);
        card::check(&mut self.fields, body, at);
        let block = self.fields.optional_text(body, at, "availabilityBlockCode");

        let mut codes = BTreeSet::new();
        let mut reservations = Vec::new();
        for (index, reservation) in listed.iter().enumerate() {
            let at = At::Item(&At::Root, "reservations", index);
            let Some(told) = self.reservation(reservation, at) else {
                continue;
            };
            if !codes.insert(told.code) {
                self.fields
                    .invalid(At::Property(&at, "code"), "must be unique in the group");
            }
            reservations.push(told);
        }
        Incoming {
            message,
            id,
            channel,
            block,
            cancels,
            customer,
            total,
            reservations,
        }
    }

    fn reservation<'b>(&mut self, reservation: &'b Value, at: At<'_>) -> Option<Told<'b>> {
        let reservation = self.fields.object(reservation, at)?;
        let code = self.fields.text(reservation, at, "code");
        if code == Some("_") {
            self.fields.invalid(At::Property(&at, "code"), "must not be _");
        }
        let state = match reservation.get("state") {
            None | Some(Value::Null) => None,
            Some(_) => self.fields.number_of(reservation, at, "state", CREATED..=CANCELLED),
        };
        let stay = if state == Some(CANCELLED) {
            None
        } else {
            self.stay(reservation, at)
        };
        Some(Told {
            code: code?,
            state,
            stay,
        })
    }

    fn stay(&mut self, reservation: &Map<String, Value>, at: At<'_>) -> Option<Stay> {
        let fields = &mut self.fields;
        let space = fields.text(reservation, at, "spaceTypeCode");
        let rate = fields.text(reservation, at, "ratePlanCode");
        let dates = fields.stay(reservation, at, "from", "to");
        let total = Amount::part(fields, reservation, at, "totalAmount");
        let nights = nights(fields, reservation, at, dates);
        let guests = guests(fields, reservation, at);
        extras(fields, reservation, at);
        person::optional_list(fields, reservation, at, "guests");
        if let Some(space) = space {
            self.codes.space(space);
        }
        if let Some(rate) = rate {
            self.codes.rate(rate);
        }
        let (from, to) = dates?;
        Some(Stay {
            space: space?.to_owned(),
            rate: rate?.to_owned(),
            from,
            to,
            total: total?,
            nights,
            guests,
        })
    }
}

/// The amounts of the nights, of which there must be one each.
fn nights(
    fields: &mut Fields,
    reservation: &Map<String, Value>,
    at: At<'_>,
    dates: Option<(Date, Date)>,
) -> Vec<Amount> {
    let listed = fields.list(reservation, at, "amounts");
    let mut nights = Vec::new();
    for (index, amount) in listed.iter().enumerate() {
        let at = At::Item(&at, "amounts", index);
        let Some(amount) = fields
            .object(amount, at)
            .and_then(|amount| Amount::of(fields, amount, at))
        else {
            continue;
        };
        if amount.is_negative() {
            fields.broken(at, "must not be negative");
        }
        nights.push(amount);
    }
    let wanted = dates.map(|(from, to)| from.duration_until(to).as_hours() / 24);
    if wanted.is_some_and(|wanted| usize::try_from(wanted) != Ok(listed.len())) && reservation.contains_key("amounts") {
        fields.broken(At::Property(&at, "amounts"), "must hold one amount for each night");
    }
    nights
}

/// The guests by age, in the current form or in the deprecated one (N-72).
fn guests(fields: &mut Fields, reservation: &Map<String, Value>, at: At<'_>) -> Vec<(String, i64)> {
    let deprecated: Vec<_> = [("adultCount", seed::AGES[0]), ("childCount", seed::AGES[1])]
        .into_iter()
        .filter_map(|(name, age)| {
            let count = reservation.get(name).and_then(integer)?;
            (count > 0).then(|| (age.to_owned(), count))
        })
        .collect();
    let given = reservation.get("guestCounts").is_some_and(|counts| !counts.is_null());
    if !given && !deprecated.is_empty() {
        return deprecated;
    }
    let mut guests = Vec::new();
    for (index, count) in fields.list(reservation, at, "guestCounts").iter().enumerate() {
        let at = At::Item(&at, "guestCounts", index);
        let Some(object) = fields.object(count, at) else {
            continue;
        };
        let age = fields.word(
            object,
            at,
            "code",
            &["Infant", "Child", "Teenager", "Adult", "SeniorCitizen"],
        );
        let count = fields.number_of(object, at, "count", 0..=i64::MAX);
        guests.extend(age.map(str::to_owned).zip(count));
    }
    if given && !guests.iter().any(|(_, count)| *count > 0) {
        fields.broken(At::Property(&at, "guestCounts"), "must count at least one guest");
    }
    guests
}

fn extras(fields: &mut Fields, reservation: &Map<String, Value>, at: At<'_>) {
    for (index, extra) in fields
        .optional_list(reservation, at, "extras")
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let at = At::Item(&at, "extras", index);
        let Some(extra) = fields.object(extra, at) else {
            continue;
        };
        fields.text(extra, at, "code");
        Amount::part(fields, extra, at, "amount");
        fields.integer(extra, at, "count");
        fields.integer(extra, at, "pricing");
        let mut optional = |name: &str| {
            extra.get(name).filter(|date| !date.is_null())?;
            fields.date(extra, at, name)
        };
        if let (Some(from), Some(to)) = (optional("from"), optional("to"))
            && from == to
        {
            fields.broken(At::Property(&at, "from"), "must not be the same day as to");
        }
    }
}

/// Collects the codes that the property does not have, each once.
pub(super) struct Codes<'p> {
    property: &'p Property,
    form: GroupCodes,
    seen: BTreeSet<(bool, String)>,
    pub(super) refusals: Vec<Refusal>,
}

impl<'p> Codes<'p> {
    pub(super) fn new(property: &'p Property, form: GroupCodes) -> Self {
        Self {
            property,
            form,
            seen: BTreeSet::new(),
            refusals: Vec::new(),
        }
    }

    /// Notes a category, unless the property has it; one that is not synchronized is as good.
    pub(super) fn space(&mut self, code: &str) {
        if self.property.has_space(code) || !self.seen.insert((false, code.to_owned())) {
            return;
        }
        let message = format!("The space category {code} does not exist; send one of the configuration.");
        self.refusals.push(match self.form {
            GroupCodes::Current => Refusal::new(Code::Category, message).category(code),
            GroupCodes::Docs => Refusal::new(Code::SpaceNotFound, message),
        });
    }

    /// Notes a rate, unless the property has it.
    pub(super) fn rate(&mut self, code: &str) {
        if self.property.has_rate(code) || !self.seen.insert((true, code.to_owned())) {
            return;
        }
        let message = format!("The rate {code} does not exist; send one of the configuration.");
        self.refusals.push(match self.form {
            GroupCodes::Current => Refusal::new(Code::Rate, message).rate(code),
            GroupCodes::Docs => Refusal::new(Code::RateNotFound, message),
        });
    }
}

impl Incoming<'_> {
    /// Spreads what the group's total is more or less than its reservations over the nights, so that
    /// the total holds (N-70).
    pub(super) fn spread(&mut self) {
        let stays = || self.reservations.iter().filter_map(|told| told.stay.as_ref());
        let nights: usize = stays().map(|stay| stay.nights.len()).sum();
        let Some(difference) = sum(stays().map(|stay| stay.total))
            .zip(self.total)
            .map(|(told, total)| total.minus(told))
            .filter(|difference| difference.is_something() && nights > 0)
        else {
            return;
        };
        let share = difference.share(nights);
        let mut rest = (1..nights).fold(difference, |rest, _| rest.minus(share));
        let stays = self.reservations.iter_mut().rev().filter_map(|told| told.stay.as_mut());
        for stay in stays {
            for night in stay.nights.iter_mut().rev() {
                // The last night takes what does not divide evenly.
                *night = night.plus(rest);
                stay.total = stay.total.plus(rest);
                rest = share;
            }
        }
    }
}

impl Stay {
    /// The stay as it is sent, without its codes.
    pub(super) fn value(&self) -> Map<String, Value> {
        let mut value = Map::new();
        value.insert("spaceTypeCode".into(), json!(self.space));
        value.insert("ratePlanCode".into(), json!(self.rate));
        value.insert("from".into(), json!(self.from.to_string()));
        value.insert("to".into(), json!(self.to.to_string()));
        value.insert("totalAmount".into(), self.total.value());
        let nights: Vec<_> = self.nights.iter().map(|night| night.value()).collect();
        value.insert("amounts".into(), Value::Array(nights));
        let guests: Vec<_> = self
            .guests
            .iter()
            .map(|(age, count)| json!({ "code": age, "count": count }))
            .collect();
        value.insert("guestCounts".into(), Value::Array(guests));
        value
    }
}

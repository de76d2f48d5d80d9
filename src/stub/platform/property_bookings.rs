//! Groups and blocks that the property makes itself, and pushes to the channel manager.
//!
//! Implements `channel-manager-api/channel-manager-operations/reservations#process-group` and
//! `/availabilityBlock#process-availability-block`.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::blocks::{Allocation, Block, Outline, Release};
use super::groups::{Group, Reservation};
use super::hook_parameters::{cannot, optional_date, optional_number, report};
use super::state::Platform;
use super::stay;
use crate::contract::push::Push;
use crate::stub::access::Connection;
use crate::stub::answer::{Answer, Refusal};
use crate::stub::fields::{At, Fields};
use crate::stub::property::Pair;
use crate::stub::scene::Scene;

/// A group is booked so many days ahead if it is not said.
const AHEAD: i64 = 30;
/// The longest stay that is booked.
const LONGEST: i64 = 365;

/// Booking that a hook asks for; what is missing has a default.
struct BookingRequest {
    space: Option<String>,
    rate: Option<String>,
    from: Option<Date>,
    to: Option<Date>,
}

impl BookingRequest {
    fn read(fields: &mut Fields, body: &Map<String, Value>) -> Self {
        let mut code = |name| fields.optional_text(body, At::Root, name).map(str::to_owned);
        Self {
            space: code("spaceTypeCode"),
            rate: code("ratePlanCode"),
            from: optional_date(fields, body, "from"),
            to: optional_date(fields, body, "to"),
        }
    }

    fn is_nothing(&self) -> bool {
        self.space.is_none() && self.rate.is_none() && self.from.is_none() && self.to.is_none()
    }

    /// The dates, with a default for each that is missing.
    fn dates(&self, from: Date, to: Date) -> Result<(Date, Date), Vec<Refusal>> {
        let nights = from.duration_until(to).as_hours() / 24;
        let from = self.from.unwrap_or(from);
        let to = self.to.unwrap_or_else(|| match self.from {
            Some(_) => from.saturating_add(nights.days()),
            None => to,
        });
        if from >= to || from.saturating_add(LONGEST.days()) < to {
            return Err(cannot("The property to must be later than from, by a year at most."));
        }
        Ok((from, to))
    }

    fn pair(&self, usual: Pair, connection: &Connection) -> Result<Pair, Vec<Refusal>> {
        let pair = Pair {
            rate: self.rate.clone().unwrap_or(usual.rate),
            space: self.space.clone().unwrap_or(usual.space),
        };
        if connection.property.has_rate(&pair.rate) && connection.property.has_space(&pair.space) {
            Ok(pair)
        } else {
            Err(cannot("The property has no such rate or category."))
        }
    }
}

impl Platform {
    pub(super) fn create_group(&mut self, body: &Map<String, Value>, scene: &mut Scene) -> Answer {
        let mut fields = Fields::default();
        let connection = self.active_connection(body, &mut fields, scene)?;
        let request = BookingRequest::read(&mut fields, body);
        let count = optional_number(&mut fields, body, "count", 1).unwrap_or(1);
        fields.finish()?;
        let from = scene.today().saturating_add(AHEAD.days());
        let dates = request.dates(from, from.saturating_add(2.days()))?;
        let pair = request.pair(self.usual_pair(connection)?, connection)?;
        let mut group = Group {
            connection: connection.token,
            customer: Some(json!({ "lastName": "Vos", "firstName": "Saskia", "email": "saskia.vos@guest.example" })),
            ..Group::default()
        };
        for _ in 0..count {
            let number = self.groups.number();
            book(&mut group, number, connection, &pair, dates);
        }
        let position = self.groups.add(group);
        self.push_group(position, connection, GroupForm::Listed, scene)
    }

    pub(super) fn modify_group(&mut self, body: &Map<String, Value>, scene: &mut Scene) -> Answer {
        let mut fields = Fields::default();
        let connection = self.active_connection(body, &mut fields, scene)?;
        let request = BookingRequest::read(&mut fields, body);
        let add = optional_number(&mut fields, body, "add", 1);
        let code = fields.optional_text(body, At::Root, "code");
        let cancel: Option<BTreeSet<&str>> = fields
            .optional_list(body, At::Root, "cancel")
            .map(|codes| codes.iter().filter_map(Value::as_str).collect());
        fields.finish()?;
        let position = self.named_group(body, connection)?;
        let numbers: Vec<String> = (0..add.unwrap_or_default()).map(|_| self.groups.number()).collect();
        let usual = self.usual_pair(connection)?;
        let Some(group) = self.groups.get_mut(position) else {
            return Err(cannot("There is no such group."));
        };
        for reservation in &mut group.reservations {
            reservation.new = false;
        }
        let chosen = group
            .reservations
            .iter_mut()
            .find(|reservation| !reservation.cancelled && code.is_none_or(|code| reservation.code == code));
        let Some(chosen) = chosen else {
            return Err(cannot("The group has no such reservation, or it is cancelled."));
        };
        let longer = request.is_nothing() && add.is_none() && cancel.is_none();
        if let Some(stay) = &chosen.stay
            && (longer || !request.is_nothing())
        {
            let to = if longer {
                stay.to.saturating_add(1.day())
            } else {
                stay.to
            };
            let dates = request.dates(stay.from, to)?;
            let pair = Pair {
                rate: stay.rate.clone(),
                space: stay.space.clone(),
            };
            let pair = request.pair(pair, connection)?;
            chosen.stay = stay::priced(connection.property, &pair, dates);
        }
        let like = chosen.stay.as_ref().map(|stay| (stay.from, stay.to));
        for reservation in &mut group.reservations {
            let named = |names: &BTreeSet<&str>| {
                names.contains(reservation.code.as_str()) || names.contains(reservation.number.as_str())
            };
            reservation.cancelled |= cancel.as_ref().is_some_and(named);
        }
        for number in numbers {
            let from = scene.today().saturating_add(AHEAD.days());
            let dates = like.unwrap_or((from, from.saturating_add(1.day())));
            book(group, number, connection, &usual, dates);
        }
        self.push_group(position, connection, GroupForm::Listed, scene)
    }

    pub(super) fn cancel_group(&mut self, body: &Map<String, Value>, scene: &mut Scene) -> Answer {
        let mut fields = Fields::default();
        let connection = self.active_connection(body, &mut fields, scene)?;
        let form = if body.get("form").is_some_and(|form| !form.is_null()) {
            fields.word(body, At::Root, "form", &["listed", "empty"])
        } else {
            None
        };
        fields.finish()?;
        let position = self.named_group(body, connection)?;
        if let Some(group) = self.groups.get_mut(position) {
            for reservation in &mut group.reservations {
                reservation.cancelled = true;
            }
        }
        let form = if form == Some("empty") {
            GroupForm::Empty
        } else {
            GroupForm::Listed
        };
        self.push_group(position, connection, form, scene)
    }

    pub(super) fn create_block(&mut self, body: &Map<String, Value>, scene: &mut Scene) -> Answer {
        let mut fields = Fields::default();
        let connection = self.active_connection(body, &mut fields, scene)?;
        let request = BookingRequest::read(&mut fields, body);
        let count = optional_number(&mut fields, body, "count", 0).unwrap_or(3);
        let name = fields.optional_text(body, At::Root, "name").unwrap_or("Spring fair");
        let release = fields.optional_text(body, At::Root, "release").unwrap_or("rolling");
        fields.finish()?;
        let from = scene.today().saturating_add(AHEAD.days());
        let (start, end) = request.dates(from, from.saturating_add(2.days()))?;
        let pair = request.pair(self.usual_pair(connection)?, connection)?;
        let number = self.blocks.number();
        let position = self.blocks.add(Block {
            connection: connection.token,
            code: None,
            number,
            cancelled: false,
            outline: Outline {
                name: name.to_owned(),
                start,
                end,
                release: match release {
                    "fixed" => Release::Fixed(start),
                    _ => Release::Rolling(7),
                },
                spaces: vec![Allocation {
                    space: pair.space,
                    counts: vec![(start, end, count)],
                }],
                booker: json!({ "lastName": "Vos", "email": "saskia.vos@guest.example" }),
                pickup: "AllInOneGroup",
            },
        });
        self.push_block(position, connection, "Create", scene)
    }

    pub(super) fn modify_block(&mut self, body: &Map<String, Value>, scene: &mut Scene) -> Answer {
        let mut fields = Fields::default();
        let connection = self.active_connection(body, &mut fields, scene)?;
        let request = BookingRequest::read(&mut fields, body);
        let count = optional_number(&mut fields, body, "count", 0);
        fields.finish()?;
        let position = self.named_block(body, connection)?;
        if let Some(block) = self.blocks.get_mut(position) {
            let outline = &mut block.outline;
            let dates = request.dates(outline.start, outline.end)?;
            let moved = dates != (outline.start, outline.end);
            (outline.start, outline.end) = dates;
            for allocation in &mut outline.spaces {
                let before = allocation.counts.first().map_or(0, |(.., count)| *count);
                let more = i64::from(count.is_none() && !moved);
                let after = count.unwrap_or(before).saturating_add(more);
                allocation.counts = vec![(dates.0, dates.1, after)];
            }
        }
        self.push_block(position, connection, "Update", scene)
    }

    pub(super) fn cancel_block(&mut self, body: &Map<String, Value>, scene: &mut Scene) -> Answer {
        let mut fields = Fields::default();
        let connection = self.active_connection(body, &mut fields, scene)?;
        fields.finish()?;
        let position = self.named_block(body, connection)?;
        if let Some(block) = self.blocks.get_mut(position) {
            block.cancelled = true;
        }
        self.push_block(position, connection, "Cancel", scene)
    }

    fn push_group(
        &mut self,
        position: usize,
        connection: &'static Connection,
        form: GroupForm,
        scene: &mut Scene,
    ) -> Answer {
        let Some(group) = self.groups.get(position) else {
            return Err(cannot("There is no such group."));
        };
        let mut content = group.content();
        if form == GroupForm::Empty {
            content.insert("reservations".into(), json!([]));
        }
        let (id, numbers) = (group.id.clone(), group.numbers(|_| true));
        let message = self.push(Push::Group, connection, content, Some(position), scene);
        report(json!({ "messageId": message, "channelManagerId": id, "reservations": numbers }))
    }

    fn push_block(
        &mut self,
        position: usize,
        connection: &'static Connection,
        status: &str,
        scene: &mut Scene,
    ) -> Answer {
        let Some(block) = self.blocks.get(position) else {
            return Err(cannot("There is no such block."));
        };
        let content = block.content(status, connection.property, scene.behaviour.release_offset);
        let (code, number) = (block.code.clone(), block.number.clone());
        let message = self.push(Push::Block, connection, content, Some(position), scene);
        report(json!({ "messageId": message, "code": code, "confirmationNumber": number }))
    }

    /// The mapping that a booking is for if it is not said.
    fn usual_pair(&mut self, connection: &'static Connection) -> Result<Pair, Vec<Refusal>> {
        let pairs = self.connections.state(connection).mappings(connection);
        pairs
            .into_iter()
            .next()
            .ok_or_else(|| cannot("The connection has no mapping of a rate with a category."))
    }

    fn named_group(&self, body: &Map<String, Value>, connection: &Connection) -> Result<usize, Vec<Refusal>> {
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let (id, number) = (text("channelManagerId"), text("confirmationNumber"));
        self.groups
            .last(connection, |group| {
                !group.is_cancelled()
                    && id.is_none_or(|id| group.id.as_deref() == Some(id))
                    && number.is_none_or(|number| group.reservations.iter().any(|known| known.number == number))
            })
            .ok_or_else(|| cannot("There is no such group, or it is cancelled."))
    }

    fn named_block(&self, body: &Map<String, Value>, connection: &Connection) -> Result<usize, Vec<Refusal>> {
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let (code, number) = (text("code"), text("confirmationNumber"));
        self.blocks
            .last(connection, |block| {
                !block.cancelled
                    && code.is_none_or(|code| block.code.as_deref() == Some(code))
                    && number.is_none_or(|number| block.number == number)
            })
            .ok_or_else(|| cannot("There is no such block, or it is cancelled."))
    }
}

/// Form in which a group is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum GroupForm {
    /// With all its reservations.
    Listed,
    /// Without any, as a cancellation may be.
    Empty,
}

/// Adds a reservation to a group.
fn book(group: &mut Group, number: String, connection: &Connection, pair: &Pair, dates: (Date, Date)) {
    let mut place = group.reservations.len() + 1;
    // The channel manager may have given a code of that form itself.
    while group
        .reservations
        .iter()
        .any(|known| known.code == format!("{place:02}"))
    {
        place += 1;
    }
    group.reservations.push(Reservation {
        code: format!("{place:02}"),
        number,
        cancelled: false,
        new: true,
        stay: stay::priced(connection.property, pair, dates),
    });
}

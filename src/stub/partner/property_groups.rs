//! Groups that were sold directly at the property and that the platform pushes here.
//!
//! A message always holds the whole group; the platform's numbers say which reservation is which.
//! Implements `channel-manager-api/channel-manager-operations/reservations#process-group`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::bookings::Bookings;
use super::group_fields::{amount, amounts, currency, interval, optional_text, person};
use super::push_outcome::PushOutcome;
use super::unmapped_codes::UnmappedCodes;
use crate::stub::answer::{Code, Refusal};
use crate::stub::fields::{At, Fields};
use crate::stub::property::Property;

/// A reservation that was sold at the property.
struct Sold {
    code: String,
    number: String,
    canceled: bool,
}

/// The groups of one connection that the platform sent.
#[derive(Default)]
pub(super) struct PropertyGroups {
    groups: BTreeMap<String, Vec<Sold>>,
    /// The group in which each of the platform's numbers is.
    homes: BTreeMap<String, String>,
}

impl PropertyGroups {
    /// Takes a group and says how it is to be confirmed; `new_code` names it if it is new.
    pub(super) fn take(
        &mut self,
        body: &Map<String, Value>,
        property: &Property,
        bookings: &mut Bookings,
        new_code: impl FnOnce() -> String,
    ) -> PushOutcome {
        let group = Group::of(body, property)?;
        if !group.unmapped.is_empty() {
            return Ok(Err(group.unmapped));
        }
        let home = group.rows.iter().find_map(|row| self.homes.get(row.number)).cloned();
        let code = match (group.id, home) {
            (Some(id), _) if bookings.get_mut(id).is_some() => {
                let answer = follow(bookings, id, &group);
                return Ok(Ok(answer));
            }
            (Some(id), _) if self.groups.contains_key(id) => id.to_owned(),
            (Some(id), _) => return Ok(Err(not_found(&format!("The group {id} is not known here")))),
            (None, Some(home)) => home,
            (None, None) if group.is_canceled() => {
                return Ok(Err(not_found("The message does not say which group is cancelled")));
            }
            (None, None) => new_code(),
        };
        let told = self.keep(&code, &group);
        Ok(Ok(confirmation(&code, told)))
    }

    /// Stores the group as it now is; gives its reservations with their codes, as far as they were sent.
    fn keep(&mut self, group_code: &str, group: &Group<'_>) -> Vec<Value> {
        let sold = self.groups.entry(group_code.to_owned()).or_default();
        let known: BTreeMap<String, usize> = sold
            .iter()
            .enumerate()
            .map(|(position, sold)| (sold.number.clone(), position))
            .collect();
        let mut taken: BTreeSet<String> = sold.iter().map(|sold| sold.code.clone()).collect();
        for sold in sold.iter_mut() {
            // What a later message leaves out is cancelled.
            sold.canceled = true;
        }
        let mut told = Vec::new();
        for row in &group.rows {
            let code = if let Some(sold) = known.get(row.number).and_then(|position| sold.get_mut(*position)) {
                sold.canceled = row.canceled;
                sold.code.clone()
            } else {
                let wanted = row.code.filter(|code| !taken.contains(*code)).map(str::to_owned);
                let code = wanted.unwrap_or_else(|| free_code(&taken));
                taken.insert(code.clone());
                self.homes.insert(row.number.to_owned(), group_code.to_owned());
                sold.push(Sold {
                    code: code.clone(),
                    number: row.number.to_owned(),
                    canceled: row.canceled,
                });
                code
            };
            told.push(json!({ "code": code, "confirmationNumber": row.number }));
        }
        told
    }

    /// Returns the answer of hooks about all of them.
    pub(super) fn summary(&self) -> Value {
        let reservation =
            |sold: &Sold| json!({ "code": sold.code, "confirmationNumber": sold.number, "canceled": sold.canceled });
        self.groups
            .iter()
            .map(|(code, group)| {
                json!({
                    "code": code,
                    "canceled": group.iter().all(|sold| sold.canceled),
                    "reservations": group.iter().map(reservation).collect::<Vec<_>>(),
                })
            })
            .collect()
    }
}

/// A code that is free; the platform's own choice could be any.
fn free_code(taken: &BTreeSet<String>) -> String {
    // One more candidate than there are codes, so one of them is free, and mostly the first.
    (taken.len() + 1..=2 * taken.len() + 1)
        .map(|number| format!("{number:02}"))
        .find(|code| !taken.contains(code))
        .unwrap_or_default()
}

/// A group that came from here and was changed at the property.
fn follow(bookings: &mut Bookings, id: &str, group: &Group<'_>) -> Map<String, Value> {
    let codes = bookings.codes(id);
    let mut kept = BTreeSet::new();
    let mut told = Vec::new();
    for row in &group.rows {
        let code = row
            .code
            .filter(|code| codes.contains_key(*code))
            .or_else(|| codes.get(row.number).map(String::as_str))
            .or(row.code)
            .unwrap_or(row.number);
        if !row.canceled {
            kept.insert(code.to_owned());
        }
        told.push(json!({ "code": code, "confirmationNumber": row.number }));
    }
    bookings.follow(id, &kept);
    confirmation(id, told)
}

fn confirmation(code: &str, reservations: Vec<Value>) -> Map<String, Value> {
    Map::from_iter([
        ("code".to_owned(), json!(code)),
        ("reservations".to_owned(), Value::Array(reservations)),
    ])
}

fn not_found(what: &str) -> Vec<Refusal> {
    Refusal::new(Code::ReservationNotFound, format!("{what}; do not send it again.")).into()
}

/// A reservation of a message.
struct Row<'b> {
    code: Option<&'b str>,
    number: &'b str,
    canceled: bool,
}

/// A group as it was sent.
struct Group<'b> {
    id: Option<&'b str>,
    rows: Vec<Row<'b>>,
    unmapped: Vec<Refusal>,
}

impl<'b> Group<'b> {
    fn is_canceled(&self) -> bool {
        self.rows.iter().all(|row| row.canceled)
    }

    fn of(body: &'b Map<String, Value>, property: &Property) -> Result<Self, Vec<Refusal>> {
        let mut fields = Fields::default();
        let mut codes = UnmappedCodes::new(property);
        fields.text(body, At::Root, "messageId");
        fields.address(body, At::Root, "responseUrl");
        optional_text(&mut fields, body, At::Root, "channelId");
        let id = optional_text(&mut fields, body, At::Root, "channelManagerId");
        let mut rows: Vec<Row<'b>> = Vec::new();
        let mut numbers = BTreeSet::new();
        let listed = fields.optional_list(body, At::Root, "reservations");
        for (index, item) in listed.unwrap_or_default().iter().enumerate() {
            let at = At::Item(&At::Root, "reservations", index);
            let Some(item) = fields.object(item, at) else { continue };
            let code = optional_text(&mut fields, item, at, "code");
            let number = fields.text(item, at, "confirmationNumber");
            let canceled = reservation(&mut fields, &mut codes, item, at);
            let Some(number) = number else { continue };
            if !numbers.insert(number) {
                fields.broken(
                    At::Property(&at, "confirmationNumber"),
                    "must not be that of another reservation",
                );
            }
            rows.push(Row { code, number, canceled });
        }
        if rows.iter().any(|row| !row.canceled) {
            currency(&mut fields, body, At::Root);
            amount(
                &mut fields,
                body.get("totalAmount").unwrap_or(&Value::Null),
                At::Property(&At::Root, "totalAmount"),
            );
            if let Some(customer) = fields.part(body, At::Root, "customer") {
                person(&mut fields, customer, At::Property(&At::Root, "customer"));
            }
        }
        if let Some(booker) = fields.optional_part(body, At::Root, "booker") {
            person(&mut fields, booker, At::Property(&At::Root, "booker"));
        }
        fields.finish()?;
        let unmapped = codes.finish().err().unwrap_or_default();
        Ok(Self { id, rows, unmapped })
    }
}

/// Reads what one reservation holds and says whether it is cancelled.
fn reservation(fields: &mut Fields, codes: &mut UnmappedCodes<'_>, item: &Map<String, Value>, at: At<'_>) -> bool {
    let time_state = fields.integer(item, at, "timeState");
    if time_state.is_some_and(|state| !(0..=5).contains(&state)) {
        fields.invalid(At::Property(&at, "timeState"), "must be an integer from 0 to 5");
    }
    let state = match item.get("state") {
        None | Some(Value::Null) => None,
        Some(_) => fields.integer(item, at, "state"),
    };
    if state.is_some_and(|state| !(1..=3).contains(&state)) {
        fields.invalid(At::Property(&at, "state"), "must be 1, 2 or 3");
    }
    if state == Some(3) {
        return true;
    }
    // Unsynchronized codes are fine in a reservation, and so is a pair that is not mapped.
    if let Some(space) = fields.text(item, at, "spaceTypeCode") {
        codes.space(space);
    }
    if let Some(rate) = fields.text(item, at, "ratePlanCode") {
        codes.rate(rate);
    }
    let stay = interval(fields, item, at, ["from", "to"]);
    let total = item.get("totalAmount").unwrap_or(&Value::Null);
    amount(fields, total, At::Property(&at, "totalAmount"));
    amounts(fields, item, at, stay);
    for (index, count) in fields.list(item, at, "guestCounts").iter().enumerate() {
        let at = At::Item(&at, "guestCounts", index);
        if let Some(count) = fields.object(count, at) {
            fields.text(count, at, "code");
            fields.integer(count, at, "count");
        }
    }
    for (index, guest) in fields
        .optional_list(item, at, "guests")
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let at = At::Item(&at, "guests", index);
        if let Some(guest) = fields.object(guest, at) {
            person(fields, guest, at);
        }
    }
    false
}

//! The groups that the platform has, and the numbers of their reservations.
//!
//! A number belongs to connection, group and reservation code for good: no change and no
//! cancellation takes it away (R-COR-11).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::amount::sum;
use super::received_group::ReceivedGroup;
use super::stay::{self, Stay};
use crate::stub::access::Connection;
use crate::stub::property;
use crate::stub::seed;

/// A group of reservations that were booked together.
#[derive(Default)]
pub(super) struct Group {
    pub(super) connection: &'static str,
    /// Name that the channel manager gives it, once it is known.
    pub(super) id: Option<String>,
    pub(super) channel: Option<String>,
    pub(super) customer: Option<Value>,
    /// The block from which it takes its spaces, as the channel manager names it.
    pub(super) block: Option<String>,
    pub(super) reservations: Vec<Reservation>,
}

/// One reservation of a group.
pub(super) struct Reservation {
    pub(super) code: String,
    pub(super) number: String,
    pub(super) cancelled: bool,
    /// True if it is newer than the last message about the group.
    pub(super) new: bool,
    pub(super) stay: Option<Stay>,
}

impl Group {
    /// Returns true if nothing of it is left.
    pub(super) fn is_cancelled(&self) -> bool {
        self.reservations.iter().all(|reservation| reservation.cancelled)
    }

    /// Codes and numbers of its reservations, as a confirmation lists them.
    pub(super) fn numbers(&self, listed: impl Fn(&Reservation) -> bool) -> Vec<Value> {
        self.reservations
            .iter()
            .filter(|reservation| listed(reservation))
            .map(|reservation| json!({ "code": reservation.code, "confirmationNumber": reservation.number }))
            .collect()
    }

    /// The group as it is sent, without the properties that every message has.
    pub(super) fn content(&self) -> Map<String, Value> {
        let mut content = Map::new();
        let names = [
            ("channelId", &self.channel),
            ("channelManagerId", &self.id),
            ("availabilityBlockCode", &self.block),
        ];
        for (name, value) in names {
            if let Some(value) = value {
                content.insert(name.into(), json!(value));
            }
        }
        let active = self.reservations.iter().filter(|reservation| !reservation.cancelled);
        let total = sum(active.filter_map(|reservation| Some(reservation.stay.as_ref()?.total)));
        if let Some(total) = total {
            content.insert("currencyCode".into(), json!(seed::CURRENCY));
            content.insert("totalAmount".into(), total.value());
        }
        if let Some(customer) = &self.customer {
            content.insert("customer".into(), customer.clone());
        }
        let reservations: Vec<_> = self.reservations.iter().map(Reservation::value).collect();
        content.insert("reservations".into(), Value::Array(reservations));
        content
    }
}

impl Reservation {
    fn value(&self) -> Value {
        // States of the message, and of the stay: 1 confirmed, 4 cancelled.
        let (state, time) = match (self.cancelled, self.new) {
            (true, _) => (3, 4),
            (false, true) => (1, 1),
            (false, false) => (2, 1),
        };
        let mut value = Map::new();
        value.insert("code".into(), json!(self.code));
        value.insert("confirmationNumber".into(), json!(self.number));
        if let Some(stay) = &self.stay {
            value.extend(stay.value());
        }
        value.insert("state".into(), json!(state));
        value.insert("timeState".into(), json!(time));
        Value::Object(value)
    }
}

/// Every group, in the order in which they came.
pub(super) struct Groups {
    groups: Vec<Group>,
    by_id: BTreeMap<(&'static str, String), usize>,
    count: usize,
}

/// The group of the seed.
impl Default for Groups {
    fn default() -> Self {
        let mut groups = Self {
            groups: Vec::new(),
            by_id: BTreeMap::new(),
            count: 0,
        };
        groups.add(Group {
            connection: seed::CONNECTION_A,
            id: Some(seed::KNOWN_GROUP.to_owned()),
            channel: Some(seed::KNOWN_GROUP_CHANNEL.to_owned()),
            customer: Some(json!({ "lastName": "Vos" })),
            block: None,
            reservations: vec![Reservation {
                code: seed::KNOWN_GROUP_RESERVATION.to_owned(),
                number: seed::KNOWN_GROUP_NUMBER.to_owned(),
                cancelled: false,
                new: false,
                stay: stay::usual(&property::CANAL_HOUSE),
            }],
        });
        groups
    }
}

impl Groups {
    /// A number that no reservation has.
    pub(super) fn number(&mut self) -> String {
        self.count += 1;
        format!("M-{}", self.count)
    }

    /// Adds a group, and gives its position.
    pub(super) fn add(&mut self, group: Group) -> usize {
        let position = self.groups.len();
        if let Some(id) = &group.id {
            self.by_id.insert((group.connection, id.clone()), position);
        }
        self.groups.push(group);
        position
    }

    /// The position of the group of that name with the channel manager.
    pub(super) fn find(&self, connection: &Connection, id: &str) -> Option<usize> {
        self.by_id.get(&(connection.token, id.to_owned())).copied()
    }

    /// The group at a position.
    pub(super) fn get(&self, position: usize) -> Option<&Group> {
        self.groups.get(position)
    }

    /// The group at a position, to change it.
    pub(super) fn get_mut(&mut self, position: usize) -> Option<&mut Group> {
        self.groups.get_mut(position)
    }

    /// The last group of a connection for which something holds.
    pub(super) fn last(&self, connection: &Connection, holds: impl Fn(&Group) -> bool) -> Option<usize> {
        self.groups
            .iter()
            .rposition(|group| group.connection == connection.token && holds(group))
    }

    /// Returns true if a reservation of the group has that number.
    pub(super) fn has_number(&self, position: usize, number: &str) -> bool {
        self.get(position)
            .is_some_and(|group| group.reservations.iter().any(|known| known.number == number))
    }

    /// Keeps the name that the channel manager gives a group that it was sent; an earlier name still finds it.
    pub(super) fn name(&mut self, position: usize, connection: &Connection, id: &str) {
        if let Some(group) = self.groups.get_mut(position) {
            group.id = Some(id.to_owned());
            self.by_id.entry((connection.token, id.to_owned())).or_insert(position);
        }
    }

    /// Takes a group that the channel manager sent, and gives its position.
    ///
    /// What the message no longer holds is cancelled, as in a message of the whole group.
    pub(super) fn take(&mut self, connection: &'static Connection, received: ReceivedGroup<'_>) -> usize {
        let position = self.find(connection, received.id).unwrap_or_else(|| {
            self.add(Group {
                connection: connection.token,
                id: Some(received.id.to_owned()),
                ..Group::default()
            })
        });
        let (groups, count) = (&mut self.groups, &mut self.count);
        let Some(group) = groups.get_mut(position) else {
            return position;
        };
        if let Some(channel) = received.channel {
            group.channel = Some(channel.to_owned());
        }
        if let Some(block) = received.block {
            group.block = Some(block.to_owned());
        }
        group.customer = received.customer.or(group.customer.take());
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for (index, reservation) in group.reservations.iter_mut().enumerate() {
            known.insert(reservation.code.clone(), index);
            reservation.cancelled = true;
            reservation.new = false;
        }
        for reservation in received.reservations {
            // Its code says whether it is new, and not its state.
            let index = known.get(reservation.code).copied().unwrap_or_else(|| {
                *count += 1;
                group.reservations.push(Reservation {
                    code: reservation.code.to_owned(),
                    number: format!("M-{count}"),
                    cancelled: true,
                    new: false,
                    stay: None,
                });
                group.reservations.len() - 1
            });
            if let (Some(known), Some(stay)) = (group.reservations.get_mut(index), reservation.stay) {
                known.cancelled = false;
                known.stay = Some(stay);
            }
        }
        position
    }
}

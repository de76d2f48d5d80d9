//! Bookings that are known already, with the messages about them: a call about one of them is a repetition.
//!
//! Proofs keep these ids between runs, and those of the tests before count too.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::message::Request;

/// So many ids of a kind are remembered; nobody who tests makes more bookings.
const MOST: usize = 2_000;
/// A longer text is no id.
const LONGEST: usize = 200;

/// Ids of bookings, and of messages about them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownBookings {
    /// The values of `channelManagerId`.
    pub bookings: BTreeSet<String>,
    /// The values of `messageId`.
    pub messages: BTreeSet<String>,
}

impl KnownBookings {
    /// Remembers what a call is about, if it is about a booking.
    pub fn take(&mut self, call: &Request) {
        let Some(booking) = booking(call) else { return };
        add(&mut self.bookings, booking);
        if let Some(message) = message(call) {
            add(&mut self.messages, message);
        }
    }

    /// Remembers a booking that became known otherwise than by a call.
    pub fn booking(&mut self, id: &str) {
        add(&mut self.bookings, id);
    }

    /// Remembers all that another one remembers.
    pub fn join(&mut self, other: &Self) {
        other.bookings.iter().for_each(|id| add(&mut self.bookings, id));
        other.messages.iter().for_each(|id| add(&mut self.messages, id));
    }

    /// Returns true if no booking is known.
    pub fn is_empty(&self) -> bool {
        self.bookings.is_empty() && self.messages.is_empty()
    }
}

/// The booking that a call is about.
pub fn booking(call: &Request) -> Option<&str> {
    call.body.json().ok()?.get("channelManagerId")?.as_str()
}

/// The id of the message that a call is.
pub fn message(call: &Request) -> Option<&str> {
    call.body.json().ok()?.get("messageId")?.as_str()
}

fn add(ids: &mut BTreeSet<String>, id: &str) {
    if ids.len() < MOST && id.len() <= LONGEST {
        ids.insert(id.to_string());
    }
}

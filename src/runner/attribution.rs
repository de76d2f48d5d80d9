//! Attribution of a call: to the case under way, or to a booking of an earlier run or test.
//!
//! A call about a booking of an earlier run or test is a repetition, unless the hook under way names that booking
//! as its own: a partner that was set up anew gives the same ids again, so ids alone do not tell. Rejected: asking
//! the partner what became of the booking, since the API has no operation for that.

use super::arrival::Arrival;
use super::session::Session;
use crate::exchange::known_bookings;
use crate::exchange::message::Request;
use crate::exchange::transcript::{Direction, Role};

/// Owner of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    /// The case under way.
    Case,
    /// Nobody can tell yet: it is about an earlier booking, unless the hook under way says otherwise.
    Doubtful,
    /// An earlier run or test: it is about a booking of it, or the same message as before.
    Earlier,
}

impl Session<'_> {
    /// Takes a call, unless it is about an earlier booking or comes again.
    pub(super) fn take(&mut self, arrival: Arrival) {
        let Some(mailbox) = &self.mailbox else { return };
        match self.owner(&arrival.request) {
            Owner::Case => {
                let answer = mailbox.property_answer(&arrival.request);
                self.incoming.receive(arrival, answer, self.begun, &mut self.transcript);
            }
            Owner::Doubtful => self.held.push(arrival),
            Owner::Earlier => mailbox.put_aside(arrival),
        }
    }

    fn owner(&self, call: &Request) -> Owner {
        let earlier = self.mailbox.as_ref().and_then(|mailbox| mailbox.earlier_bookings());
        let (Some(earlier), Some(booking)) = (earlier, known_bookings::booking(call)) else {
            return Owner::Case;
        };
        let mut own = self.transcript.entries.iter().filter(|entry| entry.role == Role::Step);
        if own.any(|entry| {
            entry.direction == Direction::Inbound && known_bookings::booking(&entry.request) == Some(booking)
        }) {
            // The booking is gone on with; what was said of it before is not said anew. Of an earlier run only the ids
            // are whole.
            let is_known = || known_bookings::message(call).is_some_and(|id| earlier.messages.contains(id));
            let mut before = self.transcript.entries.iter().take(self.first);
            let comes_again = before
                .any(|entry| entry.direction == Direction::Inbound && entry.request.body.bytes() == call.body.bytes());
            return if comes_again || (self.replayed && is_known()) {
                Owner::Earlier
            } else {
                Owner::Case
            };
        }
        if !earlier.bookings.contains(booking) {
            return Owner::Case;
        }
        // A system that was set up anew may give the same ids once more.
        match self.announced.as_deref() {
            Some(announced) if announced == booking => Owner::Case,
            None if self.holds => Owner::Doubtful,
            Some(_) | None => Owner::Earlier,
        }
    }

    /// Takes the calls that waited for the hook to say which booking is its own.
    pub(super) fn release(&mut self) {
        self.holds = false;
        for arrival in std::mem::take(&mut self.held) {
            self.take(arrival);
        }
    }
}

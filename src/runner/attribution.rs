//! Attribution of a call: to the case under way, or to a booking of an earlier run or test.
//!
//! A call about a booking of an earlier run or test is a repetition, unless the hook under way names that booking
//! as its own: a partner that was set up anew gives the same ids again, so ids alone do not tell. Rejected: asking
//! the partner what became of the booking, since the API has no operation for that.

use std::sync::Arc;

use serde_json::Value;

use super::arrival::{Arrival, BodyState};
use super::inbox::Mailbox;
use super::oddity::{CallAgreement, Oddity};
use super::session::Session;
use crate::contract::operation::Operation;
use crate::exchange::known_bookings;
use crate::exchange::message::Request;
use crate::exchange::transcript::{Direction, Facts, Role};
use crate::plan::case::{Case, Receive};

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
    /// Takes a call, unless a stranger may have made it, or it is about an earlier booking or comes again.
    pub(super) fn take(&mut self, arrival: Arrival) {
        let Some(mailbox) = &self.mailbox else { return };
        let oddities = self.oddities(&arrival.request);
        if !oddities.is_empty() && !self.is_of_the_other_side(&arrival) {
            if let Some(stray) = self.incoming.refuse(arrival, oddities, self.begun) {
                mailbox.leave_stray(&stray.entry.request, stray.oddities);
            }
            return;
        }
        match self.owner(&arrival.request) {
            Owner::Case => {
                let answer = mailbox.property_answer(&arrival.request);
                let transcript = &mut self.transcript;
                self.incoming
                    .receive(arrival, &oddities, answer, self.begun, transcript);
            }
            Owner::Doubtful => self.held.push(arrival),
            Owner::Earlier => mailbox.put_aside(arrival),
        }
    }

    /// The reasons for which the platform would not take a call.
    fn oddities(&self, request: &Request) -> Vec<Oddity> {
        let operations = self.mailbox.as_ref().map_or(&[][..], Mailbox::hosted);
        oddities(self.case, operations, &self.transcript.facts, request)
    }

    /// Returns true if nobody else can have made a call: it has the agreed token, or it cannot be read and came to the
    /// address that only a message of this case names.
    fn is_of_the_other_side(&self, arrival: &Arrival) -> bool {
        let is_read = arrival.body == BodyState::Whole && arrival.request.body.json().is_ok_and(Value::is_object);
        if is_read {
            let client_token = self.transcript.facts.inbound_client_token.as_deref();
            let operations = &[];
            return CallAgreement {
                operations,
                client_token,
            }
            .is_of_the_other_side(&arrival.request);
        }
        let path = arrival.request.path().trim_start_matches('/');
        path.split('/').next() == Some(self.case.id.key().as_str())
    }

    /// Puts the call that fits best in the place of one that did not come; returns true if there is one.
    pub(super) fn stand_in(&mut self, step: usize, receive: Option<&Receive>) -> bool {
        let operations = self.mailbox.as_ref().map_or(&[][..], Mailbox::hosted);
        let (case, facts, first) = (self.case, Arc::clone(&self.transcript.facts), self.first);
        let oddities = |request: &Request| oddities(case, operations, &facts, request);
        let transcript = &mut self.transcript;
        match receive {
            Some(receive) => self
                .incoming
                .stand_in_for_step(step, receive, first, transcript, oddities),
            None => self
                .incoming
                .stand_in_for_confirmation(step, first, transcript, oddities),
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

/// The reasons for which the platform would not take a call.
fn oddities(case: &Case, operations: &[Arc<Operation>], facts: &Facts, request: &Request) -> Vec<Oddity> {
    let host = case.under_test.other();
    let hosted = operations.iter().filter(|operation| operation.side == host);
    let agreement = CallAgreement {
        operations: &hosted.collect::<Vec<_>>(),
        client_token: facts.inbound_client_token.as_deref(),
    };
    agreement.oddities(request)
}

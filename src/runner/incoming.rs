//! Incoming calls, of the system under test: what each means to the case that it belongs to, and its answer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::acknowledgement::{accepted, refused};
use super::arrival::{Answer, Arrival, BodyState};
use super::oddity::{self, Oddity};
use super::stop;
use super::strays::{Awaited, Stray, Strays};
use crate::contract::operation::Operation;
use crate::exchange::message::{Request, Response};
use crate::exchange::transcript::{Direction, Entry, Outcome, Role, Stop, Transcript};
use crate::plan::case::{Case, Presence, Receive};
use crate::plan::scope::CaseScope;

/// So many calls that nothing awaits are kept of one case; of further ones only the number is.
const MOST_UNAWAITED: usize = 20;

/// Calls that have come for a case, and those that it still waits for.
#[derive(Debug)]
pub(super) struct IncomingCalls<'c> {
    case: &'c Case,
    /// The step that is under way.
    current: usize,
    /// For each step, true if the call that it awaits has come.
    arrived: Vec<bool>,
    confirmations: Vec<Confirmation>,
    unawaited: usize,
    /// Start of the wait of the step under way.
    waiting_since: Option<Duration>,
    /// Set if the answer of the scenario could not be put together.
    stop: Option<Stop>,
    strays: Strays,
}

/// A confirmation that a call of ours may lead to.
#[derive(Debug)]
struct Confirmation {
    step: usize,
    operation: Arc<Operation>,
    message: Option<Value>,
    has_come: bool,
}

impl<'c> IncomingCalls<'c> {
    pub(super) fn new(case: &'c Case) -> Self {
        Self {
            case,
            current: 0,
            arrived: vec![false; case.steps.len()],
            confirmations: Vec::new(),
            unawaited: 0,
            waiting_since: None,
            stop: None,
            strays: Strays::default(),
        }
    }

    /// The reason for which the case cannot go on after a call, if there is one.
    pub(super) fn stop(&mut self) -> Option<Stop> {
        self.stop.take()
    }

    /// Goes on to a step.
    pub(super) fn begin_step(&mut self, step: usize) {
        self.current = step;
    }

    pub(super) fn start_waiting(&mut self, at: Duration) {
        self.waiting_since = Some(at);
    }

    pub(super) fn stop_waiting(&mut self) {
        self.waiting_since = None;
    }

    /// Returns true if the call that a step awaits has come.
    pub(super) fn has_arrived(&self, step: usize) -> bool {
        self.arrived.get(step).copied().unwrap_or_default()
    }

    /// Expects that the outcome of a step's call is reported later, by that operation.
    pub(super) fn expect_confirmation(&mut self, step: usize, operation: &Arc<Operation>, message: Option<Value>) {
        // A message that is sent again is not confirmed again.
        let has_come = message.is_some()
            && self
                .confirmations
                .iter()
                .any(|known| known.has_come && known.message == message && known.operation.id == operation.id);
        self.confirmations.push(Confirmation {
            step,
            operation: operation.clone(),
            message,
            has_come,
        });
    }

    /// Returns true if the confirmation of a step's call is still to come.
    pub(super) fn lacks_confirmation(&self, step: usize) -> bool {
        self.confirmations
            .iter()
            .any(|known| known.step == step && !known.has_come)
    }

    /// Returns true if a later step awaits that operation by itself.
    pub(super) fn awaits_later(&self, step: usize, operation: &Operation) -> bool {
        let later = self.case.steps.iter().skip(step + 1);
        later
            .filter_map(|step| step.receive())
            .any(|receive| receive.operation.id == operation.id)
    }

    /// Refuses a call of which nobody knows who made it, and keeps it; gives it back if too many are kept.
    pub(super) fn refuse(&mut self, arrival: Arrival, oddities: Vec<Oddity>, begun: Instant) -> Option<Stray> {
        let mut entry = self.entry(arrival.request, arrival.at, begun);
        let response = oddity::refusal(&oddities).unwrap_or_else(accepted);
        entry.outcome = Outcome::Answered(response.clone());
        entry.elapsed = arrival.at.elapsed();
        let delay = Duration::ZERO;
        // The caller may have gone away in between.
        let _ = arrival.answer.send(Answer { response, delay });
        self.strays.keep(Stray { entry, oddities })
    }

    /// The refused calls that stand in for none.
    pub(super) fn take_strays(&mut self) -> Vec<Stray> {
        self.strays.take()
    }

    /// Puts the refused call that fits best in the place of the one that a step awaited; returns true if there is one.
    pub(super) fn stand_in_for_step(
        &mut self,
        step: usize,
        receive: &Receive,
        first: usize,
        transcript: &mut Transcript,
        oddities: impl Fn(&Request) -> Vec<Oddity>,
    ) -> bool {
        let message = receive.about.as_ref().and_then(|about| {
            let scope = CaseScope::new(self.case, &transcript.facts, &transcript.entries);
            about.render(&scope).ok()
        });
        let awaited = Awaited {
            operation: &receive.operation,
            message: message.as_ref(),
            step,
            role: Role::Step,
        };
        self.strays.stand_in(awaited, first, transcript, oddities)
    }

    /// Puts the refused call that fits best in the place of the confirmation of a step's call; returns true if there is one.
    pub(super) fn stand_in_for_confirmation(
        &mut self,
        step: usize,
        first: usize,
        transcript: &mut Transcript,
        oddities: impl Fn(&Request) -> Vec<Oddity>,
    ) -> bool {
        let mut open = self.confirmations.iter();
        let Some(expected) = open.find(|known| known.step == step && !known.has_come) else {
            return false;
        };
        let awaited = Awaited {
            operation: &expected.operation,
            message: expected.message.as_ref(),
            step,
            role: Role::Confirmation,
        };
        self.strays.stand_in(awaited, first, transcript, oddities)
    }

    /// The entry of a call that nothing is known of yet.
    fn entry(&self, request: Request, arrived: Instant, begun: Instant) -> Entry {
        let at = arrived.saturating_duration_since(begun);
        Entry {
            step: self.current,
            direction: Direction::Inbound,
            role: Role::Unawaited,
            request,
            outcome: Outcome::Answered(accepted()),
            elapsed: Duration::ZERO,
            at,
            waited: self.waiting_since.map(|since| at.saturating_sub(since)),
        }
    }

    /// Records a call and answers it: as a step says, or else with `property_answer` if it is a question about the property.
    /// One with oddities is no step's.
    pub(super) fn receive(
        &mut self,
        arrival: Arrival,
        oddities: &[Oddity],
        property_answer: Option<Response>,
        begun: Instant,
        transcript: &mut Transcript,
    ) {
        let mut entry = self.entry(arrival.request, arrival.at, begun);
        let mut delay = Duration::ZERO;
        let response = match arrival.body {
            BodyState::TooLarge => Response {
                status: 413,
                ..refused(6, "The message is too large.")
            },
            BodyState::Broken => Response {
                status: 408,
                ..refused(6, "The message did not arrive whole.")
            },
            BodyState::Whole => match oddity::refusal(oddities) {
                None => {
                    (entry.role, entry.step) = self.role_of(&entry, transcript);
                    match property_answer.filter(|_| entry.role == Role::Unawaited) {
                        Some(answer) => answer,
                        None => {
                            let (response, held_back) = self.reply(&entry, transcript);
                            delay = held_back;
                            response
                        }
                    }
                }
                Some(refusal) => refusal,
            },
        };
        entry.outcome = Outcome::Answered(response.clone());
        entry.elapsed = arrival.at.elapsed() + delay;
        // The caller may have gone away in between.
        let _ = arrival.answer.send(Answer { response, delay });
        if entry.role == Role::Unawaited {
            self.unawaited += 1;
            if self.unawaited > MOST_UNAWAITED {
                transcript.omitted += 1;
                return;
            }
        }
        if entry.role == Role::Unawaited {
            entry.waited = None;
        }
        transcript.entries.push(entry);
    }

    fn role_of(&mut self, entry: &Entry, transcript: &Transcript) -> (Role, usize) {
        let request = &entry.request;
        let mut confirmed = None;
        for expected in &mut self.confirmations {
            if !expected.has_come
                && expected.operation.is_at(request.path())
                && related(&expected.operation, request) == expected.message.as_ref()
            {
                expected.has_come = true;
                confirmed.get_or_insert(expected.step);
            }
        }
        if let Some(step) = confirmed {
            return (Role::Confirmation, step);
        }
        let awaiting = self.case.steps.iter().enumerate().skip(self.current);
        for (index, step) in awaiting {
            let Some(receive) = step.receive() else { continue };
            let open = match (index == self.current, receive.presence) {
                // Several may come at once, and before the step's turn.
                (_, Presence::Expected | Presence::Optional) => {
                    !self.has_arrived(index) || receive.more_within.is_some()
                }
                (true, Presence::Forbidden) => true,
                // What must not come then may well come before.
                (false, Presence::Forbidden) => false,
            };
            if open && receive.operation.is_at(request.path()) && self.is_about(receive, request, transcript) {
                self.arrived[index] = true;
                return (Role::Step, index);
            }
        }
        (Role::Unawaited, self.current)
    }

    /// Returns true if a call refers to the message that the step is about, or if the step is about none.
    fn is_about(&self, receive: &Receive, request: &Request, transcript: &Transcript) -> bool {
        let Some(about) = &receive.about else { return true };
        let scope = CaseScope::new(self.case, &transcript.facts, &transcript.entries);
        match about.render(&scope) {
            Ok(message) => related(&receive.operation, request) == Some(&message),
            // It is about a message that has not been sent yet.
            Err(_) => false,
        }
    }

    /// The answer of the scenario; success where it says nothing.
    fn reply(&mut self, entry: &Entry, transcript: &Transcript) -> (Response, Duration) {
        let receive = (entry.role == Role::Step)
            .then(|| self.case.steps.get(entry.step)?.receive())
            .flatten();
        let Some(reply) = receive.map(|receive| &receive.reply) else {
            return (accepted(), Duration::ZERO);
        };
        let scope = CaseScope::new(self.case, &transcript.facts, &transcript.entries).checking(entry);
        let mut response = match reply.body.as_ref().map(|body| body.render(&scope)) {
            Some(Ok(body)) => Response::json(200, &body),
            Some(Err(unresolved)) => {
                // The caller gets an answer all the same; the case proves nothing any more.
                self.stop = Some(stop::unresolved(entry.step, &unresolved));
                accepted()
            }
            None => accepted(),
        };
        response.status = reply.status.unwrap_or(200);
        (response, reply.delay.unwrap_or_default())
    }
}

/// The message that a call refers to.
fn related<'r>(operation: &Operation, request: &'r Request) -> Option<&'r Value> {
    request.body.json().ok()?.get(operation.related.as_deref()?)
}

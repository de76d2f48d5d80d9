//! What a call of the system under test means to the case that hears it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::inbox::{Answer, Arrival, Reading, accepted, refused};
use super::request;
use crate::contract::operation::Operation;
use crate::exchange::message::{Request, Response};
use crate::exchange::transcript::{Direction, Entry, Outcome, Role, Stop, Transcript};
use crate::plan::case::{Case, Presence, Receive};
use crate::plan::scope::CaseScope;

/// So many calls that nothing awaits are kept of one case; of further ones only the number is.
const MOST_UNAWAITED: usize = 20;

/// What a case has heard, and what it still waits for.
#[derive(Debug)]
pub(super) struct Ear<'c> {
    case: &'c Case,
    /// The step that is under way.
    current: usize,
    /// Whether the call that a step awaits has come.
    taken: Vec<bool>,
    promises: Vec<Promise>,
    unawaited: usize,
    /// Since when the step under way has waited.
    waiting: Option<Duration>,
    /// Why what the scenario answers could not be put together.
    stop: Option<Stop>,
}

/// A confirmation that a call of ours may lead to.
#[derive(Debug)]
struct Promise {
    step: usize,
    operation: Arc<Operation>,
    message: Option<Value>,
    kept: bool,
}

impl<'c> Ear<'c> {
    pub(super) fn new(case: &'c Case) -> Self {
        Self {
            case,
            current: 0,
            taken: vec![false; case.steps.len()],
            promises: Vec::new(),
            unawaited: 0,
            waiting: None,
            stop: None,
        }
    }

    /// Why the case cannot go on after what was heard.
    pub(super) fn stop(&mut self) -> Option<Stop> {
        self.stop.take()
    }

    /// The case goes on to a step.
    pub(super) fn turn_to(&mut self, step: usize) {
        self.current = step;
    }

    pub(super) fn waits_since(&mut self, at: Duration) {
        self.waiting = Some(at);
    }

    pub(super) fn waits_no_more(&mut self) {
        self.waiting = None;
    }

    /// Whether the call that a step awaits has come.
    pub(super) fn is_taken(&self, step: usize) -> bool {
        self.taken.get(step).copied().unwrap_or_default()
    }

    /// The outcome of a step's call may be told later, by that operation.
    pub(super) fn promise(&mut self, step: usize, operation: &Arc<Operation>, message: Option<Value>) {
        // A message that is sent again is not confirmed again.
        let kept = message.is_some()
            && self
                .promises
                .iter()
                .any(|promise| promise.kept && promise.message == message && promise.operation.id == operation.id);
        self.promises.push(Promise {
            step,
            operation: operation.clone(),
            message,
            kept,
        });
    }

    /// Whether the confirmation of a step's call is still to come.
    pub(super) fn is_promised(&self, step: usize) -> bool {
        self.promises
            .iter()
            .any(|promise| promise.step == step && !promise.kept)
    }

    /// Whether a later step awaits that operation by itself.
    pub(super) fn awaits_later(&self, step: usize, operation: &Operation) -> bool {
        let later = self.case.steps.iter().skip(step + 1);
        later
            .filter_map(|step| step.receive())
            .any(|receive| receive.operation.id == operation.id)
    }

    /// Writes a call down and answers it: as a step says, or else with what was `told` to a question.
    pub(super) fn hear(
        &mut self,
        arrival: Arrival,
        told: Option<Response>,
        begun: Instant,
        transcript: &mut Transcript,
    ) {
        let at = arrival.at.saturating_duration_since(begun);
        let mut entry = Entry {
            step: self.current,
            direction: Direction::Inbound,
            role: Role::Unawaited,
            request: arrival.request,
            outcome: Outcome::Answered(accepted()),
            elapsed: Duration::ZERO,
            at,
            waited: self.waiting.map(|since| at.saturating_sub(since)),
        };
        let mut delay = Duration::ZERO;
        let response = match arrival.reading {
            Reading::TooLarge => Response {
                status: 413,
                ..refused(6, "The message is too large.")
            },
            Reading::Broken => Response {
                status: 408,
                ..refused(6, "The message did not arrive whole.")
            },
            Reading::Whole => match entry.request.body.json().map(Value::is_object) {
                Ok(true) => {
                    (entry.role, entry.step) = self.meaning(&entry, transcript);
                    match told.filter(|_| entry.role == Role::Unawaited) {
                        Some(answer) => answer,
                        None => {
                            let (response, held_back) = self.reply(&entry, transcript);
                            delay = held_back;
                            response
                        }
                    }
                }
                Ok(false) | Err(_) => refused(6, "The message is not a JSON object."),
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

    fn meaning(&mut self, entry: &Entry, transcript: &Transcript) -> (Role, usize) {
        let request = &entry.request;
        let mut confirmed = None;
        for promise in &mut self.promises {
            if !promise.kept
                && promise.operation.is_at(request.path())
                && related(&promise.operation, request) == promise.message.as_ref()
            {
                promise.kept = true;
                confirmed.get_or_insert(promise.step);
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
                (_, Presence::Expected) => !self.is_taken(index) || receive.more_within.is_some(),
                (true, Presence::Forbidden) => true,
                // What must not come then may well come before.
                (false, Presence::Forbidden) => false,
            };
            if open && receive.operation.is_at(request.path()) && self.is_about(receive, request, transcript) {
                self.taken[index] = true;
                return (Role::Step, index);
            }
        }
        (Role::Unawaited, self.current)
    }

    /// Whether a call refers to the message that the step is about, if it is about one.
    fn is_about(&self, receive: &Receive, request: &Request, transcript: &Transcript) -> bool {
        let Some(about) = &receive.about else { return true };
        let scope = CaseScope::new(self.case, &transcript.facts, &transcript.entries);
        match about.render(&scope) {
            Ok(message) => related(&receive.operation, request) == Some(&message),
            // It is about a message that has not been sent yet.
            Err(_) => false,
        }
    }

    /// What the scenario answers; success where it says nothing.
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
                self.stop = Some(request::stop(entry.step, &unresolved));
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

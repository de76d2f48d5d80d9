//! A call of the system under test: sent at the pace that the target allows, and sent again where
//! the target says that too many came.

use std::time::Duration;

use serde_json::Value;

use super::needs;
use super::pace::{Pace, REPEATS, Refused, Turn};
use super::request;
use super::session::Session;
use crate::contract::operation::Confirmation;
use crate::exchange::message::{Request, Response};
use crate::exchange::transcript::{Absence, Cause, Direction, Entry, Failure, FailureKind, Outcome, Role, Stop};
use crate::plan::case::{Call, Step};
use crate::plan::expectation::{Outcomes, Statuses};

/// The status that says that too many requests came.
const TOO_MANY: u16 = 429;

impl Session<'_> {
    /// Calls the system under test, and awaits the confirmation that its answer promises.
    pub(super) async fn call(&mut self, index: usize, step: &Step, call: &Call) -> Result<(), Stop> {
        let request = request::of(self.case, call, index, self.endpoint, &self.transcript)?;
        let id = call.operation.message_id.as_deref();
        let id = id.and_then(|id| request.body.json().ok()?.get(id).cloned());
        if let (Some(id), Some(mailbox)) = (&id, &self.mailbox) {
            mailbox.sent(id);
        }
        if let Some(confirming) = &call.confirmed_by
            && !self.ear.awaits_later(index, confirming)
        {
            self.ear.promise(index, confirming, id);
        }
        let position = match self.endpoint.pace {
            None => self.exchange(index, &request).await,
            Some(pace) => self.exchange_in_turn(index, step, &request, pace).await?,
        };
        let Some(entry) = self.transcript.entries.get(position) else {
            return Ok(());
        };
        if matches!(entry.outcome, Outcome::Failed(_)) {
            return if index + 1 < self.case.steps.len() {
                Err(Stop::NoAnswer { step: index })
            } else {
                Ok(())
            };
        }
        if !promises(call, step, entry) || !self.ear.is_promised(index) {
            return Ok(());
        }
        let within = step.expect.confirmed_within.unwrap_or(self.endpoint.patience.call);
        let operation = call.confirmed_by.as_ref().map_or("", |operation| &operation.id);
        needs::can_hear(self.mailbox.is_some(), operation)?;
        if self.wait(within, |ear| !ear.is_promised(index)).await {
            return Ok(());
        }
        Err(Stop::NotCalled(Absence {
            step: index,
            operation: operation.to_string(),
            waited: within,
            cause: Cause::Promise,
        }))
    }

    /// Sends a request and writes down what comes back; gives the position of the entry.
    async fn exchange(&mut self, index: usize, request: &Request) -> usize {
        let position = self.transcript.entries.len();
        let at = self.begun.elapsed();
        let caller = self.setting.caller;
        // What is heard meanwhile was sent after this and may refer to it: it stands behind it.
        self.transcript.entries.push(Entry {
            step: index,
            direction: Direction::Outbound,
            role: Role::Step,
            request: request.clone(),
            outcome: under_way(),
            elapsed: Duration::ZERO,
            at,
            waited: None,
        });
        let (outcome, elapsed) = self.while_hearing(caller.call(request)).await;
        if let Some(entry) = self.transcript.entries.get_mut(position) {
            (entry.outcome, entry.elapsed) = (outcome, elapsed);
        }
        position
    }

    /// Ends the turn of a request; one that did not reach the target, the target has not counted.
    fn end(&self, turn: Turn, position: usize) {
        match self.transcript.entries.get(position).map(|entry| &entry.outcome) {
            Some(Outcome::Failed(failure)) if failure.never_left() => turn.unused(),
            Some(Outcome::Failed(_) | Outcome::Answered(_)) | None => drop(turn),
        }
    }

    /// The same, when the turn of its access token has come; and again, as long as too many come.
    async fn exchange_in_turn(
        &mut self,
        index: usize,
        step: &Step,
        request: &Request,
        pace: Pace,
    ) -> Result<usize, Stop> {
        let body = request.body.json().ok();
        let token = body.and_then(|body| body.get("AccessToken")?.as_str());
        let window = self.setting.target.pacer().window(token, pace);
        if !gives_way(step) || self.case.steps.iter().any(provokes) {
            let turn = window.out_of_turn();
            let position = self.exchange(index, request).await;
            self.end(turn, position);
            return Ok(position);
        }
        let limited = |reason: &str| Stop::Limited {
            step: index,
            reason: reason.to_string(),
        };
        for repeats in 0..=REPEATS {
            let turn = self.while_hearing(window.turn()).await;
            let turn = turn.map_err(|given_up| limited(&given_up.to_string()))?;
            let position = self.exchange(index, request).await;
            self.end(turn, position);
            let Some(entry) = self.transcript.entries.get_mut(position) else {
                return Ok(position);
            };
            let Some(response) = too_many(&entry.outcome) else {
                if matches!(entry.outcome, Outcome::Answered(_)) {
                    window.taken();
                }
                return Ok(position);
            };
            let refused = window.refused(repeats, response.headers.get("retry-after"));
            entry.role = Role::Limited;
            match refused {
                Refused::Again => {}
                Refused::ForGood => break,
                Refused::GivenUp(given_up) => return Err(limited(&given_up.to_string())),
            }
        }
        Err(limited(&format!(
            "HTTP 429 was answered {} times, although each time the request was sent again later",
            REPEATS + 1
        )))
    }
}

/// Whether the requests of a step wait for their turn: not those that the target is to turn away.
fn gives_way(step: &Step) -> bool {
    let awaits = |outcomes: &Outcomes| outcomes.statuses.contains(&Statuses::One(TOO_MANY));
    !awaits(&step.expect.accept) && !awaits(&step.expect.tolerate)
}

/// Whether a step asks for nothing but being turned away: then all requests of its case serve to bring that about.
pub(super) fn provokes(step: &Step) -> bool {
    let accept = &step.expect.accept;
    !accept.success && accept.statuses == [Statuses::One(TOO_MANY)]
}

fn too_many(outcome: &Outcome) -> Option<&Response> {
    match outcome {
        Outcome::Answered(response) if response.status == TOO_MANY => Some(response),
        Outcome::Answered(_) | Outcome::Failed(_) => None,
    }
}

/// The outcome of a call that was not answered yet.
fn under_way() -> Outcome {
    Outcome::Failed(Failure {
        kind: FailureKind::Timeout,
        detail: "there is no answer yet".to_string(),
    })
}

/// Whether an answer promises that the outcome is told later.
fn promises(call: &Call, step: &Step, entry: &Entry) -> bool {
    let Outcome::Answered(response) = &entry.outcome else {
        return false;
    };
    let Ok(body) = response.body.json() else { return false };
    let said = |name: &str| body.get(name).and_then(Value::as_bool);
    let accepted = said("success") == Some(true);
    let announced = match call.operation.confirmation {
        Confirmation::None => false,
        Confirmation::Optional => said("asyncConfirmation") == Some(true),
        Confirmation::Always => true,
    };
    accepted && announced && step.expect.may_be_deferred()
}

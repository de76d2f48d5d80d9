//! Outgoing calls, to the system under test: sent at the pace that the target allows, and sent again where
//! the target says that too many came.
//!
//! A request that a limit turned away proves nothing. It is sent again when the target says, five times at most,
//! and each attempt is an entry of the transcript with the role `Limited`. After that the case is inconclusive;
//! after three such requests in a row nothing more is sent with the token. A step that names 429 among its
//! outcomes is sent at once, and once; `4xx` does not name it. Nothing else is tried again: no error of the
//! server, no broken connection.
//!
//! The entry of a call is written down before its answer is there. A confirmation that is quicker than the answer
//! finds the message that it refers to, and stands behind it, so that every rule can read the transcript from
//! front to back.

use std::pin::pin;
use std::time::Duration;

use serde_json::Value;

use super::pace::{AfterRejection, Pace, REPEATS, Turn};
use super::prerequisites;
use super::request;
use super::session::Session;
use crate::contract::operation::Confirmation;
use crate::exchange::message::{Request, Response};
use crate::exchange::transcript::{
    CallCause, Direction, Entry, Failure, FailureKind, MissingCall, Outcome, Role, Stop,
};
use crate::plan::case::{Call, Step};
use crate::plan::expectation::TOO_MANY_REQUESTS;

/// Longest wait of a confirmation for the answer that should have come before it; more than the judge forgives.
const HOLD: Duration = Duration::from_millis(2_500);

impl Session<'_> {
    /// Calls the system under test, and awaits the confirmation that its answer promises.
    pub(super) async fn call(&mut self, index: usize, step: &Step, call: &Call) -> Result<(), Stop> {
        let request = request::build(self.case, call, index, self.endpoint, &self.transcript)?;
        let id = call.operation.message_id.as_deref();
        let id = id.and_then(|id| request.body.json().ok()?.get(id).cloned());
        if let (Some(id), Some(mailbox)) = (&id, &self.mailbox) {
            mailbox.sent(id);
        }
        if let Some(confirming) = &call.confirmed_by
            && !self.incoming.awaits_later(index, confirming)
        {
            self.incoming.expect_confirmation(index, confirming, id);
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
        if !promises(call, step, entry) || !self.incoming.lacks_confirmation(index) {
            return Ok(());
        }
        let within = step.expect.confirmed_within.unwrap_or(self.endpoint.patience.call);
        let operation = call.confirmed_by.as_ref().map_or("", |operation| &operation.id);
        prerequisites::can_receive(self.mailbox.is_some(), operation)?;
        if self.wait(within, |incoming| !incoming.lacks_confirmation(index)).await {
            return Ok(());
        }
        let stand_in = self.stand_in(index, None);
        Err(Stop::NotCalled(MissingCall {
            step: index,
            operation: operation.to_string(),
            waited: within,
            cause: CallCause::Promise,
            stand_in,
        }))
    }

    /// Sends a request and writes down what comes back; gives the position of the entry.
    async fn exchange(&mut self, index: usize, request: &Request) -> usize {
        let position = self.transcript.entries.len();
        let at = self.begun.elapsed();
        let caller = self.setting.caller;
        // A call that comes meanwhile was sent after this and may refer to it: it stands behind it.
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
        let (outcome, elapsed) = self.until_answered(index, request, caller.call(request)).await;
        if let Some(entry) = self.transcript.entries.get_mut(position) {
            (entry.outcome, entry.elapsed) = (outcome, elapsed);
        }
        position
    }

    /// Awaits the answer to a step's call, and takes calls meanwhile.
    ///
    /// A confirmation of that call waits a little: of an answer that was sent before it, it is known by then. So times
    /// tell a confirmation that was sent first from one whose connection was only quicker.
    async fn until_answered<T>(&mut self, index: usize, request: &Request, answer: impl Future<Output = T>) -> T {
        let mut answer = pin!(answer);
        loop {
            let Some(mailbox) = &mut self.mailbox else {
                return answer.await;
            };
            tokio::select! {
                biased;
                arrival = mailbox.next() => match arrival {
                    Some(arrival) if self.confirms(index, request, &arrival.request) => {
                        let early = tokio::time::timeout(HOLD, answer.as_mut()).await;
                        self.take(arrival);
                        if let Ok(answer) = early {
                            return answer;
                        }
                    }
                    Some(arrival) => self.take(arrival),
                    None => return answer.await,
                },
                value = answer.as_mut() => return value,
            }
        }
    }

    /// Returns true if a call confirms a step's own request.
    fn confirms(&self, index: usize, request: &Request, call: &Request) -> bool {
        let own = self.case.steps.get(index).and_then(Step::call);
        let Some((own, confirming)) = own.and_then(|own| Some((own, own.confirmed_by.as_ref()?))) else {
            return false;
        };
        let part = |request: &Request, name: Option<&str>| request.body.json().ok()?.get(name?).cloned();
        let id = part(request, own.operation.message_id.as_deref());
        id.is_some() && confirming.is_at(call.path()) && part(call, confirming.related.as_deref()) == id
    }

    /// Ends the turn of a request; one that did not reach the target, the target has not counted.
    fn end(&self, turn: Turn, position: usize) {
        match self.transcript.entries.get(position).map(|entry| &entry.outcome) {
            Some(Outcome::Failed(failure)) if failure.never_left() => turn.unused(),
            Some(Outcome::Failed(_) | Outcome::Answered(_)) | None => drop(turn),
        }
    }

    /// Sends a request when the turn of its access token has come; and again, as long as the target says that too many came.
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
        if step.accepts_too_many_requests() || self.case.steps.iter().any(Step::seeks_too_many_requests) {
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
            let turn = self.while_taking_calls(window.turn()).await;
            let turn = turn.map_err(|given_up| limited(&given_up.to_string()))?;
            let position = self.exchange(index, request).await;
            self.end(turn, position);
            let Some(entry) = self.transcript.entries.get_mut(position) else {
                return Ok(position);
            };
            let Some(response) = rejection(&entry.outcome) else {
                if matches!(entry.outcome, Outcome::Answered(_)) {
                    window.taken();
                }
                return Ok(position);
            };
            let next = window.rejected(repeats, response.headers.get("retry-after"));
            entry.role = Role::Limited;
            match next {
                AfterRejection::Again => {}
                AfterRejection::ForGood => break,
                AfterRejection::GivenUp(given_up) => return Err(limited(&given_up.to_string())),
            }
        }
        Err(limited(&format!(
            "HTTP 429 was answered {} times, although each time the request was sent again later",
            REPEATS + 1
        )))
    }
}

/// The answer that says that too many requests came, if it is one.
fn rejection(outcome: &Outcome) -> Option<&Response> {
    match outcome {
        Outcome::Answered(response) if response.status == TOO_MANY_REQUESTS => Some(response),
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

/// Returns true if an answer promises that the outcome is reported later.
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

//! Triggers of a case: they make the system under test act, by a hook or by a person who is asked.

use std::pin::pin;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::sync::oneshot;

use super::event::{DoneSignal, Question};
use super::hook;
use super::prerequisites::{self, Actor};
use super::safety;
use super::session::Session;
use super::stop;
use crate::contract::operation::Side;
use crate::exchange::message::Response;
use crate::exchange::transcript::{CallCause, Direction, Entry, Failure, Outcome, Role, Stop};
use crate::plan::case::{Action, Step, Trigger};
use crate::plan::scope::CaseScope;

/// Longest wait of a call that the hook under way may have led to, until the hook says so;
/// a hook that answers only after its call was answered is not kept from it.
const HOLD: Duration = Duration::from_secs(2);
/// The longest excerpt of what a hook answered, in characters.
const EXCERPT: usize = 200;

impl Session<'_> {
    /// Returns true if the target has a hook for it.
    pub(super) fn has_hook(&self, trigger: &Trigger) -> bool {
        let (hooks, key) = (&self.endpoint.hooks, self.case.id.key());
        let hook = trigger.hook.as_ref();
        hook.is_some_and(|name| hooks.get(name, &key).is_some())
    }

    /// Makes the system under test act, by a hook or by a person.
    pub(super) async fn trigger(&mut self, index: usize, step: &Step, trigger: &Trigger) -> Result<CallCause, Stop> {
        let (prompt, questions) = match prerequisites::actor(self.case, self.setting, self.endpoint, trigger)? {
            Actor::Hook(name, hook) => return self.hook(index, trigger, name, &hook).await.map(|()| CallCause::Duty),
            Actor::Person(prompt, questions) => (prompt, questions),
        };
        let scope = CaseScope::new(self.case, &self.transcript.facts, &self.transcript.entries);
        let text = prompt
            .render_text(&scope)
            .map_err(|unresolved| stop::unresolved(index, &unresolved))?;
        let within = step.receive().and_then(|receive| receive.within);
        let within = within.unwrap_or(self.endpoint.patience.person);
        let (done, is_done) = oneshot::channel();
        let done_signal = match &step.action {
            Action::Receive(_) => DoneSignal::Call,
            // Nothing but the person says that the next step may begin.
            Action::Call(_) | Action::Act => DoneSignal::Confirmation(done),
        };
        let is_confirmed = matches!(done_signal, DoneSignal::Confirmation(_));
        // Nobody listens to questions any more when the run is being given up.
        let _ = questions.send(Question {
            case: self.case.id.clone(),
            text,
            within,
            done: done_signal,
        });
        if is_confirmed {
            let said = self.while_taking_calls(tokio::time::timeout(within, is_done)).await;
            if !matches!(said, Ok(Ok(()))) {
                let within = humantime::format_duration(within);
                return Err(Stop::HookFailed {
                    step: index,
                    reason: format!("nobody said within {within} that it was done"),
                });
            }
        }
        Ok(CallCause::Person)
    }

    /// Awaits a hook, and holds calls back of which only its answer can say to whom they belong.
    async fn while_holding_calls(&mut self, calling: impl Future<Output = Outcome>) -> Outcome {
        let mut calling = pin!(calling);
        self.announced = None;
        self.holds = true;
        let early = self
            .while_taking_calls(tokio::time::timeout(HOLD, calling.as_mut()))
            .await;
        let outcome = match early {
            Ok(outcome) => outcome,
            Err(_) => {
                self.release();
                self.while_taking_calls(calling).await
            }
        };
        self.announced = announced(&outcome);
        if let (Some(booking), Some(mailbox)) = (&self.announced, &self.mailbox) {
            mailbox.announce(booking);
        }
        self.release();
        outcome
    }

    async fn hook(&mut self, index: usize, trigger: &Trigger, name: &str, hook: &hook::Hook) -> Result<(), Stop> {
        let scope = CaseScope::new(self.case, &self.transcript.facts, &self.transcript.entries);
        let body = match &trigger.body {
            Some(body) => body
                .render(&scope)
                .map_err(|unresolved| stop::unresolved(index, &unresolved))?,
            None => Value::Object(Map::new()),
        };
        let request = hook::request(name, hook, &body);
        if self.case.under_test == Side::Mews
            && self.endpoint.agreement.production
            && safety::holds_token(&request.body.text(), &self.endpoint.credentials)
        {
            return Err(Stop::Unresolved {
                step: index,
                reason: format!("what the hook `{name}` is told holds a token of production; it was not sent"),
            });
        }
        let url = self.transcript.facts.target.get("responseUrl").and_then(Value::as_str);
        let variables = [
            ("KEYCARD_HOOK", name.to_string()),
            ("KEYCARD_CASE", self.case.id.to_string()),
            ("KEYCARD_PLATFORM_URL", url.unwrap_or_default().to_string()),
        ];
        let position = self.transcript.entries.len();
        let at = self.begun.elapsed();
        let caller = self.setting.caller;
        let outcome = self
            .while_holding_calls(hook::call(hook, &request, &variables, caller))
            .await;
        let is_common = !self.endpoint.hooks.named.contains_key(name);
        let not_offered = hook::not_offered(&outcome, is_common);
        let failure = match &outcome {
            Outcome::Failed(Failure { detail, .. }) => Some(detail.clone()),
            Outcome::Answered(response) if !(200..300).contains(&response.status) => Some(format!(
                "it answered with HTTP {}{}",
                response.status,
                excerpt(response)
            )),
            Outcome::Answered(_) => None,
        };
        let elapsed = self.begun.elapsed().saturating_sub(at);
        self.transcript.entries.insert(
            position,
            Entry {
                step: index,
                direction: Direction::Outbound,
                role: Role::Hook,
                request,
                outcome,
                elapsed,
                at,
                waited: None,
            },
        );
        if let Some(reason) = not_offered {
            let reason = format!("the target does not offer what the hook `{name}` is for: {reason}");
            return Err(Stop::NotOffered { step: index, reason });
        }
        match failure {
            None => Ok(()),
            Some(detail) => Err(Stop::HookFailed {
                step: index,
                reason: format!("the hook `{name}` failed: {detail}"),
            }),
        }
    }
}

/// The booking that a hook says it has made the system under test call about.
fn announced(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Answered(response) => {
            let booking = response.body.json().ok()?.get("channelManagerId")?.as_str()?;
            Some(booking.to_string())
        }
        Outcome::Failed(_) => None,
    }
}

/// The answer of a hook, as the end of a sentence: its messages, or the beginning of its text.
fn excerpt(response: &Response) -> String {
    let messages = |body: &Value| -> Vec<String> {
        let errors = body.get("errors").and_then(Value::as_array).into_iter().flatten();
        let errors = errors.chain(body.get("error")).chain(std::iter::once(body));
        let texts = errors.filter_map(|error| error.get("message").unwrap_or(error).as_str());
        texts.map(str::to_owned).collect()
    };
    let messages = response.body.json().map(messages).unwrap_or_default();
    let text = if messages.is_empty() {
        response.body.text().split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        messages.join(" ")
    };
    match text.char_indices().nth(EXCERPT) {
        _ if text.is_empty() => String::new(),
        None => format!(": {text}"),
        Some((end, _)) => format!(": {}…", text.get(..end).unwrap_or_default()),
    }
}

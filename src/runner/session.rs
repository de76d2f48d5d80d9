//! `[io]` One case from its first step to its last: what it sends, and what it hears meanwhile.

use std::pin::pin;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

use super::event::{Awaits, Question};
use super::guard;
use super::hearing::Ear;
use super::hook;
use super::inbox::Mailbox;
use super::needs::{self, Means};
use super::request;
use super::target::{Endpoint, Target};
use crate::contract::operation::Side;
use crate::exchange::transcript::{Absence, Cause, Direction, Entry, Failure, Outcome, Role, Stop, Transcript};
use crate::plan::case::{Action, Case, Presence, Receive, Step, Trigger};
use crate::plan::scope::CaseScope;
use crate::wire::call::Caller;

/// A call that comes this much later than it should is still heard, and told as too late.
const GRACE: Duration = Duration::from_secs(5);
/// The longest time that an awaiting step looks back on after its call came too late.
fn grace(within: Duration) -> Duration {
    within.min(GRACE)
}

/// What a case runs against, and with.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'s> {
    /// The implementation under test.
    pub target: &'s Target,
    /// Makes the calls.
    pub caller: &'s Caller,
    /// Takes what a person is asked to do; nobody is asked without it.
    pub questions: Option<&'s UnboundedSender<Question>>,
}

/// What has been done of a case before.
#[derive(Clone, Debug, Default)]
pub struct Begun {
    /// The first step that is left.
    pub from: usize,
    /// What was said in those before it.
    pub entries: Vec<Entry>,
}

/// Runs what is left of a case. Whatever happens is in the transcript, after what was said before.
pub async fn run(case: &Case, setting: Setting<'_>, before: Begun) -> Transcript {
    let now = Instant::now();
    // Times go on where they ended, so that they follow the order of the entries.
    let last = before.entries.iter().map(|entry| entry.at + entry.elapsed).max();
    let begun = last.and_then(|last| now.checked_sub(last)).unwrap_or(now);
    let facts = setting.target.facts(case);
    let Some(endpoint) = setting.target.endpoint(case) else {
        return Transcript {
            facts,
            stopped: Some(Stop::NotConfigured {
                reason: format!(
                    "no address of the {} side of the {} API is configured",
                    case.under_test, case.api
                ),
            }),
            ..Transcript::default()
        };
    };
    if let Err(stop) = needs::are_met(case, setting, endpoint, &facts, before.from) {
        return Transcript {
            facts,
            entries: before.entries,
            stopped: Some(stop),
            ..Transcript::default()
        };
    }
    let key = case.id.key();
    let inbox = setting.target.inbox();
    let mailbox = match inbox {
        // Where each case has an address of its own, a call that lacks it is another case's.
        Some(inbox) if case.listens() => Some(inbox.open(key, case.awaits_anyone() && endpoint.shares_state())),
        Some(inbox) => {
            inbox.ignore(&key);
            None
        }
        None => None,
    };
    let mut session = Session {
        case,
        setting,
        endpoint,
        begun,
        mailbox,
        ear: Ear::new(case),
        transcript: Transcript {
            facts,
            entries: before.entries,
            ..Transcript::default()
        },
    };
    if let Err(stop) = session.steps(before.from).await {
        session.transcript.stopped = Some(stop);
    }
    session.listen_on().await;
    if let Some(mailbox) = &session.mailbox {
        session.transcript.omitted += mailbox.overflow();
    }
    session.transcript.elapsed = now.elapsed();
    session.transcript
}

/// A case under way.
pub(super) struct Session<'s> {
    pub(super) case: &'s Case,
    pub(super) setting: Setting<'s>,
    pub(super) endpoint: &'s Endpoint,
    pub(super) begun: Instant,
    pub(super) mailbox: Option<Mailbox>,
    pub(super) ear: Ear<'s>,
    pub(super) transcript: Transcript,
}

impl Session<'_> {
    async fn steps(&mut self, from: usize) -> Result<(), Stop> {
        let case = self.case;
        for (index, step) in case.steps.iter().enumerate().skip(from) {
            if let Some(stop) = self.not_given(index, step) {
                return Err(stop);
            }
            self.ear.turn_to(index);
            let cause = match &step.trigger {
                Some(trigger) => self.trigger(index, step, trigger).await?,
                None => Cause::Duty,
            };
            match &step.action {
                Action::Call(call) => {
                    for _ in 0..call.times {
                        self.call(index, step, call).await?;
                        let last = self.transcript.entries.last();
                        if last.is_some_and(|last| matches!(last.outcome, Outcome::Failed(_))) {
                            break;
                        }
                    }
                }
                Action::Receive(receive) => self.receive(index, receive, cause).await?,
                Action::Act => {}
            }
            if let Some(stop) = self.ear.stop() {
                return Err(stop);
            }
        }
        Ok(())
    }

    /// Why a step would show nothing, if it would not.
    fn not_given(&self, index: usize, step: &Step) -> Option<Stop> {
        let given = step.given.as_ref()?;
        let scope = CaseScope::new(self.case, &self.transcript.facts, &self.transcript.entries);
        given.checks.iter().find_map(|check| match check.evaluate(&scope) {
            Ok(Value::Bool(true)) => None,
            Ok(Value::Bool(false)) => Some(Stop::NotGiven {
                step: index,
                reason: given.otherwise.clone(),
            }),
            Ok(other) => Some(Stop::Unresolved {
                step: index,
                reason: format!("`{}` is {other}, which is neither true nor false", check.source()),
            }),
            Err(unresolved) => Some(request::stop(index, &unresolved)),
        })
    }

    /// Awaits a call of the system under test, or that none comes.
    async fn receive(&mut self, index: usize, receive: &Receive, cause: Cause) -> Result<(), Stop> {
        let within = match (receive.within, cause) {
            (Some(within), _) => within,
            (None, Cause::Person) => self.endpoint.patience.person,
            (None, Cause::Duty | Cause::Promise) => self.endpoint.patience.call,
        };
        if receive.presence == Presence::Forbidden {
            self.hear_for(within, |ear| ear.is_taken(index)).await;
            return Ok(());
        }
        let came = match cause {
            // How long a person takes says nothing of the system under test.
            Cause::Person => self.hear_for(within, |ear| ear.is_taken(index)).await,
            Cause::Duty | Cause::Promise => self.wait(within, |ear| ear.is_taken(index)).await,
        };
        if !came {
            return Err(Stop::NotCalled(Absence {
                step: index,
                operation: receive.operation.id.clone(),
                waited: within,
                cause,
            }));
        }
        if let Some(pause) = receive.more_within {
            // A target that is slow to call is slow to call again.
            let pause = pause.max(self.endpoint.patience.quiet);
            loop {
                let before = self.transcript.entries.len();
                if !self.hear_for(pause, |_| false).await && self.transcript.entries.len() == before {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Makes the system under test act, by a hook or by a person.
    async fn trigger(&mut self, index: usize, step: &Step, trigger: &Trigger) -> Result<Cause, Stop> {
        let (prompt, questions) = match needs::means(self.case, self.setting, self.endpoint, trigger)? {
            Means::Hook(name, hook) => return self.hook(index, trigger, name, &hook).await.map(|()| Cause::Duty),
            Means::Person(prompt, questions) => (prompt, questions),
        };
        let scope = CaseScope::new(self.case, &self.transcript.facts, &self.transcript.entries);
        let text = prompt
            .render_text(&scope)
            .map_err(|unresolved| request::stop(index, &unresolved))?;
        let within = step.receive().and_then(|receive| receive.within);
        let within = within.unwrap_or(self.endpoint.patience.person);
        let (done, is_done) = oneshot::channel();
        let awaits = match &step.action {
            Action::Receive(_) => Awaits::Call,
            // Nothing but word of the person tells that the next step may begin.
            Action::Call(_) | Action::Act => Awaits::Word(done),
        };
        let says_when_done = matches!(awaits, Awaits::Word(_));
        // Nobody listens to questions any more when the run is being given up.
        let _ = questions.send(Question {
            case: self.case.id.clone(),
            text,
            within,
            awaits,
        });
        if says_when_done {
            let said = self.while_hearing(tokio::time::timeout(within, is_done)).await;
            if !matches!(said, Ok(Ok(()))) {
                let within = humantime::format_duration(within);
                return Err(Stop::HookFailed {
                    step: index,
                    reason: format!("nobody said within {within} that it was done"),
                });
            }
        }
        Ok(Cause::Person)
    }

    async fn hook(&mut self, index: usize, trigger: &Trigger, name: &str, hook: &hook::Hook) -> Result<(), Stop> {
        let scope = CaseScope::new(self.case, &self.transcript.facts, &self.transcript.entries);
        let body = match &trigger.body {
            Some(body) => body
                .render(&scope)
                .map_err(|unresolved| request::stop(index, &unresolved))?,
            None => Value::Object(Map::new()),
        };
        let request = hook::request(name, hook, &body);
        if self.case.under_test == Side::Mews
            && self.endpoint.agreement.production
            && guard::holds_token(&request.body.text(), &self.endpoint.credentials)
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
        let outcome = self.while_hearing(hook::call(hook, &request, &variables, caller)).await;
        let failure = match &outcome {
            Outcome::Failed(Failure { detail, .. }) => Some(detail.clone()),
            Outcome::Answered(response) if !(200..300).contains(&response.status) => {
                Some(format!("it answered with HTTP {}", response.status))
            }
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
        match failure {
            None => Ok(()),
            Some(detail) => Err(Stop::HookFailed {
                step: index,
                reason: format!("the hook `{name}` failed: {detail}"),
            }),
        }
    }

    /// Waits until something is so, and a little longer to learn that it is late; says whether it is.
    pub(super) async fn wait(&mut self, within: Duration, done: impl Fn(&Ear<'_>) -> bool) -> bool {
        self.ear.waits_since(self.begun.elapsed());
        let so = self.hear_for(within + grace(within), &done).await;
        self.ear.waits_no_more();
        so
    }

    /// Hears calls for a time, or until something is so; says whether it is.
    async fn hear_for(&mut self, time: Duration, done: impl Fn(&Ear<'_>) -> bool) -> bool {
        let mut end = pin!(tokio::time::sleep(time));
        loop {
            if done(&self.ear) {
                return true;
            }
            let Some(mailbox) = &mut self.mailbox else {
                end.as_mut().await;
                return false;
            };
            tokio::select! {
                biased;
                arrival = mailbox.next() => {
                    let Some(arrival) = arrival else { return false };
                    let told = mailbox.told(&arrival.request);
                    self.ear.hear(arrival, told, self.begun, &mut self.transcript);
                }
                () = end.as_mut() => return done(&self.ear),
            }
        }
    }

    /// Awaits something of our own, and hears calls meanwhile.
    pub(super) async fn while_hearing<T>(&mut self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        loop {
            let Some(mailbox) = &mut self.mailbox else {
                return future.await;
            };
            tokio::select! {
                biased;
                arrival = mailbox.next() => match arrival {
                    Some(arrival) => {
                        let told = mailbox.told(&arrival.request);
                        self.ear.hear(arrival, told, self.begun, &mut self.transcript);
                    }
                    None => return future.await,
                },
                value = future.as_mut() => return value,
            }
        }
    }

    /// Where calls came or should have come, listens for more: a second one is a mistake worth knowing.
    async fn listen_on(&mut self) {
        let talked = self.case.awaits_anyone()
            || self
                .transcript
                .entries
                .iter()
                .any(|entry| entry.direction == Direction::Inbound);
        let given_up = matches!(self.transcript.stopped, Some(Stop::NotConfigured { .. }));
        if talked && !given_up {
            self.hear_for(self.endpoint.patience.quiet, |_| false).await;
        }
    }
}

//! `[io]` One case from its first step to its last: the calls that it makes, and those that come meanwhile.
//!
//! A call that comes too late is still awaited for a while: a report that it came too late helps more than one
//! that it never came.

use std::iter;
use std::pin::pin;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::watch;

use super::arrival::Arrival;
use super::body;
use super::endpoint::Endpoint;
use super::inbox::Mailbox;
use super::incoming::IncomingCalls;
use super::prerequisites;
use super::setting::Setting;
use super::stop;
use crate::exchange::transcript::{CallCause, Direction, Entry, MissingCall, Outcome, Role, Stop, Transcript};
use crate::plan::case::{Action, Case, Presence, Receive, Step};
use crate::plan::scope::CaseScope;

/// A call that comes this much later than it should is still taken, and reported as too late.
const GRACE: Duration = Duration::from_secs(5);
/// The longest time that an awaiting step looks back on after its call came too late.
fn grace(within: Duration) -> Duration {
    within.min(GRACE)
}

/// The part of a case that was run before.
#[derive(Clone, Debug, Default)]
pub struct EarlierPart {
    /// The first step that is left.
    pub from: usize,
    /// Exchanges of the steps before it.
    pub entries: Vec<Entry>,
    /// True if they are those of an earlier run.
    pub replayed: bool,
}

/// Runs the rest of a case. Whatever happens is in the transcript, after the earlier part.
pub async fn run(case: &Case, setting: Setting<'_>, before: EarlierPart) -> Transcript {
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
    let ready = match prerequisites::check(case, setting, endpoint, &facts, before.from) {
        Ok(()) => {
            let hosting = setting.target.hosting();
            hosting.check(case, endpoint, setting.caller, before.from).await
        }
        Err(stop) => Err(stop),
    };
    if let Err(stop) = ready {
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
        Some(inbox) if case.listens() => {
            let anyones = case.awaited().filter(|_| endpoint.shares_state());
            Some(inbox.open(key, anyones.cloned().collect()))
        }
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
        incoming: IncomingCalls::new(case),
        replayed: before.replayed,
        first: before.entries.len(),
        acted: false,
        settled: Vec::new(),
        announced: None,
        holds: false,
        held: Vec::new(),
        transcript: Transcript {
            facts,
            entries: before.entries,
            ..Transcript::default()
        },
    };
    let is_given_up = tokio::select! {
        biased;
        () = given_up(setting.given_up) => true,
        () = session.run_from(before.from) => false,
    };
    if is_given_up {
        let reason = "the run was interrupted".to_string();
        session.transcript.stopped = Some(Stop::Cancelled { reason });
        session.clean_up_in_a_hurry().await;
    }
    let strays = session.incoming.take_strays();
    if let Some(mailbox) = &session.mailbox {
        session.transcript.omitted += mailbox.overflow();
        for stray in strays {
            mailbox.leave_stray(&stray.entry.request, stray.oddities);
        }
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
    pub(super) incoming: IncomingCalls<'s>,
    /// True if it goes on after exchanges of an earlier run.
    pub(super) replayed: bool,
    /// Number of entries that were there before it began.
    pub(super) first: usize,
    /// True if a trigger has acted, or may have.
    pub(super) acted: bool,
    /// The steps that are always done, and need not be done any more.
    pub(super) settled: Vec<usize>,
    /// The booking that the last hook announced.
    pub(super) announced: Option<String>,
    /// True while calls that may be of an earlier run wait for the hook under way to name its booking.
    pub(super) holds: bool,
    /// The calls that wait so.
    pub(super) held: Vec<Arrival>,
    pub(super) transcript: Transcript,
}

/// Waits until the run is given up.
async fn given_up(signal: Option<&watch::Receiver<bool>>) {
    if let Some(signal) = signal
        && signal.clone().wait_for(|given_up| *given_up).await.is_ok()
    {
        return;
    }
    std::future::pending().await
}

impl Session<'_> {
    async fn run_from(&mut self, from: usize) {
        if let Err(stop) = self.steps(from).await {
            self.transcript.stopped = Some(stop);
            self.clean_up().await;
        }
        self.listen_on().await;
    }

    async fn steps(&mut self, from: usize) -> Result<(), Stop> {
        let case = self.case;
        for (index, step) in case.steps.iter().enumerate().skip(from) {
            if let Some(stop) = self.unmet_condition(index, step) {
                return Err(stop);
            }
            self.incoming.begin_step(index);
            let cause = match &step.trigger {
                Some(trigger) => self.act(index, step, trigger).await?,
                None => CallCause::Duty,
            };
            match &step.action {
                Action::Call(call) => {
                    self.settle().await;
                    let messages = body::messages(call, &self.transcript.facts).map_err(|error| error.stop(index))?;
                    for message in messages
                        .iter()
                        .flat_map(|message| iter::repeat_n(message, call.times as usize))
                    {
                        self.call(index, step, message).await?;
                        let last = self.transcript.entries.last();
                        if last.is_some_and(|last| matches!(last.outcome, Outcome::Failed(_))) {
                            break;
                        }
                    }
                }
                Action::Receive(receive) => self.receive(index, receive, cause).await?,
                Action::Act => {}
            }
            if let Some(stop) = self.incoming.stop() {
                return Err(stop);
            }
        }
        Ok(())
    }

    /// Lets the system under test get on with what it has just been answered about.
    async fn settle(&mut self) {
        let entries = self.transcript.entries.iter().rev();
        let since = |entry: &&Entry| !(entry.direction == Direction::Outbound && entry.role == Role::Step);
        let mut answered = entries
            .take_while(since)
            .filter(|entry| entry.direction == Direction::Inbound && entry.role == Role::Step);
        let Some(last) = answered.next() else { return };
        let passed = self.begun.elapsed().saturating_sub(last.at + last.elapsed);
        let left = self.endpoint.patience.settle.saturating_sub(passed);
        if !left.is_zero() {
            self.take_calls_for(left, |_| false).await;
        }
    }

    /// The reason for which a step would show nothing, if it would not.
    fn unmet_condition(&self, index: usize, step: &Step) -> Option<Stop> {
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
            Err(unresolved) => Some(stop::unresolved(index, &unresolved)),
        })
    }

    /// Awaits a call of the system under test, or that none comes.
    async fn receive(&mut self, index: usize, receive: &Receive, cause: CallCause) -> Result<(), Stop> {
        let within = match (receive.within, cause) {
            (Some(within), _) => within,
            (None, CallCause::Person) => self.endpoint.patience.person,
            (None, CallCause::Duty | CallCause::Promise | CallCause::Leave) => self.endpoint.patience.call,
        };
        if receive.presence == Presence::Forbidden {
            self.take_calls_for(within, |incoming| incoming.has_arrived(index))
                .await;
            return Ok(());
        }
        let cause = match receive.presence {
            Presence::Optional => CallCause::Leave,
            Presence::Expected | Presence::Forbidden => cause,
        };
        let came = match cause {
            // How long a person takes says nothing of the system under test, nor what need not come at all.
            CallCause::Person | CallCause::Leave => {
                self.take_calls_for(within, |incoming| incoming.has_arrived(index))
                    .await
            }
            CallCause::Duty | CallCause::Promise => self.wait(within, |incoming| incoming.has_arrived(index)).await,
        };
        if !came {
            let stand_in = self.stand_in(index, Some(receive));
            return Err(Stop::NotCalled(MissingCall {
                step: index,
                operation: receive.operation.id.clone(),
                waited: within,
                cause,
                stand_in,
            }));
        }
        if let Some(watch) = receive.watch {
            self.take_calls_for(watch, |_| false).await;
        }
        if let Some(pause) = receive.more_within {
            // A target that is slow to call is slow to call again.
            let pause = pause.max(self.endpoint.patience.quiet);
            loop {
                let before = self.transcript.entries.len();
                if !self.take_calls_for(pause, |_| false).await && self.transcript.entries.len() == before {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Waits until `done` is true, and a little longer to learn that it is late; returns true if it is done.
    pub(super) async fn wait(&mut self, within: Duration, done: impl Fn(&IncomingCalls<'_>) -> bool) -> bool {
        self.incoming.start_waiting(self.begun.elapsed());
        let done = self.take_calls_for(within + grace(within), &done).await;
        self.incoming.stop_waiting();
        done
    }

    /// Takes calls for a time, or until `done` is true; returns true if it is done.
    async fn take_calls_for(&mut self, time: Duration, done: impl Fn(&IncomingCalls<'_>) -> bool) -> bool {
        let mut end = pin!(tokio::time::sleep(time));
        loop {
            if done(&self.incoming) {
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
                    self.take(arrival);
                }
                () = end.as_mut() => return done(&self.incoming),
            }
        }
    }

    /// Awaits something of our own, and takes calls meanwhile.
    pub(super) async fn while_taking_calls<T>(&mut self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        loop {
            let Some(mailbox) = &mut self.mailbox else {
                return future.await;
            };
            tokio::select! {
                biased;
                arrival = mailbox.next() => match arrival {
                    Some(arrival) => self.take(arrival),
                    None => return future.await,
                },
                value = future.as_mut() => return value,
            }
        }
    }

    /// Listens for more if calls came or should have come: a second one is a mistake worth knowing.
    async fn listen_on(&mut self) {
        let talked = self.case.awaits_anyone()
            || self
                .transcript
                .entries
                .iter()
                .any(|entry| entry.direction == Direction::Inbound);
        let given_up = matches!(
            self.transcript.stopped,
            Some(Stop::NotConfigured { .. } | Stop::NotOffered { .. })
        );
        if talked && !given_up {
            self.take_calls_for(self.endpoint.patience.quiet, |_| false).await;
        }
    }
}

//! Inbox in which calls of the system under test arrive, and find their cases.
//!
//! Several cases listen at once. A call belongs to the case that its path names (the addresses that
//! Keycard gives out begin with the key of the case), else to the one that sent the message which it
//! refers to, else to the only one that awaits calls out of the blue, if it is a message at all. What
//! belongs to none is kept as unclaimed, and reported at the end of the run.
//!
//! Only one case that awaits calls out of the blue runs at a time on a target that keeps one state for all. An
//! unclaimed call fails nobody, since nobody can say whom it should fail.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use super::acknowledgement::{accepted, refused};
use super::arrival::{Answer, Arrival, BodyState};
use super::oddity::{self, CallAgreement, Oddity, not_allowed};
use super::property_answers::PropertyAnswers;
use super::unclaimed::{UnclaimedCall, UnclaimedReason};
use crate::contract::operation::Operation;
use crate::exchange::known_bookings::KnownBookings;
use crate::exchange::message::{Request, Response};
use crate::fixture::catalogue::Pricing;
use crate::fnv;

/// So many calls of one case wait to be taken in; a flood beyond that is answered and only counted.
const MOST_WAITING: usize = 64;
/// So many unclaimed calls are kept with their address; of further ones only the number is.
const MOST_UNCLAIMED: usize = 100;

/// Every case that listens. Clones share one inbox.
#[derive(Clone, Debug, Default)]
pub struct Inbox {
    registry: Arc<Mutex<Registry>>,
    /// The operations that may be called here.
    hosted: Arc<OnceLock<Vec<Arc<Operation>>>>,
    /// Answers questions about the property.
    property: Arc<OnceLock<PropertyAnswers>>,
    /// Bookings that were known before the one that is asked for now.
    earlier: Arc<Mutex<Arc<KnownBookings>>>,
}

#[derive(Debug, Default)]
struct Registry {
    open: HashMap<String, CaseQueue>,
    /// Digests of the keys of cases that listened and have ended.
    ended: HashSet<u64>,
    /// Key of the case that sent the message of that id.
    senders: HashMap<String, String>,
    unclaimed: Vec<UnclaimedCall>,
    unclaimed_count: usize,
    /// Bookings and messages that have come in this run.
    heard: KnownBookings,
}

/// The calls of one case that wait to be answered.
#[derive(Debug)]
struct CaseQueue {
    calls: mpsc::Sender<Arrival>,
    /// The operations that it awaits out of the blue, if it takes calls that no message of its own leads to.
    awaits: Vec<Arc<Operation>>,
    overflow: usize,
}

/// Fate of a call.
#[derive(Debug)]
pub enum Delivery {
    /// Its case will answer.
    Waiting(oneshot::Receiver<Answer>),
    /// It is answered at once.
    Settled(Response),
}

/// The receiving end of the calls of one case: dropping it closes them off.
#[derive(Debug)]
pub struct Mailbox {
    inbox: Inbox,
    key: String,
    calls: mpsc::Receiver<Arrival>,
}

impl Inbox {
    /// Takes calls for a case from now on; `awaits` are the operations of which it takes calls that no message of its own leads to.
    pub fn open(&self, key: String, awaits: Vec<Arc<Operation>>) -> Mailbox {
        let (sender, calls) = mpsc::channel(MOST_WAITING);
        let queue = CaseQueue {
            calls: sender,
            awaits,
            overflow: 0,
        };
        self.lock().open.insert(key.clone(), queue);
        Mailbox {
            inbox: self.clone(),
            key,
            calls,
        }
    }

    /// Sets the operations that may be called here; only the first list counts.
    pub fn set_hosted_operations(&self, operations: Vec<Arc<Operation>>) {
        // A second list would be of the same contract.
        let _ = self.hosted.set(operations);
    }

    /// The reasons for which the platform would not take a call that belongs to no case.
    fn oddities(&self, request: &Request) -> Vec<Oddity> {
        let agreement = CallAgreement {
            operations: &self.hosted.get().into_iter().flatten().collect::<Vec<_>>(),
            client_token: self.property.get().and_then(PropertyAnswers::client),
        };
        agreement.oddities(request)
    }

    /// Returns true if a request is meant for an operation, and comes by another method than POST.
    fn is_of_wrong_method(&self, request: &Request) -> bool {
        let mut hosted = self.hosted.get().into_iter().flatten();
        request.method != "POST" && hosted.any(|operation| operation.is_at(request.path()))
    }

    /// Has questions about the property answered from now on; only the first answers count.
    pub fn set_property_answers(&self, answers: PropertyAnswers) {
        // A second one would be of the same target.
        let _ = self.property.set(answers);
    }

    /// Has the property set its prices with tax from now on, or without.
    pub fn set_pricing(&self, pricing: Pricing) {
        if let Some(answers) = self.property.get() {
            answers.set_pricing(pricing);
        }
    }

    /// The answer to a question about the property; `None` if the request is none, or nobody can tell.
    pub fn property_answer(&self, request: &Request) -> Option<Response> {
        self.property.get()?.answer(request)
    }

    /// Sets the bookings that are not the one that is asked for now: those of earlier runs and of earlier tests.
    pub fn set_earlier_bookings(&self, earlier: KnownBookings) {
        *self.earlier.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(earlier);
    }

    /// Bookings of earlier runs and tests, if there are any.
    pub fn earlier_bookings(&self) -> Option<Arc<KnownBookings>> {
        let earlier = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        (!earlier.is_empty()).then(|| Arc::clone(&earlier))
    }

    /// Bookings and messages that have come in this run.
    pub fn known_bookings(&self) -> KnownBookings {
        self.lock().heard.clone()
    }

    /// Leaves calls for a case that does not listen unclaimed; least of all are they another case's.
    pub fn ignore(&self, key: &str) {
        self.lock().ended.insert(fnv::digest(key.as_bytes()));
    }

    /// Hands a call to its case.
    pub fn deliver(&self, request: Request, body: BodyState, at: Instant) -> Delivery {
        let mut registry = self.lock();
        registry.heard.take(&request);
        let Some(key) = registry.case_of(&request) else {
            if self.is_of_wrong_method(&request) {
                registry.leave_unclaimed(&request, UnclaimedReason::Method);
                return Delivery::Settled(not_allowed());
            }
            let oddities = self.oddities(&request);
            if let Some(refusal) = oddity::refusal(&oddities) {
                registry.leave_unclaimed(&request, UnclaimedReason::Stray(oddities));
                return Delivery::Settled(refusal);
            }
            if let Some(answer) = self.property_answer(&request) {
                registry.leave_unclaimed(&request, UnclaimedReason::Answered);
                return Delivery::Settled(answer);
            }
            let (reason, answer) = if registry.has_ended(&request) {
                (UnclaimedReason::Ended, accepted())
            } else {
                let unknown = refused(7, "No test case waits for this message; do not send it again.");
                (UnclaimedReason::Unknown, unknown)
            };
            registry.leave_unclaimed(&request, reason);
            return Delivery::Settled(answer);
        };
        let Some(queue) = registry.open.get_mut(&key) else {
            return Delivery::Settled(accepted());
        };
        let (answer, waiting) = oneshot::channel();
        let arrival = Arrival {
            request,
            body,
            at,
            answer,
        };
        match queue.calls.try_send(arrival) {
            Ok(()) => Delivery::Waiting(waiting),
            Err(_) => {
                queue.overflow += 1;
                Delivery::Settled(accepted())
            }
        }
    }

    /// The unclaimed calls of the run so far, and the number of all of them.
    pub fn unclaimed(&self) -> (Vec<UnclaimedCall>, usize) {
        let registry = self.lock();
        (registry.unclaimed.clone(), registry.unclaimed_count)
    }

    fn lock(&self) -> MutexGuard<'_, Registry> {
        // A panic elsewhere leaves the registry whole: each change is one call.
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CaseQueue {
    /// Returns true if a request that names no case can be meant for this one. A probe or a browser is nobody's; a message
    /// that goes astray is a mistake of the system under test.
    fn concerns(&self, request: &Request) -> bool {
        request.method == "POST" || self.awaits.iter().any(|operation| operation.is_at(request.path()))
    }
}

impl Registry {
    fn case_of(&self, request: &Request) -> Option<String> {
        let key = first_segment(request);
        if self.open.contains_key(key) {
            return Some(key.to_string());
        }
        if self.ended.contains(&fnv::digest(key.as_bytes())) {
            return None;
        }
        // The address names no case: it is the caller's own idea of where Keycard is.
        let body = request.body.json().ok();
        let named = ["relatedMessageId", "messageId"]
            .iter()
            .filter_map(|name| body?.get(*name)?.as_str())
            .find_map(|id| self.senders.get(id));
        if let Some(key) = named.filter(|key| self.open.contains_key(*key)) {
            return Some(key.clone());
        }
        let mut open = self.open.iter().filter(|(_, queue)| !queue.awaits.is_empty());
        match (open.next(), open.next()) {
            (Some((key, queue)), None) if queue.concerns(request) => Some(key.clone()),
            _ => None,
        }
    }

    fn has_ended(&self, request: &Request) -> bool {
        self.ended.contains(&fnv::digest(first_segment(request).as_bytes()))
    }

    fn leave_unclaimed(&mut self, request: &Request, reason: UnclaimedReason) {
        self.unclaimed_count += 1;
        if self.unclaimed.len() < MOST_UNCLAIMED {
            self.unclaimed.push(UnclaimedCall {
                method: request.method.to_string(),
                url: request.url.clone(),
                reason,
            });
        }
    }
}

fn first_segment(request: &Request) -> &str {
    let path = request.path();
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split('/').next().unwrap_or(path)
}

impl Mailbox {
    /// Lets a later call that refers to this message find the case, whatever its address.
    pub fn sent(&self, message: &Value) {
        if let Some(id) = message.as_str() {
            let mut registry = self.inbox.lock();
            registry.senders.insert(id.to_string(), self.key.clone());
        }
    }

    /// Remembers a booking that a hook announced.
    pub fn announce(&self, booking: &str) {
        self.inbox.lock().heard.booking(booking);
    }

    /// Bookings of earlier runs and tests, if there are any.
    pub fn earlier_bookings(&self) -> Option<Arc<KnownBookings>> {
        self.inbox.earlier_bookings()
    }

    /// Answers a call that is about an earlier booking or comes again, so that it is not repeated any more; it is no
    /// matter of the case.
    pub fn put_aside(&self, arrival: Arrival) {
        self.inbox
            .lock()
            .leave_unclaimed(&arrival.request, UnclaimedReason::Earlier);
        // The caller may have gone away in between.
        let _ = arrival.answer.send(Answer {
            response: accepted(),
            delay: Duration::ZERO,
        });
    }

    /// The operations that may be called here; none if there is no contract.
    pub fn hosted(&self) -> &[Arc<Operation>] {
        self.inbox.hosted.get().map_or(&[], Vec::as_slice)
    }

    /// Leaves a call unclaimed that nothing shows to be the system's under test.
    pub fn leave_stray(&self, call: &Request, oddities: Vec<Oddity>) {
        self.inbox
            .lock()
            .leave_unclaimed(call, UnclaimedReason::Stray(oddities));
    }

    /// The next call.
    pub async fn next(&mut self) -> Option<Arrival> {
        self.calls.recv().await
    }

    /// The answer to a question about the property, as of [`Inbox::property_answer`].
    pub fn property_answer(&self, request: &Request) -> Option<Response> {
        self.inbox.property_answer(request)
    }

    /// Number of calls that came faster than they could be taken in: they were answered and are not kept.
    pub fn overflow(&self) -> usize {
        self.inbox.lock().open.get(&self.key).map_or(0, |queue| queue.overflow)
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        let mut registry = self.inbox.lock();
        registry.open.remove(&self.key);
        registry.ended.insert(fnv::digest(self.key.as_bytes()));
        let key = &self.key;
        registry.senders.retain(|_, sender| sender != key);
    }
}

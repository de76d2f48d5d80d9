//! Where calls of the system under test arrive, and how each finds its case.
//!
//! Several cases listen at once. A call belongs to the case that its path names (the addresses that
//! Keycard gives out begin with the key of the case), else to the one that sent the message which it
//! refers to, else to the only one that awaits calls out of the blue, if it is a message at all. What
//! belongs to none is kept as a stray: it is told at the end of the run.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

use super::reception::Reception;
use super::stray::{Stray, StrayReason};
use crate::contract::operation::Operation;
use crate::exchange::heard::Heard;
use crate::exchange::message::{Request, Response};
use crate::fixture::catalogue::Pricing;
use crate::plan::case::digest;

/// So many calls of one case wait to be heard; a flood beyond that is answered and only counted.
const MOST_WAITING: usize = 64;
/// So many strays are kept with their address; of further ones only the number is.
const MOST_STRAYS: usize = 100;

/// Every case that listens. Clones share one inbox.
#[derive(Clone, Debug, Default)]
pub struct Inbox {
    registry: Arc<Mutex<Registry>>,
    /// The operations that may be called here.
    hosted: Arc<OnceLock<Vec<Arc<Operation>>>>,
    /// Answers questions about the property.
    reception: Arc<OnceLock<Reception>>,
    /// What was heard of before that which is asked for now.
    earlier: Arc<Mutex<Arc<Heard>>>,
}

#[derive(Debug, Default)]
struct Registry {
    open: HashMap<String, Line>,
    /// Digests of the keys of cases that listened and have ended.
    ended: HashSet<u64>,
    /// Which case sent the message of that id.
    senders: HashMap<String, String>,
    strays: Vec<Stray>,
    stray_count: usize,
    /// What this run has heard of.
    heard: Heard,
}

#[derive(Debug)]
struct Line {
    calls: mpsc::Sender<Arrival>,
    /// The operations that it awaits out of the blue, if it takes calls that no message of its own leads to.
    awaits: Vec<Arc<Operation>>,
    overflow: usize,
}

/// A call that arrived and has to be answered.
#[derive(Debug)]
pub struct Arrival {
    /// The call; its address is path and query.
    pub request: Request,
    /// Whether the body was read to its end.
    pub reading: Reading,
    /// When it arrived.
    pub at: Instant,
    /// Takes the answer.
    pub answer: oneshot::Sender<Answer>,
}

/// Whether the body of a call was read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It was.
    Whole,
    /// It is larger than the limit.
    TooLarge,
    /// It did not arrive in time, or the connection ended.
    Broken,
}

/// What a call is answered.
#[derive(Debug)]
pub struct Answer {
    /// The answer.
    pub response: Response,
    /// How long it is held back.
    pub delay: Duration,
}

/// What becomes of a call.
#[derive(Debug)]
pub enum Delivery {
    /// Its case will answer.
    Waiting(oneshot::Receiver<Answer>),
    /// It is answered at once.
    Settled(Response),
}

/// The end of the line of one case: dropping it closes the line.
#[derive(Debug)]
pub struct Mailbox {
    inbox: Inbox,
    key: String,
    calls: mpsc::Receiver<Arrival>,
}

/// A success that says nothing else.
pub fn accepted() -> Response {
    Response::json(200, &json!({ "success": true }))
}

/// A refusal that tells the caller not to try again.
pub fn refused(code: u64, message: &str) -> Response {
    Response::json(
        200,
        &json!({ "success": false, "errors": [{ "code": code, "message": message }] }),
    )
}

/// What a call by another method than POST is answered.
fn not_allowed() -> Response {
    let mut response = refused(6, "Every operation is called with POST.");
    response.status = 405;
    response.headers.push("allow", "POST");
    response
}

impl Inbox {
    /// Opens the line of a case; `awaits` are the operations of which it takes calls that no message of its own leads to.
    pub fn open(&self, key: String, awaits: Vec<Arc<Operation>>) -> Mailbox {
        let (sender, calls) = mpsc::channel(MOST_WAITING);
        let line = Line {
            calls: sender,
            awaits,
            overflow: 0,
        };
        self.lock().open.insert(key.clone(), line);
        Mailbox {
            inbox: self.clone(),
            key,
            calls,
        }
    }

    /// Tells which operations may be called here, by the first one that says it.
    pub fn hosts(&self, operations: Vec<Arc<Operation>>) {
        // A second list would be of the same contract.
        let _ = self.hosted.set(operations);
    }

    /// Whether a request is meant for an operation, and comes by another method than POST.
    fn is_of_wrong_method(&self, request: &Request) -> bool {
        let mut hosted = self.hosted.get().into_iter().flatten();
        request.method != "POST" && hosted.any(|operation| operation.is_at(request.path()))
    }

    /// Has questions about the property answered, by the first one that is told to.
    pub fn received_by(&self, reception: Reception) {
        // A second one would be of the same target.
        let _ = self.reception.set(reception);
    }

    /// Has the property set its prices with tax from now on, or without.
    pub fn price(&self, pricing: Pricing) {
        if let Some(reception) = self.reception.get() {
            reception.price(pricing);
        }
    }

    /// The answer to a question about the property; `None` if the request is none, or nobody can tell.
    pub fn told(&self, request: &Request) -> Option<Response> {
        self.reception.get()?.answer(request)
    }

    /// Tells what was heard of before that which is asked for now: in earlier runs, or for earlier tests.
    pub fn knows(&self, earlier: Heard) {
        *self.earlier.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(earlier);
    }

    /// What was heard of before that which is asked for now, if anything was.
    pub fn earlier(&self) -> Option<Arc<Heard>> {
        let earlier = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        (!earlier.is_empty()).then(|| Arc::clone(&earlier))
    }

    /// What this run has heard of.
    pub fn heard(&self) -> Heard {
        self.lock().heard.clone()
    }

    /// What is called for a case that does not listen is nobody's; least of all another case's.
    pub fn ignore(&self, key: &str) {
        self.lock().ended.insert(digest(key.as_bytes()));
    }

    /// Hands a call to its case.
    pub fn deliver(&self, request: Request, reading: Reading, at: Instant) -> Delivery {
        let mut registry = self.lock();
        registry.heard.take(&request);
        let Some(key) = registry.case_of(&request) else {
            if self.is_of_wrong_method(&request) {
                registry.stray(&request, StrayReason::Method);
                return Delivery::Settled(not_allowed());
            }
            let reason = registry.reason(&request);
            if let Some(answer) = self.told(&request) {
                registry.stray(&request, StrayReason::Told);
                return Delivery::Settled(answer);
            }
            registry.stray(&request, reason);
            return Delivery::Settled(match reason {
                StrayReason::Ended | StrayReason::Told | StrayReason::Earlier => accepted(),
                StrayReason::Method => not_allowed(),
                StrayReason::Unknown => refused(7, "No test case waits for this message; do not send it again."),
            });
        };
        let Some(line) = registry.open.get_mut(&key) else {
            return Delivery::Settled(accepted());
        };
        let (answer, waiting) = oneshot::channel();
        let arrival = Arrival {
            request,
            reading,
            at,
            answer,
        };
        match line.calls.try_send(arrival) {
            Ok(()) => Delivery::Waiting(waiting),
            Err(_) => {
                line.overflow += 1;
                Delivery::Settled(accepted())
            }
        }
    }

    /// The strays of the run so far, and how many there were in all.
    pub fn strays(&self) -> (Vec<Stray>, usize) {
        let registry = self.lock();
        (registry.strays.clone(), registry.stray_count)
    }

    fn lock(&self) -> MutexGuard<'_, Registry> {
        // A panic elsewhere leaves the registry whole: each change is one call.
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// Whether a request that names no case can be meant for this one. A probe or a browser is nobody's; a message
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
        if self.ended.contains(&digest(key.as_bytes())) {
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
        let mut open = self.open.iter().filter(|(_, line)| !line.awaits.is_empty());
        match (open.next(), open.next()) {
            (Some((key, line)), None) if line.concerns(request) => Some(key.clone()),
            _ => None,
        }
    }

    fn reason(&self, request: &Request) -> StrayReason {
        if self.ended.contains(&digest(first_segment(request).as_bytes())) {
            StrayReason::Ended
        } else {
            StrayReason::Unknown
        }
    }

    fn stray(&mut self, request: &Request, reason: StrayReason) {
        self.stray_count += 1;
        if self.strays.len() < MOST_STRAYS {
            self.strays.push(Stray {
                method: request.method.clone(),
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

    /// Remembers a booking that a hook told of.
    pub fn announce(&self, booking: &str) {
        self.inbox.lock().heard.booking(booking);
    }

    /// What was heard of before that which is asked for now, if anything was.
    pub fn earlier(&self) -> Option<Arc<Heard>> {
        self.inbox.earlier()
    }

    /// Answers a call that is about an earlier booking or comes again, so that it is not repeated any more; it is no
    /// matter of the case.
    pub fn put_aside(&self, arrival: Arrival) {
        self.inbox.lock().stray(&arrival.request, StrayReason::Earlier);
        // The caller may have gone away in between.
        let _ = arrival.answer.send(Answer {
            response: accepted(),
            delay: Duration::ZERO,
        });
    }

    /// The next call.
    pub async fn next(&mut self) -> Option<Arrival> {
        self.calls.recv().await
    }

    /// The answer to a question about the property, as of [`Inbox::told`].
    pub fn told(&self, request: &Request) -> Option<Response> {
        self.inbox.told(request)
    }

    /// How many calls came faster than they could be heard: they were answered and are not kept.
    pub fn overflow(&self) -> usize {
        self.inbox.lock().open.get(&self.key).map_or(0, |line| line.overflow)
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        let mut registry = self.inbox.lock();
        registry.open.remove(&self.key);
        registry.ended.insert(digest(self.key.as_bytes()));
        let key = &self.key;
        registry.senders.retain(|_, sender| sender != key);
    }
}

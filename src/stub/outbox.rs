//! `[io]` The calls that worlds owe, in order.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, OnceLock};

use tokio::sync::watch;

use super::lock::lock;
use super::owed::Callback;
use crate::exchange::message::{Headers, Request, Response};
use crate::exchange::transcript::Outcome;
use crate::wire::call::{Caller, Limits};

/// The calls that worlds owe. Those of one world are made one after the other, those of different
/// worlds side by side.
#[derive(Default)]
pub(super) struct Outbox {
    queues: Mutex<HashMap<String, VecDeque<Callback>>>,
    caller: OnceLock<Caller>,
    /// Number of calls that are owed and not yet settled.
    open: watch::Sender<usize>,
}

impl Outbox {
    /// An outbox that counts its open calls together with others.
    pub(super) fn counting_with(open: watch::Sender<usize>) -> Self {
        Self {
            open,
            ..Self::default()
        }
    }

    /// Adds calls of a world; returns true if it owed none before, so that somebody has to begin making them.
    pub(super) fn add(&self, case: &str, callbacks: Vec<Callback>) -> bool {
        self.open.send_modify(|open| *open += callbacks.len());
        match lock(&self.queues).entry(case.to_owned()) {
            Entry::Occupied(mut queue) => {
                queue.get_mut().extend(callbacks);
                false
            }
            Entry::Vacant(place) => {
                place.insert(callbacks.into());
                true
            }
        }
    }

    /// The next call of a world; its queue ends when it is empty.
    pub(super) fn next(&self, case: &str) -> Option<Callback> {
        let mut queues = lock(&self.queues);
        let next = queues.get_mut(case).and_then(VecDeque::pop_front);
        if next.is_none() {
            queues.remove(case);
        }
        next
    }

    /// Adds calls that follow from one that was made.
    pub(super) fn add_following(&self, case: &str, callbacks: Vec<Callback>) {
        if let Some(queue) = lock(&self.queues).get_mut(case) {
            self.open.send_modify(|open| *open += callbacks.len());
            queue.extend(callbacks);
        }
    }

    /// Makes none of the calls that a world still owes.
    pub(super) fn clear(&self, case: &str) {
        if let Some(queue) = lock(&self.queues).get_mut(case) {
            self.settled(queue.len());
            queue.clear();
        }
    }

    /// Counts calls that are no longer open.
    pub(super) fn settled(&self, count: usize) {
        self.open.send_modify(|open| *open = open.saturating_sub(count));
    }

    /// Makes a call. Returns the answer, if there was one.
    pub(super) async fn call(&self, callback: &Callback) -> Option<Response> {
        let request = Request {
            method: "POST".into(),
            url: callback.url.clone(),
            headers: Headers::from_iter([("content-type", "application/json"), ("accept", "application/json")]),
            body: callback.body.clone(),
        };
        let caller = self.caller.get_or_init(|| Caller::new(Limits::default()));
        let (outcome, _) = caller.call(&request).await;
        match outcome {
            Outcome::Answered(response) => Some(response),
            Outcome::Failed(_) => None,
        }
    }
}

//! `[io]` The calls that worlds owe, made in order and in the background.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock};

use tokio::sync::watch;

use super::host::{Worlds, lock};
use super::owed::Callback;
use crate::exchange::message::{Headers, Request};
use crate::exchange::transcript::Outcome;
use crate::wire::call::{Caller, Limits};

/// The calls that worlds owe. Those of one world are made one after the other, those of different
/// worlds side by side.
#[derive(Default)]
pub(super) struct Outbox {
    queues: Mutex<HashMap<String, VecDeque<Callback>>>,
    caller: OnceLock<Caller>,
    /// How many calls are owed and not yet settled.
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

    /// Makes these calls once the answer that is being given has arrived.
    pub(super) fn owe(&self, worlds: &Arc<Worlds>, case: &str, callbacks: Vec<Callback>) {
        if callbacks.is_empty() {
            return;
        }
        let count = callbacks.len();
        let mut queues = lock(&self.queues);
        if let Some(queue) = queues.get_mut(case) {
            queue.extend(callbacks);
        } else {
            // Requests are answered on the server's own thread, so there is a runtime to be had.
            let Ok(runtime) = tokio::runtime::Handle::try_current() else {
                return;
            };
            queues.insert(case.to_owned(), callbacks.into());
            runtime.spawn(deliver(Arc::clone(worlds), case.to_owned()));
        }
        self.open.send_modify(|open| *open += count);
    }

    /// The next call of a world; its queue ends when it is empty.
    fn next(&self, case: &str) -> Option<Callback> {
        let mut queues = lock(&self.queues);
        let next = queues.get_mut(case).and_then(VecDeque::pop_front);
        if next.is_none() {
            queues.remove(case);
        }
        next
    }

    fn add(&self, case: &str, callbacks: Vec<Callback>) {
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

    fn settled(&self, count: usize) {
        self.open.send_modify(|open| *open = open.saturating_sub(count));
    }
}

/// Makes the calls that a world owes until none is left or the world is forgotten.
async fn deliver(worlds: Arc<Worlds>, case: String) {
    let outbox = worlds.outbox();
    while let Some(callback) = outbox.next(&case) {
        tokio::time::sleep(callback.after).await;
        if !worlds.knows(&case) {
            outbox.settled(1);
            outbox.clear(&case);
            continue;
        }
        let request = Request {
            method: "POST".into(),
            url: callback.url.clone(),
            headers: Headers::from_iter([("content-type", "application/json"), ("accept", "application/json")]),
            body: callback.body.clone(),
        };
        let caller = outbox.caller.get_or_init(|| Caller::new(Limits::default()));
        let (outcome, _) = caller.call(&request).await;
        let answer = match &outcome {
            Outcome::Answered(response) => Some(response),
            Outcome::Failed(_) => None,
        };
        if let Some(next) = worlds.settle(&case, &callback, answer) {
            outbox.add(&case, next);
        }
        // Only now: what follows from it is counted already.
        outbox.settled(1);
    }
}

//! `[io]` The worlds of a host, the clock that they go by, and the calls that they owe.

use std::collections::HashMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;

use super::host_options::HostOptions;
use super::hosted_world::HostedWorld;
use super::lock::lock;
use super::outbox::Outbox;
use super::owed::Callback;
use super::reply::Reply;
use super::served::Served;
use crate::exchange::message::{Request, Response};

/// Choices by which a host makes its worlds, and who follows what they do.
pub(super) struct Setting {
    /// Choices of each world.
    pub(super) options: HostOptions,
    /// Address at which the worlds call the other side; `{case}` in it stands for the name of the case.
    pub(super) counterpart: Option<String>,
    /// Receiver of each call that is served, with its answer.
    pub(super) follower: Option<Sender<Served>>,
    /// Calls that are owed.
    pub(super) outbox: Outbox,
}

impl Setting {
    /// Worlds that call nobody and that nobody follows.
    pub(super) fn of(options: HostOptions) -> Self {
        Self {
            options,
            counterpart: None,
            follower: None,
            outbox: Outbox::default(),
        }
    }
}

/// The worlds of a host, by case.
pub(super) struct Worlds {
    setting: Setting,
    /// Address at which the worlds are reached, without a case.
    own: String,
    cases: Mutex<HashMap<String, HostedWorld>>,
}

impl Worlds {
    /// No world yet; all will be reached at that address.
    pub(super) fn new(setting: Setting, own: String) -> Self {
        Self {
            setting,
            own,
            cases: Mutex::default(),
        }
    }

    /// Has the world of a case answer a request that was sent to that whole path.
    pub(super) fn handle(self: &Arc<Self>, case: &str, request: Request, path: &str) -> Reply {
        let mut reply = {
            let mut cases = lock(&self.cases);
            let world = cases.entry(case.to_owned()).or_insert_with(|| self.new_world(case));
            world.handle(&request, Timestamp::now())
        };
        let owed = std::mem::take(&mut reply.callbacks);
        if let Some(follower) = &self.setting.follower {
            // Nobody may follow any more; that is no reason to stop.
            let _ = follower.send(Served {
                request: Request {
                    url: format!("{}{path}", self.own),
                    ..request
                },
                reply: reply.clone(),
            });
        }
        self.owe(case, owed);
        reply
    }

    /// Forgets the world of a case, and the calls that it owes.
    pub(super) fn forget(&self, case: &str) {
        lock(&self.cases).remove(case);
        self.setting.outbox.clear(case);
    }

    /// A world in which nothing has happened yet.
    fn new_world(&self, case: &str) -> HostedWorld {
        let own = match case {
            "" => self.own.clone(),
            case => format!("{}/{case}", self.own),
        };
        let counterpart = self.setting.counterpart.as_ref();
        let counterpart = counterpart.map(|base| base.replace("{case}", case).trim_end_matches('/').to_owned());
        self.setting.options.new_world(own, counterpart)
    }

    /// Makes these calls once the answer that is being given has arrived.
    fn owe(self: &Arc<Self>, case: &str, callbacks: Vec<Callback>) {
        if callbacks.is_empty() {
            return;
        }
        // Requests are answered on the server's own thread, so there is a runtime to be had.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        if self.setting.outbox.add(case, callbacks) {
            runtime.spawn(deliver(Arc::clone(self), case.to_owned()));
        }
    }

    /// Reports to a world what became of its call, and takes what it owes next; `None` once it is forgotten.
    fn settle(&self, case: &str, callback: &Callback, answer: Option<&Response>) -> Option<Vec<Callback>> {
        let mut cases = lock(&self.cases);
        Some(cases.get_mut(case)?.settle(callback, answer, Timestamp::now()))
    }

    fn has(&self, case: &str) -> bool {
        lock(&self.cases).contains_key(case)
    }
}

/// Makes the calls that a world owes until none is left or the world is forgotten.
async fn deliver(worlds: Arc<Worlds>, case: String) {
    let outbox = &worlds.setting.outbox;
    while let Some(callback) = outbox.next(&case) {
        tokio::time::sleep(callback.after).await;
        if !worlds.has(&case) {
            outbox.settled(1);
            outbox.clear(&case);
            continue;
        }
        let answer = outbox.call(&callback).await;
        if let Some(next) = worlds.settle(&case, &callback, answer.as_ref()) {
            outbox.add_following(&case, next);
        }
        // Only now: what follows from it is counted already.
        outbox.settled(1);
    }
}

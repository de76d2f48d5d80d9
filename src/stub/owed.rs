//! The calls that a side owes: what it pushes by itself, and what it confirms later.

use std::time::Duration;

use serde_json::Value;

use crate::contract::operation::Side;
use crate::exchange::body::Body;

/// Time after an answer until a call that is owed begins: long enough for the answer to arrive.
const AFTER_THE_ANSWER: Duration = Duration::from_millis(10);

/// A call that the stub owes.
#[derive(Clone, Debug)]
pub struct Callback {
    /// The absolute address to call.
    pub url: String,
    /// The JSON object to send; it holds tokens, so it is a type that does not show them.
    pub body: Body,
    /// Time to wait before it, counted from the answer or from the call before it.
    pub after: Duration,
    /// The side that makes the call.
    pub(super) caller: Side,
    /// The operation that is called.
    pub(super) operation: &'static str,
    /// Number of tries before.
    pub(super) tries: u32,
}

impl Callback {
    /// A call of that operation, made by that side soon after its answer.
    pub(super) fn new(caller: Side, operation: &'static str, url: String, body: &Value) -> Self {
        Self {
            url,
            body: Body::of(body),
            after: AFTER_THE_ANSWER,
            caller,
            operation,
            tries: 0,
        }
    }

    /// The same call, later.
    pub(super) fn after(mut self, pause: Duration) -> Self {
        self.after = pause;
        self
    }
}

/// Collects what a side owes while a request is answered.
#[derive(Debug, Default)]
pub(super) struct Owed {
    /// Address of the other side; nothing is owed to nobody.
    pub(super) counterpart: Option<String>,
    /// The calls, in the order in which they are to be made.
    pub(super) callbacks: Vec<Callback>,
}

impl Owed {
    /// Owes a call of an operation at the other side's own address, e.g. `/channelManager/confirmGroup`.
    pub(super) fn call(&mut self, caller: Side, operation: &'static str, path: &str, body: &Value) {
        if let Some(base) = &self.counterpart {
            let url = format!("{}{path}", base.trim_end_matches('/'));
            self.callbacks.push(Callback::new(caller, operation, url, body));
        }
    }

    /// Owes a call to an address that the other side named.
    pub(super) fn call_at(&mut self, caller: Side, operation: &'static str, url: &str, body: &Value) {
        // Without a counterpart nobody listens, wherever the address points.
        if self.counterpart.is_some() {
            self.callbacks
                .push(Callback::new(caller, operation, url.to_owned(), body));
        }
    }
}

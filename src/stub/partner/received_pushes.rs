//! The pushes that came before.

use std::collections::BTreeMap;

use serde_json::Value;

use super::call_result::CallResult;
use crate::contract::push::Push;
use crate::stub::owed::Callback;

/// Push that came before.
pub(super) struct ReceivedPush {
    pub(super) push: Push,
    /// Digest of its body.
    pub(super) digest: u64,
    pub(super) taken: bool,
    /// Address and body of its confirmation, if it was confirmed.
    pub(super) confirmation: Option<(String, Value)>,
    /// True if the confirmation was not answered.
    pub(super) unanswered: bool,
}

/// The pushes of one connection, by their message ids.
#[derive(Default)]
pub(super) struct ReceivedPushes(BTreeMap<String, ReceivedPush>);

impl ReceivedPushes {
    /// The push of that message id.
    pub(super) fn get(&self, message: &str) -> Option<&ReceivedPush> {
        self.0.get(message)
    }

    /// Keeps a push.
    pub(super) fn add(&mut self, message: &str, push: ReceivedPush) {
        self.0.insert(message.to_owned(), push);
    }

    /// Takes in what became of a confirmation.
    pub(super) fn settle(&mut self, callback: &Callback, result: CallResult) {
        let body = callback.body.json().ok();
        let message = body.and_then(|body| body.get("relatedMessageId")?.as_str());
        if let Some(received) = message.and_then(|message| self.0.get_mut(message)) {
            received.unanswered = result == CallResult::NoAnswer;
        }
    }
}

//! The messages about bookings and blocks that the channel manager sends.

use serde_json::{Map, Value, json};

use super::call_result::{CallResult, MOST_REPEATS, SYSTEM_ERROR, pause};
use super::hook_parameters::impossible;
use super::id_source::IdSource;
use super::platform_calls::{call, head};
use crate::stub::access::Connection;
use crate::stub::answer::Refusal;
use crate::stub::scene::Scene;

/// The platform's code for a reservation that it does not have.
const NOT_FOUND: i64 = 2;
/// The platform's code for a broken rule of business.
const PROCESSING: i64 = 7;

/// State of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MessageState {
    /// Not answered yet.
    Sent,
    /// Accepted, with or without the promise of a confirmation.
    Accepted { promised: bool },
    /// Confirmed.
    Confirmed,
    /// Refused, with the first code of the errors.
    Refused(i64),
    /// Not answered, however often it was sent.
    Unanswered,
}

impl MessageState {
    /// The name of the state in what hooks answer.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Accepted { promised: true } => "awaits confirmation",
            Self::Accepted { promised: false } => "accepted",
            Self::Confirmed => "confirmed",
            Self::Refused(_) => "refused",
            Self::Unanswered => "unanswered",
        }
    }
}

/// Latest message about a booking or a block.
pub(super) struct SentMessage {
    pub(super) message: String,
    pub(super) state: MessageState,
    operation: &'static str,
    body: Value,
    repeats: u32,
}

impl SentMessage {
    /// Sends a message, unless the platform refused just that for good.
    pub(super) fn send(
        earlier: Option<&Self>,
        operation: &'static str,
        content: Map<String, Value>,
        (connection, ids, scene): (&Connection, &mut IdSource, &mut Scene),
    ) -> Result<Self, Vec<Refusal>> {
        if earlier.is_some_and(|sent| sent.forbids(&content)) {
            return Err(impossible(
                "The platform refused this for good, so it is not sent again.",
            ));
        }
        let message = ids.id(scene, "MESSAGE");
        let mut body = head(connection);
        body.insert("messageId".into(), json!(message));
        body.extend(content);
        let body = Value::Object(body);
        call(scene, operation, &body);
        Ok(Self {
            message,
            state: MessageState::Sent,
            operation,
            body,
            repeats: 0,
        })
    }

    /// Returns true if the platform refused just that for good, so that it must not be sent again.
    fn forbids(&self, content: &Map<String, Value>) -> bool {
        match self.state {
            MessageState::Refused(NOT_FOUND) => true,
            MessageState::Refused(PROCESSING) => content.iter().all(|(name, value)| self.body.get(name) == Some(value)),
            MessageState::Refused(_)
            | MessageState::Sent
            | MessageState::Accepted { .. }
            | MessageState::Confirmed
            | MessageState::Unanswered => false,
        }
    }

    /// Takes in the result of the call, if it is not repeated.
    pub(super) const fn settle(&mut self, result: CallResult) {
        self.state = match result {
            CallResult::Success { promised } => MessageState::Accepted { promised },
            CallResult::Failure(code) => MessageState::Refused(code),
            CallResult::NoAnswer => MessageState::Unanswered,
        };
    }

    /// Takes in that a confirmation refused the message.
    pub(super) fn refuse(&mut self, code: i64, scene: &mut Scene) {
        if code == SYSTEM_ERROR && self.repeats < MOST_REPEATS {
            let before = scene.owed.callbacks.len();
            call(scene, self.operation, &self.body);
            for callback in scene.owed.callbacks.iter_mut().skip(before) {
                callback.after = pause(self.repeats);
            }
            self.repeats += 1;
            self.state = MessageState::Sent;
        } else {
            self.state = MessageState::Refused(code);
        }
    }
}

//! The messages that the platform sent, and what is known of their outcome.

use std::collections::BTreeMap;

use crate::contract::push::Push;
use crate::stub::owed::Callback;
use crate::stub::seed;

/// Message that was sent.
pub(super) struct SentMessage {
    pub(super) push: Push,
    pub(super) connection: &'static str,
    /// The position of the group or the block that it is about.
    pub(super) subject: Option<usize>,
    pub(super) outcome: Outcome,
}

/// Outcome of a message, as far as it is known.
pub(super) enum Outcome {
    /// Nothing is known yet, or nothing will be reported.
    Open,
    /// It is to be reported later; the message is kept in case it must be sent again.
    Promised(Box<Callback>),
    /// It was reported: perhaps before the answer that promises it arrived.
    Reported,
    /// A system error was reported before the answer that promises the outcome arrived: the message goes once more.
    Failed,
}

/// Every message that was sent, by its id.
#[derive(Default)]
pub(super) struct SentMessages {
    sent: BTreeMap<String, SentMessage>,
    count: usize,
}

impl SentMessages {
    /// The id of a new message.
    pub(super) fn next_id(&mut self) -> String {
        self.count += 1;
        format!("KC-M-{}", self.count)
    }

    /// The messages whose outcome was promised and has not been reported yet.
    pub(super) fn unconfirmed(&self) -> impl Iterator<Item = &str> {
        self.sent
            .iter()
            .filter(|(_, sent)| matches!(sent.outcome, Outcome::Promised(_)))
            .map(|(message, _)| message.as_str())
    }

    /// Adds a message that was just sent.
    pub(super) fn add(&mut self, id: String, sent: SentMessage) {
        self.sent.insert(id, sent);
    }

    /// A message that went over a connection before; those of the seed went as well.
    pub(super) fn find(&mut self, message: &str, push: Push, connection: &'static str) -> Option<&mut SentMessage> {
        let known = connection == seed::CONNECTION_A
            && seed::KNOWN_PUSHES
                .iter()
                .any(|(operation, known)| *operation == push.operation() && *known == message);
        if known && !self.sent.contains_key(message) {
            let subject = matches!(push, Push::Block | Push::Group).then_some(0);
            let sent = SentMessage {
                push,
                connection,
                subject,
                outcome: Outcome::Open,
            };
            self.sent.insert(message.to_owned(), sent);
        }
        self.sent
            .get_mut(message)
            .filter(|sent| sent.push == push && sent.connection == connection)
    }

    /// The message that a call carried; none, if the id in it is not one of the platform's.
    pub(super) fn carried(&mut self, callback: &Callback) -> Option<&mut SentMessage> {
        let message = callback.body.json().ok()?.get("messageId")?.as_str()?;
        self.sent
            .get_mut(message)
            .filter(|sent| sent.push.operation() == callback.operation)
    }
}

//! Which messages the platform sent, and what is known of their outcome.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Platform;
use crate::contract::operation::Side;
use crate::contract::push::Push;
use crate::stub::access::{self, Client, Connection};
use crate::stub::behaviour::BlockToken;
use crate::stub::owed::Callback;
use crate::stub::scene::Scene;
use crate::stub::seed;

/// A message that was sent.
pub(super) struct Sent {
    pub(super) push: Push,
    pub(super) connection: &'static str,
    /// The position of the group or the block that it is about.
    pub(super) subject: Option<usize>,
    pub(super) outcome: Outcome,
}

/// What is known of the outcome of a message.
pub(super) enum Outcome {
    /// Nothing yet, or nothing will be told.
    Open,
    /// It is to be told later; the message is kept in case it must be sent again.
    Promised(Box<Callback>),
    /// It was told: perhaps before the answer that promises it is heard.
    Told,
    /// A system error was told before the answer that promises it was heard: the message goes once more.
    Failed,
}

/// Every message that was sent, by its id.
#[derive(Default)]
pub(super) struct Ledger {
    sent: BTreeMap<String, Sent>,
    count: usize,
}

impl Ledger {
    /// The id of a new message.
    fn next(&mut self) -> String {
        self.count += 1;
        format!("KC-M-{}", self.count)
    }

    /// The messages whose outcome was promised and has not been told yet.
    pub(super) fn unconfirmed(&self) -> impl Iterator<Item = &str> {
        self.sent
            .iter()
            .filter(|(_, sent)| matches!(sent.outcome, Outcome::Promised(_)))
            .map(|(message, _)| message.as_str())
    }

    /// A message that went over a connection before; those of the seed went as well.
    pub(super) fn find(&mut self, message: &str, push: Push, connection: &'static str) -> Option<&mut Sent> {
        let known = connection == seed::CONNECTION_A
            && seed::KNOWN_PUSHES
                .iter()
                .any(|(operation, known)| *operation == push.operation() && *known == message);
        if known && !self.sent.contains_key(message) {
            let subject = matches!(push, Push::Block | Push::Group).then_some(0);
            let sent = Sent {
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
    pub(super) fn carried(&mut self, callback: &Callback) -> Option<&mut Sent> {
        let message = callback.body.json().ok()?.get("messageId")?.as_str()?;
        self.sent
            .get_mut(message)
            .filter(|sent| sent.push.operation() == callback.operation)
    }
}

impl Platform {
    /// Owes a message whose outcome may be told later, and gives its id.
    pub(super) fn push(
        &mut self,
        push: Push,
        connection: &'static Connection,
        content: Map<String, Value>,
        subject: Option<usize>,
        scene: &mut Scene,
    ) -> String {
        let message = self.ledger.next();
        let mut body = head(connection, scene);
        if push == Push::Block && scene.behaviour.block_token == BlockToken::Absent {
            body.shift_remove("clientToken");
        }
        let answer_at = format!("{}/api/channelManager/v1/{}", scene.own, push.confirmation());
        body.insert("messageId".into(), json!(message));
        body.insert("responseUrl".into(), json!(answer_at));
        body.extend(content);
        let sent = Sent {
            push,
            connection: connection.token,
            subject,
            outcome: Outcome::Open,
        };
        self.ledger.sent.insert(message.clone(), sent);
        call(push.operation(), connection, body, scene);
        message
    }
}

/// The tokens with which a message to the channel manager begins.
pub(super) fn head(connection: &Connection, scene: &Scene) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("clientToken".into(), json!(access::partner_token(scene.environment)));
    body.insert("connectionToken".into(), json!(connection.token));
    body
}

/// Owes a call of an operation of the channel manager's.
pub(super) fn call(operation: &'static str, connection: &Connection, body: Map<String, Value>, scene: &mut Scene) {
    // The other application has a channel manager of its own, which nobody plays.
    if connection.client == Client::Ours {
        let path = format!("/channelManager/{operation}");
        scene.owed.call(Side::Mews, operation, &path, &Value::Object(body));
    }
}

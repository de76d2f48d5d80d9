//! Messages whose outcome the channel manager may report later.

use serde_json::{Map, Value, json};

use super::calls::{call, head};
use super::sent_messages::{Outcome, SentMessage};
use super::state::Platform;
use crate::contract::push::Push;
use crate::stub::access::Connection;
use crate::stub::behaviour::BlockToken;
use crate::stub::scene::Scene;

impl Platform {
    /// Owes a message whose outcome may be reported later. Returns its id.
    pub(super) fn push(
        &mut self,
        push: Push,
        connection: &'static Connection,
        content: Map<String, Value>,
        subject: Option<usize>,
        scene: &mut Scene,
    ) -> String {
        let message = self.sent_messages.next_id();
        let mut body = head(connection, scene);
        if push == Push::Block && scene.behaviour.block_token == BlockToken::Absent {
            body.shift_remove("clientToken");
        }
        let answer_at = format!("{}/api/channelManager/v1/{}", scene.own, push.confirmation());
        body.insert("messageId".into(), json!(message));
        body.insert("responseUrl".into(), json!(answer_at));
        body.extend(content);
        let sent = SentMessage {
            push,
            connection: connection.token,
            subject,
            outcome: Outcome::Open,
        };
        self.sent_messages.add(message.clone(), sent);
        call(push.operation(), connection, body, scene);
        message
    }
}

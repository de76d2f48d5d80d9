//! One message of a case, with its sender.

use serde_json::{Map, Value};

use super::views::{View, fields};
use crate::contract::operation::Side;
use crate::contract::schema::Message;
use crate::exchange::transcript::Role;

/// A message that was sent while a case ran, if it is a JSON object.
#[derive(Clone, Debug)]
pub struct SentMessage<'e> {
    /// Position of the exchange in the transcript.
    pub entry: usize,
    /// Its place in the exchange: the request or the response.
    pub message: Message,
    /// The side that sent it.
    pub sender: Side,
    /// The operation, by its id; a name that the contract does not know if the address has one.
    pub operation: &'e str,
    /// The side that hosts the operation.
    pub host: Side,
    /// The part that the exchange plays in its step.
    pub role: Role,
    /// The body.
    pub body: &'e Map<String, Value>,
}

impl<'e> SentMessage<'e> {
    /// Its typed view, made anew.
    pub fn read(&self) -> View<'e> {
        View::read(self.host, self.operation, self.message, self.body)
    }

    /// Its id, if it has one.
    pub fn id(&self) -> Option<&'e str> {
        fields::text(self.body, "messageId")
    }

    /// The connection that it is about. The token is only compared, and never shown.
    pub fn connection(&self) -> Option<&'e str> {
        fields::text(self.body, "connectionToken")
    }

    /// The value of `success`, if it is a boolean.
    pub fn success(&self) -> Option<bool> {
        fields::flag(self.body, "success")
    }

    /// The kind of a notice of changes to a connection, if it is one: 0 created, 1 updated, 2 activated,
    /// 3 deactivated, 4 deleted; nothing inside if the kind cannot be read.
    pub fn connection_notice(&self) -> Option<Option<i64>> {
        let is_notice = self.message == Message::Request && self.operation == "changeNotificaton";
        is_notice.then(|| fields::integer(self.body, "type"))
    }
}

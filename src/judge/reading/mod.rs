//! Messages read into typed views, so that each rule looks at values and not at JSON.
//!
//! A view is lenient: what is missing or of another type is `None` there, because the schema says
//! so already. It borrows from the message and is made once, for all rules.

use serde_json::{Map, Value};

use crate::contract::operation::Side;
use crate::contract::schema::Message;

/// What a message says, as far as rules look into it.
#[derive(Clone, Debug)]
pub enum View<'e> {
    /// Nothing that a view exists for.
    Plain(&'e Map<String, Value>),
}

impl<'e> View<'e> {
    /// Reads a message of an operation that `host` hosts.
    pub fn of(_host: Side, _operation: &str, _message: Message, body: &'e Map<String, Value>) -> Self {
        Self::Plain(body)
    }
}

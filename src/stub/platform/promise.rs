//! The promise of an answer that the outcome of a message is reported later.

use serde_json::{Map, Value};

use crate::stub::answer::{Answer, done};
use crate::stub::behaviour::AsyncFlag;

/// The answer to a message whose outcome is reported later.
pub(super) fn promise(flag: AsyncFlag) -> Answer {
    let flag = match flag {
        AsyncFlag::Promised => true,
        AsyncFlag::Denied => false,
        AsyncFlag::Absent => return done(),
    };
    Ok(Map::from_iter([("asyncConfirmation".to_owned(), Value::Bool(flag))]))
}

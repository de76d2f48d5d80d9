//! Conventions of the Connector API that its descriptions rely on without saying so.

use crate::contract::operation::Effect;

/// Properties that every request has besides its content.
pub const COMMON: [&str; 3] = ["ClientToken", "AccessToken", "Client"];

/// Properties of a body that credentials fill.
pub const CREDENTIALS: [&str; 2] = ["ClientToken", "AccessToken"];

/// Properties that choose enterprises or chains.
pub const SCOPE: [&str; 4] = ["EnterpriseId", "EnterpriseIds", "ChainId", "ChainIds"];

/// Actions that change nothing, though their name does not begin with `get`.
const READING: [&str; 2] = ["search", "price"];

/// The effect of an operation, by its name; a date at the end is but its version.
pub fn effect(id: &str) -> Effect {
    let action = id.split('/').nth(1).unwrap_or_default();
    if action.starts_with("get") || READING.contains(&action) {
        Effect::Read
    } else {
        Effect::Write
    }
}

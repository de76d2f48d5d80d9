//! The state of the simulated Mews.

use std::collections::BTreeSet;

use super::blocks::Blocks;
use super::connections::Connections;
use super::groups::Groups;
use super::sent_messages::SentMessages;
use crate::stub::operation::Operation;

/// The simulated Mews: what a case changed on its side.
#[derive(Default)]
pub(crate) struct Platform {
    pub(super) connections: Connections,
    pub(super) groups: Groups,
    pub(super) blocks: Blocks,
    pub(super) sent_messages: SentMessages,
    /// Groups and blocks that were taken, by connection and content.
    pub(super) taken: BTreeSet<(&'static str, u64)>,
    /// Operations that fail once, as often as they are listed.
    pub(super) failing: Vec<Operation>,
}

impl Platform {
    /// The messages whose outcome was promised and has not been reported yet.
    pub(crate) fn unconfirmed(&self) -> impl Iterator<Item = &str> {
        self.sent_messages.unconfirmed()
    }
}

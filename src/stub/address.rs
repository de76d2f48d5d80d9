//! Parts of an address of the Channel Manager API, or of a test.

use super::operation::Operation;
use crate::contract::operation::Side;

/// Beginning of the addresses of hooks.
const HOOKS: &str = "/hooks/";

/// Target of an address.
pub(super) enum Address<'r> {
    /// An operation.
    Operation(Operation),
    /// A hook of a side, by its name: it makes the side do what its operations do not ask of it.
    Hook(Side, &'r str),
}

impl<'r> Address<'r> {
    /// Reads a path; `None` if nothing lies there.
    pub(super) fn of(path: &'r str) -> Option<Self> {
        if let Some(hook) = path.strip_prefix(HOOKS) {
            let (side, name) = hook.split_once('/')?;
            let side = [Side::Mews, Side::ChannelManager]
                .into_iter()
                .find(|known| known.name() == side)?;
            return Some(Self::Hook(side, name));
        }
        Operation::at(path).map(Self::Operation)
    }
}

/// Returns true if a path is that of a hook, whether or not there is such a hook.
pub(super) fn is_hook(path: &str) -> bool {
    path.starts_with(HOOKS)
}

//! The status of the channel manager, for all connections.

use std::collections::BTreeMap;

use crate::stub::access::{Connection, Standing};

/// Status of the channel manager, for all connections.
#[derive(Default)]
pub(super) struct PartnerStatus {
    /// Standings that have changed since the beginning.
    standings: BTreeMap<&'static str, Standing>,
    /// Number of further calls that meet the channel manager in maintenance.
    pub(super) maintenance: i64,
    /// True if the outcome of a push is reported later, whatever the behaviour says.
    pub(super) confirms_later: bool,
}

impl PartnerStatus {
    /// The standing of a connection.
    pub(super) fn standing(&self, connection: &Connection) -> Standing {
        self.standings
            .get(connection.token)
            .copied()
            .unwrap_or(connection.standing)
    }

    /// Enables, disables or deletes a connection.
    pub(super) fn set_standing(&mut self, connection: &Connection, standing: Standing) {
        self.standings.insert(connection.token, standing);
    }
}

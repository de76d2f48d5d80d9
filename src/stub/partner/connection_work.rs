//! Work on one connection: its records, and all else that answering and acting takes.

use jiff::civil::Date;

use super::connection_records::ConnectionRecords;
use super::id_source::IdSource;
use super::status::PartnerStatus;
use crate::stub::access::Connection;
use crate::stub::scene::Scene;

/// Work on one connection.
pub(super) struct ConnectionWork<'w> {
    pub(super) status: &'w mut PartnerStatus,
    pub(super) records: &'w mut ConnectionRecords,
    pub(super) ids: &'w mut IdSource,
    pub(super) connection: &'static Connection,
    pub(super) scene: &'w mut Scene,
}

impl ConnectionWork<'_> {
    /// The day on which it is done.
    pub(super) fn today(&self) -> Date {
        self.scene.today()
    }

    /// A new id of that kind.
    pub(super) fn id(&mut self, kind: &str) -> String {
        self.ids.id(self.scene, kind)
    }
}

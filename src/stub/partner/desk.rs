//! Where the channel manager works on one connection: what it knows of it, and what it may say.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::ari::Inventory;
use super::blocks::Blocks;
use super::bookings::Bookings;
use super::deliveries::Deliveries;
use super::outbox::Outbox;
use super::reading::later;
use super::sales::Sales;
use crate::stub::access::{Connection, Standing};
use crate::stub::scene::Scene;
use crate::stub::seed;

/// What concerns all connections.
#[derive(Default)]
pub(super) struct House {
    /// What became of the connections since the beginning.
    standings: BTreeMap<&'static str, Standing>,
    /// How many more calls meet the channel manager in maintenance.
    pub(super) maintenance: i64,
    /// Whether the outcome of a push is told later, whatever the behaviour says.
    pub(super) confirms_later: bool,
}

impl House {
    pub(super) fn standing(&self, connection: &Connection) -> Standing {
        self.standings
            .get(connection.token)
            .copied()
            .unwrap_or(connection.standing)
    }

    pub(super) fn set_standing(&mut self, connection: &Connection, standing: Standing) {
        self.standings.insert(connection.token, standing);
    }
}

/// What is known of one connection.
#[derive(Default)]
pub(super) struct Ledger {
    pub(super) inventory: Inventory,
    pub(super) deliveries: Deliveries,
    pub(super) bookings: Bookings,
    pub(super) sales: Sales,
    pub(super) blocks: Blocks,
}

impl Ledger {
    /// What is known before anything happens: a booking, on the connections that have one.
    pub(super) fn new(connection: &Connection, today: Date) -> Self {
        let mut ledger = Self::default();
        let known = match connection.token {
            seed::CONNECTION_A => Some(seed::KNOWN_BOOKING),
            seed::CONNECTION_B => Some(seed::KNOWN_BOOKING_B),
            _ => None,
        };
        if let (Some(id), Some(arrival)) = (known, later(today, 14)) {
            ledger.bookings.add_known(id, arrival);
        }
        ledger
    }
}

/// The day on which something happens; the time of day does not matter here.
pub(super) fn today(scene: &Scene) -> Date {
    scene.now.to_zoned(TimeZone::UTC).date()
}

/// The work on one connection.
pub(super) struct Desk<'w> {
    pub(super) house: &'w mut House,
    pub(super) ledger: &'w mut Ledger,
    pub(super) outbox: &'w mut Outbox,
    pub(super) connection: &'static Connection,
    pub(super) scene: &'w mut Scene,
}

impl Desk<'_> {
    pub(super) fn today(&self) -> Date {
        today(self.scene)
    }

    /// A new id of that kind.
    pub(super) fn id(&mut self, kind: &str) -> String {
        self.outbox.id(self.scene, kind)
    }
}

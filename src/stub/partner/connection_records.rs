//! The records of one connection.

use jiff::civil::Date;

use super::blocks::Blocks;
use super::bookings::Bookings;
use super::dates::later;
use super::inventory::Inventory;
use super::property_groups::PropertyGroups;
use super::received_pushes::ReceivedPushes;
use crate::stub::access::Connection;
use crate::stub::seed;

/// Records of one connection.
#[derive(Default)]
pub(super) struct ConnectionRecords {
    pub(super) inventory: Inventory,
    pub(super) received_pushes: ReceivedPushes,
    pub(super) bookings: Bookings,
    pub(super) property_groups: PropertyGroups,
    pub(super) blocks: Blocks,
}

impl ConnectionRecords {
    /// The records before anything happens: a booking, on the connections that have one.
    pub(super) fn new(connection: &Connection, today: Date) -> Self {
        let mut records = Self::default();
        let known = match connection.token {
            seed::CONNECTION_A => Some(seed::KNOWN_BOOKING),
            seed::CONNECTION_B => Some(seed::KNOWN_BOOKING_B),
            _ => None,
        };
        if let (Some(id), Some(arrival)) = (known, later(today, 14)) {
            records.bookings.add_known(id, arrival);
        }
        records
    }
}

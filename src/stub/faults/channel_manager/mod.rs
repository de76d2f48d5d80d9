//! The faults of the Channel Manager API, by what they are about.

mod access;
mod answers;
mod blocks;
mod bookings;
mod call_edits;
mod calls;
mod groups;
mod inventory;
mod reply_edits;
mod request_edits;

use super::definition::FaultDefinition;

/// Every fault of the Channel Manager API.
pub(super) const FAULTS: [&[FaultDefinition]; 7] = [
    answers::FAULTS,
    access::FAULTS,
    calls::FAULTS,
    inventory::FAULTS,
    bookings::FAULTS,
    groups::FAULTS,
    blocks::FAULTS,
];

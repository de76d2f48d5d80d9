//! The faults of the Connector API, by what they are about.

mod access;
mod answers;
mod changes;
mod pages;
mod prose;
mod reply_edits;
mod request_edits;
mod rules;

use super::definition::FaultDefinition;

/// Every fault of the Connector API.
pub(super) const FAULTS: [&[FaultDefinition]; 6] = [
    access::FAULTS,
    answers::FAULTS,
    changes::FAULTS,
    pages::FAULTS,
    prose::FAULTS,
    rules::FAULTS,
];

//! The faults of the Connector API, by what they are about.

mod access;
mod answers;
mod pages;
mod prose;
mod reply_edits;
mod request_edits;
mod rules;

use super::definition::FaultDefinition;

/// Every fault of the Connector API.
pub(super) const FAULTS: [&[FaultDefinition]; 5] = [
    access::FAULTS,
    answers::FAULTS,
    pages::FAULTS,
    prose::FAULTS,
    rules::FAULTS,
];

//! Events of bills that their data do not show.

use std::collections::HashMap;

use jiff::Timestamp;

/// Events of all bills of a case, by id.
#[derive(Clone, Default)]
pub(super) struct BillEvents {
    /// Bills that somebody else has changed; true once the caller has read the change.
    pub(super) contested: HashMap<String, bool>,
    /// Times at which documents were made of a bill.
    pub(super) prints: HashMap<String, Vec<Timestamp>>,
}

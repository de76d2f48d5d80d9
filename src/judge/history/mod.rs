//! The history of a case, read once for all rules: what belongs together of several messages.
//!
//! A confirmation with its push, a push with its outcome, a property with its state. Rules stand on top of
//! these files and know nothing of each other.

pub mod blocks;
pub mod configurations;
pub mod confirmations;
pub mod groups;
pub mod inventory_pushes;
pub mod outcome_report;
pub mod property_codes;
pub mod property_state;
pub mod stored_inventory;
pub mod timeline;

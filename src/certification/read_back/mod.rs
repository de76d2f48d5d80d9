//! Values that are read back from a channel manager, against those that were pushed: night by night.

pub mod comparison;
pub mod findings;
pub mod format;
pub mod inventory;
pub mod patterns;
pub mod sheet;

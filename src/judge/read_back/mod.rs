//! Values that are read back from a channel manager, against those that were pushed: night by night.
//!
//! The comparison is Rust and not CEL: a year of five rates and five categories has 9,125 nights of each kind.

pub mod comparison;
pub mod findings;
pub mod format;
pub mod inventory;
mod patterns;

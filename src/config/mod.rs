//! `keycard.toml`: what is tested, where it is and which credentials it has.

pub mod file;
mod ids;
pub mod listening;
pub mod load;
pub mod resolve;

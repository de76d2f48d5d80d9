//! `keycard.toml`: what is tested, where it is and which credentials it has.

pub mod document;
mod ids;
pub mod listening;
pub mod load;
pub mod resolve;

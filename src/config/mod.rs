//! `keycard.toml`: what is tested, where it is and which credentials it has.

pub mod file;
mod ids;
pub mod load;
pub mod model;
pub mod resolve;
mod resolver;

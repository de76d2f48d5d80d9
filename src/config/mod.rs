//! `keycard.toml`: what is tested, where it is and which credentials it has.
//!
//! The results are values of the runner, such as [`crate::runner::endpoint::Endpoint`]. Addresses, credentials and
//! pace are just what a configuration means; a second set of types in between would only copy fields.

pub mod file;
mod ids;
pub mod load;
pub mod model;
pub mod resolve;
mod resolver;

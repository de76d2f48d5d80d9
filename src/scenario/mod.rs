//! Scenario files: as written ([`mod@file`]), as meant ([`model`]), and the way between ([`read`]).
//!
//! API, side and the features of operations are closed lists that scenarios spell as the contract does. Nothing
//! else of the contract is known here: whether an operation exists is decided in [`crate::plan`], which has the
//! contract at hand.

pub mod compact_value;
pub mod condition;
pub mod file;
pub mod load;
mod matrix_reader;
pub mod model;
pub mod names;
pub mod properties;
pub mod read;
pub mod references;
mod step_reader;

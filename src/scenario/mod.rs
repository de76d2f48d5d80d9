//! Scenario files: as written ([`document`]), as meant ([`model`]), and the way between ([`read`]).

pub mod compact_value;
pub mod condition;
pub mod file;
pub mod load;
mod matrix_reader;
pub mod model;
pub mod names;
pub mod read;
pub mod references;
mod step_reader;

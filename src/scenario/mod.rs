//! Scenario files: as written ([`document`]), as meant ([`model`]), and the way between ([`read`]).

mod axes;
pub mod condition;
pub mod file;
pub mod load;
pub mod model;
pub mod names;
pub mod packed;
pub mod read;
pub mod references;
mod steps;

//! Evidence packs on the command line: what a run puts into one, and what is done with one afterwards.

pub mod arguments;
pub mod keys;
pub mod verify;

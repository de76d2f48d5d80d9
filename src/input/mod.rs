//! Files that people write: their text, where each value stands in it, and what is wrong with it.
//!
//! A file is first read straight into its typed form, which is fast and has no positions. Only if
//! that fails, or if its meaning is wrong, is it read again with a position for each value, so that
//! every problem can name file, line and column.
//!
//! It is a room of its own because contract files, scenarios, plans of certifications and configurations share it.
//! The reasons for reading twice are in `docs/decisions/0001-positions-are-found-late.md`.

pub mod alternatives;
pub mod pointer;
pub mod problem;
pub mod schema;
pub mod source;
pub mod suggest;
pub mod text_or_map;
pub mod tree;

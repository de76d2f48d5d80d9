//! Expressions: `${…}` in values, CEL in checks, and the scope that their names come from.
//!
//! Contract files (minimal bodies) and scenario files share them, so they stand before both.
//!
//! A minimal body of an operation holds `${…}` as a scenario does; hence a room of its own below both.

mod cel_value;
pub mod compile_error;
pub mod functions;
pub mod operands;
pub mod program;
pub mod scope;
pub mod segment;
pub mod template;

//! Expressions: `${…}` in values, CEL in checks, and where their names come from.
//!
//! Contract files (minimal bodies) and scenario files share them, so they stand before both.

pub mod fault;
pub mod functions;
pub mod parts;
pub mod program;
pub mod scope;
pub mod template;

//! What an API promises: operations, JSON Schemas, the error-code catalogue and semantic rules.
//!
//! All of it is data, read from `schemas/` or from the copy embedded in the binary; nothing is read
//! or compiled before a run needs it.

mod bundle;
pub mod cards;
pub mod catalogue;
mod condition;
pub mod connector;
mod definitions;
pub mod error_code;
pub mod load;
pub mod operation;
pub mod push;
pub mod rule;
pub mod schema;
pub mod shape;
pub mod status;
pub mod traits;
pub mod walk;

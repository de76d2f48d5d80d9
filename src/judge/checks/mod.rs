//! The checks that every answer and every awaited call goes through, besides the semantic rules.

pub mod callback;
pub mod condition;
pub mod form;
pub mod invalid;
pub mod outcome;
pub mod remarks;
pub mod schema;
pub mod status;
pub mod time_limit;
pub mod transport;
pub mod undone;

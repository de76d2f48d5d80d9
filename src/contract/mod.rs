//! Contracts of the two APIs: operations, JSON Schemas, the catalogue of error codes and the semantic rules.
//!
//! All of it is data, read from `schemas/` or from the copy embedded in the binary; nothing is read
//! or compiled before a run needs it.

pub mod address;
mod bundle;
pub mod cards;
pub mod catalogue;
mod condition;
pub mod connector;
mod definitions;
pub mod entry;
pub mod error_code;
pub mod features;
pub mod files;
pub mod operation;
pub mod push;
pub mod remarks;
pub mod rule;
pub mod schema;
pub mod shape;
pub mod status;

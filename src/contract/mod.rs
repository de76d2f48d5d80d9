//! What an API promises: operations, JSON Schemas, the error-code catalogue and semantic rules.
//!
//! All of it is data, read from `schemas/` or from the copy embedded in the binary.

pub mod operation;

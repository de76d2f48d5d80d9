//! Certification: a published list of tests, what proves each, and what is left before all is ready.
//!
//! ```text
//! plan file ─▶ published tests ─▶ cases (judged elsewhere) ─┐
//!                                  stored values ───────────┼─▶ one result a test ─▶ ready or not
//!                                  attestations ────────────┘
//! ```

pub mod attestation;
pub mod chain;
pub mod conclusion;
pub mod file;
pub mod load;
pub mod plan;
pub mod proof;
pub mod read;
pub mod repeated_calls;
pub mod replay;
pub mod sheet;
pub mod store;
pub mod system_errors;

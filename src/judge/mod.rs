//! What a transcript proves: pure functions from a case and its messages to findings.
//!
//! A judgement is data. Nothing here performs I/O, and nothing knows how the messages were made,
//! so a recorded run can be judged again.

pub mod access;
pub mod checks;
pub mod conversation;
pub mod finding;
pub mod judgement;
mod leniency;
pub mod material;
mod missing_call;
pub mod rules;
pub mod snapshot;
pub mod views;

//! The judgement of a transcript: pure functions from a case and its messages to findings.
//!
//! A judgement is data. Nothing here performs I/O, and nothing knows how the messages were made,
//! so a recorded run can be judged again.
//!
//! The runner is not known here: a timeout is an entry of the transcript, and each check is tested without a
//! network.

pub mod access;
mod called_operation;
pub mod check_id;
pub mod checks;
pub mod conversation;
pub mod finding;
mod history;
mod invalid_call;
pub mod judgement;
pub mod material;
pub mod message;
mod missing_call;
mod pages;
pub mod read_back;
mod remarks;
pub mod rules;
pub mod snapshot;
mod strictness;
mod unanswered;
pub mod views;
mod wording;

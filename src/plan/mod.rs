//! From scenarios to cases: matrices expanded, references resolved, nothing left to look up.
//!
//! Operations are looked up here and not where scenarios are read: only here is the contract at hand.

pub mod case;
pub mod case_builder;
pub mod compile;
pub mod credential;
mod expansion;
pub mod expectation;
pub mod recorded;
pub mod scope;
pub mod selection;
mod step_builder;
mod transport;
pub mod waiver;

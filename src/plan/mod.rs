//! From scenarios to cases: matrices expanded, references resolved, nothing left to look up.

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

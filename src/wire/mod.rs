//! Requests over the network, for all that make some: the runner, the stub, and whoever comes later.
//!
//! A timeout, a refused connection and a broken answer are values and not errors: the judge has to see them.

pub mod call;
mod diagnosis;
pub mod probe;

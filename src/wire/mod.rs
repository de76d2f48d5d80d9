//! Requests over the network, for all that make some: the runner, the stub, and whoever comes later.

pub mod call;
pub mod probe;
mod words;

//! The demonstration: the simulated Mews and the reference channel manager talk to each other, and every message of both
//! is judged.

pub mod demonstration;
pub mod script;
pub mod served_exchange;
pub mod verdict;

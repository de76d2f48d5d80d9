//! The stub from outside: what every operation answers, and that no planted fault goes unseen.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod access;
mod calls;
mod faults;
mod host;
mod operations;

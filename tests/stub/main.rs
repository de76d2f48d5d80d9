//! The stub from outside: what every operation answers, and that no planted fault goes unseen.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod access;
mod blocks;
mod calls;
mod choices;
mod confirmations;
mod faults;
mod groups;
mod hooks;
mod host;
mod laws;
mod operations;
mod updates;

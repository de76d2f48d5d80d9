//! The stub from outside: what every operation answers, and that no planted fault goes unseen.

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

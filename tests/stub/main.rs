//! The stub from outside: what every operation answers, and that no planted fault goes unseen.

mod access;
mod calls;
mod faults;
mod host;
mod operations;

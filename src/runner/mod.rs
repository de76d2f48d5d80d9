//! `[io]` Runs cases against a target and writes down what went over the wire.

pub mod body;
pub mod credentials;
pub mod event;
pub mod schedule;
pub mod session;
pub mod target;

//! `[io]` Runs cases against a target and writes down what went over the wire.

pub mod body;
pub mod credentials;
pub mod event;
mod guard;
mod hearing;
pub mod hook;
pub mod inbox;
pub mod listener;
mod request;
pub mod schedule;
pub mod session;
pub mod target;

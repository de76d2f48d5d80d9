//! `[io]` Runs cases against a target and writes down what went over the wire.

mod acting;
pub mod body;
mod calling;
mod clean_up;
pub mod credentials;
pub mod environment;
pub mod event;
mod guard;
mod hearing;
pub mod hook;
pub mod inbox;
pub mod listener;
mod needs;
pub mod pace;
pub mod precautions;
pub mod published;
pub mod reachability;
pub mod reception;
mod request;
pub mod schedule;
pub mod session;
pub mod stray;
pub mod target;

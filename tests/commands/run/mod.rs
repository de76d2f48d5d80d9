//! `keycard run` against targets of every kind, and what can be said of a run beforehand.

mod callbacks;
mod cards;
#[cfg(unix)]
mod clean_up;
mod closed_pipe;
mod conditions;
mod connections;
mod door;
mod environments;
mod exit_codes;
mod hostile_target;
mod large_pushes;
mod not_hosted;
mod pace;
mod replies;
mod snapshots;
mod strays;
mod targets;
mod waivers;

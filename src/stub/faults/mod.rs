//! Faults that are planted around an honest world, each with the check that must notice it.
//!
//! ```text
//! request ─▶ taken for another? ─▶ World ─▶ reply ─▶ changed? ─▶ host
//!                                    │
//!                                    └────▶ calls ─▶ changed? ─▶ host
//!
//! answer to a call ─▶ changed? ─▶ World
//! ```
//!
//! They are mistakes that integrations in the field make; a harness that lets one pass is broken. The honest world
//! knows nothing of them: a [`faulty_world::FaultyWorld`] owns one and stands in its place.
//!
//! Each fault is a row: its name, the check that must notice it, and a function that changes a request, a reply,
//! a call that is owed or the answer to one. The reasons are in `docs/decisions/0009-faults-wrap-the-world.md`.

pub mod fault;
pub mod faulty_world;

mod channel_manager;
mod connector;
mod definition;
mod effect;
mod json;
mod reply_edits;

//! Published descriptions of the Connector API, turned into the files of `schemas/connector/`.
//!
//! What is read is given as text, and what comes out is text: nothing here touches the world.
//!
//! Nothing is dropped in silence: what is not understood becomes a note with page and line, and a broken table
//! costs only itself. The reasons are in `docs/decisions/0007-the-connector-contract-is-imported.md`.

pub mod body;
pub mod compare;
mod conventions;
pub mod counts;
mod cycles;
pub mod docs;
pub mod files;
pub mod gaps;
pub mod imported;
mod names;
pub mod openapi;

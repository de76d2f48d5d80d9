//! The files under `schemas/`.

mod ambiguities;
mod connector;
mod published;

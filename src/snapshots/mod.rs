//! `[io]` The files of accepted and proposed snapshots, in insta's format.

pub mod store;

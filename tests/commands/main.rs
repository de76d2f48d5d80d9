//! Commands through the real binary, mostly against servers on loopback: what they print, write and end with.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod certify;
mod command_tree;
mod demo;
mod partners;
mod project;
mod reports;
mod run;

//! Keycard: contract tests and a certification self-check for integrations with the Mews platform.
//!
//! ```text
//! scenario files ─┐
//!                 ├─▶ plan ─▶ runner ─▶ transcript ─▶ judge ─▶ verdicts ─▶ report
//! contract files ─┘             ▲
//!                       target or stub
//! ```
//!
//! Most people use the program, `keycard`. A crate uses [`harness`]: scenarios as tests of `cargo test`. That is all
//! that this library promises; the other modules serve the program, and change with it.

// `RUSTDOCFLAGS="--cfg all_rooms" cargo doc` shows them too, and then demands their documentation.
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod app;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod certification;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod cli;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod config;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod contract;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod evidence;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod exchange;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod expression;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod fixture;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod fnv;
pub mod harness;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod import;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod input;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod judge;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod plan;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod redaction;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod report;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod runner;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod scenario;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod snapshots;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod stub;
#[cfg_attr(not(all_rooms), doc(hidden))]
pub mod wire;

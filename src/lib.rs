//! Keycard: contract tests and a certification self-check for integrations with the Mews platform.
//!
//! ```text
//! scenario files ─┐
//!                 ├─▶ plan ─▶ runner ─▶ transcript ─▶ judge ─▶ verdicts ─▶ report
//! contract files ─┘             ▲
//!                       target or stub
//! ```

pub mod app;
pub mod certification;
pub mod cli;
pub mod config;
pub mod contract;
pub mod evidence;
pub mod exchange;
pub mod expression;
pub mod fixture;
pub mod fnv;
pub mod harness;
pub mod import;
pub mod input;
pub mod judge;
pub mod plan;
pub mod redaction;
pub mod report;
pub mod runner;
pub mod scenario;
pub mod snapshots;
pub mod stub;
pub mod wire;

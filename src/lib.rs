//! Keycard: contract tests and a certification self-check for integrations with the Mews platform.
//!
//! ```text
//! scenario files ─┐
//!                 ├─▶ plan ─▶ runner ─▶ transcript ─▶ judge ─▶ verdicts ─▶ report
//! contract files ─┘             ▲
//!                       target or stub
//! ```

pub mod contract;
pub mod exchange;
pub mod redaction;
pub mod stub;

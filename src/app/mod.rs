//! `[io]` The application: prepare, run, settle, conclude, for every command and for `cargo test`.
//!
//! ```text
//! arguments ─▶ options ─▶ prepare ─▶ run ─▶ settle ─▶ conclude ─▶ result ─▶ terminal, exit code
//! ```
//!
//! The command line turns arguments into options and prints results; the test harness makes tests of them. Neither
//! knows how a case is judged, and nothing here prints.
//!
//! The reasons are in `docs/decisions/0010-one-application-room.md`.

pub mod built_in_stub;
pub mod case_selection;
pub mod certify;
pub mod check;
pub mod contract_files;
pub mod demo;
pub mod diagnostics;
pub mod doctor;
pub mod earlier_results;
pub mod exit;
pub mod formats;
pub mod head;
pub mod hook_use;
pub mod internal_errors;
pub mod keys;
pub mod merge;
pub mod notice;
pub mod operation_use;
pub mod pack;
pub mod pack_signature;
pub mod plan_cases;
pub mod refusal;
pub mod rejection;
pub mod reports;
pub mod results;
pub mod run;
pub mod run_clock;
pub mod scenarios;
pub mod self_test;
pub mod settle;
pub mod snapshot_review;
pub mod source_excerpt;
pub mod target_setup;
pub mod transcripts;
pub mod url_target;

//! Secrets, and the only way in which text that may hold them leaves the process.
//!
//! ```text
//! Secret ──▶ Redactor ──▶ Redacted<T> ──▶ terminal, logs, reports, snapshots
//!               │
//!               ├──▶ redact_file, redact_stream: a file made fit for a support desk
//!               └──▶ LeakScanner: the last look at what was written
//! ```
//!
//! *Redact* is for secrets; [`normalise`] is for values that vary from run to run.
//!
//! How a text is redacted: three finders look at it side by side — `known_secrets` for secrets by value,
//! `named_values` for names followed by a value, `shapes` for tokens and card numbers that nobody
//! registered — and each yields spans. Overlapping spans are merged, so that no finder hides
//! from another what it has half covered, and only spans are ever rewritten: every other byte
//! stays as it was. The passes repeat until one finds nothing, which makes redaction idempotent.
//!
//! The reasons are in `docs/decisions/0006-redaction-by-overlapping-search.md`.

mod encodings;
pub mod file;
mod json;
mod keys;
mod known_secrets;
pub mod leaks;
mod long_bodies;
mod named_values;
pub mod names;
pub mod normalise;
mod passes;
mod quotes;
pub mod redacted;
pub mod redactor;
pub mod secret;
pub mod shapes;
mod spans;
mod values;

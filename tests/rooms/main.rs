//! Rooms of the library by themselves: contract files, scenarios, judge, stub, importer, reports.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod expressions;
mod fixtures;
mod import;
mod judge;
mod redaction;
mod report;
mod scenarios;
mod schemas;
mod stub;

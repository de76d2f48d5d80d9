//! Parts that the tests and benches of Keycard share: the binary and how it ended, servers that answer as a test
//! says, small scenarios, golden files, a browser.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

pub mod browser;

mod binary;
mod folder;
mod golden;
mod scenario;
mod server;

pub use binary::{CLIENT, CONNECTION, Ran, command, finish, keycard, keycard_in, keycard_with, ran, run};
pub use folder::copy_folder;
pub use golden::{assert_golden, assert_published};
pub use scenario::{scenario, write_connector_scenario, write_scenario};
pub use server::{Server, answer, connector_answer, head, request, request_to};

/// So many values for each law, or as many as `PROPTEST_CASES` says.
pub fn cases(usual: u32) -> u32 {
    let wanted = std::env::var("PROPTEST_CASES").ok();
    wanted.map_or(usual, |wanted| wanted.parse().unwrap())
}

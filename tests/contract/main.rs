//! Every built-in case as a test of its own, against the built-in stub.
//!
//! `KEYCARD_SCENARIOS=dir` and `KEYCARD_CONFIG=file` aim it elsewhere.

fn main() -> std::process::ExitCode {
    keycard::harness::Suite::built_in().main()
}

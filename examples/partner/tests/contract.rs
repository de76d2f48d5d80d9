//! Every scenario of `scenarios/` as a test; `KEYCARD_CONFIG=keycard.toml` aims them at a server.

fn main() -> std::process::ExitCode {
    keycard::harness::Suite::own("scenarios").main()
}

//! The `keycard` command: everything is in the library.

fn main() -> std::process::ExitCode {
    keycard::cli::main()
}

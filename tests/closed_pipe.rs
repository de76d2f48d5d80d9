//! A reader that goes away, as in `keycard list | head -1`, is no reason to panic.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

#[test]
fn the_end_of_the_reader_is_not_a_panic() {
    for arguments in [&["list"][..], &["list", "--faults"], &["run"], &["help", "run"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_keycard"))
            .args(arguments)
            .env_remove("KEYCARD_SCENARIOS")
            .env_remove("KEYCARD_CONFIG")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("keycard runs");
        let mut first = String::new();
        BufReader::new(child.stdout.take().expect("a pipe"))
            .read_line(&mut first)
            .expect("a line");
        let mut errors = String::new();
        child
            .stderr
            .take()
            .expect("a pipe")
            .read_to_string(&mut errors)
            .expect("text");
        let status = child.wait().expect("an end");
        assert!(status.success(), "{arguments:?}: {status}\n{errors}");
        assert!(!errors.contains("panicked"), "{arguments:?}: {errors}");
    }
}

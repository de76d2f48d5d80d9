//! A reader that goes away, as in `keycard list | head -1`, is no reason to panic.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use support::keycard;

#[test]
fn the_end_of_the_reader_is_not_a_panic() {
    for arguments in [
        &["list"][..],
        &["list", "--faults"],
        &["run", "channel-manager/auth/"],
        &["help", "run"],
    ] {
        let mut child = keycard()
            .args(arguments)
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

//! What a scenario answers to a call is what it says, or the case proves nothing.

use std::fs;
use support::keycard;

fn run(number: &str) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let scenario = format!(
        "requirement: A booking is answered.
source: channel-manager-api/mews-operations/reservations#process-group
level: required
api: channel-manager
under-test: channel-manager
steps:
  - id: booking
    receive: processGroup
    trigger: book
    reply: {{ body: {{ success: true, asyncConfirmation: true, number: '${{request.{number}}}' }} }}
"
    );
    fs::write(folder.path().join("answered.yaml"), scenario).unwrap();
    let output = keycard()
        .args(["run", "--no-builtin", "--scenarios"])
        .arg(folder.path())
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn an_answer_that_cannot_be_put_together_leaves_the_case_open() {
    let (code, text) = run("nowhere.further");
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("INCONCLUSIVE"), "{text}");
}

#[test]
fn one_that_can_be_is_sent() {
    let (code, text) = run("messageId");
    assert_eq!(code, Some(0), "{text}");
}

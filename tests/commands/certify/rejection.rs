//! A partner that rejects every request is not failed for it: the configuration is the first suspect.

use std::fs;

use super::partner::{CLIENT, CONNECTION, Certified, command};
use super::{Stage, all_but};

/// What `certify` comes to with other tokens than the partner knows.
fn with_tokens(stage: &Stage, client: &str, connection: &str, words: &[&str]) -> Certified {
    let mut arguments = vec!["certify", "--report", "json=report.json", "--evidence", "pack"];
    arguments.extend(words);
    let output = command(stage.folder.path(), &arguments)
        .env("PARTNER_CLIENT_TOKEN", client)
        .env("PARTNER_CONNECTION_TOKEN", connection)
        .output()
        .unwrap();
    Certified::of(stage.folder.path(), &output)
}

/// A token of the same form that nobody knows.
fn other(token: &str) -> String {
    token.chars().rev().collect()
}

#[test]
fn tokens_that_the_partner_does_not_know_are_a_fault_of_the_configuration() {
    let stage = Stage::honest();
    let wrong = other(CLIENT);
    let certified = with_tokens(&stage, &wrong, CONNECTION, &[]);
    assert_eq!(certified.code, Some(2), "{}", certified.text);
    assert_eq!(certified.with("failed"), [""; 0], "{}", certified.text);
    assert_eq!(certified.with("inconclusive"), ["INV-1"], "{}", certified.text);
    // The list of system errors is a file, which needs nobody to let it in.
    assert_eq!(certified.with("passed"), ["ERR-1"], "{}", certified.text);
    let masked = format!("client-token {}***{}", &wrong[..4], &wrong[wrong.len() - 4..]);
    for said in [
        "keycard.toml: the system under test rejects every request: updateAvailability was answered with code 8",
        &masked,
        "--trust-configuration",
        "not ready",
    ] {
        assert!(certified.text.contains(said), "{said}\n{}", certified.text);
    }
    assert!(certified.reason("INV-2").starts_with("not tried, since"));
    assert!(!certified.text.contains(&wrong));
    assert!(stage.folder.path().join("pack/manifest.json").is_file());
}

#[test]
fn a_connection_that_the_partner_does_not_know_is_one_as_well() {
    let stage = Stage::honest();
    let certified = with_tokens(&stage, CLIENT, &other(CONNECTION), &[]);
    assert_eq!(certified.code, Some(2), "{}", certified.text);
    assert_eq!(certified.with("failed"), [""; 0], "{}", certified.text);
}

#[test]
fn an_address_at_which_nobody_takes_messages_is_one_as_well() {
    let stage = Stage::honest();
    let config = stage.folder.path().join("keycard.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(
        &config,
        text.replace("/channelManager\"\nclient", "/channels\"\nclient"),
    )
    .unwrap();
    let certified = stage.certify(&[]);
    assert_eq!(certified.code, Some(2), "{}", certified.text);
    assert_eq!(certified.with("failed"), [""; 0], "{}", certified.text);
    for said in [
        "was answered with HTTP 404",
        "/channels/updateAvailability the address of",
    ] {
        assert!(certified.text.contains(said), "{said}\n{}", certified.text);
    }
}

#[test]
fn who_trusts_the_configuration_fails_the_partner() {
    let stage = Stage::honest();
    let certified = with_tokens(&stage, &other(CLIENT), CONNECTION, &["--trust-configuration"]);
    assert_eq!(certified.code, Some(1), "{}", certified.text);
    let failed = certified.with("failed");
    assert!(failed.starts_with(&["INV-1", "INV-2"]), "{failed:?}");
}

#[test]
fn what_was_proved_stays_proved_when_tokens_change() {
    let stage = Stage::honest();
    let first = stage.certify(&[]);
    assert_eq!(first.code, Some(0), "{}", first.text);
    let state = stage.folder.path().join("keycard-certification/state.json");
    let mut proofs: serde_json::Value = serde_json::from_slice(&fs::read(&state).unwrap()).unwrap();
    proofs["tests"].as_object_mut().unwrap().remove("INV-2");
    fs::write(&state, serde_json::to_vec(&proofs).unwrap()).unwrap();
    let second = with_tokens(&stage, &other(CLIENT), CONNECTION, &["--resume"]);
    assert_eq!(second.code, Some(2), "{}", second.text);
    assert_eq!(second.with("inconclusive"), ["INV-2"]);
    assert_eq!(second.with("passed"), all_but(&["INV-2"]), "{}", second.text);
}

#[test]
fn one_that_lets_a_message_in_and_then_none_fails() {
    let stage = Stage::meddled_towards(|path, body| {
        (!path.ends_with("updateAvailability")).then(|| body.replace(CLIENT, &other(CLIENT)))
    });
    let certified = stage.certify(&[]);
    assert_eq!(certified.code, Some(1), "{}", certified.text);
    assert!(certified.with("failed").contains(&"INV-2"), "{}", certified.text);
    assert_eq!(certified.with("inconclusive"), [""; 0], "{}", certified.text);
}

#[test]
fn a_run_of_single_cases_says_so_too() {
    let stage = Stage::honest();
    let run = |client: &str| {
        let words = ["run", "short/takes-availability", "--config", "keycard.toml"];
        let output = command(stage.folder.path(), &words)
            .env("PARTNER_CLIENT_TOKEN", client)
            .output()
            .unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    let said = "warning: the system under test rejects every request: ";
    let wrong = run(&other(CLIENT));
    assert!(wrong.contains(said), "{wrong}");
    let right = run(CLIENT);
    assert!(!right.contains(said), "{right}");
}

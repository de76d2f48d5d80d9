//! The two simulated sides talk to each other, and every message of both is judged.

use std::process::Output;
use support::keycard;

fn demo(arguments: &[&str]) -> (Output, String) {
    let output = keycard().arg("demo").args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    (output, text)
}

/// The operations that were called, in order.
fn called(text: &str) -> Vec<&str> {
    let spoken = text.lines().filter(|line| line.contains(" → "));
    spoken
        .filter_map(|line| line.rsplit_once("  ")?.0.split_whitespace().last())
        .collect()
}

#[test]
fn honest_sides_call_every_operation_and_keep_to_the_contract() {
    let (output, text) = demo(&["--stub", "confirmations=later"]);
    assert_eq!(output.status.code(), Some(0), "{text}");
    for side in ["The simulated Mews: passed", "The reference channel manager: passed"] {
        assert!(text.contains(side), "{text}");
    }
    assert!(text.contains("0 errors, 0 warnings"), "{text}");
    for operation in [
        "getProperties",
        "getConfiguration",
        "getChannels",
        "setInventory",
        "requestAriUpdate",
        "updateAvailability",
        "updatePrices",
        "updateRestrictions",
        "processAvailabilityConfirmation",
        "processRateConfirmation",
        "processRestrictionConfirmation",
        "processGroup",
        "confirmGroup",
        "processGroupConfirmation",
        "processAvailabilityBlock",
        "processAvailabilityBlockConfirmation",
        "confirmAvailabilityBlock",
        "changeNotificaton",
    ] {
        assert!(text.lines().any(|line| line.contains(operation)), "{operation}: {text}");
    }
    assert!(called(&text).len() > 40, "{text}");
}

#[test]
fn a_mistake_of_either_side_is_told_of_that_side() {
    let (output, text) = demo(&["--fault", "rate-without-currency"]);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("The simulated Mews: failed"), "{text}");
    assert!(text.contains("The reference channel manager: passed"), "{text}");

    let (output, text) = demo(&["--fault", "breaks-promises", "--stub", "confirmations=later"]);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("The reference channel manager: failed"), "{text}");
    assert!(text.contains("R-COR-6"), "{text}");
}

#[test]
fn no_token_is_shown() {
    let (_, text) = demo(&["--bodies"]);
    assert!(text.contains("\"clientToken\":\"796D***FA4D\""), "{text}");
    for secret in keycard::stub::secrets::all() {
        assert!(!text.contains(secret), "{text}");
    }
}

//! Only the published test cards are ever sent (N-74).

use std::fs;

use serde_json::Value;
use support::keycard;

/// A valid number, of nobody, that is not among the published ones.
const OTHER_CARD: &str = "4242424242424242";

/// Runs a group with that card against the stub: the verdict, the reason and the report as text.
fn run(number: &str) -> (String, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let scenario = format!(
        "requirement: A card is taken.
source: channel-manager-api/mews-operations/reservations#process-group
level: required
api: channel-manager
under-test: mews
steps:
  - call: processGroup
    body: {{ paymentCard: {{ type: 1, number: '{number}', expireDate: '1022', cvv: '123', holderName: K. Aart }} }}
"
    );
    fs::write(folder.path().join("card.yaml"), scenario).unwrap();
    let report = folder.path().join("report.json");
    keycard()
        .args(["run", "--no-builtin", "--scenarios"])
        .arg(folder.path())
        .arg("--report")
        .arg(format!("json={}", report.display()))
        .output()
        .unwrap();
    let text = fs::read_to_string(report).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap();
    let case = &json["cases"][0];
    let word = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        case["exchanges"].as_array().unwrap().is_empty(),
        word("verdict") == "inconclusive",
        "{text}"
    );
    (word("verdict"), word("reason"), text)
}

#[test]
fn another_card_is_never_sent() {
    let (verdict, reason, report) = run(OTHER_CARD);
    assert_eq!(verdict, "inconclusive", "{report}");
    assert!(reason.contains("card"), "{reason}");
    assert!(!report.contains(OTHER_CARD), "{report}");
}

#[test]
fn a_test_card_is_sent() {
    let (verdict, _, report) = run("4111111111111111");
    assert_eq!(verdict, "passed", "{report}");
    assert!(!report.contains("4111111111111111"), "{report}");
}

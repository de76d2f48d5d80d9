//! A channel manager that does without the operations that it need not host.

use std::fs;
use std::net::TcpStream;

use serde_json::Value;
use support::{Ran, Server, keycard_with};

/// Answers each request of a connection: pushes are refused for their tokens, all else is not there.
fn serve(mut stream: TcpStream) {
    use std::io::Write;
    while let Some((path, _)) = support::request_to(&mut stream) {
        let hosted = [
            "updateAvailability",
            "updatePrices",
            "updateRestrictions",
            "confirmGroup",
        ];
        let (status, body) = if hosted.iter().any(|operation| path.ends_with(operation)) {
            let body = r#"{"success":false,"errors":[{"code":8,"message":"The token is not known here."}]}"#;
            ("200 OK", body)
        } else {
            ("404 Not Found", "nothing here")
        };
        let answer = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

fn run(not_hosted: &str) -> (Ran, Value) {
    let server = Server::start(serve);
    let folder = tempfile::tempdir().unwrap();
    let configuration = format!(
        r#"
[channel-manager]
url = "http://{}"
client-token = {{ env = "PARTNER_CLIENT_TOKEN" }}
connection-token = {{ env = "PARTNER_CONNECTION_TOKEN" }}
spaces = ["SGL", "DBL"]
rates = ["FLEX", "NONREF"]
{not_hosted}
"#,
        server.address
    );
    fs::write(folder.path().join("keycard.toml"), configuration).unwrap();
    let arguments = [
        "run",
        "--config",
        "keycard.toml",
        "channel-manager/auth/channel-manager-refuses-an-absent-client-token",
        "--report",
        "json=out.json",
    ];
    let tokens = [
        ("PARTNER_CLIENT_TOKEN", "5D0F7C1E93A24B86"),
        ("PARTNER_CONNECTION_TOKEN", "7E1A6D2F84B35C97"),
    ];
    let ran = keycard_with(folder.path(), &arguments, &tokens);
    let report = serde_json::from_slice(&fs::read(folder.path().join("out.json")).unwrap()).unwrap();
    (ran, report)
}

/// The verdict and the reason of each case of an operation.
fn verdicts(report: &Value, operation: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let cases = report["cases"].as_array().unwrap().iter();
    let cases = cases.filter(|case| text(&case["id"]).contains(&format!("[{operation},")));
    let found: Vec<_> = cases
        .map(|case| (text(&case["verdict"]), text(&case["reason"])))
        .collect();
    assert_eq!(found.len(), 6, "{operation}");
    found
}

#[test]
fn its_cases_are_not_run_with_one_reason() {
    let (ran, report) = run("");
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    for operation in ["processGroup", "processAvailabilityBlock", "changeNotificaton"] {
        for (verdict, reason) in verdicts(&report, operation) {
            assert_eq!(verdict, "not-run");
            assert!(
                reason.starts_with(&format!("`{operation}` is not hosted: POST http")),
                "{reason}"
            );
            assert!(
                reason.contains(&format!(
                    "HTTP status 404; correct the address, or say so with `not-hosted = [\"{operation}\"]`"
                )),
                "{reason}"
            );
        }
    }
    for (verdict, _) in verdicts(&report, "updatePrices") {
        assert_eq!(verdict, "passed");
    }
}

#[test]
fn the_configuration_may_say_so() {
    let (ran, report) = run("not-hosted = [\"processGroup\"]");
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    for (verdict, reason) in verdicts(&report, "processGroup") {
        assert_eq!(
            (verdict.as_str(), reason.as_str()),
            ("not-run", "`processGroup` is not hosted, as `not-hosted` says")
        );
    }
}

//! A full update is as long as the platform may send it, and a limit in front of the target is named as one.

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use support::{Ran, Server, keycard_with};

/// The largest body that the server lets through, in bytes.
const LIMIT: usize = 300_000;

/// Runs the full update against a server with a limit; gives the ids and lengths of the messages that it let through.
fn run(settings: &str) -> (Ran, Value, Vec<(String, usize)>) {
    let taken: Arc<Mutex<Vec<(String, usize)>>> = Arc::default();
    let seen = Arc::clone(&taken);
    let server = Server::start(move |mut stream: TcpStream| {
        while let Some(body) = support::request(&mut stream) {
            let (status, answer) = if body.len() > LIMIT {
                ("413 Content Too Large", "<html>413</html>")
            } else {
                let id = serde_json::from_str::<Value>(&body).unwrap()["messageId"].to_string();
                seen.lock().unwrap().push((id, body.len()));
                ("200 OK", r#"{"success":true}"#)
            };
            let fields = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", answer.len());
            if stream
                .write_all(format!("{}{answer}", support::head(status, &fields)).as_bytes())
                .is_err()
            {
                return;
            }
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let configuration = format!(
        r#"
[channel-manager]
url = "http://{}"
client-token = {{ env = "PARTNER_CLIENT_TOKEN" }}
connection-token = {{ env = "PARTNER_CONNECTION_TOKEN" }}
spaces = ["SGL", "DBL"]
rates = ["FLEX", "NONREF"]
{settings}
"#,
        server.address
    );
    fs::write(folder.path().join("keycard.toml"), configuration).unwrap();
    let case = "channel-manager/certification/takes-a-full-update";
    let arguments = ["run", "--config", "keycard.toml", case, "--report", "json=out.json"];
    let tokens = [
        ("PARTNER_CLIENT_TOKEN", "5D0F7C1E93A24B86"),
        ("PARTNER_CONNECTION_TOKEN", "7E1A6D2F84B35C97"),
    ];
    let ran = keycard_with(folder.path(), &arguments, &tokens);
    let report = serde_json::from_slice(&fs::read(folder.path().join("out.json")).unwrap()).unwrap();
    let taken = taken.lock().unwrap().clone();
    (ran, report, taken)
}

#[test]
fn a_limit_in_front_of_the_target_is_named() {
    let (ran, report, _) = run("");
    assert_eq!(ran.code, Some(1), "{}{}", ran.stdout, ran.stderr);
    let findings = report["cases"][0]["findings"].as_array().unwrap();
    let finding = findings.iter().find(|finding| finding["check"] == "R-ENV-1").unwrap();
    let actual = finding["actual"].as_str().unwrap();
    assert!(actual.starts_with("HTTP status 413; the request has "), "{actual}");
    assert!(actual.contains("`largest-push`"), "{actual}");
}

#[test]
fn a_partner_may_ask_for_smaller_pushes() {
    let (ran, _, taken) = run("largest-push = 50_000");
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert!(taken.len() > 8, "{taken:?}");
    assert!(taken.iter().all(|(_, length)| *length < 55_000), "{taken:?}");
    let mut ids: Vec<&String> = taken.iter().map(|(id, _)| id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), taken.len(), "{taken:?}");
    // Both ends of the year are sent, night by night.
    assert!(
        taken.iter().map(|(_, length)| length).sum::<usize>() > 600_000,
        "{taken:?}"
    );
}

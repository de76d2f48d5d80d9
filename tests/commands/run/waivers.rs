//! Waivers: a known failure is shown and does not fail the run; a waiver that no longer serves does.

use std::fs;
use std::path::Path;

use support::{CLIENT, CONNECTION, Ran, Server, answer, finish, keycard, request, write_scenario};
use tempfile::TempDir;

const RIGHT: &str = r#"{"channels":[],"success":true}"#;
const WRONG: &str = r#"{"channels":7,"success":true}"#;

/// A server that answers wrongly while the body has the client's name of a failing scenario.
fn server() -> Server {
    Server::start(|mut stream| {
        while let Some(body) = request(&mut stream) {
            answer(&mut stream, if body.contains("broken") { WRONG } else { RIGHT });
        }
    })
}

fn scenarios() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for id in ["good", "broken-one", "broken-two"] {
        let steps = format!("- call: getChannels\n  headers: {{ X-Id: {id} }}\n  body: {{ note: {id} }}");
        write_scenario(folder.path(), id, &steps);
    }
    folder
}

fn waiver(case: &str, expires: &str) -> String {
    format!("[[waivers]]\ncase = \"{case}\"\nowner = \"Ada\"\nreason = \"mended in May\"\nexpires = {expires}\n")
}

fn run(folder: &Path, server: &Server, waivers: &str, arguments: &[&str]) -> Ran {
    let config = folder.join("keycard.toml");
    let text = format!(
        "scenarios = [\".\"]\n[mews]\nurl = \"http://{}\"\nclient-token = {{ env = \"C\" }}\nconnection-token = {{ env = \"D\" }}\n{waivers}",
        server.address
    );
    fs::write(&config, text).unwrap();
    let mut command = keycard();
    command
        .args(["run", "--no-builtin", "--config"])
        .arg(&config)
        .args(arguments)
        .env("C", CLIENT)
        .env("D", CONNECTION);
    finish(command, |_| {})
}

fn case<'r>(ran: &'r Ran, id: &str) -> &'r serde_json::Value {
    let cases = ran.report["cases"].as_array().unwrap();
    cases.iter().find(|case| case["id"] == id).unwrap()
}

#[test]
fn a_waived_failure_is_shown_and_does_not_fail_the_run() {
    let (folder, server) = (scenarios(), server());
    let ran = run(folder.path(), &server, "", &[]);
    assert_eq!(ran.code, Some(1), "{ran:?}");

    let waivers = waiver("broken-*", "2999-01-01");
    let page = folder.path().join("report.html");
    let html = format!("html={}", page.display());
    let markdown = format!("markdown={}", folder.path().join("summary.md").display());
    let ran = run(
        folder.path(),
        &server,
        &waivers,
        &["--report", &html, "--report", &markdown],
    );
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let summary = fs::read_to_string(folder.path().join("summary.md")).unwrap();
    assert!(summary.contains("### Failed, waived (2)"), "{summary}");
    assert!(!summary.contains("not required"), "{summary}");
    assert!(ran.stdout.contains("WAIVED 2 cases — waived by Ada"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("waived by Ada until 2999-01-01: mended in May"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("1 passed, 2 waived"), "{}", ran.stdout);
    let waived = case(&ran, "broken-one");
    assert_eq!(waived["verdict"], "failed");
    assert_eq!(waived["waiver"]["owner"], "Ada");
    assert!(!waived["findings"].as_array().unwrap().is_empty());
    assert!(case(&ran, "good").get("waiver").is_none());
    let head = &ran.report["run"];
    assert_eq!(head["summary"]["waived"], 2);
    assert_eq!(head["summary"]["failedRequired"], 0);
    assert_eq!(head["waivers"][0]["standing"], "in-force");
    assert_eq!(head["waivers"][0]["failed"], 2);
    // Never green: skipped, with the reason.
    assert!(
        ran.junit.contains(r#"tests="3" failures="0" errors="0" skipped="2""#),
        "{}",
        ran.junit
    );
    assert!(ran.junit.contains("waived by Ada until 2999-01-01"), "{}", ran.junit);
    let page = fs::read_to_string(page).unwrap();
    assert_eq!(page.matches(r#"<details class="case waived""#).count(), 2);
    assert_eq!(page.matches(r#"<details class="case passed""#).count(), 1);
    for said in [
        r##"href="#verdict=waived"><b>2</b> waived</a>"##,
        r#"value="waived">waived</label>"#,
        "<dt>owner</dt><dd>Ada</dd><dt>reason</dt><dd>mended in May</dd><dt>expires</dt><dd>2999-01-01 (UTC)</dd>",
        r#"<section id="waivers">"#,
    ] {
        assert!(page.contains(said), "{said}");
    }
    let validator = jsonschema::validator_for(&keycard::report::formats::json::schema()).unwrap();
    assert!(validator.is_valid(&ran.report));
}

#[test]
fn what_is_not_waived_still_fails() {
    let (folder, server) = (scenarios(), server());
    let ran = run(folder.path(), &server, &waiver("broken-one", "2999-01-01"), &[]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stdout.contains("FAILED broken-two") && ran.stdout.contains("WAIVED broken-one"),
        "{}",
        ran.stdout
    );
    let ran = run(
        folder.path(),
        &server,
        &waiver("broken-one", "2999-01-01"),
        &["--fail-fast", "--jobs", "1"],
    );
    assert_eq!(case(&ran, "broken-two")["verdict"], "failed");
}

#[test]
fn an_expired_waiver_fails_the_run() {
    let (folder, server) = (scenarios(), server());
    let ran = run(folder.path(), &server, &waiver("broken-*", "2020-01-01"), &[]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stderr
            .contains("the waiver of `broken-*` by Ada expired on 2020-01-01"),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout.contains("FAILED broken-"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("and 1 case more like it: broken-"),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.report["run"]["waivers"][0]["standing"], "expired");
    assert!(
        ran.junit
            .contains(r#"<testsuite name="waivers" tests="1" failures="1""#),
        "{}",
        ran.junit
    );
    // Also if nothing that it is about runs.
    let ran = run(folder.path(), &server, &waiver("broken-*", "2020-01-01"), &["good"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
}

#[test]
fn a_waiver_that_is_about_nothing_fails_the_run() {
    let (folder, server) = (scenarios(), server());
    let waivers = waiver("broken-*", "2999-01-01") + &waiver("brokn", "2999-01-01");
    let ran = run(folder.path(), &server, &waivers, &[]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stderr.contains("the waiver of `brokn` by Ada is about no case"),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.report["run"]["conclusion"], "failed");
    assert_eq!(ran.report["run"]["summary"]["waiverFaults"], 1);
    // Of a part of the cases it cannot be said.
    let ran = run(folder.path(), &server, &waivers, &["broken"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    // A waiver of a built-in case is not missed where those are left out.
    let waivers = waiver("broken-*", "2999-01-01") + &waiver("channel-manager/auth/*", "2999-01-01");
    let ran = run(folder.path(), &server, &waivers, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn a_waiver_that_is_no_longer_needed_fails_the_run() {
    let (folder, server) = (scenarios(), server());
    let waivers = waiver("broken-*", "2999-01-01") + &waiver("good", "2999-01-01");
    for arguments in [&[][..], &["good"][..]] {
        let ran = run(folder.path(), &server, &waivers, arguments);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(
            ran.stderr
                .contains("the waiver of `good` by Ada is no longer needed, since its 1 case passes"),
            "{}",
            ran.stderr
        );
    }
    // Of ids that begin so, one may fail elsewhere.
    let ran = run(folder.path(), &server, &waiver("goo*", "2999-01-01"), &["good"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn the_last_day_counts() {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let (folder, server) = (scenarios(), server());
    let ran = run(
        folder.path(),
        &server,
        &waiver("broken-*", &format!("\"{today}\"")),
        &[],
    );
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let yesterday = today.yesterday().unwrap();
    let ran = run(folder.path(), &server, &waiver("broken-*", &yesterday.to_string()), &[]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
}

#[test]
fn what_is_not_told_cannot_be_waived() {
    let folder = scenarios();
    let server = Server::start(drop);
    let text = waiver("*ood", "2999-01-01");
    assert_eq!(run(folder.path(), &server, &text, &[]).code, Some(2));
    let dead = Server::start(|_| {});
    let ran = run(
        folder.path(),
        &dead,
        &waiver("broken-*", "2999-01-01"),
        &["--timeout", "1s"],
    );
    assert_ne!(ran.code, Some(0), "{ran:?}");
}
